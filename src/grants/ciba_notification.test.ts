/** What a notification endpoint on the open internet receives besides well-formed pings and pushes. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '../../test/fixtures/jwt.ts'
import { client, network, server } from '../../test/fixtures/parties.ts'
import { anotherClass, foreign } from '../../test/fixtures/realm.ts'
import { validateBackchannelPing } from './ciba_ping.ts'
import { validateBackchannelPush } from './ciba_push.ts'
import { calculateClientNotificationTokenHash, generateClientNotificationToken } from './ciba_request.ts'

const token = generateClientNotificationToken()
const tokenHash = await calculateClientNotificationTokenHash(token)
const expecting = (auth_req_id?: string) => (hash: string) =>
  hash === tokenHash ? { tokenHash, ...(auth_req_id !== undefined && { auth_req_id }) } : undefined
const notification = (body: BodyInit, authorization = `Bearer ${token}`) =>
  new Request('https://rp.example/notification', {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body,
    duplex: 'half',
  } as RequestInit)

test('ciba 9/5: the stored hash is the SHA-256 of the token, base64url', () => {
  assert.equal(tokenHash, sha256(token))
})

test('ciba 9/5: the body of a request with an unknown token is not read', async () => {
  let read = 0
  const endless = new ReadableStream(
    {
      pull(controller) {
        read += 1
        controller.enqueue(new Uint8Array(65536))
      },
    },
    { highWaterMark: 0 },
  )
  const { response } = await validateBackchannelPing(notification(endless, 'Bearer stranger'), expecting('id'))
  assert.deepEqual([response.status, read], [401, 0])
})

test('ciba 10.2/8: eight megabytes of unknown members', async () => {
  const body = JSON.stringify({ auth_req_id: 'id', more: 'x'.repeat(8 << 20) })
  assert.equal((await validateBackchannelPing(notification(body), expecting('id'))).auth_req_id, 'id')
})

const lone: [string, string][] = [
  ['a lone high surrogate is not the replacement character', '\ud800'],
  ['a lone low surrogate is not the replacement character', '\udfff'],
]
for (const [title, id] of lone) {
  test(`ciba 10.2/3a: ${title}`, async () => {
    const ping = (expected: string) =>
      validateBackchannelPing(notification(JSON.stringify({ auth_req_id: id })), expecting(expected))
    assert.equal((await ping('\ufffd')).response.status, 401)
    assert.equal((await ping(id)).auth_req_id, id)
  })
}

test('ciba 10.2/2: bytes that are not UTF-8, a duplicate member', async () => {
  const bytes = new Uint8Array([...new TextEncoder().encode('{"auth_req_id":"'), 0xff, 0x22, 0x7d])
  assert.equal((await validateBackchannelPing(notification(bytes), expecting('\u00ff'))).response.status, 401)
  const twice = '{"auth_req_id":"id","auth_req_id":"other"}'
  assert.equal((await validateBackchannelPing(notification(twice), expecting('id'))).response.status, 401)
})

test('ciba 9/5: a token in the query or in the body does not count', async () => {
  const request = new Request(`https://rp.example/notification?access_token=${token}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth_req_id: 'id', access_token: token }),
  })
  const { response } = await validateBackchannelPing(request, expecting('id'))
  assert.deepEqual([response.status, response.headers.get('www-authenticate')], [401, 'Bearer'])
})

test('ciba 9/5: two Authorization headers, and one with more than a token', async () => {
  const twice = notification('{"auth_req_id":"id"}')
  twice.headers.append('authorization', `Bearer ${token}`)
  assert.equal((await validateBackchannelPing(twice, expecting('id'))).response.status, 401)
  for (const value of [`Bearer ${token} `, `Bearer ${token},`, `Bearer ${token} x`, `Bearer "${token}"`, token]) {
    const request = notification('{"auth_req_id":"id"}', value)
    // white space around a header's value is not part of it
    const status = value.trim() === `Bearer ${token}` ? 204 : 401
    assert.equal((await validateBackchannelPing(request, expecting('id'))).response.status, status, value)
  }
})

test('rfc6750 2.1/1: one or more spaces between the scheme and the token, and nothing else', async () => {
  for (const [space, status] of [
    ['  ', 204],
    ['    ', 204],
    ['\t', 401],
    ['', 401],
  ] as const) {
    const request = notification('{"auth_req_id":"id"}', `Bearer${space}${token}`)
    assert.equal((await validateBackchannelPing(request, expecting('id'))).response.status, status, space)
  }
})

test('compatible: the error of a body that breaks off is rethrown, from a ping and from a push', async () => {
  const gone = new Error('the peer is gone')
  const broken = () => notification(new ReadableStream({ pull: (stream) => stream.error(gone) }))
  const matches = (error: unknown) => error === gone
  await assert.rejects(validateBackchannelPing(broken(), expecting('id')), matches)
  await assert.rejects(validateBackchannelPush(server(), client(), broken(), expecting('id')), matches)
})

test('compatible: a Request from another realm', async (t) => {
  const request = notification('{"auth_req_id":"id"}')
  anotherClass(t, 'Request')
  assert.equal((await validateBackchannelPing(request, expecting('id'))).auth_req_id, 'id')
  const { response } = await validateBackchannelPing(foreign('Request', request), expecting('id')).catch(
    (error) => error,
  )
  assert.equal(response, undefined) // already read: this is refused, but its class is accepted
})

test('ciba 10.3.1/7: a push is not refused because its keys cannot be fetched', async () => {
  const idToken = [{ alg: 'ES256' }, { iss: 'https://as.example', sub: 'a', aud: 'the client' }]
  const now = Math.floor(Date.now() / 1000)
  Object.assign(idToken[1] as object, { iat: now, exp: now + 60, at_hash: 'x' })
  Object.assign(idToken[1] as object, { 'urn:openid:params:jwt:claim:auth_req_id': 'id' })
  const parts = idToken.map((each) => Buffer.from(JSON.stringify(each)).toString('base64url'))
  const body = { auth_req_id: 'id', access_token: 'a', token_type: 'Bearer', id_token: `${parts.join('.')}.AAAA` }
  const away = new TypeError('fetch failed')
  const failures: [() => Response, (error: unknown) => boolean][] = [
    [() => new Response('', { status: 503 }), (error) => (error as { cause?: unknown }).cause instanceof Response],
    [
      () => {
        throw away
      },
      (error) => error === away,
    ],
  ]
  for (const [answer, matches] of failures) {
    const { options } = network(answer)
    const party = client({ id_token_signed_response_alg: 'ES256' })
    const push = notification(JSON.stringify(body))
    await assert.rejects(validateBackchannelPush(server(), party, push, expecting('id'), options), matches)
  }
})
