// What the suite checks in each request of the relying party. npm jose reads the JWTs.
// Each assertion has a message: without one, `assert` would read the source to make it.
import assert from 'node:assert/strict'
import * as jose from 'jose'
import type { Arrival, Suite } from './server.ts'

/** Those of FAPI 2. FAPI 1 has the first two; none of its rows signs with the third. */
const allowed = ['PS256', 'ES256', 'EdDSA']
const minutes = 60

export async function checkRequest(suite: Suite, arrival: Arrival): Promise<void> {
  const { variant } = suite
  switch (arrival.endpoint) {
    case 'pushed_authorization':
      await checkAuthentication(suite, arrival)
      await checkPushedRequest(suite, formOf(arrival))
      if (variant.constraint === 'dpop') await checkProof(suite, arrival)
      break
    case 'token':
      await checkAuthentication(suite, arrival)
      await checkConstraint(suite, arrival)
      break
    case 'backchannel_authentication':
      await checkAuthentication(suite, arrival)
      await checkBackchannelRequest(suite, formOf(arrival))
      break
    case 'resource':
      await checkResourceRequest(suite, arrival)
      break
    default:
      assert.equal(arrival.method, 'GET')
  }
}

export function formOf({ method, headers, body }: Arrival): URLSearchParams {
  assert.equal(method, 'POST')
  assert.match(headers.get('content-type') as string, /^application\/x-www-form-urlencoded(;charset=utf-8)?$/i)
  const form = new URLSearchParams(body)
  assert.equal(new Set(form.keys()).size, form.size, 'no parameter comes twice')
  return form
}

