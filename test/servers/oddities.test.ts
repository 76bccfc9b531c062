// Deviations of real providers that the library accepts, each played by a server that sends one response.
// docs/guide/providers.md lists them; oddities_mended.test.ts has those that are not accepted.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { as, auth, client, idToken, respond, token } from './odd_provider.ts'

async function clientCredentials(answer: Response) {
  const response = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, respond(answer))
  return oauth.processClientCredentialsResponse(as, client, response)
}

for (const token_type of ['Bearer', 'BEARER', 'bEaReR']) {
  test(`rfc6749 5.1/2b: token_type "${token_type}" in any case`, async () => {
    assert.equal((await clientCredentials(Response.json({ ...token, token_type }))).token_type, 'bearer')
  })
}

test('rfc6749 5.1/3: expires_in as a string of digits', async () => {
  assert.equal((await clientCredentials(Response.json({ ...token, expires_in: '3600' }))).expires_in, 3600)
})

test('rfc6749 5.1/3, 5.1/5: no expires_in, no scope, an empty scope', async () => {
  assert.equal((await clientCredentials(Response.json({ access_token: 'a', token_type: 'bearer' }))).scope, undefined)
  assert.equal((await clientCredentials(Response.json({ ...token, scope: '' }))).scope, '')
})

test('rfc6749 5.1/p4a: unknown members are kept', async () => {
  const more = { ext_expires_in: 3600, not_before: '1', resource: null, nested: { constructor: 1 } }
  assert.deepEqual(await clientCredentials(Response.json({ ...token, ...more })), { ...token, ...more })
})

for (const type of ['text/plain', 'text/html; charset=utf-8', 'application/vnd.example+json', 'json', '']) {
  test(`rfc6749 5.1/p2: a JSON token response whose media type is "${type}"`, async () => {
    const answer = new Response(JSON.stringify(token), { headers: type ? { 'content-type': type } : {} })
    if (!type) answer.headers.delete('content-type')
    assert.equal((await clientCredentials(answer)).access_token, token.access_token)
  })
}

for (const type of ['Application/JSON', 'application/json ;charset=UTF-8', ' application/json']) {
  test(`rfc9110 8.3.1/1: an error whose media type is written "${type}"`, async () => {
    const headers = { 'content-type': type }
    const answer = new Response('{"error":"invalid_scope"}', { status: 400, headers })
    await assert.rejects(clientCredentials(answer), { name: 'ResponseBodyError', error: 'invalid_scope' })
  })
}

for (const status of [400, 401, 403, 404, 428, 429]) {
  test(`rfc6749 5.2/p1: an error body with status ${status}`, async () => {
    await assert.rejects(clientCredentials(Response.json({ error: 'authorization_pending' }, { status })), {
      name: 'ResponseBodyError',
      status,
      error: 'authorization_pending',
    })
  })
}

test('rfc9110 11.6.1: a malformed WWW-Authenticate header is ignored, the body counts', async () => {
  const headers = { 'www-authenticate': 'Basic realm=unclosed "' }
  await assert.rejects(clientCredentials(Response.json({ error: 'invalid_client' }, { status: 401, headers })), {
    name: 'ResponseBodyError',
    error: 'invalid_client',
  })
})

test('rfc6749 5.1: WWW-Authenticate in a successful token response is ignored', async () => {
  const answer = Response.json(token, { headers: { 'www-authenticate': 'Basic realm="x"' } })
  assert.equal((await clientCredentials(answer)).token_type, 'bearer')
})

test('rfc9207 2.4/1a, 2.4/3b: iss in the response although the metadata does not announce it', () => {
  const { authorization_response_iss_parameter_supported: _, ...silent } = as
  const answer = (iss: string) => new URLSearchParams({ code: 'c', iss })
  assert.equal(oauth.validateAuthResponse(silent, client, answer(as.issuer)).get('code'), 'c')
  // accepted, but checked
  assert.throws(() => oauth.validateAuthResponse(silent, client, answer('https://other.example.test')), {
    code: oauth.INVALID_RESPONSE,
  })
})

