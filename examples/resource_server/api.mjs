// An API that accepts access tokens: JWTs of one authorization server, for this API, bound to a DPoP key or not.

import { once } from 'node:events'
import { createServer } from 'node:http'
import * as oauth from 'relying'

// #region check
/** The name of the API in tokens (`aud`), as agreed with the authorization server. */
const AUDIENCE = 'https://api.example.test'

/** The claims of the request's access token. Rejects if there is none, or if it is not valid for this API. */
async function authenticate(as, request, scope, http) {
  const claims = await oauth.validateJwtAccessToken(as, request, AUDIENCE, http)
  if (!claims.scope?.split(' ').includes(scope)) throw new InsufficientScope(scope)
  return claims
}

class InsufficientScope extends Error {
  constructor(scope) {
    super(`the scope ${scope} is missing`)
    this.scope = scope
  }
}
// #endregion check

// #region refuse
/** The response to a request whose token is not valid: RFC 6750, 3 and RFC 9449, 7.1. */
function refuse(err, request) {
  if (err instanceof InsufficientScope) return challenge(403, `error="insufficient_scope", scope="${err.scope}"`)
  if (!(err instanceof oauth.OperationProcessingError) && !(err instanceof oauth.UnsupportedOperationError)) {
    return new Response(null, { status: 500 }) // not the caller's fault
  }
  // the keys of the authorization server could not be fetched, so the token could not be checked
  const noKeys = [oauth.RESPONSE_IS_NOT_CONFORM, oauth.RESPONSE_IS_NOT_JSON].includes(err.code)
  if (noKeys) return new Response(null, { status: 503 })
  return challenge(401, request.headers.has('authorization') ? 'error="invalid_token"' : '')
}

function challenge(status, parameters) {
  const headers = [
    ['www-authenticate', `Bearer ${parameters}`.trim()],
    ['www-authenticate', `DPoP ${[parameters, 'algs="ES256 Ed25519"'].filter(Boolean).join(', ')}`],
  ]
  return new Response(null, { status, headers })
}
// #endregion refuse

/** Starts the API; resolves with its URL. */
export async function startApi(issuer, http) {
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  const listener = createServer(async (incoming, outgoing) => {
    const response = await answer(as, incoming, origin, http)
    outgoing.writeHead(response.status, toHeaders(response)).end(await response.text())
  }).listen(0, 'localhost')
  await once(listener, 'listening')
  listener.unref() // the demonstration ends when its client has ended
  const origin = `http://localhost:${listener.address().port}`
  return new URL('/orders', origin)
}

// #region answer
/** Resolves with a response to any request: an error that left the listener would end the process. */
async function answer(as, incoming, origin, http) {
  let request
  try {
    request = toRequest(incoming, origin)
  } catch {
    return new Response(null, { status: 400 })
  }
  return handle(as, request, http).catch((err) => refuse(err, request))
}
// #endregion answer

async function handle(as, request, http) {
  const { sub, client_id } = await authenticate(as, request, 'orders:read', http)
  return Response.json({ orders: ['4711'], for: sub, through: client_id })
}

// #region request
/**
 * Node's request as a `Request`. Behind a proxy, `origin` is the one that clients see: the proof names that URL.
 *
 * Throws if it cannot be a `Request` (method TRACE, URL `//`), or is for another origin: `GET //elsewhere.example/`.
 */
export function toRequest({ url, method, headers }, origin) {
  const address = new URL(url, origin)
  if (address.origin !== origin) throw new TypeError('the request is for another origin')
  return new Request(address, { method, headers })
}
// #endregion request

function toHeaders({ headers }) {
  return Object.fromEntries(headers)
}
