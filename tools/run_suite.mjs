// Without this file a suite that hangs, or that runs no test, could look like a success.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { npm } from './npm.mjs'

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'))
const onWindows = process.platform === 'win32'
let running

/** Runs one suite and shows its output. Its closing line counts only if the exit status agrees. */
export async function runSuite({ script, minutes, optional = undefined }, env = process.env) {
  const started = performance.now()
  console.log(`\n── ${script}`)
  const { status, lastLines, problem } =
    scripts[script] === undefined
      ? { status: 1, lastLines: '', problem: 'has no script' }
      : await npmRun(script, minutes, env)
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

function npmRun(script, minutes, env) {
  return new Promise((resolve) => {
    const child = spawn(...npm(['run', '--silent', script]), {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !onWindows,
    })
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
      // processes that the suite left running hold the pipes open
      setTimeout(() => stop(child), 1000).unref()
    })
    child.on('close', (status) => resolve({ status, lastLines, problem }))
  })
}

/** Ends the suite that is running, for a caller that is interrupted. */
export function stopSuite() {
  stop(running)
}

/** Ends a suite's whole process group. Windows has none, but knows the children of a process as long as it lives. */
function stop(child) {
  if (onWindows) return stopTree(child)
  try {
    if (child?.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // it has ended by itself
  }
}

function stopTree(child) {
  if (child?.exitCode === null)
    return spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' })
  // processes that it left running are out of reach: stop waiting for them
  child?.stdout.destroy()
  child?.stderr.destroy()
}

export function secondsSince(started) {
  return (performance.now() - started) / 1000
}
