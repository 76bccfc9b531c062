// Without this file `npm test` would not work in a fresh clone, and a suite that silently did not run would look like a success.
//
//   npm test                     installs, builds, runs every suite that needs only Node and npm
//   node tools/test.mjs --rest   runs the other suites and adds the counts of the last `npm test` (.ci/run)
//
// It uses nothing but Node, because it starts before anything is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { install } from './install.mjs'
import { runSuite, secondsSince, stopSuite } from './run_suite.mjs'
import { suites } from './suites.mjs'

const resultsFile = '.cache/suites.json'
const rest = process.argv.includes('--rest')
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
const results = rest ? earlierResults() : []

// a suite has its own process group, which Ctrl-C, a closed terminal or a CI that gives up does not reach
for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
  process.on(signal, () => {
    stopSuite()
    process.exit(128 + number)
  })
}
await prepare()
for (const suite of suites) {
  if ((suite.needs !== 'node') === rest) results.push(await runSuite(suite))
}
if (!rest) results.push(...unlisted())
mkdirSync('.cache', { recursive: true })
writeFileSync(resultsFile, JSON.stringify(results))
process.exitCode = report()

async function prepare() {
  const started = performance.now()
  install()
  const { status } = spawnSync(process.execPath, ['tools/build.mjs', '--if-needed'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (!rest)
    results.push({ name: 'install, build', passed: 0, failed: status === 0 ? 0 : 1, seconds: secondsSince(started) })
}

/** Suites that nobody would run. */
function unlisted() {
  const names = Object.keys(scripts).filter((script) => script.startsWith('test:'))
  return names
    .filter((name) => !suites.some(({ script }) => script === name))
    .map((name) => ({ name, passed: 0, failed: 1, seconds: 0, problem: 'is not in tools/suites.mjs' }))
}

function report() {
  console.log('')
  for (const { name, passed, failed, seconds, problem, skipped } of results) {
    if (skipped !== undefined) {
      console.log(`- ${name.padEnd(20)}skipped: needs ${skipped}`)
      continue
    }
    const counts = `${String(passed).padStart(6)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(1).padStart(7)} s`
    console.log(`${failed > 0 ? '✖' : '✔'} ${name.padEnd(20)}${counts}${problem === undefined ? '' : `  ${problem}`}`)
  }
  const sum = (key) => results.reduce((total, result) => total + result[key], 0)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
  return sum('failed') > 0 || sum('passed') === 0 ? 1 : 0
}

function earlierResults() {
  if (existsSync(resultsFile)) return JSON.parse(readFileSync(resultsFile, 'utf8'))
  return [{ name: 'npm test', passed: 0, failed: 1, seconds: 0, problem: 'did not run to its end' }]
}
