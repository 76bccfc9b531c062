// Without this tool a newer oauth4webapi could add a function, an option or a member that nobody here notices.
//
//   node tools/new_names.mjs 3.9.0    what that version exports and declares beyond the pinned one
//
// It installs the version into a temporary folder. Members of types, parameters and literal values are listed too.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'

const name = 'oauth4webapi'
const [version] = process.argv.slice(2)
if (!version) {
  console.error('usage: node tools/new_names.mjs <version>')
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'new-names-'))
try {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }')
  execFileSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', `${name}@${version}`],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  )
  // a module in that folder resolves the package that is installed there
  const loader = join(folder, 'loader.mjs')
  writeFileSync(loader, `export * from '${name}'`)
  const pinned = surface(await import(name), resolve('.'))
  const newer = surface(await import(pathToFileURL(loader).href), folder)
  const added = [...newer].filter((line) => !pinned.has(line))
  const removed = [...pinned].filter((line) => !newer.has(line))
  for (const line of added) console.log(`+ ${line}`)
  for (const line of removed) console.log(`- ${line}`)
  console.log(`${name} ${version}: ${added.length} added, ${removed.length} removed`)
} finally {
  rmSync(folder, { recursive: true })
}

/** Everything a program can name: values, constants, declared names, members, parameters. */
function surface(exported, root) {
  const values = Object.entries(exported).map(
    ([key, value]) => `value ${key}${typeof value === 'string' ? ` = ${JSON.stringify(value)}` : ''}`,
  )
  return new Set([...values, ...declared(root)])
}

function declared(root) {
  const entry = join(root, '.new_names.ts')
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (file, target, ...rest) =>
    file === entry ? ts.createSourceFile(file, `import * as all from '${name}'`, target) : read(file, target, ...rest)
  const program = ts.createProgram([entry], options, host)
  const checker = program.getTypeChecker()
  const statement = program.getSourceFile(entry).statements.find(ts.isImportDeclaration)
  const module = checker.getSymbolAtLocation(statement.moduleSpecifier)
  return checker.getExportsOfModule(module).flatMap((symbol) => describe(checker, symbol))
}

function describe(checker, exported) {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
  const isType = (symbol.flags & ts.SymbolFlags.Type) !== 0
  const type = isType ? checker.getDeclaredTypeOfSymbol(symbol) : checker.getTypeOfSymbol(symbol)
  const members = checker.getPropertiesOfType(type).map((member) => {
    const memberName = member.name.replace(/^__@(.*)@\d+$/, '[$1]')
    const optional = member.flags & ts.SymbolFlags.Optional ? '?' : ''
    return `${symbol.name}.${memberName}${optional}: ${text(checker, checker.getTypeOfSymbol(member))}`
  })
  // the text of a function type lists its parameters and its result
  return [`declared ${symbol.name}: ${text(checker, type)}`, ...(isType ? members : [])]
}

function text(checker, type) {
  const flags = ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope
  return checker.typeToString(type, undefined, flags).replace(/import\("[^"]*"(, \{[^}]*\})?\)\./g, '')
}
