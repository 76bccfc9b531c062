/** What goes over the wire when a switch about HTTP is on. No client takes part. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { decodeJwt } from 'jose'
import { basic, codeChallenge, freshTokens, post } from '../../test/fixtures/raw_requests.ts'
import { createAuthorizationServer, missing, type TestAuthorizationServer } from './index.ts'

const page = /^<!doctype html>/

/** A response of the discovery endpoint, whose normal body is known. */
async function discovered(server: TestAuthorizationServer, signal?: AbortSignal) {
  const url = 'https://as.example/.well-known/openid-configuration'
  const response = await server.fetch(url, signal && { signal })
  const right = JSON.stringify(server.metadata)
  return { response, status: response.status, type: response.headers.get('content-type'), right }
}

test('status: another one, with the normal body, unless the status allows none', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('discovery.status', 503)
  const { response, right } = await discovered(server)
  assert.deepEqual([response.status, await response.text()], [503, right])
  for (const status of [204, 205, 304]) {
    server.misbehave('discovery.status', status)
    const { response } = await discovered(server)
    assert.deepEqual([response.status, response.body], [status, null])
  }
})

test('error: a code, or a complete error response; the request has no effect', async () => {
  const server = await createAuthorizationServer()
  const ask = () => post(server, 'token_endpoint', { grant_type: 'client_credentials' })
  server.misbehave('token.error', 'server_error')
  const plain = await ask()
  assert.deepEqual([plain.status, plain.body.error], [400, 'server_error'])
  assert.equal(plain.headers.get('content-type'), 'application/json')
  const headers = { 'retry-after': '5' }
  server.misbehave('token.error', { error: 'slow', status: 429, content_type: 'application/problem+json', headers })
  const more = await ask()
  assert.deepEqual([more.status, more.body.error], [429, 'slow'])
  assert.equal(more.headers.get('content-type'), 'application/problem+json')
  assert.equal(more.headers.get('retry-after'), '5')
})

test('rfc6750 3: for a request with an access token the error is in the challenge', async () => {
  const server = await createAuthorizationServer()
  for (const [place, url] of [
    ['userinfo', server.metadata.userinfo_endpoint as string],
    ['resource', server.resource.resource],
  ] as const) {
    server.misbehave(`${place}.error`, 'invalid_token')
    const { status, headers } = await server.fetch(url)
    assert.equal(status, 401)
    assert.match(headers.get('www-authenticate') as string, /^Bearer error="invalid_token"/)
    // a complete error response is sent as given, without a challenge
    server.misbehave(`${place}.error`, { error: 'slow', status: 429 })
    const { status: other, headers: more } = await server.fetch(url)
    assert.deepEqual([other, more.get('www-authenticate')], [429, null])
  }
})

test('challenge, location: they replace the response', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('discovery.challenge', 'Basic realm="x"')
  const { response } = await discovered(server)
  assert.deepEqual([response.status, response.headers.get('www-authenticate')], [401, 'Basic realm="x"'])
  server.behave()
  server.misbehave('discovery.location')
  const redirect = (await discovered(server)).response
  assert.deepEqual([redirect.status, redirect.headers.get('location')], [303, 'https://attacker.example/'])
})

const bodies: [
  'html' | 'truncated' | 'empty' | 'null' | 'array' | 'string' | 'mislabelled' | 'huge',
  (body: string, right: string) => void,
  string?,
][] = [
  ['html', (body) => assert.match(body, page), 'text/html'],
  ['truncated', (body, right) => assert.equal(body, right.slice(0, right.length / 2))],
  ['empty', (body) => assert.equal(body, '')],
  ['null', (body) => assert.equal(body, 'null')],
  ['array', (body, right) => assert.equal(body, `[${right}]`)],
  ['string', (body) => assert.equal(typeof JSON.parse(body), 'string')],
  ['mislabelled', (body, right) => assert.equal(body, right), 'text/html'],
  [
    'huge',
    (body, right) => {
      assert.equal(body.length, right.length + 2 ** 20)
      assert.equal(body.trim(), right)
    },
  ],
]
for (const [value, check, type = 'application/json'] of bodies) {
  test(`body: ${value}`, async () => {
    const server = await createAuthorizationServer()
    server.misbehave('discovery.body', value)
    const answer = await discovered(server)
    assert.deepEqual([answer.status, answer.type], [200, type])
    check(await answer.response.text(), answer.right)
  })
}

test('body: a body instead of none', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('discovery.location')
  server.misbehave('discovery.body', 'html')
  assert.match(await (await discovered(server)).response.text(), page)
})

test('body: half of the normal one, and no end until the request is aborted', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('discovery.body', 'endless')
  const controller = new AbortController()
  const { response, right } = await discovered(server, controller.signal)
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  const { value } = await reader.read()
  assert.equal(new TextDecoder().decode(value), right.slice(0, right.length / 2))
  const more = reader.read()
  const reason = new Error('given up')
  controller.abort(reason)
  await assert.rejects(more, (error) => error === reason)
})

test('body: if the request is aborted while the response is built, the body fails', async (t) => {
  const server = await createAuthorizationServer()
  server.misbehave('token.body', 'endless')
  const controller = new AbortController()
  const reason = new Error('given up')
  t.mock.method(server.clock, 'now', () => {
    controller.abort(reason)
    return 1e9
  })
  const response = await server.fetch(server.metadata.token_endpoint as string, {
    method: 'POST',
    headers: basic(server),
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
    signal: controller.signal,
  })
  await assert.rejects(response.text(), (error) => error === reason)
})

