import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt, type JWTPayload } from 'jose'
import { authorizationUrl, basic, codeVerifier, post } from '../../test/fixtures/raw_requests.ts'
import { createAuthorizationServer, type Decision, type TestAuthorizationServer } from './index.ts'

type More = Record<string, string | undefined>

/** The parameters that the browser returns with after a request with these parameters. */
async function comesBack(server: TestAuthorizationServer, more: More, decision: Decision = {}) {
  return (await server.authorize(authorizationUrl(server, more), decision)).searchParams
}

async function refusal(server: TestAuthorizationServer, more: More, decision?: Decision) {
  return (await comesBack(server, more, decision)).get('error')
}

/** The tokens of a sign-in. */
async function tokensOf(server: TestAuthorizationServer, more: More, decision?: Decision) {
  const code = (await comesBack(server, more, decision)).get('code') as string
  const form = { grant_type: 'authorization_code', code, redirect_uri: server.redirectUri, code_verifier: codeVerifier }
  const { body } = await post(server, 'token_endpoint', form, basic(server))
  return body as { id_token: string; access_token: string }
}

async function idTokenOf(server: TestAuthorizationServer, more: More, decision?: Decision): Promise<JWTPayload> {
  return decodeJwt((await tokensOf(server, more, decision)).id_token)
}

async function userinfoOf(server: TestAuthorizationServer, more: More): Promise<Record<string, unknown>> {
  const { access_token } = await tokensOf(server, more)
  const headers = { authorization: `Bearer ${access_token}` }
  return (await server.fetch(server.metadata.userinfo_endpoint as string, { headers })).json()
}

test('oidc-core 3.1.2.1: an earlier sign-in is reused, unless it is too old or a new one is requested', async (t) => {
  const server = await createAuthorizationServer()
  const patient = await createAuthorizationServer({ client: { default_max_age: 50 } })
  const now = server.clock.now()
  t.mock.method(server.clock, 'now', () => now)
  const before = { signedInAt: now - 100 }
  for (const [asked, more, counts] of [
    [server, {}, true],
    [server, { max_age: '500' }, true],
    [server, { max_age: '100' }, true],
    [server, { max_age: '99' }, false],
    [server, { prompt: 'consent' }, true],
    [server, { prompt: 'consent login' }, false],
    [server, { prompt: 'none' }, true],
    [patient, {}, false],
    [patient, { max_age: '500' }, true],
  ] as [TestAuthorizationServer, More, boolean][]) {
    const { auth_time } = await idTokenOf(asked, more, before)
    assert.ok(counts ? auth_time === before.signedInAt : (auth_time as number) >= now, JSON.stringify(more))
  }
  assert.ok(((await idTokenOf(server, { max_age: '50' })).auth_time as number) >= now)
})

test('oidc-core 3.1.2.1: with prompt=none the user is not asked', async () => {
  const server = await createAuthorizationServer()
  const signedInAt = server.clock.now() - 100
  assert.equal(await refusal(server, { prompt: 'none' }), 'login_required')
  assert.equal(await refusal(server, { prompt: 'none', max_age: '50' }, { signedInAt }), 'login_required')
  assert.equal(await refusal(server, { prompt: 'none login' }, { signedInAt }), 'invalid_request')
  const declined = { signedInAt, error: 'consent_required' }
  assert.equal(await refusal(server, { prompt: 'none' }, declined), 'consent_required')
})

test('oidc-core 3.1.2.1: max_age is a number of seconds', async () => {
  const server = await createAuthorizationServer()
  for (const max_age of ['soon', '-1', '1.5', '1e3']) {
    assert.equal(await refusal(server, { max_age }), 'invalid_request', max_age)
  }
})

test('oidc-core 3.1.2.1: id_token_hint names the expected user', async () => {
  const server = await createAuthorizationServer()
  const { id_token } = await tokensOf(server, {})
  assert.equal(await refusal(server, { id_token_hint: id_token }), null)
  assert.equal(await refusal(server, { id_token_hint: id_token }, { user: { sub: 'bob' } }), 'login_required')
  assert.equal(await refusal(server, { id_token_hint: 'of.another.server' }), 'login_required')
})

test('oidc-core 5.5: individual claims may be requested, for UserInfo and for the ID Token', async () => {
  const server = await createAuthorizationServer()
  assert.equal(server.metadata.claims_parameter_supported, true)
  const claims = JSON.stringify({ userinfo: { name: null }, id_token: { email: { essential: true }, iss: null } })
  assert.deepEqual(await userinfoOf(server, { claims }), { sub: 'alice', name: 'Alice Example' })
  assert.deepEqual(await userinfoOf(server, {}), { sub: 'alice' })
  const { email, name, iss } = await idTokenOf(server, { claims })
  assert.deepEqual({ email, name, iss }, { email: 'alice@example.com', name: undefined, iss: 'https://as.example' })
})

test('oidc-core 5.5: claims is a JSON object of objects', async () => {
  const server = await createAuthorizationServer()
  for (const claims of ['{', '[]', 'null', '"name"', '{"userinfo":["name"]}', '{"id_token":null}']) {
    assert.equal(await refusal(server, { claims }), 'invalid_request', claims)
  }
})

test('oidc-core 5.5.1, 5.5.1.1: claims may require a user and an authentication context class', async () => {
  const server = await createAuthorizationServer()
  for (const member of ['userinfo', 'id_token']) {
    const asking = (value: string) => ({ claims: JSON.stringify({ [member]: { sub: { value } } }) })
    assert.equal(await refusal(server, asking('alice')), null)
    assert.equal(await refusal(server, asking('bob')), 'login_required')
  }
  // a claim that is requested without a value fits any user
  assert.equal(await refusal(server, { claims: '{"id_token":{"sub":{"essential":true}}}' }), null)
  for (const [acr, expected] of [
    [{ essential: true, values: ['high', 'low'] }, 'high'],
    [{ value: 'low' }, 'low'],
    [null, 'usual'],
  ]) {
    const more = { acr_values: 'usual other', claims: JSON.stringify({ id_token: { acr } }) }
    assert.equal((await idTokenOf(server, more)).acr, expected)
  }
})