async function checkAuthentication(suite: Suite, arrival: Arrival): Promise<void> {
  const { server, variant } = suite
  const form = formOf(arrival)
  assert.equal(arrival.headers.get('authorization'), null)
  assert.equal(form.get('client_secret'), null)
  const id = form.get('client_id')
  if (variant.authentication === 'mtls') {
    assert.ok(arrival.certified, 'a certificate')
    assert.equal(id, server.client.client_id)
    assert.equal(form.get('client_assertion'), null)
    return
  }
  assert.ok(id === null || id === server.client.client_id, 'client_id')
  assert.equal(form.get('client_assertion_type'), 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
  const claims = await verified(suite, form.get('client_assertion'), ['jti', 'iat', 'exp', 'sub'])
  assert.equal(claims.sub, server.client.client_id)
  assert.equal(claims.aud, suite.issuer, 'the issuer, not an array')
  const now = server.clock.now()
  assert.ok((claims.exp as number) > now - 5 * minutes && (claims.exp as number) <= now + 24 * 60 * minutes, 'exp')
  assert.ok(Math.abs((claims.iat as number) - now) <= 5 * minutes, 'iat')
  assert.ok((claims.nbf ?? now) <= now + 5 * minutes, 'nbf')
}

/** A JWT of the client, signed with its key, with a new jti. */
async function verified(suite: Suite, jwt: string | null, requiredClaims: string[]): Promise<jose.JWTPayload> {
  assert.ok(jwt, 'a JWT')
  const { client, clock } = suite.server
  const keys = jose.createLocalJWKSet(client.jwks as unknown as jose.JSONWebKeySet)
  const { payload } = await jose.jwtVerify(jwt, keys, {
    algorithms: allowed,
    issuer: client.client_id,
    audience: suite.issuer,
    requiredClaims,
    currentDate: new Date(clock.now() * 1000),
    clockTolerance: 5 * minutes,
  })
  assertNew(suite, payload.jti as string)
  return payload
}

function assertNew({ seen }: Suite, jti: string): void {
  assert.ok(jti && !seen.has(jti), 'a new jti')
  seen.add(jti)
}

/** The claims of a request object of any kind. */
async function checkRequestObject(suite: Suite, jwt: string | null): Promise<jose.JWTPayload> {
  const claims = await verified(suite, jwt, ['exp', 'nbf', 'iat', 'jti'])
  const now = suite.server.clock.now()
  assert.ok((claims.exp as number) <= now + 60 * minutes, 'exp')
  assert.ok((claims.nbf as number) >= now - 60 * minutes, 'nbf')
  assert.ok((claims.exp as number) - (claims.nbf as number) <= 60 * minutes, 'nbf and exp')
  assert.ok((claims.iat as number) <= now + 5 * minutes, 'iat')
  for (const name of ['request', 'request_uri', 'sub']) assert.equal(claims[name], undefined)
  const { typ } = jose.decodeProtectedHeader(jwt as string)
  assert.ok(typ === undefined || typ === 'oauth-authz-req+jwt', 'typ')
  return claims
}

const authenticationParameters = ['client_id', 'client_assertion', 'client_assertion_type']

async function checkPushedRequest(suite: Suite, form: URLSearchParams): Promise<void> {
  assert.equal(form.get('request_uri'), null)
  if (suite.variant.request === 'pushed') {
    assert.equal(form.get('request'), null)
    checkAuthorizationParameters(suite, Object.fromEntries(form))
    return
  }
  const outside = [...form.keys()].filter((name) => !authenticationParameters.includes(name))
  assert.deepEqual(outside, ['request'])
  checkAuthorizationParameters(suite, await checkRequestObject(suite, form.get('request')))
}

/** The registered OAuth parameters that a request of these flows may have. */
const known = new Set([
  ...['client_id', 'redirect_uri', 'response_type', 'response_mode', 'scope', 'state', 'nonce', 'acr_values', 'claims'],
  ...[
    'authorization_details',
    'code_challenge',
    'code_challenge_method',
    'dpop_jkt',
    'aud',
    'exp',
    'nbf',
    'iat',
    'iss',
    'jti',
  ],
  ...authenticationParameters,
])

function checkAuthorizationParameters(suite: Suite, parameters: Record<string, unknown>): void {
  const { server, variant, authorizationDetails } = suite
  assert.deepEqual(
    Object.keys(parameters).filter((name) => !known.has(name)),
    [],
  )
  assert.equal(parameters.client_id, server.client.client_id)
  assert.equal(parameters.redirect_uri, server.redirectUri)
  assert.equal(parameters.response_type, variant.response === 'code id_token' ? 'code id_token' : 'code')
  assert.equal(parameters.response_mode, variant.response === 'jarm' ? 'jwt' : undefined)
  assert.equal(parameters.code_challenge_method, 'S256')
  assert.match(parameters.code_challenge as string, /^[\w-]{43}$/)
  const urlSafe = /^[\w.~!*'();:@&=+$,/?%#[\]-]+$/
  assert.match(parameters.state as string, urlSafe)
  assert.ok((parameters.state as string).length <= 128, 'the length of state')
  if (authorizationDetails !== undefined) {
    // a string in a form, JSON in a request object
    const { authorization_details: sent } = parameters
    assert.deepEqual(variant.request === 'pushed' ? JSON.parse(sent as string) : sent, JSON.parse(authorizationDetails))
  }
  if (variant.client === 'plain_oauth') {
    assert.equal(parameters.scope, 'accounts')
    return
  }
  assert.equal(parameters.scope, 'openid accounts')
  assert.match(parameters.nonce as string, urlSafe)
  assert.ok((parameters.nonce as string).length <= 43, 'the length of the nonce')
}

export async function checkAuthorizationRequest(suite: Suite, { url }: Arrival): Promise<void> {
  const { server, variant } = suite
  const query = new URL(url).searchParams
  assert.equal(query.get('client_id'), server.client.client_id)
  if (variant.request !== 'by_value') {
    assert.deepEqual([...query.keys()].sort(), ['client_id', 'request_uri'])
    return
  }
  const claims = await checkRequestObject(suite, query.get('request'))
  checkAuthorizationParameters(suite, claims)
  assert.equal(query.get('response_type'), claims.response_type)
  assert.equal(query.get('scope'), claims.scope)
  for (const [name, value] of query) assert.ok(name === 'request' || claims[name] === value, name)
}

async function checkConstraint(suite: Suite, arrival: Arrival, accessToken?: string): Promise<void> {
  if (suite.variant.constraint === 'dpop') await checkProof(suite, arrival, accessToken)
  else assert.ok(arrival.certified, 'a certificate')
}

/** The proof: its key, its claims, its age, and the hash of the access token only if there is one. */
async function checkProof(suite: Suite, { url, method, headers }: Arrival, accessToken?: string): Promise<void> {
  const proof = headers.get('dpop') as string
  assert.ok(proof, 'a proof')
  const { jwk } = jose.decodeProtectedHeader(proof)
  for (const name of ['d', 'k', 'p', 'q']) assert.ok(!(name in (jwk as object)), 'no private key')
  const { payload } = await jose.jwtVerify(proof, jose.EmbeddedJWK, {
    algorithms: allowed,
    typ: 'dpop+jwt',
    requiredClaims: ['jti', 'htm', 'htu', 'iat'],
    currentDate: new Date(suite.server.clock.now() * 1000),
  })
  assertNew(suite, payload.jti as string)
  assert.equal(payload.htm, method)
  assert.equal(payload.htu, url.split(/[?#]/)[0])
  assert.ok(Math.abs((payload.iat as number) - suite.server.clock.now()) <= 5 * minutes, 'iat')
  const bytes = new TextEncoder().encode(accessToken)
  const hash = jose.base64url.encode(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
  assert.equal(payload.ath, accessToken === undefined ? undefined : hash)
}

async function checkResourceRequest(suite: Suite, arrival: Arrival): Promise<void> {
  const { url, headers, body } = arrival
  assert.equal(new URL(url).search, '')
  assert.doesNotMatch(body, /access_token/)
  const dpop = suite.variant.constraint === 'dpop'
  const [, scheme, token] = /^(\w+) (\S+)$/.exec(headers.get('authorization') as string) ?? []
  assert.equal(scheme?.toLowerCase(), dpop ? 'dpop' : 'bearer')
  assert.equal(arrival.certified, !dpop)
  await checkConstraint(suite, arrival, token)
  assert.match(headers.get('x-fapi-interaction-id') as string, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
}

const backchannelParameters = [
  ...['scope', 'client_notification_token', 'acr_values', 'login_hint_token', 'id_token_hint', 'login_hint'],
  ...['binding_message', 'user_code', 'requested_expiry', 'request_context'],
]

async function checkBackchannelRequest(suite: Suite, form: URLSearchParams): Promise<void> {
  assert.deepEqual(
    backchannelParameters.filter((name) => form.has(name)),
    [],
  )
  const claims = await checkRequestObject(suite, form.get('request'))
  assert.equal(claims.aud, suite.issuer)
  const hints = ['login_hint', 'login_hint_token', 'id_token_hint'].filter((name) => name in claims)
  assert.equal(hints.length, 1)
  assert.deepEqual((claims.scope as string).split(' ').sort(), ['accounts', 'openid'])
  assert.ok(
    claims.requested_expiry === undefined || /^[1-9]\d*$/.test(String(claims.requested_expiry)),
    'requested_expiry',
  )
  if (suite.server.client.backchannel_token_delivery_mode === 'ping') {
    const token = claims.client_notification_token as string
    assert.match(token, /^[\w.~+/-]{22,1024}=*$/)
  }
}
