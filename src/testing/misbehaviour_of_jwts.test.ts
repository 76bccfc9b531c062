/** The server's JWTs when a switch is on, as `jose` sees them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compactVerify, decodeJwt, decodeProtectedHeader, EmbeddedJWK, importJWK, type JWK } from 'jose'
import { freshTokens, post } from '../../test/fixtures/raw_requests.ts'
import { createAuthorizationServer, missing, type TestAuthorizationServer } from './index.ts'

const idToken = async (server: TestAuthorizationServer) => (await freshTokens(server)).id_token
const published = async ({ keys }: TestAuthorizationServer) =>
  importJWK(keys.jwks.keys[0] as unknown as JWK, 'ES256') as Promise<CryptoKey>
const bytes = (text: string) => new TextEncoder().encode(text)
const refused = { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' }

test('without a switch a JWT verifies with the published key', async () => {
  const server = await createAuthorizationServer()
  await compactVerify(await idToken(server), await published(server))
})

test('header: members are changed, added and removed', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('id_token.header', { kid: missing, typ: 'JOSE', crit: ['x'] } as never)
  const { kid, ...header } = decodeProtectedHeader(await idToken(server))
  assert.equal(kid, undefined)
  assert.deepEqual(header, { alg: 'ES256', typ: 'JOSE', crit: ['x'] })
})

test('a claim: another value, or none', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('id_token.aud', ['a', 'b'])
  server.misbehave('id_token.sub', missing)
  server.misbehave('id_token.nbf', 5)
  const { aud, sub, nbf } = decodeJwt(await idToken(server))
  assert.deepEqual([aud, sub, nbf], [['a', 'b'], undefined, 5])
  // a value that is not a number is not relative to the clock
  server.misbehave('access_token.iat')
  assert.equal(decodeJwt((await freshTokens(server)).access_token).iat, 'yesterday')
})

test('a time without a given value is relative to the server’s clock', async (t) => {
  const server = await createAuthorizationServer()
  const now = server.clock.now() + 1000
  t.mock.method(server.clock, 'now', () => now)
  for (const name of ['exp', 'iat', 'nbf', 'auth_time'] as const) server.misbehave(`id_token.${name}`)
  const { exp, iat, nbf, auth_time } = decodeJwt(await idToken(server))
  assert.deepEqual([exp, iat, nbf, auth_time], [now - 3600, now - 7200, now + 3600, now - 86_400])
})

test('server.clock: only the timestamps in JWTs are wrong', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('server.clock')
  const { iat, exp, auth_time } = decodeJwt(await idToken(server))
  for (const time of [(iat as number) + 3600, (exp as number) + 3300, (auth_time as number) + 3600])
    assert.ok(Math.abs(time - server.clock.now()) < 3)
})

test('signature: made with the attacker’s key, under the server’s kid', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('id_token.signature')
  const jwt = await idToken(server)
  assert.equal(decodeProtectedHeader(jwt).kid, server.keys.jwks.keys[0]?.kid)
  assert.ok(!('signature' in decodeJwt(jwt)))
  await assert.rejects(compactVerify(jwt, await published(server)), refused)
  // it is the key that `jwks.keys` publishes for the attacker
  server.misbehave('jwks.keys', 'attacker')
  const { keys } = (await (await server.fetch(server.metadata.jwks_uri as string)).json()) as { keys: JWK[] }
  await compactVerify(jwt, await importJWK(keys[0] as JWK, 'ES256'))
})

test('signature: made with the attacker’s key, which is in the header', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('id_token.signature', 'embedded')
  const jwt = await idToken(server)
  await compactVerify(jwt, EmbeddedJWK)
  await assert.rejects(compactVerify(jwt, await published(server)), refused)
})

test('signature: made with a key that is not published', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('id_token.signature', 'unpublished')
  const jwt = await idToken(server)
  assert.ok(!server.keys.jwks.keys.some(({ kid }) => kid === decodeProtectedHeader(jwt).kid))
  await assert.rejects(compactVerify(jwt, await published(server)), refused)
})

for (const [value, alg] of [
  ['none', 'none'],
  ['stripped', 'ES256'],
] as const) {
  test(`signature: removed, ${value}`, async () => {
    const server = await createAuthorizationServer()
    server.misbehave('id_token.signature', value)
    const jwt = await idToken(server)
    assert.equal(decodeProtectedHeader(jwt).alg, alg)
    assert.match(jwt, /^[^.]+\.[^.]+\.$/)
  })
}

test('signature: not a signature', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('id_token.signature', 'garbage')
  const garbage = await idToken(server)
  assert.equal(Buffer.from(garbage.split('.')[2] as string, 'base64url').length, 64)
  await assert.rejects(compactVerify(garbage, await published(server)), refused)
  server.misbehave('id_token.signature', 'malformed')
  assert.match(await idToken(server), /\.\*\*\*$/)
})

test('signature: an HMAC, with the published key or with the client secret', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('id_token.signature', 'public_key_as_secret')
  await compactVerify(await idToken(server), bytes(JSON.stringify(server.keys.jwks.keys[0])))
  server.misbehave('id_token.signature', 'client_secret')
  await compactVerify(await idToken(server), bytes(server.clientSecret))
})

test('signature: the claims are changed after signing', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('id_token.signature', 'claims_changed')
  const jwt = await idToken(server)
  const { admin, sub } = decodeJwt(jwt)
  assert.deepEqual([admin, sub], [true, 'alice'])
  await assert.rejects(compactVerify(jwt, await published(server)), refused)
})

const decoded = (part: string | undefined) => Buffer.from(part as string, 'base64url').toString()
const forms: [string, (parts: string[]) => void][] = [
  [
    'encrypted',
    (parts) => {
      assert.equal(parts.length, 5)
      assert.ok('enc' in JSON.parse(decoded(parts[0])))
    },
  ],
  ['two_parts', (parts) => assert.equal(parts.length, 2)],
  [
    'four_parts',
    (parts) => {
      assert.equal(parts.length, 4)
      assert.ok(!('form' in JSON.parse(decoded(parts[1]))))
    },
  ],
  ['not_base64url', ([, payload]) => assert.match(payload as string, /^\*/)],
  ['not_json', ([, payload]) => assert.throws(() => JSON.parse(decoded(payload)))],
  ['header_array', ([header]) => assert.equal(JSON.parse(decoded(header))[0].alg, 'ES256')],
  ['payload_array', ([, payload]) => assert.equal(JSON.parse(decoded(payload))[0].sub, 'alice')],
]
for (const [value, check] of forms) {
  test(`form: ${value}`, async () => {
    const server = await createAuthorizationServer()
    server.misbehave('id_token.form', value as 'encrypted')
    check((await idToken(server)).split('.'))
  })
}

