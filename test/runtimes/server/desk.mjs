// What the suite needs outside the runtime under test: the user's steps, and a resource server with odd but permitted
// responses.
import { browse } from './user_agent.mjs'

/** @param {{ issuer: string, decide(id: string, approved: boolean): Promise<void> }} server */
export function createDesk(server) {
  return async (req, res) => {
    const url = new URL(req.url, 'http://localhost')
    const json = (status, value, headers = {}) =>
      res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
    try {
      switch (url.pathname) {
        case '/user/browse':
          return json(200, await browse(url.searchParams.get('url'), server.issuer))
        case '/user/decide':
          await server.decide(url.searchParams.get('auth_req_id'), url.searchParams.get('answer') === 'approve')
          return json(200, {})
        case '/resource/echo':
          return json(200, { method: req.method, headers: req.headers, body: await text(req), search: url.search })
        case '/resource/challenges':
          // two field lines, which a runtime must combine into one value
          res.setHeader('www-authenticate', ['Bearer realm="api", error="invalid_token"', 'DPoP algs="ES256 PS256"'])
          return json(401, {})
        case '/resource/nonce':
          return nonce(req, res, json)
        case '/resource/redirect':
          return res.writeHead(302, { location: '/resource/echo' }).end()
        case '/resource/slow':
          return // never answers; the caller's signal ends the wait
        case '/resource/half':
          res.writeHead(200, { 'content-type': 'application/json' })
          return res.write('{"sub":') // the rest never follows
        default:
          return json(404, {})
      }
    } catch (error) {
      console.error(error)
      json(500, { error: String(error) })
    }
  }
}

/** RFC 9449 9: refuses a proof without its nonce, and sends the nonce to use. */
function nonce(req, res, json) {
  const proof = req.headers.dpop?.split('.')[1]
  const claims = proof ? JSON.parse(Buffer.from(proof, 'base64url')) : {}
  res.setHeader('dpop-nonce', 'nonce-of-the-resource')
  if (claims.nonce === 'nonce-of-the-resource') return json(200, claims)
  res.setHeader('www-authenticate', 'DPoP error="use_dpop_nonce", error_description="a nonce is required"')
  return json(401, {})
}

async function text(req) {
  let all = ''
  for await (const chunk of req) all += chunk
  return all
}
