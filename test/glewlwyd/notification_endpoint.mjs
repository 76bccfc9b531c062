// The relying party's side of CIBA ping and push: an https server on loopback that stores what glewlwyd sends.
import { once } from 'node:events'
import { createServer } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * @param {{ server: { key: string, cert: string } }} certificates those of the glewlwyd run
 * @param {(request: { path: string, headers: object, body: string }) => number | Promise<number>} [answer] gives the status
 */
export async function startNotificationEndpoint(certificates, answer = () => 204) {
  const received = []
  const server = createServer(certificates.server, async (request, response) => {
    const chunks = await request.toArray()
    const notification = {
      method: request.method,
      path: request.url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    }
    received.push(notification)
    response.writeHead(await answer(notification)).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `https://localhost:${server.address().port}`,
    received,
    /** Removes and returns the next notification, waiting up to five seconds for it. */
    async next() {
      for (let attempt = 0; received.length === 0 && attempt < 250; attempt++) await sleep(20)
      if (received.length === 0) throw new Error('no notification came')
      return received.shift()
    },
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
