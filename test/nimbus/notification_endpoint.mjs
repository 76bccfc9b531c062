// The relying party's notification endpoint: an https server on loopback. Each test supplies its responses.
import { once } from 'node:events'
import { createServer } from 'node:https'

export async function startNotificationEndpoint({ server: pair }) {
  let receive
  const server = createServer(pair, async (incoming, outgoing) => {
    const { method, headers, url } = incoming
    const body = Buffer.concat(await incoming.toArray())
    const request = new Request(`https://rp.example.test${url}`, { method, headers, body })
    try {
      const answer = await receive(request)
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end()
    } catch (error) {
      outgoing.writeHead(500).end()
      console.error(error)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `https://localhost:${server.address().port}/notifications`,
    /** From now on notifications go to this function. */
    receives(next) {
      receive = next
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
