import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basic, errorOf, freshCode, freshTokens, post } from '../../test/fixtures/raw_requests.ts'
import * as oauth from '../index.ts'
import { createAuthorizationServer, listMisbehaviours, missing } from './index.ts'

test('fetch takes strings, URLs and requests, and nothing goes over a network', async (t) => {
  const server = await createAuthorizationServer()
  t.mock.method(globalThis, 'fetch', () => assert.fail('the network was used'))
  const url = 'https://as.example/.well-known/openid-configuration'
  for (const input of [url, new URL(url), new Request(url)]) {
    assert.deepEqual(await (await server.fetch(input)).json(), server.metadata)
  }
  const { resource } = server.resource
  const response = await server.fetch('https://rs.example/.well-known/oauth-protected-resource/resource')
  assert.deepEqual(await response.json(), { ...server.resource, resource })
  assert.equal((await server.fetch('https://elsewhere.example/')).status, 404)
  assert.equal(server.exchanges.at(-1)?.endpoint, 'unknown')
})

test('rfc8414 3.1: an issuer with a path, for both ways of discovery', async () => {
  const issuer = new URL('https://as.example/tenant')
  const server = await createAuthorizationServer({ issuer: issuer.href, resource: 'https://rs.example/' })
  for (const algorithm of ['oidc', 'oauth2'] as const) {
    const response = await oauth.discoveryRequest(issuer, { algorithm, [oauth.customFetch]: server.fetch })
    assert.deepEqual(await oauth.processDiscoveryResponse(issuer, response), server.metadata)
  }
  assert.equal(server.metadata.token_endpoint, 'https://as.example/tenant/token')
})

test('requests and responses are recorded', async () => {
  const server = await createAuthorizationServer()
  await post(server, 'token_endpoint', { grant_type: 'client_credentials', scope: 's' })
  const [exchange, ...more] = server.exchanges
  assert.equal(more.length, 0)
  assert.equal(exchange?.endpoint, 'token')
  assert.equal(exchange?.client_id, 'test-client')
  assert.equal(exchange?.request.method, 'POST')
  assert.equal(exchange?.request.headers.authorization, basic(server).authorization)
  assert.equal(exchange?.request.body, 'grant_type=client_credentials&scope=s')
  assert.equal(exchange?.response?.status, 200)
  const { scope } = (exchange?.response?.body ?? {}) as { scope?: string }
  assert.equal(scope, 's')
  assert.deepEqual(exchange?.misbehaviour, [])
  assert.deepEqual(exchange?.touches.slice(0, 1), ['token'])
  await server.fetch('https://elsewhere.example/')
  await server.fetch(server.metadata.authorization_endpoint as string)
  assert.deepEqual(
    server.exchanges.slice(1).map(({ touches }) => touches),
    [[], []],
  )
})

test('api: a recorded exchange names the client, if it is known', async () => {
  const server = await createAuthorizationServer({ client: { backchannel_token_delivery_mode: 'push' } })
  const { access_token } = await freshTokens(server)
  await server.fetch(server.resource.resource, { headers: { authorization: `Bearer ${access_token}` } })
  const form = { scope: 'openid', login_hint: 'alice', client_notification_token: 'a-token' }
  const { body } = await post(server, 'backchannel_authentication_endpoint', form)
  await server.approve(body.auth_req_id as string)
  assert.deepEqual(
    server.exchanges.map(({ endpoint, client_id }) => [endpoint, client_id]),
    ['authorization', 'token', 'resource', 'backchannel_authentication', 'client_notification'].map((endpoint) => [
      endpoint,
      'test-client',
    ]),
  )
})

