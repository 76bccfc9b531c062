// The keys of the clients, new for each run, and the http server from which Spring fetches the public ones.
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { makeClientKeys } from '../independent_servers/client_keys.mjs'

/** Keys by JWS algorithm, and the public JWKs with that of the self-signed certificate. */
export async function makeKeys({ selfSigned }) {
  const { jwks, ...keys } = await makeClientKeys(['ES256', 'RS256', 'PS256'])
  const { publicKey, raw } = new X509Certificate(selfSigned.cert)
  jwks.keys.push({ ...publicKey.export({ format: 'jwk' }), x5c: [raw.toString('base64')], kid: 'self-signed' })
  return { ...keys, jwks }
}

/** Serves the JWK Set on loopback. */
export async function publish(jwks) {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(jwks))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${server.address().port}/jwks`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
