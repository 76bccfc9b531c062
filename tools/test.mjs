// Without this file `npm test` would not work in a fresh clone, and a suite that silently did not run would look like a success.
//
//   npm test                     installs, builds, runs every suite that needs only Node and npm
//   node tools/test.mjs --rest   runs the other suites and adds what the last `npm test` counted (.ci/run)
//
// Uses nothing but Node: it starts before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { install } from './install.mjs'
import { suites } from './suites.mjs'

const resultsFile = '.cache/suites.json'
const rest = process.argv.includes('--rest')
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
const results = rest ? earlierResults() : []
let running

process.on('SIGINT', () => {
  stop(running)
  process.exit(130)
})
await prepare()
for (const suite of suites) {
  if ((suite.needs !== 'node') === rest) results.push(await run(suite))
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

/** Runs one suite, shows its output, and believes its closing line only as far as the exit status agrees. */
async function run({ script, minutes, optional = undefined }) {
  const started = performance.now()
  console.log(`\n── ${script}`)
  const { status, lastLines, problem } =
    scripts[script] === undefined
      ? { status: 1, lastLines: '', problem: 'has no script' }
      : await npmRun(script, minutes)
  const closing = /^(?:[\w:-]+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/gm
  const [, passed, failed, skipped] = [...lastLines.matchAll(closing)].at(-1) ?? []
  const result = {
    name: script,
    passed: Number(passed ?? 0),
    failed: Number(failed ?? 1),
    seconds: secondsSince(started),
  }
  if (problem !== undefined) result.problem = problem
  else if (passed === undefined) result.problem = 'printed no closing line'
  else if (optional && status === 0 && skipped && result.passed + result.failed === 0) result.skipped = optional
  else if (result.passed + result.failed === 0) result.problem = 'ran no test'
  else if (status !== 0 && result.failed === 0) result.problem = `exit status ${status}`
  else if (status === 0 && result.failed > 0) result.problem = 'failed with exit status 0'
  if (result.problem !== undefined && result.failed === 0) result.failed = 1
  return result
}

/** Suites that nobody would run. */
function unlisted() {
  const names = Object.keys(scripts).filter((script) => script.startsWith('test:'))
  return names
    .filter((name) => !suites.some(({ script }) => script === name))
    .map((name) => ({ name, passed: 0, failed: 1, seconds: 0, problem: 'is not in tools/suites.mjs' }))
}

function npmRun(script, minutes) {
  return new Promise((resolve) => {
    const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let lastLines = ''
    let problem
    running = child
    const timer = setTimeout(() => {
      problem = `was stopped after ${minutes} minutes`
      stop(child)
    }, minutes * 60_000)
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk)
      lastLines = (lastLines + chunk).slice(-4000)
    })
    child.stderr.pipe(process.stderr, { end: false })
    child.on('exit', () => {
      clearTimeout(timer)
      // what the suite left running holds the pipes open
      setTimeout(() => stop(child), 1000).unref()
    })
    child.on('close', (status) => resolve({ status, lastLines, problem }))
  })
}

/** Ends the suite's whole process group. */
function stop(child) {
  try {
    if (child?.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
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

function secondsSince(started) {
  return (performance.now() - started) / 1000
}