test('rfc8705 5: endpoints that take client authentication or a token have an mTLS alias', async () => {
  const server = await createAuthorizationServer()
  const aliases = server.metadata.mtls_endpoint_aliases as Record<string, string>
  assert.deepEqual(Object.keys(aliases).sort(), [
    'backchannel_authentication_endpoint',
    'device_authorization_endpoint',
    'introspection_endpoint',
    'pushed_authorization_request_endpoint',
    'revocation_endpoint',
    'token_endpoint',
    'userinfo_endpoint',
  ])
  await server.fetch(aliases.token_endpoint as string, { method: 'POST' })
  assert.equal(server.exchanges.at(-1)?.endpoint, 'token')
})

test('the clock of the server is independent of the real clock', async () => {
  const server = await createAuthorizationServer()
  const { access_token } = await freshTokens(server)
  const before = server.clock.now()
  // not to the last second: the real clock also runs
  server.clock.advance(290)
  const init = { headers: { authorization: `Bearer ${access_token}` } }
  const { userinfo_endpoint } = server.metadata
  assert.equal((await server.fetch(userinfo_endpoint as string, init)).status, 200)
  server.clock.advance(10)
  const late = await server.fetch(userinfo_endpoint as string, init)
  assert.equal(late.status, 401)
  assert.match(late.headers.get('www-authenticate') as string, /^Bearer error="invalid_token"/)
  assert.ok(server.clock.now() - before >= 300)
  assert.ok(Math.abs(Date.now() / 1000 - before) < 60)
})

test('rfc6750 3: a missing, unknown or insufficient access token gets a challenge', async () => {
  const server = await createAuthorizationServer()
  const { body } = await post(server, 'token_endpoint', { grant_type: 'client_credentials' })
  const ask = async (authorization?: string) => {
    const headers: Record<string, string> = authorization ? { authorization } : {}
    const response = await server.fetch(server.metadata.userinfo_endpoint as string, { headers })
    return `${response.status} ${response.headers.get('www-authenticate')?.split(',')[0]}`
  }
  assert.equal(await ask(), '401 Bearer')
  assert.equal(await ask('Bearer made-up'), '401 Bearer error="invalid_token"')
  assert.equal(await ask(`Bearer ${body.access_token}`), '403 Bearer error="insufficient_scope"')
})

test('rfc7662 2.1: introspection requires authentication', async () => {
  const server = await createAuthorizationServer({ client: { token_endpoint_auth_method: 'none' } })
  const form = { client_id: server.client.client_id, token: 'made up' }
  assert.equal(errorOf(await post(server, 'introspection_endpoint', form, {})), 'invalid_client')
})

test('a form with another media type is refused', async () => {
  const server = await createAuthorizationServer()
  const url = server.metadata.token_endpoint as string
  const send = async (init: object) => ((await (await server.fetch(url, init)).json()) as oauth.OAuth2Error).error
  assert.equal(
    await send({ method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } }),
    'invalid_request',
  )
})

test('oidc-core 10.1.1: keys rotate; old ones stay published until they are retired', async () => {
  const server = await createAuthorizationServer({ algorithms: ['ES256', 'Ed25519'] })
  const kids = () => server.keys.jwks.keys.map(({ kid }) => kid)
  const signer = async () => {
    const { id_token } = await freshTokens(server)
    return JSON.parse(Buffer.from(id_token.split('.')[0] as string, 'base64url').toString()).kid
  }
  const first = kids()
  assert.equal(first.length, 2)
  assert.equal(await signer(), first[0])
  await server.keys.rotate()
  assert.equal(kids().length, 4)
  assert.equal(await signer(), kids()[2])
  await server.keys.rotate({ retire: true })
  assert.equal(kids().length, 2)
  assert.ok(!kids().includes(first[0]))
  assert.ok(server.keys.jwks.keys.every((jwk) => !('d' in jwk)))
})

