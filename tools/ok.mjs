// Without this file a rule of CONTRIBUTING would hold only as long as somebody remembers it.
//
//   npm run ok                        runs every check, prints one line for each, and then what failed
//   node tools/ok.mjs --except unit   leaves checks out
//   node tools/ok.mjs --only types    runs only these
//
// Every npm script named `check:…` (and `size:check`) is a check as well.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { npm } from './npm.mjs'

const tsc = ['node_modules/typescript-7/bin/tsc', '--noEmit', '--pretty', 'false', '-p']
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
/** @type {[name: string, command: string[]][]} */
const checks = [
  [
    'lint',
    ['node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off', '--error-on-warnings', '--max-diagnostics=50'],
  ],
  ['build', ['tools/build.mjs', '--if-needed']],
  ['types: src', [...tsc, 'tsconfig.json']],
  ['types: tests, examples', [...tsc, 'tsconfig.tests.json']],
  ['types: tools', [...tsc, 'tsconfig.tools.json']],
  ['rooms', ['tools/check_rooms.mjs']],
  ['purity', ['tools/check_purity.mjs']],
  ['names', ['tools/names.mjs']],
  ['docs', ['tools/docs.mjs', '--check']],
  ...Object.keys(scripts)
    .filter((script) => /^check:|^size:check$/.test(script))
    .map((script) => /** @type {[string, string[]]} */ ([script, ['npm', 'run', '--silent', script]])),
  ['unit', ['npm', 'run', '--silent', 'test:unit']],
]

const only = wordsAfter('--only')
const except = wordsAfter('--except')
const chosen = checks.filter(([name]) => (only.length === 0 || matches(name, only)) && !matches(name, except))
const failures = []
for (const [name, command] of chosen) {
  const started = performance.now()
  const { status, output } = await run(command)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${status === 0 ? '✔' : '✖'} ${name.padEnd(24)}${seconds.padStart(6)} s`)
  if (status !== 0) failures.push({ name, output })
}
for (const { name, output } of failures) console.log(`\n── ${name}\n${output.trim()}`)
if (failures.length > 0) console.log(`\nfailed: ${failures.map(({ name }) => name).join(', ')}`)
console.log(`checks: ${chosen.length - failures.length} passed, ${failures.length} failed`)
process.exitCode = failures.length > 0 || chosen.length === 0 ? 1 : 0

/** @param {string[]} command */
function run(command) {
  const [program = '', ...args] = command
  return new Promise((resolve) => {
    const [file, argv] = program === 'npm' ? npm(args) : [process.execPath, [program, ...args]]
    const child = spawn(file, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('close', (status) => resolve({ status, output }))
  })
}

function wordsAfter(flag) {
  const index = process.argv.indexOf(flag)
  if (index < 0) return []
  const words = process.argv.slice(index + 1)
  const end = words.findIndex((word) => word.startsWith('--'))
  return end < 0 ? words : words.slice(0, end)
}

function matches(name, words) {
  return words.some((word) => name.startsWith(word))
}
