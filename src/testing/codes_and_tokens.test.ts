import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  basic,
  codeChallenge,
  errorOf,
  freshCode,
  freshTokens,
  post,
  prover,
} from '../../test/fixtures/raw_requests.ts'
import * as oauth from '../index.ts'
import { createAuthorizationServer, type TestAuthorizationServer } from './index.ts'

const redeem = (server: TestAuthorizationServer, form: Record<string, string>, headers?: Record<string, string>) =>
  post(server, 'token_endpoint', form, headers)

async function isActive(server: TestAuthorizationServer, token: string): Promise<boolean> {
  const { status, body } = await post(server, 'introspection_endpoint', { token })
  assert.equal(status, 200)
  return body.active as boolean
}

test('rfc6749 4.1.3: a code can be redeemed by its client, with its redirect URI and verifier', async () => {
  const server = await createAuthorizationServer()
  const { status, body, headers } = await redeem(server, await freshCode(server))
  assert.equal(status, 200)
  assert.equal(headers.get('cache-control'), 'no-store')
  assert.deepEqual(Object.keys(body).sort(), [
    'access_token',
    'expires_in',
    'id_token',
    'refresh_token',
    'scope',
    'token_type',
  ])
})

const mistakes: [string, Record<string, string | undefined>, string][] = [
  ['rfc7636 4.6: a wrong verifier', { code_verifier: codeChallenge }, 'invalid_grant'],
  ['rfc7636 4.6: no verifier', { code_verifier: undefined }, 'invalid_grant'],
  ['rfc6749 4.1.3: another redirect URI', { redirect_uri: 'https://client.example/other' }, 'invalid_grant'],
  ['rfc6749 4.1.3: no redirect URI', { redirect_uri: undefined }, 'invalid_grant'],
  ['rfc6749 4.1.3: an unknown code', { code: 'made up' }, 'invalid_grant'],
  ['rfc6749 4.1.3: no code', { code: undefined }, 'invalid_request'],
  ['rfc6749 3.2: no grant type', { grant_type: undefined }, 'invalid_request'],
  ['rfc6749 5.2: an unknown grant type', { grant_type: 'password' }, 'unsupported_grant_type'],
  [
    'rfc6749 5.2: a grant type named like a method of Object.prototype',
    { grant_type: 'constructor' },
    'unsupported_grant_type',
  ],
]
for (const [title, change, error] of mistakes) {
  test(`${title} is refused`, async () => {
    const server = await createAuthorizationServer()
    const all = { ...(await freshCode(server)), ...change }
    const form = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >
    assert.equal(errorOf(await redeem(server, form)), error)
  })
}

test('rfc9700 4.8.2: a verifier without a challenge is refused', async () => {
  const server = await createAuthorizationServer()
  const form = await freshCode(server, { code_challenge: undefined, code_challenge_method: undefined })
  assert.equal(errorOf(await redeem(server, form)), 'invalid_grant')
})

test('rfc6749 3.2: a repeated parameter is refused', async () => {
  const server = await createAuthorizationServer()
  const form = Object.entries(await freshCode(server))
  assert.equal(errorOf(await post(server, 'token_endpoint', [...form, ['code', 'another']])), 'invalid_request')
})

test('rfc6749 4.1.3: a code of another client is refused', async () => {
  const server = await createAuthorizationServer()
  const other = await server.registerClient()
  assert.equal(errorOf(await redeem(server, await freshCode(server), basic(other))), 'invalid_grant')
})

test('rfc6749 4.1.2: a code is valid for one minute', async () => {
  const server = await createAuthorizationServer()
  const form = await freshCode(server)
  server.clock.advance(60)
  assert.equal(errorOf(await redeem(server, form)), 'invalid_grant')
})

test('rfc6749 4.1.2: using a code twice revokes what was issued for it', async () => {
  const server = await createAuthorizationServer()
  const form = await freshCode(server)
  const { body } = await redeem(server, form)
  assert.ok(await isActive(server, body.access_token as string))
  assert.equal(errorOf(await redeem(server, form)), 'invalid_grant')
  assert.ok(!(await isActive(server, body.access_token as string)))
  assert.ok(!(await isActive(server, body.refresh_token as string)))
})

test('rfc6749 4.1.2: when a code or refresh token is used twice at once, the tokens issued for it are revoked', async () => {
  const server = await createAuthorizationServer()
  const code = await freshCode(server)
  const codes = await Promise.all([redeem(server, code), redeem(server, code)])
  assert.deepEqual(codes.map(({ status }) => status).sort(), [200, 400])
  const { refresh_token } = await freshTokens(server)
  const form = { grant_type: 'refresh_token', refresh_token }
  const refreshed = await Promise.all([redeem(server, form), redeem(server, form)])
  assert.deepEqual(refreshed.map(({ status }) => status).sort(), [200, 400])
  for (const { body } of [...codes, ...refreshed].filter(({ status }) => status === 200)) {
    assert.ok(!(await isActive(server, body.access_token as string)))
    const next = { grant_type: 'refresh_token', refresh_token: body.refresh_token as string }
    assert.equal(errorOf(await redeem(server, next)), 'invalid_grant')
  }
})

