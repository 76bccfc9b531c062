// The declarations in a user's compiler: four compilers, each module resolution, each set of ambient types.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { copyFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pack, root } from './packed.mjs'

const here = join(root, 'test/package')
const compilers = { 5.4: ['node10'], 5.9: ['node10'], '6.0': ['node10'], '7.0': [] }
const resolutions = { node10: 'esnext', node16: 'node16', nodenext: 'nodenext', bundler: 'esnext' }
const ambients = {
  'DOM lib': { lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
  '@types/node': { lib: ['es2022'], types: ['node'] },
  neither: { lib: ['es2022'], types: [] },
}

const { folder } = pack()
after(() => rmSync(folder, { recursive: true, force: true }))
copyFileSync(join(here, 'consumer.ts'), join(folder, 'consumer.ts'))
copyFileSync(join(here, 'ambient.d.ts'), join(folder, 'ambient.d.ts'))
symlinkSync(join(here, 'node_modules/@types'), join(folder, 'node_modules/@types'), 'junction')
symlinkSync(join(here, 'node_modules/undici-types'), join(folder, 'node_modules/undici-types'), 'junction')

for (const [compiler, old] of Object.entries(compilers)) {
  for (const [moduleResolution, module] of Object.entries(resolutions)) {
    if (moduleResolution === 'node10' && !old.includes('node10')) continue
    for (const [ambient, { lib, types }] of Object.entries(ambients)) {
      test(`TypeScript ${compiler}, ${moduleResolution}, ${ambient}`, () => {
        const files = ambient === 'neither' ? ['consumer.ts', 'ambient.d.ts'] : ['consumer.ts']
        const options = {
          module,
          moduleResolution,
          lib,
          types,
          target: 'es2022',
          strict: true,
          exactOptionalPropertyTypes: true,
          noEmit: true,
          skipLibCheck: false,
        }
        if (compiler === '6.0' && moduleResolution === 'node10') Object.assign(options, { ignoreDeprecations: '6.0' })
        assert.equal(compiler === '7.0' ? compileNatively(files, options) : compile(compiler, files, options), '')
      })
    }
  }
}

/** Compiles in this process; the libraries are read once per compiler and only the package's and the user's files are checked. */
function compile(compiler, files, compilerOptions) {
  const ts = loadCompiler(compiler)
  const { options, errors } = ts.convertCompilerOptionsFromJson(compilerOptions, folder)
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  host.getCurrentDirectory = () => folder
  host.getSourceFile = (name, language, ...rest) => {
    if (!/\/lib\.[^/]*\.d\.ts$/.test(name)) return getSourceFile.call(host, name, language, ...rest)
    const key = `${name} ${language.impliedNodeFormat}`
    if (!libraries.has(key)) libraries.set(key, getSourceFile.call(host, name, language, ...rest))
    return libraries.get(key)
  }
  const program = ts.createProgram(
    files.map((file) => join(folder, file)),
    options,
    host,
  )
  const diagnostics = [...errors, ...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()]
  for (const file of program.getSourceFiles()) {
    if (/node_modules\/(?!relying\/)|\/lib\.[^/]*\.d\.ts$/.test(file.fileName)) continue
    diagnostics.push(...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file))
  }
  return ts.formatDiagnostics(diagnostics, host)
}

const libraries = new Map()
const loaded = new Map()
function loadCompiler(compiler) {
  if (!loaded.has(compiler)) loaded.set(compiler, createRequire(join(here, 'package.json'))(`typescript-${compiler}`))
  return loaded.get(compiler)
}

function compileNatively(files, compilerOptions) {
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }))
  const tsc = join(here, 'node_modules/typescript-7.0/bin/tsc')
  return spawnSync(process.execPath, [tsc, '--pretty', 'false', '-p', folder], { encoding: 'utf8' }).stdout
}
