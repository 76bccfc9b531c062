import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '../../test/fixtures/jwt.ts'
import { rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import type { ExpectedNotification } from './ciba_notification.ts'
import { validateBackchannelPing } from './ciba_ping.ts'

const token = 's3cret-token.of~the+client/=='
const stored: ExpectedNotification = { tokenHash: sha256(token), auth_req_id: 'the id' }
const find = (tokenHash: string) => (tokenHash === stored.tokenHash ? stored : undefined)
const endpoint = 'https://rp.example/notification'

interface Parts {
  method?: string
  headers?: Record<string, string>
  body?: unknown
}
function ping({ method = 'POST', headers = {}, body = { auth_req_id: 'the id' } }: Parts = {}): Request {
  const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Request(endpoint, { method, headers: all, ...(method === 'POST' && { body: text }) })
}

const passes: [string, Parts][] = [
  ['ciba 10.2/2: as in the specification', {}],
  ['ciba 10.2/2: the scheme in another case', { headers: { authorization: `bearer ${token}` } }],
  [
    'rfc9110 8.3.1/1: a media type with a parameter',
    { headers: { 'content-type': 'Application/JSON; charset=utf-8' } },
  ],
  ['ciba 10.2/8: unknown members', { body: { auth_req_id: 'the id', urgent: true, error: 'no error' } }],
]
for (const [title, parts] of passes) {
  test(title, async () => {
    const { auth_req_id, response, error } = await validateBackchannelPing(ping(parts), find)
    assert.equal(error, undefined)
    assert.equal(auth_req_id, 'the id')
    assert.equal(response.status, 204)
    assert.equal(response.body, null)
  })
}

test('ciba 10.2/4, 10.2/7, fapi-ciba 5.2.2/5: the response is 204, the auth_req_id can be redeemed', async () => {
  const { auth_req_id, response } = await validateBackchannelPing(ping(), async (hash) => find(hash))
  assert.deepEqual([auth_req_id, response.status, [...response.headers]], ['the id', 204, []])
})

test('ciba 7.4/2: a ping that arrives before the auth_req_id is stored', async () => {
  for (const more of [{}, { auth_req_id: null }, { auth_req_id: undefined }]) {
    const find = () => ({ tokenHash: stored.tokenHash, ...more }) as ExpectedNotification
    const early = await validateBackchannelPing(ping(), find)
    assert.deepEqual([early.auth_req_id, early.response.status], ['the id', 204])
  }
})

const bearer = { 'www-authenticate': 'Bearer' }
const invalid = { 'www-authenticate': 'Bearer error="invalid_token"' }
const refusals: [string, Parts, number, Record<string, string>][] = [
  ['ciba 10.2/2: another method', { method: 'GET' }, 405, { allow: 'POST' }],
  ['ciba 10.2/2: the media type of something else than JSON', { headers: { 'content-type': 'text/plain' } }, 415, {}],
  ['ciba 10.2/2: broken JSON', { body: '{' }, 400, {}],
  ['ciba 10.2/2: not a JSON object', { body: '["the id"]' }, 400, {}],
  ['ciba 10.2/2: no auth_req_id', { body: {} }, 400, {}],
  ['ciba 10.2/2: an auth_req_id that is not a string', { body: { auth_req_id: 1 } }, 400, {}],
  ['ciba 10.2/2: an empty auth_req_id', { body: { auth_req_id: '' } }, 400, {}],
  ['rfc6750 3.1/p2, ciba 9/5: no token', { headers: { authorization: '' } }, 401, bearer],
  ['ciba 9/5: another scheme', { headers: { authorization: `DPoP ${token}` } }, 401, bearer],
  ['ciba 9/5: no token after the scheme', { headers: { authorization: 'Bearer ' } }, 401, bearer],
  ['ciba 9/5: two tokens', { headers: { authorization: `Bearer ${token}, Bearer ${token}` } }, 401, bearer],
  ['ciba 9/5, 10.2/3b: an unknown token', { headers: { authorization: 'Bearer other' } }, 401, invalid],
  ['ciba 10.2/3a, 10.2/3b: the token of another authentication', { body: { auth_req_id: 'other' } }, 401, invalid],
]
for (const [title, parts, status, headers] of refusals) {
  test(title, async () => {
    const { auth_req_id, response, error } = await validateBackchannelPing(ping(parts), find)
    assert.equal(auth_req_id, undefined)
    assert.deepEqual([response.status, Object.fromEntries(response.headers)], [status, headers])
    const { name, code, message } = error as Error & { code: string }
    assert.deepEqual([name, code], ['OperationProcessingError', 'OAUTH_INVALID_REQUEST'])
    assert.ok(!message.includes(token))
  })
}

test('ciba 10.2/5: no response is a redirect', async () => {
  for (const [, parts] of [...passes, ...refusals]) {
    const { response } = await validateBackchannelPing(ping(parts), find)
    assert.ok(response.status < 300 || response.status > 399)
    assert.equal(response.headers.get('location'), null)
  }
})

for (const found of [null, undefined, {}, { tokenHash: '' }, { tokenHash: sha256('other') }, { tokenHash: 1 }]) {
  test(`ciba 9/5: the hash of the found entry is compared again, ${JSON.stringify(found)}`, async () => {
    const { response } = await validateBackchannelPing(ping(), () => found as never)
    assert.equal(response.status, 401)
  })
}

test('misuse: an entry without its hash is refused, and the error says so', async () => {
  const { error } = await validateBackchannelPing(ping(), () => ({ auth_req_id: 'the id' }) as ExpectedNotification)
  assert.match(error?.message ?? '', /"tokenHash"/)
})

test('ciba 9/5: every character of the hash is compared', async () => {
  for (let at = 0; at < stored.tokenHash.length; at++) {
    const other = stored.tokenHash[at] === 'A' ? 'B' : 'A'
    const tokenHash = stored.tokenHash.slice(0, at) + other + stored.tokenHash.slice(at + 1)
    const { response } = await validateBackchannelPing(ping(), () => ({ ...stored, tokenHash }))
    assert.equal(response.status, 401, `character ${at}`)
  }
})

test('compatible: an error from the application is rethrown', async () => {
  const broken = new Error('the database is gone')
  const fail = () => Promise.reject(broken)
  await assert.rejects(validateBackchannelPing(ping(), fail), (error) => error === broken)
})

test('misuse: no request, one that was already read, no look-up function', async () => {
  await rejects(() => validateBackchannelPing(ping(), undefined as never), wrongType)
  await rejects(() => validateBackchannelPing({} as Request, find), wrongType)
  const read = ping()
  await read.text()
  await rejects(() => validateBackchannelPing(read, find), wrongValue)
})
