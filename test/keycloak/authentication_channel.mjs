// The two servers that Keycloak calls in CIBA: the authentication channel, which would wake the user's phone, and the
// client's notification endpoint. One https server on loopback. It stores requests until a test takes them.
import { once } from 'node:events'
import { createServer } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'

export async function startChannel({ server: pair }, port = 0) {
  const arrived = { '/channel': [], '/ping': [] }
  const server = createServer(pair, async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString()
    const { method, url, headers } = request
    arrived[url]?.push({ method, path: url, headers, body })
    response.writeHead(url === '/channel' ? 201 : 204).end()
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  const origin = `https://localhost:${server.address().port}`
  return {
    origin,
    arrived,
    /** Discards the requests that no test took. */
    clear() {
      for (const requests of Object.values(arrived)) requests.length = 0
    },
    /** Removes and returns the next request to a path, waiting up to five seconds for it. */
    async next(path) {
      for (let attempt = 0; arrived[path].length === 0 && attempt < 250; attempt++) await sleep(20)
      if (arrived[path].length === 0) throw new Error(`nothing came to ${path}`)
      return arrived[path].shift()
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The decision of the user's phone about the pending CIBA request: 'SUCCEED', 'UNAUTHORIZED' or 'CANCELLED'. */
export async function decide({ channel, issuer, fetch }, status) {
  const { headers, body } = await channel.next('/channel')
  const response = await fetch(`${issuer}/protocol/openid-connect/ext/ciba/auth/callback`, {
    method: 'POST',
    headers: { authorization: headers.authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ status }),
  })
  const text = await response.text()
  if (response.status !== 200) throw new Error(`the callback was answered with ${response.status} ${text}`)
  return JSON.parse(body)
}
