import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decoded, sha256 } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { json, network, server, typed } from '../../test/fixtures/parties.ts'
import { failed, type Refusal, rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'

const metadata = { redirect_uris: ['https://rp.example/cb'], client_name: 'ü' }

test('rfc7591 3.1/1: a POST of JSON', async () => {
  const { sent, options } = network()
  const headers = { accept: 'x', 'content-type': 'x', 'user-agent': 'u', 'x-a': 'b' }
  await oauth.dynamicClientRegistrationRequest(server(), metadata, { ...options, headers })
  const { url, init } = sent[0] ?? assert.fail()
  assert.equal(url, 'https://as.example/register')
  assert.deepEqual(init.headers, { ...headers, accept: 'application/json', 'content-type': 'application/json' })
  assert.deepEqual([init.method, init.body, init.redirect], ['POST', JSON.stringify(metadata), 'manual'])
  assert.deepEqual(Object.keys(init).sort(), ['body', 'headers', 'method', 'redirect', 'signal'])
})

test('rfc7591 3.1/2, rfc9449 7/1b: an initial access token, with and without a proof', async () => {
  const DPoP = oauth.DPoP({}, await keys('ES256'))
  const { sent, options } = network()
  const ask = (more: object) => oauth.dynamicClientRegistrationRequest(server(), {}, { ...options, ...more })
  await ask({ initialAccessToken: 's3cret' })
  await ask({ initialAccessToken: 's3cret', DPoP })
  await ask({ DPoP })
  await ask({ initialAccessToken: 's3cret', headers: { dpop: 'theirs' } })
  await ask({ initialAccessToken: '', DPoP: null })
  const shown = sent.map(({ init: { headers } }) => [headers.authorization, headers.dpop !== undefined])
  const bearer = 'Bearer s3cret'
  assert.deepEqual(shown, [
    [bearer, false],
    ['DPoP s3cret', true],
    [undefined, true],
    ['DPoP s3cret', true],
    [undefined, false],
  ])
  const [proof, bare] = [sent[1], sent[2]].map((request) => decoded(request?.init.headers.dpop as string).claims)
  assert.deepEqual([proof?.ath, proof?.htm, proof?.htu], [sha256('s3cret'), 'POST', 'https://as.example/register'])
  assert.deepEqual(Object.keys(bare ?? {}), ['iat', 'jti', 'htm', 'htu'])
})

test('rfc7591 3/1, rfc8705 5/1a: the endpoint', async () => {
  const { sent, options } = network()
  const ask =
    (as: object, own = {}) =>
    () =>
      oauth.dynamicClientRegistrationRequest(server({ ...as }), own, options)
  const attribute = 'registration_endpoint'
  await rejects(ask({ registration_endpoint: undefined }), failed('MISSING_SERVER_METADATA', { attribute }))
  await rejects(ask({ registration_endpoint: null }), failed('INVALID_SERVER_METADATA', { attribute }))
  await rejects(ask({ registration_endpoint: 'http://a.example' }), failed('HTTP_REQUEST_FORBIDDEN', URL))
  const mtls_endpoint_aliases = { registration_endpoint: 'https://mtls.example/' }
  await ask({ mtls_endpoint_aliases }, { use_mtls_endpoint_aliases: true })()
  assert.deepEqual(
    sent.map(({ url }) => url),
    ['https://mtls.example/'],
  )
})

for (const none of [undefined, null, 'x', 1, () => {}]) {
  test(`difference 28: metadata must not be ${String(none)}`, () =>
    rejects(() => oauth.dynamicClientRegistrationRequest(server(), none as never), wrongType))
}

test('difference 23: options.DPoP', async () => {
  for (const DPoP of [{}, false, 0, '', 'x']) {
    await rejects(() => oauth.dynamicClientRegistrationRequest(server(), {}, { DPoP: DPoP as never }), wrongValue)
  }
  const headers = { authorization: 'Bearer s3cret' }
  await rejects(() => oauth.dynamicClientRegistrationRequest(server(), {}, { headers }), wrongValue)
})

const process = (body: unknown, status = 201) => oauth.processDynamicClientRegistrationResponse(json(body, status))
const never = { client_id: 'c', client_secret: 's', client_secret_expires_at: 0 }

test('rfc7591 3.2.1/p1, 3.2.1/1, 3.2.1/2, 3.2.1/4: the registered client, unchanged', async () => {
  for (const body of [{ client_id: 'c' }, never, { ...never, more: [1], client_secret_expires_at: 9e9 }]) {
    assert.deepEqual(await process(body), body)
  }
  assert.deepEqual(await process({ client_id: 'c', client_secret_expires_at: 'x' }), {
    client_id: 'c',
    client_secret_expires_at: 'x',
  })
})

test('difference 12: client_secret_expires_at as a string of digits becomes a number', async () => {
  assert.equal((await process({ ...never, client_secret_expires_at: '0' })).client_secret_expires_at, 0)
})

const bodies: [title: string, body: object][] = [
  ['rfc7591 3.2.1/1: no client_id', {}],
  ['rfc7591 3.2.1/1: client_id empty', { client_id: '' }],
  ['rfc7591 3.2.1/1: client_id a number', { client_id: 1 }],
  ['rfc7591 3.2.1/2: client_secret empty', { client_id: 'c', client_secret: '', client_secret_expires_at: 0 }],
  ['rfc7591 3.2.1/2: client_secret null', { client_id: 'c', client_secret: null }],
  ['rfc7591 3.2.1/4: no client_secret_expires_at', { client_id: 'c', client_secret: 's' }],
  ['rfc7591 3.2.1/4: client_secret_expires_at null', { ...never, client_secret_expires_at: null }],
  ['rfc7591 3.2.1/4: client_secret_expires_at negative', { ...never, client_secret_expires_at: -1 }],
  ['difference 12: client_secret_expires_at a date', { ...never, client_secret_expires_at: '2030-01-01' }],
]
for (const [title, body] of bodies)
  test(title, () => rejects(() => process(body), failed('INVALID_RESPONSE', { body })))

const error = { error: 'invalid_redirect_uri', error_description: 'no' }
const answers: [title: string, response: Response, (response: Response) => Refusal][] = [
  ['rfc7591 3.2.1/p1: 200', json(never), (answer) => failed('RESPONSE_IS_NOT_CONFORM', answer)],
  ['rfc7591 3.2.1/p1: a page', typed('text/html', '<', 201), (answer) => failed('RESPONSE_IS_NOT_JSON', answer)],
  ['rfc7591 3.2.1/p1: an array', json([], 201), () => failed('INVALID_RESPONSE', { body: [] })],
  [
    'rfc7591 3.2.2/p1, 3.2.2/1, 3.2.2/2: an error',
    json(error, 400),
    () => ({ name: 'ResponseBodyError', code: 'OAUTH_RESPONSE_BODY_ERROR', cause: error }),
  ],
]
for (const [title, response, refusal] of answers) {
  test(title, () => rejects(() => oauth.processDynamicClientRegistrationResponse(response), refusal(response)))
}

test('misuse: the response', async () => {
  for (const none of [undefined, null, {}]) {
    await rejects(() => oauth.processDynamicClientRegistrationResponse(none as never), wrongType)
  }
  const read = json(never, 201)
  await read.text()
  await rejects(() => oauth.processDynamicClientRegistrationResponse(read), wrongValue)
})

test('compatible: an initial access token that is not a string is converted to one', async () => {
  const { sent, options } = network()
  for (const DPoP of [undefined, oauth.DPoP({}, await keys('ES256'))]) {
    const given = { ...options, initialAccessToken: ['s3', 'cret'] as never, ...(DPoP && { DPoP }) }
    await oauth.dynamicClientRegistrationRequest(server(), {}, given)
  }
  const [plain, proven] = sent.map(({ init: { headers } }) => headers)
  assert.deepEqual([plain?.authorization, proven?.authorization], ['Bearer s3,cret', 'DPoP s3,cret'])
  assert.equal(decoded(proven?.dpop as string).claims.ath, sha256('s3,cret'))
})
