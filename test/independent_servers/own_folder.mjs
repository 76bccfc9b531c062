// A server of others runs in a temporary folder of its own; neither the folder nor the process outlives the tests, however these end.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { answering } from './loopback.mjs'

/**
 * Hands a new folder to `start`, and returns what that returns, with a `stop()`.
 *
 * `start` also gets `run(command, args, options)`, which starts the server there and waits until it answers, and `atEnd(close)`, for
 * what else it opens. All of it is closed, the latest first, when `start` fails, when `stop()` is called, and when the tests are ended.
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

  /** `lastSignal` ends what did not end by itself; `at`, `fetch`, `seconds` and `ready` say how to know that it is there. */
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
