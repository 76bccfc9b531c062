import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import { basic, errorOf, freshTokens, post } from '../../test/fixtures/raw_requests.ts'
import * as oauth from '../index.ts'
import { type AuthorizationServerOptions, createAuthorizationServer, type TestAuthorizationServer } from './index.ts'

const token = 'a-notification-token-of-32-chars'

async function begin(server: TestAuthorizationServer, grant: 'device' | 'ciba', more: Record<string, string> = {}) {
  const endpoint = grant === 'device' ? 'device_authorization_endpoint' : 'backchannel_authentication_endpoint'
  const form =
    grant === 'device'
      ? { scope: 'openid' }
      : { scope: 'openid', login_hint: 'alice', client_notification_token: token, ...more }
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
  test(`rfc8628 3.5, ciba 11: ${grant}: polls are pending, and must slow down when they come too early`, async () => {
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

  test(`rfc8628 3.5, ciba 11: ${grant}: refused, expired, and polled by another client`, async () => {
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

for (const grant of ['device', 'ciba'] as const) {
  test(`rfc8628 3.5, ciba 11: ${grant}: a decision after the expiry has no effect`, async () => {
    const server = await createAuthorizationServer()
    const { id, poll } = await begin(server, grant)
    server.clock.advance(600)
    assert.equal(await server.approve(id), undefined)
    assert.equal(errorOf(await poll()), 'expired_token')
    server.clock.advance(-600)
    assert.equal(errorOf(await poll()), 'expired_token')
    await assert.rejects(server.approve(id), { name: 'TypeError' })
  })
}

test('rfc8628 3.5, ciba 11: a device_code is not an auth_req_id', async () => {
  const server = await createAuthorizationServer()
  const [device, ciba] = [await begin(server, 'device'), await begin(server, 'ciba')]
  await server.approve(device.id)
  await server.approve(ciba.id)
  const redeem = (form: Record<string, string>) => post(server, 'token_endpoint', form)
  const asDevice = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: ciba.id }
  const asCiba = { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id: device.id }
  assert.equal(errorOf(await redeem(asDevice)), 'invalid_grant')
  assert.equal(errorOf(await redeem(asCiba)), 'invalid_grant')
  assert.equal(errorOf(await redeem({ ...asCiba, auth_req_id: 'made up' })), 'invalid_grant')
  for (const { poll } of [device, ciba]) assert.equal((await poll()).status, 200)
})

test('ciba 7.1, 7.3: the requested expiry is granted, up to a day, and the first poll is never too early', async () => {
  const server = await createAuthorizationServer()
  const short = await begin(server, 'ciba', { requested_expiry: '3' })
  assert.deepEqual([short.body.expires_in, short.body.interval], [3, 5])
  assert.equal(errorOf(await short.poll()), 'authorization_pending')
  const long = await begin(server, 'ciba', { requested_expiry: '9'.repeat(400) })
  assert.equal(long.body.expires_in, 86_400)
})

test('oidc-core 2: auth_time is the time of the approval', async () => {
  const server = await createAuthorizationServer()
  for (const grant of ['device', 'ciba'] as const) {
    const { id, poll } = await begin(server, grant)
    server.clock.advance(60)
    const before = server.clock.now()
    await server.approve(id)
    const { body } = await poll()
    const claims = JSON.parse(Buffer.from((body.id_token as string).split('.')[1] as string, 'base64url').toString())
    assert.ok(claims.auth_time >= before, grant)
  }
})

test('rfc8628 3.3: the user_code can be approved once; an unknown code cannot', async () => {
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
  ['7.1: with an expiry that is not a number', { requested_expiry: '-1' }, 'invalid_request'],
  ['7.1: with an invalid client_notification_token', { client_notification_token: 'not a token' }, 'invalid_request'],
  ['7.1: without a client_notification_token', { client_notification_token: '' }, 'invalid_request'],
  ['7.1: with an id_token_hint that is not an ID Token', { login_hint: '', id_token_hint: 'x' }, 'invalid_request'],
]
for (const [title, change, error] of requests) {
  test(`ciba ${title} a request is refused`, async () => {
    const server = await createAuthorizationServer({ client: { backchannel_token_delivery_mode: 'ping' } })
    const all = { scope: 'openid', login_hint: 'alice', client_notification_token: token, ...change }
    const form = Object.fromEntries(Object.entries(all).filter(([, value]) => value))
    assert.equal(errorOf(await post(server, 'backchannel_authentication_endpoint', form)), error)
  })
}

test('ciba 7.1.1: a signed request has all parameters inside', async () => {
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
  // no type is prescribed
  const typed = await sign({ [oauth.modifyAssertion]: (header) => Object.assign(header, { typ: 'JWT' }) })
  assert.equal((await send({ request: typed })).status, 200)
  assert.equal(errorOf(await send({ request })), 'invalid_request')
  for (const name of ['iat', 'nbf', 'jti', 'exp', 'aud', 'iss']) {
    const without = await sign({ [oauth.modifyAssertion]: (_, claims) => delete claims[name] })
    assert.equal(errorOf(await send({ request: without })), 'invalid_request', name)
  }
})

test('ciba 4: a client with a registered algorithm must sign its requests with it', async () => {
  const send = async (alg: string, isSigned: boolean) => {
    const server = await createAuthorizationServer({ client: { backchannel_authentication_request_signing_alg: alg } })
    const { metadata, client, privateKey } = server
    const { backchannel_authentication_request_signing_alg: _, ...other } = client
    const parameters = { scope: 'openid', login_hint: 'alice' }
    const sign = () => oauth.issueBackchannelAuthenticationRequestObject(metadata, other, parameters, privateKey)
    const form = isSigned ? { request: await sign() } : parameters
    return post(server, 'backchannel_authentication_endpoint', form)
  }
  assert.equal((await send('ES256', true)).status, 200)
  assert.equal(errorOf(await send('ES256', false)), 'invalid_request')
  assert.equal(errorOf(await send('PS256', true)), 'invalid_request')
})

test('ciba 7.1: the client’s own ID Token is a valid hint; another client’s is not', async () => {
  const server = await createAuthorizationServer()
  const { id_token } = await freshTokens(server)
  const form = { scope: 'openid', id_token_hint: id_token }
  const send = (headers?: Record<string, string>) => post(server, 'backchannel_authentication_endpoint', form, headers)
  assert.equal((await send()).status, 200)
  assert.equal(errorOf(await send(basic(await server.registerClient()))), 'invalid_request')
})

test('ciba 7.1: a public client cannot use CIBA', async () => {
  const server = await createAuthorizationServer({ client: { token_endpoint_auth_method: 'none' } })
  const form = { scope: 'openid', login_hint: 'alice', client_id: server.client.client_id }
  assert.equal(errorOf(await post(server, 'backchannel_authentication_endpoint', form, {})), 'invalid_client')
})

const modes = (backchannel_token_delivery_mode: 'ping' | 'push'): AuthorizationServerOptions => ({
  client: { backchannel_token_delivery_mode },
})

test('ciba 10.2: a ping has the auth_req_id, the registered address and the request’s token', async () => {
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
  // the device flow has no notifications
  assert.equal(await server.approve((await begin(server, 'device')).id), undefined)
})

test('ciba 10.3: a push has the tokens or the error; a push client cannot poll', async () => {
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

test('ciba 10.3.1: a push without a refresh token has no rt_hash', async () => {
  const grant_types = ['urn:openid:params:grant-type:ciba']
  const client = { grant_types, backchannel_token_delivery_mode: 'push' } as const
  const server = await createAuthorizationServer({ client })
  const { id } = await begin(server, 'ciba')
  const pushed = (await ((await server.approve(id)) as Request).json()) as Record<string, string>
  assert.ok(!('refresh_token' in pushed))
  assert.ok(!('urn:openid:params:jwt:claim:rt_hash' in decodeJwt(pushed.id_token as string)))
})

test('rfc6749 5.2: a client that is not registered for the grant cannot begin', async () => {
  const server = await createAuthorizationServer({ client: { grant_types: ['authorization_code'] } })
  const form = { scope: 'openid', login_hint: 'alice' }
  for (const endpoint of ['device_authorization_endpoint', 'backchannel_authentication_endpoint']) {
    assert.equal(errorOf(await post(server, endpoint, form)), 'unauthorized_client', endpoint)
  }
})

test('ciba 12: after the expiry a decision pushes expired_token, and sends no ping', async () => {
  for (const decision of ['approve', 'deny'] as const) {
    const server = await createAuthorizationServer(modes('push'))
    const { id } = await begin(server, 'ciba', { requested_expiry: '10' })
    server.clock.advance(10)
    const { error_description, ...push } = (await ((await server[decision](id)) as Request).json()) as oauth.OAuth2Error
    assert.deepEqual(push, { auth_req_id: id, error: 'expired_token' })
    const pinging = await createAuthorizationServer(modes('ping'))
    const late = await begin(pinging, 'ciba', { requested_expiry: '10' })
    pinging.clock.advance(10)
    assert.equal(await pinging[decision](late.id), undefined)
  }
})

test('rfc8628 3.1: a device need not request a scope', async () => {
  const server = await createAuthorizationServer()
  const { body } = await post(server, 'device_authorization_endpoint', {})
  await server.approve(body.user_code as string)
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code'
  const issued = await post(server, 'token_endpoint', { grant_type, device_code: body.device_code as string })
  assert.deepEqual([issued.status, issued.body.scope, issued.body.id_token], [200, undefined, undefined])
})
