// A provider that pushes, which npm oidc-provider does not: relying/testing behind a port.

import { serve } from '@hono/node-server'
import { createAuthorizationServer } from 'relying/testing'

/**
 * @param {{ key: object, visit: typeof fetch }} stage
 * @param {{ mode?: 'poll' | 'ping' | 'push', before?: (request: Request) => unknown }} [setup] the client's delivery mode, and a function
 *   that runs before each request is answered
 */
export async function startPushProvider({ key: { d: _, ...publicJwk }, visit }, setup = {}) {
  const { mode = 'push', before = () => {} } = setup
  let provider
  const answer = async (request) => {
    await before(request)
    return provider.fetch(request)
  }
  const server = await new Promise((resolve) => {
    const listening = serve({ fetch: answer, port: 0, hostname: 'localhost' }, () => resolve(listening))
  })
  const issuer = `http://localhost:${server.address().port}`
  provider = await createAuthorizationServer({ issuer })
  await provider.registerClient({
    client_id: mode,
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [publicJwk] },
    backchannel_token_delivery_mode: mode,
  })
  const asked = () => provider.exchanges.findLast(({ endpoint }) => endpoint === 'backchannel_authentication').response

  return {
    issuer,
    provider,
    /** The push that is sent when the user has decided, for sending it repeatedly. */
    async decides(answer) {
      const push = await provider[answer](asked().body.auth_req_id)
      const [method, headers, body] = [push.method, Object.fromEntries(push.headers), await push.text()]
      return async (origin) => (await visit(`${origin}/notifications`, { method, headers, body })).status
    },
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