test('jwks.keys: if the keys have no kid, neither has a JWT', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('jwks.keys', 'anonymous')
  assert.equal(decodeProtectedHeader(await idToken(server)).kid, undefined)
})

test('rfc9701 5: a client can request the introspection response as a JWT', async () => {
  const server = await createAuthorizationServer()
  const { access_token, refresh_token } = await freshTokens(server)
  const ask = async (token: string) => {
    const url = server.metadata.introspection_endpoint as string
    const headers = {
      authorization: `Basic ${btoa(`test-client:${server.clientSecret}`)}`,
      accept: 'application/token-introspection+jwt',
    }
    const response = await server.fetch(url, { method: 'POST', headers, body: new URLSearchParams({ token }) })
    assert.equal(response.headers.get('content-type'), 'application/token-introspection+jwt')
    const jwt = await response.text()
    assert.equal(decodeProtectedHeader(jwt).typ, 'token-introspection+jwt')
    await compactVerify(jwt, await published(server))
    const { iss, aud, token_introspection } = decodeJwt(jwt)
    assert.deepEqual([iss, aud], ['https://as.example', 'test-client'])
    return token_introspection as Record<string, unknown>
  }
  const { active, token_type, sub } = await ask(access_token)
  assert.deepEqual([active, token_type, sub], [true, 'Bearer', 'alice'])
  const refresh = await ask(refresh_token)
  assert.deepEqual([refresh.active, refresh.client_id, refresh.sub], [true, 'test-client', 'alice'])
  assert.deepEqual(await ask('made up'), { active: false })
  await post(server, 'token_endpoint', { grant_type: 'refresh_token', refresh_token })
  assert.deepEqual(await ask(refresh_token), { active: false })
})

test('oidc-core 5.3.2: a client that is registered for signed UserInfo gets it as a JWT', async () => {
  const server = await createAuthorizationServer({ client: { userinfo_signed_response_alg: 'ES256' } })
  const { access_token } = await freshTokens(server)
  const headers = { authorization: `Bearer ${access_token}` }
  const response = await server.fetch(server.metadata.userinfo_endpoint as string, { headers })
  assert.equal(response.headers.get('content-type'), 'application/jwt')
  const jwt = await response.text()
  await compactVerify(jwt, await published(server))
  const { iss, aud, sub } = decodeJwt(jwt)
  assert.deepEqual([iss, aud, sub], ['https://as.example', 'test-client', 'alice'])
})