test('rfc6749 4.1.2: using a code again after it has expired revokes, too', async () => {
  const server = await createAuthorizationServer()
  const form = await freshCode(server)
  const { body } = await redeem(server, form)
  server.clock.advance(60)
  assert.equal(errorOf(await redeem(server, form)), 'invalid_grant')
  assert.ok(!(await isActive(server, body.access_token as string)))
})

test('rfc7636 4.1: a verifier that is too short is refused, whatever its challenge', async () => {
  const server = await createAuthorizationServer()
  const verifier = 'too-short'
  const code_challenge = await oauth.calculatePKCECodeChallenge(verifier)
  const form = await freshCode(server, { code_challenge })
  assert.equal(errorOf(await redeem(server, { ...form, code_verifier: verifier })), 'invalid_grant')
})

test('rfc6749 3.2: a parameter without a value counts as omitted', async () => {
  const server = await createAuthorizationServer()
  const { refresh_token } = await freshTokens(server)
  const { body } = await redeem(server, { grant_type: 'refresh_token', refresh_token, scope: '' })
  assert.equal(body.scope, 'openid')
})

test('rfc6749 3.3: if no scope is requested, none is returned', async () => {
  const server = await createAuthorizationServer()
  const { body } = await redeem(server, { grant_type: 'client_credentials' })
  assert.ok(!('scope' in body))
  const introspected = await post(server, 'introspection_endpoint', { token: body.access_token as string })
  assert.ok(!('scope' in introspected.body))
})

test('rfc9449 10: a code that is bound to a key can be redeemed only with that key', async () => {
  const server = await createAuthorizationServer()
  const url = server.metadata.token_endpoint as string
  const { proof } = await prover()
  const form = await freshCode(server, { dpop_jkt: 'of another key' })
  const headers = { ...basic(server), dpop: await proof(url, 'POST') }
  assert.equal(errorOf(await redeem(server, form, headers)), 'invalid_grant')
})

test('rfc9700 4.14.2: a refresh token can be used once; a second use revokes all tokens of the grant', async () => {
  const server = await createAuthorizationServer()
  const { refresh_token } = await freshTokens(server)
  const form = { grant_type: 'refresh_token', refresh_token }
  const { status, body } = await redeem(server, form)
  assert.equal(status, 200)
  assert.notEqual(body.refresh_token, refresh_token)
  assert.equal(errorOf(await redeem(server, form)), 'invalid_grant')
  const next = { grant_type: 'refresh_token', refresh_token: body.refresh_token as string }
  assert.equal(errorOf(await redeem(server, next)), 'invalid_grant')
  assert.ok(!(await isActive(server, body.access_token as string)))
})

test('rfc6749 6: a refresh token of another client is refused, and so is a wider scope', async () => {
  const server = await createAuthorizationServer()
  const { refresh_token } = await freshTokens(server)
  const form = { grant_type: 'refresh_token', refresh_token }
  assert.equal(errorOf(await redeem(server, form, basic(await server.registerClient()))), 'invalid_grant')
  assert.equal(errorOf(await redeem(server, { ...form, scope: 'openid email' })), 'invalid_scope')
  const { body } = await redeem(server, { ...form, scope: 'openid' })
  assert.equal(body.scope, 'openid')
})

test('rfc6749 6: a narrower scope applies to the access token; the refresh token keeps its scope', async () => {
  const server = await createAuthorizationServer()
  const issued = await redeem(server, await freshCode(server, { scope: 'openid email read' }))
  const refresh = async (token: unknown, scope?: string) => {
    const form = { grant_type: 'refresh_token', refresh_token: token as string, ...(scope && { scope }) }
    return (await redeem(server, form)).body
  }
  const less = await refresh(issued.body.refresh_token, 'read')
  assert.deepEqual([less.scope, less.id_token], ['read', undefined])
  const headers = { authorization: `Bearer ${less.access_token}` }
  assert.equal((await server.fetch(server.metadata.userinfo_endpoint as string, { headers })).status, 403)
  const again = await refresh(less.refresh_token, 'openid email')
  assert.equal(again.scope, 'openid email')
  assert.equal((await refresh(again.refresh_token)).scope, 'openid email read')
})

test('oidc-core 12.2: the ID Token of a refresh has no nonce', async () => {
  const server = await createAuthorizationServer()
  const { body } = await redeem(server, await freshCode(server, { nonce: 'n' }))
  const claims = (jwt: unknown) =>
    JSON.parse(Buffer.from((jwt as string).split('.')[1] as string, 'base64url').toString())
  assert.equal(claims(body.id_token).nonce, 'n')
  const form = { grant_type: 'refresh_token', refresh_token: body.refresh_token as string }
  assert.equal(claims((await redeem(server, form)).body.id_token).nonce, undefined)
})

