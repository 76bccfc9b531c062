// The API of this demonstration: without a token it refuses, and the refusal says where its metadata are (RFC 9728, 5).

import { once } from 'node:events'
import { createServer } from 'node:http'
import * as oauth from 'relying'
import { toRequest } from '../resource_server/api.mjs'

export async function startUnknownApi(issuer, http) {
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  const listener = createServer(async (incoming, response) => {
    if (incoming.url === '/.well-known/oauth-protected-resource') {
      const metadata = { resource: origin, authorization_servers: [as.issuer], scopes_supported: ['orders:read'] }
      return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(metadata))
    }
    try {
      const { client_id } = await oauth.validateJwtAccessToken(as, toRequest(incoming, origin), origin, http)
      const body = JSON.stringify({ orders: ['4711'], known: client_id !== undefined })
      response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    } catch {
      const where = `${origin}/.well-known/oauth-protected-resource`
      response.writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${where}"` }).end()
    }
  }).listen(0, 'localhost')
  await once(listener, 'listening')
  listener.unref() // the demonstration ends when its client has ended
  const origin = `http://localhost:${listener.address().port}`
  return new URL('/orders', origin)
}
