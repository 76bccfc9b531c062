// The library in common project set-ups: CommonJS, TypeScript compiled to CommonJS, Jest, and Jest with a DOM.
import { deepEqual, equal, match } from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import typescript from 'typescript'
import { nodeBinary } from '../runtimes/engines.mjs'

const folder = (name) => fileURLToPath(new URL(name, import.meta.url))
const jest = folder('node_modules/jest/bin/jest.js')
const tsc = folder('node_modules/typescript/bin/tsc')
const nodes = { [process.version]: process.execPath, 'Node 24': nodeBinary(24) }

for (const version of [20, 22, 24, 26]) {
  test(`node modules: a CommonJS program requires the packed library, Node ${version}`, () => {
    const program = "const { None, generateRandomState: s } = require('relying'); console.log(typeof None, s().length)"
    const { stdout, stderr } = run(nodeBinary(version), ['--eval', program], folder('fixtures'))
    equal(stdout, 'function 43\n', stderr)
  })
}

test('node modules: a TypeScript program compiled to CommonJS', () => {
  const project = folder('fixtures/typescript')
  const compiled = run(process.execPath, [tsc, '-p', '.'], project)
  equal(compiled.stdout, '')
  const output = folder('node_modules/.cache/typescript/main.js')
  const { stdout, stderr } = run(process.execPath, ['--no-warnings', output], project)
  equal(stdout, '{"code":"c","challenge":43,"same":true}\n', stderr)
})

// Jest with TypeScript or Babel compiles the package with the project: to functions, to assignments instead of fields
for (const target of ['es5', 'es2015', 'es2021']) {
  test(`error classes: a project that compiles the library with its own files, for ${target}`, () => {
    const source = readFileSync(folder('node_modules/relying/dist/index.js'), 'utf8')
    const compilerOptions = { target, module: 'commonjs', ignoreDeprecations: '5.0' }
    const library = {}
    new Function('exports', typescript.transpileModule(source, { compilerOptions }).outputText)(library)
    const names = Object.keys(library).filter((name) => /^[A-Z].*Error$/.test(name))
    equal(names.length, 6)
    for (const name of names) {
      const options = { cause: new URLSearchParams('error=e'), code: 'c', response: new Response() }
      const error = new library[name]('m', options)
      deepEqual([names.filter((other) => error instanceof library[other]), typeof error.code], [[name], 'string'])
    }
  })
}

for (const [configuration, node, options] of [
  ['transform', process.version, ''],
  ['modules', process.version, '--experimental-vm-modules'],
  ['jsdom', process.version, ''],
  ['native', 'Node 24', '--experimental-vm-modules'],
]) {
  test(`jest: a TypeScript project with ${configuration}.config.js, ${node}`, () => {
    const args = ['--no-warnings', jest, '--config', `${configuration}.config.js`, '--ci', '--no-cache', '--runInBand']
    const { stderr, status } = run(nodes[node], args, folder('fixtures/jest'), { NODE_OPTIONS: options })
    match(stderr, /^Tests: +3 passed, 3 total$/m)
    equal(status, 0)
  })
}

function run(command, args, cwd, env) {
  equal(existsSync(command), true, `${command} is not installed`)
  const { PATH, HOME } = process.env
  return spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
    env: { PATH, HOME, NO_COLOR: '1', ...env },
  })
}