test('network: refused, there is no response', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('discovery.network', 'refused')
  await assert.rejects(discovered(server), { name: 'TypeError' })
  assert.equal(server.exchanges.at(-1)?.response, undefined)
})

test('network: the connection breaks in the middle of the body', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('discovery.network', 'reset')
  const { response } = await discovered(server)
  assert.equal(response.status, 200)
  await assert.rejects(response.text(), { name: 'TypeError' })
  const { response: other, right } = await discovered(server)
  const reader = (other.body as ReadableStream<Uint8Array>).getReader()
  const { value } = await reader.read()
  assert.equal(new TextDecoder().decode(value), right.slice(0, right.length / 2))
  await assert.rejects(reader.read(), { name: 'TypeError' })
})

test('network: silence, until the request is aborted', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('discovery.network', 'silent')
  const controller = new AbortController()
  const reason = new Error('given up')
  const answer = discovered(server, controller.signal)
  setImmediate(() => controller.abort(reason))
  await assert.rejects(answer, (error) => error === reason)
})

test('the members of a response: another value, or none', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('token.token_type')
  server.misbehave('token.expires_in', missing)
  const { token_type, ...rest } = (await freshTokens(server)) as Record<string, unknown>
  assert.equal(token_type, 'mac')
  assert.ok(!('expires_in' in rest))
})

test('switches for members leave responses without JSON unchanged', async () => {
  const server = await createAuthorizationServer({ client: { userinfo_signed_response_alg: 'ES256' } })
  const { access_token } = await freshTokens(server)
  server.misbehave('userinfo.sub')
  const url = server.metadata.userinfo_endpoint as string
  const jwt = await (await server.fetch(url, { headers: { authorization: `Bearer ${access_token}` } })).text()
  assert.equal(decodeJwt(jwt).sub, 'alice')
  server.misbehave('userinfo.location')
  assert.equal((await server.fetch(url)).status, 303)
})

const jwkSets: [string, (keys: Record<string, unknown>[], right: Record<string, unknown>) => void][] = [
  ['empty', (keys) => assert.deepEqual(keys, [])],
  ['outdated', ([key], right) => assert.ok(key?.kid !== right.kid && key?.x !== right.x)],
  ['attacker', ([key], right) => assert.ok(key?.kid === right.kid && key?.x !== right.x)],
  ['duplicate', (keys, right) => assert.deepEqual(keys, [right, right])],
  ['private', ([key], right) => assert.deepEqual(key, { ...right, d: right.x })],
  ['for_encryption', ([key], right) => assert.deepEqual(key, { ...right, use: 'enc' })],
  ['for_another_algorithm', ([key], right) => assert.deepEqual(key, { ...right, alg: 'RSA-OAEP-256' })],
  ['malformed', ([key], right) => assert.deepEqual(key, { ...right, x: 'AAAA', n: 'AAAA' })],
  ['not_objects', (keys, right) => assert.deepEqual(keys, [right.kid])],
  ['not_an_array', (keys, right) => assert.deepEqual(keys, right)],
  [
    'anonymous',
    (keys, { kid, ...right }) => {
      assert.equal(keys.length, 2)
      assert.deepEqual(keys[0], right)
      assert.ok(!('kid' in (keys[1] as object)) && keys[1]?.x !== right.x)
    },
  ],
]
for (const [value, check] of jwkSets) {
  test(`jwks.keys: ${value}`, async () => {
    const server = await createAuthorizationServer()
    server.misbehave('jwks.keys', value as 'empty')
    const response = await server.fetch(server.metadata.jwks_uri as string)
    assert.equal(response.headers.get('content-type'), 'application/jwk-set+json')
    const { keys } = (await response.json()) as { keys: Record<string, unknown>[] }
    check(keys, server.keys.jwks.keys[0] as Record<string, unknown>)
  })
}

test('jwks.keys: a private member in an RSA key', async () => {
  const server = await createAuthorizationServer({ algorithms: ['RS256'] })
  server.misbehave('jwks.keys', 'private')
  const { keys } = (await (await server.fetch(server.metadata.jwks_uri as string)).json()) as { keys: unknown[] }
  const [right] = server.keys.jwks.keys
  assert.deepEqual(keys, [{ ...right, d: right?.n }])
})

test('an internal error is rethrown, not turned into a response', async (t) => {
  const server = await createAuthorizationServer()
  const { access_token } = await freshTokens(server)
  const url = new URL(server.metadata.authorization_endpoint as string)
  url.search = new URLSearchParams({
    client_id: server.client.client_id,
    response_type: 'code',
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
  }).toString()
  const broken = breakClock(t, server)
  const is = (error: unknown) => error === broken
  await assert.rejects(post(server, 'token_endpoint', { grant_type: 'client_credentials' }), is)
  await assert.rejects(post(server, 'introspection_endpoint', { token: access_token }), is)
  await assert.rejects(server.authorize(url), is)
  await assert.rejects(server.fetch(url), is)
})

function breakClock(t: TestContext, server: TestAuthorizationServer): Error {
  const broken = new Error('the clock stands still')
  t.mock.method(server.clock, 'now', () => {
    throw broken
  })
  return broken
}
