import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basic, errorOf, freshCode, post, prover } from '../../test/fixtures/raw_requests.ts'
import { createAuthorizationServer, type TestAuthorizationServer } from './index.ts'

type Form = Parameters<typeof post>[2]

const [one, two] = ['https://one.example/', 'https://two.example/']
const usual = 'https://rs.example/resource'
const ask = (server: TestAuthorizationServer, form: Form) => post(server, 'token_endpoint', form)
const audience = (body: Record<string, unknown>) =>
  JSON.parse(Buffer.from((body.access_token as string).split('.')[1] as string, 'base64url').toString()).aud

test('rfc8707 2.2: an access token is for the requested resources, or fewer of them', async () => {
  const server = await createAuthorizationServer()
  const grant = { grant_type: 'client_credentials' }
  assert.equal(audience((await ask(server, grant)).body), usual)
  assert.equal(audience((await ask(server, { ...grant, resource: one })).body), one)
  const both: Form = [...Object.entries(grant), ['resource', one], ['resource', two]]
  assert.deepEqual(audience((await ask(server, both)).body), [one, two])

  const code = await freshCode(server, { resource: one })
  assert.equal(errorOf(await ask(server, { ...code, resource: two })), 'invalid_target')
  const { body } = await ask(server, await freshCode(server, { resource: one }))
  assert.equal(audience(body), one)
  const refresh = { grant_type: 'refresh_token', refresh_token: body.refresh_token as string }
  assert.equal(errorOf(await ask(server, { ...refresh, resource: two })), 'invalid_target')
  assert.equal(audience((await ask(server, refresh)).body), one)
  const open = await ask(server, { ...(await freshCode(server)), resource: two })
  assert.equal(audience(open.body), two)
})

test('rfc8707 2.1: device and backchannel authentication requests can name resources, too', async () => {
  const server = await createAuthorizationServer()
  const device = await post(server, 'device_authorization_endpoint', { resource: one })
  const ciba = { scope: 'openid', login_hint: 'alice', resource: two }
  const { auth_req_id } = (await post(server, 'backchannel_authentication_endpoint', ciba)).body
  await server.approve(device.body.device_code as string)
  await server.approve(auth_req_id as string)
  const device_code = device.body.device_code as string
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
  const foreign = { grant_type, device_code, resource: two }
  assert.equal(errorOf(await ask(server, foreign)), 'invalid_target')
  assert.equal(audience((await ask(server, { grant_type, device_code })).body), one)
  const poll = { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: auth_req_id as string }
  assert.equal(audience((await ask(server, poll)).body), two)
})

test('rfc8707 2: a resource is an absolute URI without a fragment', async () => {
  const server = await createAuthorizationServer()
  for (const resource of ['/resource', `${one}#part`]) {
    assert.equal(errorOf(await ask(server, { grant_type: 'client_credentials', resource })), 'invalid_target')
    assert.equal(errorOf(await post(server, 'device_authorization_endpoint', { resource })), 'invalid_target')
    const ciba = { scope: 'openid', login_hint: 'alice', resource }
    assert.equal(errorOf(await post(server, 'backchannel_authentication_endpoint', ciba)), 'invalid_target')
    const form = { client_id: 'test-client', response_type: 'code', resource }
    assert.equal(errorOf(await post(server, 'pushed_authorization_request_endpoint', form)), 'invalid_target')
  }
})

test('rfc9068 4: a resource refuses access tokens for another one', async () => {
  const server = await createAuthorizationServer()
  const { proof } = await prover()
  const form = { grant_type: 'client_credentials', resource: one }
  const bearer = (await ask(server, form)).body.access_token as string
  const dpop = await proof(server.metadata.token_endpoint as string, 'POST')
  const bound = (await post(server, 'token_endpoint', form, { ...basic(server), dpop })).body.access_token as string
  const asBearer = await server.fetch(usual, { headers: { authorization: `Bearer ${bearer}` } })
  assert.equal(asBearer.status, 401)
  assert.match(asBearer.headers.get('www-authenticate') as string, /^Bearer error="invalid_token"/)
  const headers = { authorization: `DPoP ${bound}`, dpop: await proof(usual, 'GET', bound) }
  assert.match((await server.fetch(usual, { headers })).headers.get('www-authenticate') as string, /^DPoP error=/)
})

test('rfc8707 2.2: a token may be for one of several granted resources', async () => {
  const server = await createAuthorizationServer()
  const form: Form = [
    ['scope', 'openid'],
    ['login_hint', 'alice'],
    ['resource', one],
    ['resource', two],
  ]
  const { body } = await post(server, 'backchannel_authentication_endpoint', form)
  const auth_req_id = body.auth_req_id as string
  await server.approve(auth_req_id)
  const poll = { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id, resource: two }
  assert.equal(audience((await ask(server, poll)).body), two)
})
