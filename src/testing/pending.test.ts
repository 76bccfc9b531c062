import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basic, errorOf, post } from '../../test/fixtures/raw_requests.ts'
import * as oauth from '../index.ts'
import { type AuthorizationServerOptions, createAuthorizationServer, type TestAuthorizationServer } from './index.ts'

const token = 'a-notification-token-of-32-chars'

async function begin(server: TestAuthorizationServer, grant: 'device' | 'ciba') {
  const endpoint = grant === 'device' ? 'device_authorization_endpoint' : 'backchannel_authentication_endpoint'
  const form =
    grant === 'device'
      ? { scope: 'openid' }
      : { scope: 'openid', login_hint: 'alice', client_notification_token: token }
  const { status, body } = await post(server, endpoint, form)
  assert.equal(status, 200, JSON.stringify(body))
  const id = (body.device_code ?? body.auth_req_id) as string
  const poll = (headers?: Record<string, string>) =>
    post(
      server,
      'token_endpoint',
      grant === 'device'
        ? { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: id }
        : { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: id },
      headers,
    )
  return { id, body, poll }
}

for (const grant of ['device', 'ciba'] as const) {
  test(`rfc8628 3.5, ciba 11: ${grant}: polls wait, and wait longer when they were too quick`, async () => {
    const server = await createAuthorizationServer()
    const { id, poll } = await begin(server, grant)
    assert.equal(errorOf(await poll()), 'authorization_pending')
    server.clock.advance(4)
    assert.equal(errorOf(await poll()), 'slow_down')
    server.clock.advance(9)
    assert.equal(errorOf(await poll()), 'slow_down')
    server.clock.advance(15)
    assert.equal(errorOf(await poll()), 'authorization_pending')
    await server.approve(id)
    const { status, body } = await poll()
    assert.equal(status, 200)
    assert.ok(body.id_token)
    assert.equal(errorOf(await poll()), 'invalid_grant')
  })

  test(`rfc8628 3.5, ciba 11: ${grant}: no is no, and late is late`, async () => {
    const server = await createAuthorizationServer()
    const denied = await begin(server, grant)
    assert.equal(await server.deny(denied.id), undefined)
    assert.equal(errorOf(await denied.poll()), 'access_denied')
    const late = await begin(server, grant)
    server.clock.advance(600)
    assert.equal(errorOf(await late.poll()), 'expired_token')
    const mine = await begin(server, grant)
    assert.equal(errorOf(await mine.poll(basic(await server.registerClient()))), 'invalid_grant')
  })
}

test('rfc8628 3.3: what the user types is approved; nothing else, and nothing twice', async () => {
  const server = await createAuthorizationServer()
  const { body, poll } = await begin(server, 'device')
  assert.match(body.user_code as string, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/)
  await assert.rejects(server.approve('unknown'), { name: 'TypeError' })
  await server.approve(body.user_code as string, { sub: 'bob' })
  await assert.rejects(server.approve(body.user_code as string), { name: 'TypeError' })
  const { access_token } = (await poll()).body
  const introspected = await post(server, 'introspection_endpoint', { token: access_token as string })
  assert.equal(introspected.body.sub, 'bob')
})

const requests: [string, Record<string, string>, string][] = [
  ['7.1: without openid', { scope: 'email' }, 'invalid_scope'],
  ['7.1: without a hint', { login_hint: '' }, 'invalid_request'],
  ['7.1: with two hints', { id_token_hint: 'x' }, 'invalid_request'],
  ['7.1: with no number of seconds', { requested_expiry: '-1' }, 'invalid_request'],
  ['7.1: with a token that is none', { client_notification_token: 'not a token' }, 'invalid_request'],
  ['7.1: without a token', { client_notification_token: '' }, 'invalid_request'],
]
for (const [title, change, error] of requests) {
  test(`ciba ${title} a request is refused`, async () => {
    const server = await createAuthorizationServer({ client: { backchannel_token_delivery_mode: 'ping' } })
    const all = { scope: 'openid', login_hint: 'alice', client_notification_token: token, ...change }
    const form = Object.fromEntries(Object.entries(all).filter(([, value]) => value))
    assert.equal(errorOf(await post(server, 'backchannel_authentication_endpoint', form)), error)
  })
}

