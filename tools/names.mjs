// Without this check a name of the compatible surface could be missing, and a program that changes its import would not start.
//
// Every name that npm oauth4webapi exports (values by importing it, types by asking the compiler) must be exported here too:
// a value as a value, a declared name as a declared name.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'

const original = 'oauth4webapi'
const ours = { declarations: 'dist/types/index.d.ts', module: 'dist/index.js' }
if (!existsSync(ours.module)) {
  console.error(`${ours.module} does not exist: npm run build`)
  process.exit(1)
}

const theirValues = Object.keys(await import(original))
const theirDeclared = declaredNames(`export * from '${original}'`)
const ourValues = new Set(Object.keys(await import(pathToFileURL(resolve(ours.module)).href)))
const ourDeclared = new Set(
  declaredNames(`export * from ${JSON.stringify(resolve(ours.declarations).replace(/\.d\.ts$/, '.js'))}`),
)

const wanted = [...new Set([...theirValues, ...theirDeclared])].sort()
const problems = []
for (const name of wanted) {
  if (theirValues.includes(name) && !ourValues.has(name)) problems.push(`${name} is not exported`)
  else if (theirDeclared.includes(name) && !ourDeclared.has(name)) problems.push(`${name} is not declared`)
}
const added = [...new Set([...ourValues, ...ourDeclared])].filter((name) => !wanted.includes(name)).sort()
if (added.length > 0) console.log(`added here: ${added.join(', ')}`)
console.log(`${wanted.length - problems.length}/${wanted.length} names of ${original}`)
for (const problem of problems) console.error(problem)
process.exitCode = problems.length > 0 ? 1 : 0

/** The names that a module with this source text exports, types included. */
function declaredNames(text) {
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
    types: [],
  }
  const host = ts.createCompilerHost(options)
  // as the compiler writes paths, on Windows too
  const file = resolve('names.mts').replaceAll('\\', '/')
  const { fileExists, getSourceFile } = host
  host.fileExists = (name) => name === file || fileExists.call(host, name)
  host.getSourceFile = (name, language) =>
    name === file ? ts.createSourceFile(name, text, language) : getSourceFile.call(host, name, language)
  const program = ts.createProgram([file], options, host)
  const checker = program.getTypeChecker()
  const symbol = checker.getSymbolAtLocation(program.getSourceFile(file))
  return symbol === undefined ? [] : checker.getExportsOfModule(symbol).map(({ name }) => name)
}