test('rfc6749 4.1.2/p2a: unknown parameters in the response', () => {
  const answer = new URLSearchParams({ code: 'c', session_state: 'x', scope: 'openid', authuser: '0', prompt: 'none' })
  assert.equal(oauth.validateAuthResponse(as, client, answer).get('session_state'), 'x')
})

test('oidc-discovery 4.3: an issuer without a path, with and without the trailing slash', async () => {
  const issuer = new URL('https://op.example.test')
  for (const written of ['https://op.example.test', 'https://op.example.test/']) {
    const found = await oauth.processDiscoveryResponse(issuer, Response.json({ issuer: written }))
    assert.equal(found.issuer, written)
  }
})

test('oidc-discovery 4: a query in the issuer is sent, as some providers need it', async () => {
  const issuer = new URL('https://op.example.test/tenant?p=policy')
  const options = respond(Response.json({ issuer: issuer.href }))
  const response = await oauth.discoveryRequest(issuer, options)
  assert.equal(options.sent[0]?.url, 'https://op.example.test/tenant/.well-known/openid-configuration?p=policy')
  assert.equal((await oauth.processDiscoveryResponse(issuer, response)).issuer, issuer.href)
})

test('rfc8628 3.2/5, 3.2/6a: expires_in and interval as strings of digits', async () => {
  const answer = { device_code: 'd', user_code: 'u', verification_uri: 'https://op.example.test/device' }
  const response = Response.json({ ...answer, expires_in: '600', interval: '5' })
  const started = await oauth.processDeviceAuthorizationResponse(as, client, response)
  assert.deepEqual([started.expires_in, started.interval], [600, 5])
})

test('ciba 7.3/2, 7.3/3a: expires_in and interval as strings of digits', async () => {
  const response = Response.json({ auth_req_id: 'r', expires_in: '120', interval: '2' })
  const started = await oauth.processBackchannelAuthenticationResponse(as, client, response)
  assert.deepEqual([started.expires_in, started.interval], [120, 2])
})

test('rfc7591 3.2.1/4: client_secret_expires_at as a string of digits', async () => {
  const answer = { client_id: 'c', client_secret: 's', client_secret_expires_at: '0' }
  const registered = await oauth.processDynamicClientRegistrationResponse(Response.json(answer, { status: 201 }))
  assert.equal(registered.client_secret_expires_at, 0)
})

const refresh = (answer: object) => oauth.processRefreshTokenResponse(as, client, Response.json(answer))

test('oidc-core 2/3, 2/p3: an aud with one member, an azp beside it, unknown claims', async () => {
  const claims = { aud: [client.client_id], azp: 'another', tid: 'x', ver: '2.0' }
  const tokens = await refresh({ ...token, id_token: await idToken(claims) })
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.tid, 'x')
})

test('oidc-core 3.1.3.7/9: a clock that is off by some seconds', async () => {
  const now = Math.floor(Date.now() / 1000)
  await refresh({ ...token, id_token: await idToken({ exp: now - 10 }) })
  await refresh({ ...token, id_token: await idToken({ nbf: now + 20 }) })
  await assert.rejects(refresh({ ...token, id_token: await idToken({ exp: now - 60 }) }), {
    code: oauth.JWT_TIMESTAMP_CHECK,
  })
})

test('oidc-core 12.2/p1: a refresh response without a refresh token or an ID Token', async () => {
  const tokens = await refresh(token)
  assert.deepEqual([tokens.refresh_token, tokens.id_token], [undefined, undefined])
})

test('oidc-core 5.3.2: a signed UserInfo response without iss and aud', async () => {
  const jwt = await idToken({ iss: undefined, aud: undefined, email: 'alice@example.test' })
  const answer = new Response(jwt, { headers: { 'content-type': 'application/jwt' } })
  const signed = { ...client, userinfo_signed_response_alg: 'ES256' }
  assert.equal((await oauth.processUserInfoResponse(as, signed, 'alice', answer)).email, 'alice@example.test')
})
