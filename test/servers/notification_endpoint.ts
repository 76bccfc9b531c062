// The relying party's notification endpoint: an https server on a free loopback port. Each test supplies its responses.

import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificate } from './certificates.ts'

export type Receive = (request: Request) => Promise<Response>

export async function startNotificationEndpoint(certificate: Certificate) {
  let receive: Receive = async () => new Response(null, { status: 503 })
  const server = createServer(certificate, async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const headers: [string, string][] = []
    for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
      headers.push([incoming.rawHeaders[at] as string, incoming.rawHeaders[at + 1] as string])
    }
    const body = incoming.method === 'POST' ? Buffer.concat(chunks) : null
    const { method = '' } = incoming
    const answer = await receive(new Request(`https://localhost${incoming.url}`, { method, headers, body }))
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end()
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/notification`,
    /** From now on notifications go to this function. */
    receives(next: Receive) {
      receive = next
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