test('rfc9449 5: the refresh token of a public client is bound to its key', async () => {
  const server = await createAuthorizationServer({ client: { token_endpoint_auth_method: 'none' } })
  const url = server.metadata.token_endpoint as string
  const id = { client_id: server.client.client_id }
  const [one, other] = [await prover(), await prover()]
  const code = { ...(await freshCode(server)), ...id }
  const { body } = await redeem(server, code, { dpop: await one.proof(url, 'POST') })
  const form = { ...id, grant_type: 'refresh_token', refresh_token: body.refresh_token as string }
  assert.equal(errorOf(await redeem(server, form, {})), 'invalid_grant')
  assert.equal(errorOf(await redeem(server, form, { dpop: await other.proof(url, 'POST') })), 'invalid_grant')
  assert.equal((await redeem(server, form, { dpop: await one.proof(url, 'POST') })).status, 200)
})

test('rfc8705 4: the refresh token of a public client is bound to its certificate', async () => {
  const server = await createAuthorizationServer({
    client: { token_endpoint_auth_method: 'none', tls_client_certificate_bound_access_tokens: true },
  })
  const id = { client_id: server.client.client_id }
  const [mine, other] = ['mine', 'other'].map((thumbprint) => server.fetchWithCertificate({ 'x5t#S256': thumbprint }))
  const { body } = await post(server, 'token_endpoint', { ...(await freshCode(server)), ...id }, {}, mine)
  const form = { ...id, grant_type: 'refresh_token', refresh_token: body.refresh_token as string }
  assert.equal(errorOf(await post(server, 'token_endpoint', form, {}, other)), 'invalid_grant')
  assert.equal((await post(server, 'token_endpoint', form, {}, mine)).status, 200)
})

test('rfc6749 5.2: a client may use only the grants that it is registered for', async () => {
  const server = await createAuthorizationServer({ client: { grant_types: ['authorization_code'] } })
  const { status, body } = await redeem(server, await freshCode(server))
  assert.equal(status, 200)
  assert.equal(body.refresh_token, undefined)
  assert.equal(errorOf(await redeem(server, { grant_type: 'client_credentials' })), 'unauthorized_client')
})

test('rfc6749 4.4: a public client cannot use the client credentials grant', async () => {
  const server = await createAuthorizationServer({ client: { token_endpoint_auth_method: 'none' } })
  const form = { grant_type: 'client_credentials', client_id: server.client.client_id }
  assert.equal(errorOf(await redeem(server, form, {})), 'unauthorized_client')
})

test('rfc8693 2.2.2: an unknown or expired subject token is refused', async () => {
  const server = await createAuthorizationServer()
  const grant_type = 'urn:ietf:params:oauth:grant-type:token-exchange'
  const subject_token_type = 'urn:ietf:params:oauth:token-type:access_token'
  const unknown = { grant_type, subject_token_type, subject_token: 'made up' }
  assert.equal(errorOf(await redeem(server, unknown)), 'invalid_request')
  const { access_token } = await freshTokens(server)
  server.clock.advance(300)
  const expired = { grant_type, subject_token_type, subject_token: access_token }
  assert.equal(errorOf(await redeem(server, expired)), 'invalid_request')
  server.clock.advance(-300)
  const requested_token_type = 'urn:ietf:params:oauth:token-type:refresh_token'
  assert.equal(errorOf(await redeem(server, { ...expired, requested_token_type })), 'invalid_request')
  const other = { grant_type, subject_token_type: 'urn:ietf:params:oauth:token-type:jwt', subject_token: access_token }
  assert.equal(errorOf(await redeem(server, other)), 'invalid_request')
})

test('rfc7009 2.1: a client can revoke only its own tokens; revoking a refresh token revokes the whole grant', async () => {
  const server = await createAuthorizationServer()
  const { access_token, refresh_token } = await freshTokens(server)
  const stranger = basic(await server.registerClient())
  const revoke = (token: string, headers?: Record<string, string>) =>
    post(server, 'revocation_endpoint', { token }, headers)
  assert.equal(errorOf(await revoke(access_token, stranger)), 'invalid_grant')
  assert.ok(await isActive(server, access_token))
  assert.equal((await revoke(refresh_token)).status, 200)
  assert.ok(!(await isActive(server, access_token)))
  assert.equal((await revoke('made up')).status, 200)
})

test('rfc7662 2.2, rfc8705 3.2: introspection returns the binding of a token; a certificate-bound token is a bearer token', async () => {
  const server = await createAuthorizationServer({ client: { tls_client_certificate_bound_access_tokens: true } })
  const { proof } = await prover()
  const dpop = await proof(server.metadata.token_endpoint as string, 'POST')
  const byProof = await freshTokens(server, { dpop })
  const { body } = await post(server, 'introspection_endpoint', { token: byProof.access_token })
  assert.deepEqual([body.token_type, Object.keys(body.cnf as object)], ['DPoP', ['jkt']])
  const fetch = server.fetchWithCertificate({ 'x5t#S256': 'thumbprint' })
  const issued = await post(server, 'token_endpoint', await freshCode(server), basic(server), fetch)
  const byCertificate = await post(server, 'introspection_endpoint', { token: issued.body.access_token as string })
  const { token_type, cnf } = byCertificate.body
  assert.deepEqual([token_type, cnf], ['Bearer', { 'x5t#S256': 'thumbprint' }])
})