test('a client_id can be registered once, and only with algorithms for which the server has a key', async () => {
  const server = await createAuthorizationServer()
  const wrong = { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' }
  await assert.rejects(server.registerClient({ client_id: 'test-client' }), wrong)
  await assert.rejects(server.registerClient({ userinfo_signed_response_alg: 'PS256' }), wrong)
  await assert.rejects(createAuthorizationServer({ client: { id_token_signed_response_alg: 'RS256' } }), wrong)
  await server.registerClient({ authorization_signed_response_alg: 'ES256' })
})

test('an unknown algorithm is refused', () =>
  assert.rejects(createAuthorizationServer({ algorithms: ['HS256' as 'ES256'] }), oauth.UnsupportedOperationError))

test('misbehaviour: on until it is switched off, or for the given number of times', async () => {
  const server = await createAuthorizationServer()
  const issuer = async () => {
    const response = await server.fetch('https://as.example/.well-known/openid-configuration')
    return ((await response.json()) as { issuer?: string }).issuer
  }
  server.misbehave('discovery.issuer')
  assert.equal(await issuer(), 'https://attacker.example')
  assert.deepEqual(server.exchanges.at(-1)?.misbehaviour, ['discovery.issuer'])
  server.misbehave('discovery.issuer', 'https://b.example')
  assert.equal(await issuer(), 'https://b.example')
  server.misbehave('discovery.issuer', missing)
  assert.equal(await issuer(), undefined)
  server.misbehave('discovery.status', 500)
  server.behave('discovery.issuer')
  assert.equal(await issuer(), 'https://as.example')
  assert.equal(server.exchanges.at(-1)?.response?.status, 500)
  server.behave()
  await issuer()
  assert.equal(server.exchanges.at(-1)?.response?.status, 200)
  server.misbehave('discovery.issuer', 'https://c.example', { times: 2 })
  assert.deepEqual(
    [await issuer(), await issuer(), await issuer()],
    ['https://c.example', 'https://c.example', 'https://as.example'],
  )
  assert.throws(() => server.misbehave('discovery.isuer' as 'discovery.issuer'), {
    name: 'TypeError',
    code: 'ERR_INVALID_ARG_VALUE',
  })
})

test('listMisbehaviours lists every name with a description', () => {
  const list = listMisbehaviours()
  assert.equal(new Set(list.map(({ name }) => name)).size, list.length)
  for (const { name, does, usual, values } of list) {
    assert.match(name, /^[a-z_]+\.\S+$/)
    assert.ok(does.length > 10, name)
    assert.notEqual(usual, undefined, name)
    if (values) assert.ok((usual as string) in values, name)
  }
})

test('a response can be slow, and its request can be aborted', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('jwks.network', 0.001)
  const url = server.metadata.jwks_uri as string
  assert.equal((await server.fetch(url)).status, 200)
  server.misbehave('jwks.network', 3600)
  const signal = AbortSignal.abort(new Error('given up'))
  await assert.rejects(server.fetch(url, { signal }), { message: 'given up' })
  const controller = new AbortController()
  const answer = server.fetch(new Request(url, { signal: controller.signal }))
  // by then the request is waiting
  setImmediate(() => controller.abort(new Error('given up later')))
  await assert.rejects(answer, { message: 'given up later' })
})

test('the codes of two successive sign-ins are independent', async () => {
  const server = await createAuthorizationServer({ user: { sub: 'carol' } })
  const one = await freshCode(server)
  const two = await freshCode(server)
  assert.notEqual(one.code, two.code)
  for (const form of [two, one]) assert.equal((await post(server, 'token_endpoint', form)).status, 200)
})

test('names of switches and their values are typed', async () => {
  const { misbehave } = await createAuthorizationServer()
  misbehave('id_token.signature', 'none')
  misbehave('authorization_response.state', ['one', 'two'])
  misbehave('token.error', { error: 'server_error', status: 500 })
  // @ts-expect-error: a value that the switch does not know
  misbehave('id_token.signature', 'nobody')
  // @ts-expect-error: a status is a number
  misbehave('token.status', '500')
  // @ts-expect-error: there is no switch for the body of a revocation response
  assert.throws(() => misbehave('revocation.body', 'html'))
})
