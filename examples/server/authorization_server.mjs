// Starts the authorization server of the examples: it runs in a process of its own, on loopback, on a free port, and
// never outlives the program. A real application has no such file: its provider is elsewhere.

import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PROCESS = fileURLToPath(new URL('server_process.mjs', import.meta.url))

/**
 * Starts the server and resolves once it listens.
 *
 * @param {object} setup
 * @param {object} setup.client the client's registration, as the provider would store it (RFC 7591 member names)
 * @param {object[]} [setup.otherClients] further registrations
 * @param {'approve' | 'deny'} [setup.answer] CIBA: what the user will decide on the device
 * @param {number} [setup.answerAfter] CIBA: how many seconds the user takes
 * @param {{ key: string, cert: string, ca: string }} [setup.tls] https instead of http, requesting client certificates
 * @param {(event: { what: 'asked' | 'approve' | 'deny', user: string, message?: string }) => void} [setup.onDevice]
 *   CIBA: called with what happens on the user's device
 * @returns {Promise<{ issuer: string, stop: () => void }>}
 */
export function startAuthorizationServer({ onDevice, ...setup }) {
  return new Promise((resolve, reject) => {
    // The server's output is for its operators, not for the example: it is shown only if the start fails.
    const server = fork(PROCESS, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] })
    let printed = ''
    server.stderr.setEncoding('utf8').on('data', (text) => {
      printed = (printed + text).slice(-4000)
    })

    const stop = () => {
      process.off('exit', stop)
      server.removeAllListeners('exit')
      server.kill('SIGKILL')
    }
    // On a normal end and on an uncaught error. On a signal the server notices itself that its parent is gone.
    process.once('exit', stop)

    server.once('error', reject)
    server.once('exit', () => reject(new Error(`the authorization server did not start:\n${printed}`)))
    server.on('message', (message) => {
      if (!message.issuer) return onDevice?.(message)
      // The program ends when it has nothing left to do, server or not.
      for (const handle of [server, server.channel, server.stderr]) handle.unref()
      resolve({ issuer: message.issuer, stop })
    })
    server.send(setup)
  })
}
