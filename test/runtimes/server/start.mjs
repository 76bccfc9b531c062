// Starts the servers and resolves with their addresses.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** @returns {Promise<{ issuer: string, desk: string, tls: object, close(): void }>} */
export async function startServers() {
  const child = fork(fileURLToPath(new URL('server_process.mjs', import.meta.url)), {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--import', 'tsx', '--no-warnings'],
  })
  // The provider prints long warnings about its test set-up: shown only if it does not start.
  let printed = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    printed = (printed + text).slice(-8000)
  })
  const failed = once(child, 'exit').then(() => {
    throw new Error(`the servers did not start:\n${printed}`)
  })
  const [description] = await Promise.race([once(child, 'message'), failed])
  failed.catch(() => {}) // that they end later is expected
  return { ...description, printed: () => printed, close: () => child.kill('SIGKILL') }
}
