/** Which tokens are issued to whom, and which of them a revocation ends. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { basic, errorOf, freshCode, freshTokens, post, prover } from '../../test/fixtures/raw_requests.ts'
import { createAuthorizationServer, type TestAuthorizationServer } from './index.ts'

const certificate = { 'x5t#S256': 'thumbprint' }
const grant = { grant_type: 'client_credentials' }
const refresh = (server: TestAuthorizationServer, refresh_token: unknown, headers?: Record<string, string>) =>
  post(server, 'token_endpoint', { grant_type: 'refresh_token', refresh_token: refresh_token as string }, headers)
const presented = async (url: string, token: unknown, fetch: TestAuthorizationServer['fetch']) =>
  (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status

test('rfc6749 7.1, rfc7800 3.1: a token that is not bound is a bearer token, without cnf', async () => {
  const server = await createAuthorizationServer()
  const { access_token, token_type } = await freshTokens(server)
  assert.equal(token_type, 'Bearer')
  assert.ok(!('cnf' in decodeJwt(access_token)))
  // a certificate changes nothing for a token that is not bound
  assert.equal(await presented(server.resource.resource, access_token, server.fetchWithCertificate(certificate)), 200)
})

test('rfc6749 4.4.3: client credentials get no refresh token, no ID Token and no UserInfo', async () => {
  const server = await createAuthorizationServer()
  const { body } = await post(server, 'token_endpoint', { ...grant, scope: 'openid' })
  assert.deepEqual(Object.keys(body).sort(), ['access_token', 'expires_in', 'scope', 'token_type'])
  assert.equal(await presented(server.metadata.userinfo_endpoint as string, body.access_token, server.fetch), 403)
})

test('rfc9449 5: a client that is registered for DPoP gets tokens bound to its key, and needs no certificate', async () => {
  const client = { dpop_bound_access_tokens: true, tls_client_certificate_bound_access_tokens: true }
  const server = await createAuthorizationServer({ client })
  const { proof } = await prover()
  const dpop = await proof(server.metadata.token_endpoint as string, 'POST')
  const { body } = await post(server, 'token_endpoint', grant, { ...basic(server), dpop })
  assert.equal(body.token_type, 'DPoP')
  assert.deepEqual(Object.keys(decodeJwt(body.access_token as string).cnf as object), ['jkt'])
})

test('rfc9449 5: the refresh token of a confidential client is not bound to a key', async () => {
  const server = await createAuthorizationServer()
  const [one, other] = [await prover(), await prover()]
  const url = server.metadata.token_endpoint as string
  const { refresh_token } = await freshTokens(server, { dpop: await one.proof(url, 'POST') })
  const { status } = await refresh(server, refresh_token, { ...basic(server), dpop: await other.proof(url, 'POST') })
  assert.equal(status, 200)
})

test('rfc6749 4.1.2: using a code twice revokes nothing of another sign-in', async () => {
  const server = await createAuthorizationServer()
  const others = await freshTokens(server)
  const form = await freshCode(server)
  await post(server, 'token_endpoint', form)
  assert.equal(errorOf(await post(server, 'token_endpoint', form)), 'invalid_grant')
  assert.equal(await presented(server.resource.resource, others.access_token, server.fetch), 200)
  assert.equal((await refresh(server, others.refresh_token)).status, 200)
})

test('rfc7009 2.1, 2.2: revoking an access token revokes only that; the response is empty', async () => {
  const server = await createAuthorizationServer()
  const { access_token, refresh_token } = await freshTokens(server)
  const response = await server.fetch(server.metadata.revocation_endpoint as string, {
    method: 'POST',
    headers: basic(server),
    body: new URLSearchParams({ token: access_token }),
  })
  assert.deepEqual([response.status, response.headers.get('content-type'), await response.text()], [200, null, ''])
  assert.equal(await presented(server.resource.resource, access_token, server.fetch), 401)
  assert.equal((await refresh(server, refresh_token)).status, 200)
})

test('rfc7662 2.2: an access token is active until it expires', async (t) => {
  const server = await createAuthorizationServer()
  const { access_token: token } = await freshTokens(server)
  const { exp } = decodeJwt(token)
  let now = (exp as number) - 1
  t.mock.method(server.clock, 'now', () => now)
  const isActive = async () => (await post(server, 'introspection_endpoint', { token })).body.active
  assert.equal(await isActive(), true)
  now += 1
  assert.equal(await isActive(), false)
})
