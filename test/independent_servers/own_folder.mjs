// A third-party server runs in its own temporary folder. Neither the folder nor the process outlives the tests, however
// they end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answering } from './loopback.mjs'

/**
 * Calls `start` with a new folder, and returns its result with a `stop()`.
 *
 * `start` also gets `run(command, args, options)`, which starts the server in that folder and waits until it answers,
 * and `atEnd(close)` for anything else that it opens. All of these are closed, the latest first, when `start` fails,
 * when `stop()` is called, and when the tests end.
 */
export async function inOwnFolder(name, start) {
  const folder = mkdtempSync(join(tmpdir(), `${name}-`))
  const open = [() => rmSync(folder, { recursive: true, force: true })]
  const closeAll = () => {
    while (open.length > 0) open.pop()()
  }
  const atSignal = (signal) => process.exit(signal === 'SIGINT' ? 130 : 143)
  process.once('exit', closeAll).once('SIGINT', atSignal).once('SIGTERM', atSignal)
  let running

  /**
   * `lastSignal` kills a process that does not end by itself; `at`, `fetch`, `seconds` and `ready` say how to detect
   * that it is ready.
   */
  async function run(command, args, { env, lastSignal = 'SIGKILL', at, fetch, seconds, ready }) {
    const file = join(folder, 'output.log')
    const output = openSync(file, 'a')
    const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', output, output] })
    running = { child, ended: once(child, 'exit') }
    open.push(() => child.kill(lastSignal))
    await answering(at, { fetch, child, output: file, seconds, ready })
    return { log: () => readFileSync(file, 'utf8') }
  }

  async function stop() {
    running.child.kill('SIGTERM')
    await Promise.race([running.ended, sleep(10_000, undefined, { ref: false })])
    closeAll()
    process.off('exit', closeAll).off('SIGINT', atSignal).off('SIGTERM', atSignal)
  }

  try {
    return { ...(await start({ folder, run, atEnd: (close) => open.push(close) })), stop }
  } catch (error) {
    closeAll()
    throw error
  }
}
