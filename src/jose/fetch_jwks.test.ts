import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, json, network, server, typed } from '../../test/fixtures/parties.ts'
import { failed, type Refusal, rejection, rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { allowInsecureRequests } from '../http/options.ts'
import { version } from '../platform/version.ts'
import { fetchJwks } from './fetch_jwks.ts'

test('rfc7517 5/1: the request for a JWK Set', async () => {
  const { options, sent } = network(json({ keys: [] }))
  const { signal } = new AbortController()
  await fetchJwks(server(), { ...options, signal, headers: { 'X-Custom': 'a', accept: 'text/plain' } })
  assert.deepEqual(sent, [
    {
      url: 'https://as.example/jwks',
      init: {
        body: undefined,
        headers: {
          accept: 'application/json, application/jwk-set+json',
          'user-agent': `relying/v${version}`,
          'x-custom': 'a',
        },
        method: 'GET',
        redirect: 'manual',
        signal,
      },
    },
  ])
})

test('compatible: options may be inherited', async () => {
  const { options, sent } = network(json({ keys: [] }))
  const { signal } = new AbortController()
  await fetchJwks(server(), Object.create({ ...options, signal, headers: { a: 'b' } }))
  assert.equal(sent[0]?.init.headers.a, 'b')
  assert.equal(sent[0]?.init.signal, signal)
})

test('compatible: mTLS aliases do not apply to jwks_uri', async () => {
  const { options, sent } = network(json({ keys: [] }))
  await fetchJwks(server({ mtls_endpoint_aliases: { jwks_uri: 'https://mtls.example' } }), options)
  assert.equal(sent[0]?.url, 'https://as.example/jwks')
})

for (const mediaType of ['application/json', 'application/jwk-set+json', 'text/html', 'APPLICATION/JSON; charset=x']) {
  test(`rfc7517 5/3: a JWK Set as ${mediaType}; unknown members are kept`, async () => {
    const set = { keys: [{ kty: 'new', more: 1 }], extra: true }
    assert.deepEqual(await fetchJwks(server(), network(typed(mediaType, JSON.stringify(set))).options), set)
  })
}

const bodies: [string, Response, (response: Response) => Refusal][] = [
  ['rfc7517 5/1: an array', json([]), () => failed('INVALID_RESPONSE', { body: [] })],
  ['rfc7517 5/1: null', json('null'), () => failed('INVALID_RESPONSE', { body: null })],
  ['rfc7517 5/1: no keys', json({}), () => failed('INVALID_RESPONSE', { body: {} })],
  ['rfc7517 5.1/1: keys an object', json({ keys: {} }), () => failed('INVALID_RESPONSE', { body: { keys: {} } })],
  ['rfc7517 5.1/1: keys null', json({ keys: null }), () => failed('INVALID_RESPONSE', { body: { keys: null } })],
  [
    'rfc7517 5.1/1: a key null',
    json({ keys: [{}, null] }),
    () => failed('INVALID_RESPONSE', { body: { keys: [{}, null] } }),
  ],
  ['rfc7517 5.1/1: a key an array', json({ keys: [[]] }), () => failed('INVALID_RESPONSE', { body: { keys: [[]] } })],
  ['rfc7517 5.1/1: a key a string', json({ keys: ['x'] }), () => failed('INVALID_RESPONSE', { body: { keys: ['x'] } })],
  ['compatible: 404', json({ keys: [] }, 404), (response) => failed('RESPONSE_IS_NOT_CONFORM', response)],
  ['compatible: 204', new Response(null, { status: 204 }), (response) => failed('RESPONSE_IS_NOT_CONFORM', response)],
  [
    'compatible: 401 with a challenge',
    json({}, 401, { 'www-authenticate': 'Bearer' }),
    (response) => failed('RESPONSE_IS_NOT_CONFORM', response),
  ],
  ['compatible: broken JSON', json('{'), () => failed('PARSE_ERROR', SyntaxError)],
  [
    'compatible: broken JSON as jwk-set',
    typed('application/jwk-set+json', '{'),
    () => failed('PARSE_ERROR', SyntaxError),
  ],
  ['compatible: a web page', typed('text/html', '<html>'), (response) => failed('RESPONSE_IS_NOT_JSON', response)],
]
for (const [title, response, refusal] of bodies) {
  test(title, () => rejects(() => fetchJwks(server(), network(response).options), refusal(response)))
}

test('misuse: what a customFetch resolves with', async () => {
  for (const nothing of [undefined, null, {}, 'x']) {
    await rejects(() => fetchJwks(server(), network(() => nothing).options), wrongType)
  }
  const read = json({ keys: [] })
  await read.text()
  await rejects(() => fetchJwks(server(), network(read).options), wrongValue)
})

const locations: [string, unknown, Refusal][] = [
  ['compatible: no jwks_uri', undefined, failed('MISSING_SERVER_METADATA', { attribute: 'jwks_uri' })],
  ['compatible: an empty jwks_uri', '', failed('INVALID_SERVER_METADATA', { attribute: 'jwks_uri' })],
  ['compatible: jwks_uri null', null, failed('INVALID_SERVER_METADATA', { attribute: 'jwks_uri' })],
  ['compatible: a relative jwks_uri', '/jwks', failed('INVALID_SERVER_METADATA', { attribute: 'jwks_uri' })],
  [
    'rfc8414 2/4, fapi1-advanced 8.9/1: jwks_uri over http',
    'http://as.example/',
    failed('HTTP_REQUEST_FORBIDDEN', new URL('http://as.example/')),
  ],
]
for (const [title, jwks_uri, refusal] of locations) {
  test(title, async () => {
    const { options, sent } = network()
    await rejects(() => fetchJwks(server({ jwks_uri }), options), refusal)
    assert.equal(sent.length, 0)
  })
}

test('compatible: allowInsecureRequests applies to the JWK Set, and only if it is true', async () => {
  const as = server({ jwks_uri: 'http://as.example/jwks' })
  const { options } = network(json({ keys: [] }))
  await fetchJwks(as, { ...options, [allowInsecureRequests]: true })
  const truthy = { ...options, [allowInsecureRequests]: 1 as never }
  await rejects(() => fetchJwks(as, truthy), failed('HTTP_REQUEST_FORBIDDEN', new URL('http://as.example/jwks')))
})

test('misuse: no server, wrong headers, a wrong signal', async () => {
  const { options } = network(json({ keys: [] }))
  await rejects(() => fetchJwks(undefined as never, options), wrongType)
  await rejects(() => fetchJwks(client() as never, options), wrongType)
  await rejects(() => fetchJwks(server(), { ...options, headers: { Authorization: 'Bearer s3cret' } }), wrongValue)
  await rejects(() => fetchJwks(server(), { ...options, signal: null as never }), wrongType)
})

test('compatible: an error from fetch is rethrown, and the next call asks again', async () => {
  const mine = new TypeError('fetch failed')
  const { options, sent } = network(() => Promise.reject(mine), json({ keys: [] }))
  const as = server()
  const error = await rejection(() => fetchJwks(as, options), { name: 'TypeError', code: undefined })
  assert.equal(error, mine)
  await fetchJwks(as, options)
  assert.equal(sent.length, 2)
})