test('ciba 7.1.1: in a signed request all is inside', async () => {
  const server = await createAuthorizationServer()
  const { metadata, client, privateKey } = server
  const sign = (options?: oauth.ModifyAssertionOptions) =>
    oauth.issueBackchannelAuthenticationRequestObject(
      metadata,
      client,
      { scope: 'openid', login_hint: 'alice', requested_expiry: '60' },
      privateKey,
      options,
    )
  const send = (form: Record<string, string>) => post(server, 'backchannel_authentication_endpoint', form)
  const request = await sign()
  assert.equal(errorOf(await send({ request, login_hint: 'alice' })), 'invalid_request')
  assert.equal((await send({ request })).body.expires_in, 60)
  assert.equal(errorOf(await send({ request })), 'invalid_request')
  for (const name of ['iat', 'nbf', 'jti', 'exp', 'aud', 'iss']) {
    const without = await sign({ [oauth.modifyAssertion]: (_, claims) => delete claims[name] })
    assert.equal(errorOf(await send({ request: without })), 'invalid_request', name)
  }
})

const modes = (backchannel_token_delivery_mode: 'ping' | 'push'): AuthorizationServerOptions => ({
  client: { backchannel_token_delivery_mode },
})

test('ciba 10.2: a ping says which one, to the registered address, with the token of the request', async () => {
  const server = await createAuthorizationServer(modes('ping'))
  const { id, poll } = await begin(server, 'ciba')
  const ping = (await server.approve(id)) as Request
  assert.equal(ping.method, 'POST')
  assert.equal(ping.url, 'https://client.example/notification')
  assert.equal(ping.headers.get('authorization'), `Bearer ${token}`)
  assert.equal(ping.headers.get('content-type'), 'application/json')
  assert.deepEqual(await ping.json(), { auth_req_id: id })
  assert.equal(server.exchanges.at(-1)?.endpoint, 'client_notification')
  assert.equal((await poll()).status, 200)
  const denied = await begin(server, 'ciba')
  assert.deepEqual(await ((await server.deny(denied.id)) as Request).json(), { auth_req_id: denied.id })
})

test('ciba 10.3: a push brings the tokens, or the error; a push client does not poll', async () => {
  const server = await createAuthorizationServer(modes('push'))
  const { id, body, poll } = await begin(server, 'ciba')
  assert.equal(body.interval, undefined)
  assert.equal(errorOf(await poll()), 'unauthorized_client')
  const tokens = (await ((await server.approve(id)) as Request).json()) as Record<string, string>
  const claims = JSON.parse(Buffer.from(tokens.id_token?.split('.')[1] as string, 'base64url').toString())
  assert.equal(tokens.auth_req_id, id)
  assert.equal(claims['urn:openid:params:jwt:claim:auth_req_id'], id)
  assert.ok(claims.at_hash && claims['urn:openid:params:jwt:claim:rt_hash'])
  const denied = await begin(server, 'ciba')
  const error = (await ((await server.deny(denied.id)) as Request).json()) as Record<string, string>
  assert.deepEqual([error.auth_req_id, error.error], [denied.id, 'access_denied'])
})

test('rfc8628 3.1: a device need not ask for a scope', async () => {
  const server = await createAuthorizationServer()
  const { body } = await post(server, 'device_authorization_endpoint', {})
  await server.approve(body.user_code as string)
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
  const issued = await post(server, 'token_endpoint', { grant_type, device_code: body.device_code as string })
  assert.deepEqual([issued.status, issued.body.scope, issued.body.id_token], [200, '', undefined])
})
