// What running a third-party server on loopback needs: a port, a fetch that trusts its certificate, and patience.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent, fetch as undiciFetch } from 'undici'

/** A fetch that trusts only our CA and shows the client certificate, if one is given. */
export function trusting({ ca }, { key, cert } = {}) {
  const dispatcher = new Agent({ connect: { ca, key, cert }, keepAliveTimeout: 1000 })
  return (url, options) => undiciFetch(url, { ...options, dispatcher, ...(options?.body ? { duplex: 'half' } : {}) })
}

export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

/** Waits until the process answers as expected. Fails with its output when it ends, or after that many seconds. */
export async function answering(url, { fetch, child, output, seconds, ready = () => true }) {
  for (let attempt = 0; attempt < 10 * seconds && child.exitCode === null; attempt++) {
    const answer = await fetch(url).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer && ready(answer)) return
    await sleep(100)
  }
  throw new Error(`the server did not start:\n${readFileSync(output, 'utf8')}`)
}
