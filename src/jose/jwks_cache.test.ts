import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { json, network, server } from '../../test/fixtures/parties.ts'
import { failed, rejects } from '../../test/fixtures/refusal.ts'
import { algorithmOf } from './algorithms.ts'
import {
  type ExportedJWKSCache,
  type JWKSCacheInput,
  jwksCache,
  selectKey,
  type ValidateSignatureOptions,
} from './jwks.ts'

const start = 1_700_000_000
const rsa = { kty: 'RSA', kid: 'old' }
const rotated = { kty: 'RSA', kid: 'new' }
const missing = failed('KEY_SELECTION_FAILED', Object)

/** A clock that stands still until it is set to a number of seconds since the start. */
function clock(t: TestContext): (seconds: number) => void {
  let seconds = 0
  t.mock.method(Date, 'now', () => (start + seconds) * 1000)
  return (later) => {
    seconds = later
  }
}

const select = async (as: ReturnType<typeof server>, options: ValidateSignatureOptions, kid = 'old') =>
  selectKey(as, options, { alg: 'RS256', kid }, algorithmOf('RS256'))

for (const [seconds, requests] of [
  [0, 1],
  [59, 1],
  [60, 1],
  [299, 1],
  [300, 2],
  [301, 2],
] as const) {
  test(`compatible: a known key after ${seconds} s: ${requests} request(s)`, async (t) => {
    const after = clock(t)
    const as = server()
    const { options, sent } = network(json({ keys: [rsa] }), json({ keys: [rsa] }))
    await select(as, options)
    after(seconds)
    assert.equal((await select(as, options)).kid, 'old')
    assert.equal(sent.length, requests)
  })
}

for (const [seconds, requests] of [
  [0, 1],
  [59, 1],
  [60, 2],
  [299, 2],
  [300, 2],
] as const) {
  test(`oidc-core 10.1.1/1: an unknown key after ${seconds} s: ${requests} request(s)`, async (t) => {
    const after = clock(t)
    const as = server()
    const { options, sent } = network(json({ keys: [rsa] }), json({ keys: [rotated] }))
    await select(as, options)
    after(seconds)
    if (requests === 2) assert.equal((await select(as, options, 'new')).kid, 'new')
    else await rejects(() => select(as, options, 'new'), missing)
    assert.equal(sent.length, requests)
  })
}

for (const [seconds, requests] of [
  [-299, 1],
  [-300, 2],
  [-86_400, 2],
] as const) {
  test(`oidc-core 10.1.1/1: a known key after the clock was set back by ${-seconds} s: ${requests} request(s)`, async (t) => {
    const after = clock(t)
    const as = server()
    const { options, sent } = network(json({ keys: [rsa] }), json({ keys: [rsa, rotated] }))
    await select(as, options)
    after(seconds)
    await select(as, options)
    assert.equal(sent.length, requests)
    if (requests === 2) assert.equal((await select(as, options, 'new')).kid, 'new')
  })
}

test('compatible: a key that is not in the new set either is fetched once, not again and again', async (t) => {
  const after = clock(t)
  const as = server()
  const { options, sent } = network(() => json({ keys: [rsa] }))
  await select(as, options)
  after(60)
  for (let at = 0; at < 3; at++) await rejects(() => select(as, options, 'unknown'), missing)
  assert.equal(sent.length, 2)
})

test('compatible: a failed fetch for an unknown key discards a set of exactly 60 s', async (t) => {
  const after = clock(t)
  const as = server()
  const { options, sent } = network(json({ keys: [rsa] }), json({}, 503), () => json({ keys: [rsa] }))
  await select(as, options)
  after(60)
  await rejects(() => select(as, options, 'unknown'), failed('RESPONSE_IS_NOT_CONFORM', Response))
  await select(as, options)
  assert.equal(sent.length, 3)
})

test('compatible: at exactly 300 s, with the endpoint down, no stale key is used', async (t) => {
  const after = clock(t)
  const as = server()
  const { options, sent } = network(json({ keys: [rsa] }), json({}, 503), () => json({ keys: [rsa] }))
  await select(as, options)
  after(300)
  await rejects(() => select(as, options), failed('RESPONSE_IS_NOT_CONFORM', Response))
  await select(as, options)
  assert.equal(sent.length, 3)
})

test('compatible: a cache belongs to the server’s object', async () => {
  const { options, sent } = network(() => json({ keys: [rsa] }))
  await select(server(), options)
  await select(server(), options)
  assert.equal(sent.length, 2)
})

test('difference 19: three concurrent first uses share one request', async () => {
  const as = server()
  const { options, sent } = network(() => json({ keys: [rsa] }))
  await Promise.all([select(as, options), select(as, options), select(as, options)])
  assert.equal(sent.length, 1)
})

test('compatible: an external cache carries the set to other processes', async (t) => {
  const after = clock(t)
  const cache: JWKSCacheInput = {}
  const { options, sent } = network(() => json({ keys: [rsa] }))
  const cached = { ...options, [jwksCache]: cache }
  await select(server(), cached)
  assert.deepEqual(cache, { jwks: { keys: [rsa] }, uat: start })
  after(299)
  await select(server(), cached)
  assert.equal(sent.length, 1)
  assert.deepEqual(cache, { jwks: { keys: [rsa] }, uat: start })
  after(300)
  await select(server(), cached)
  assert.equal(sent.length, 2)
  assert.deepEqual(cache, { jwks: { keys: [rsa] }, uat: start + 300 })
})

test('compatible: a set from the external cache is remembered with its age', async (t) => {
  const after = clock(t)
  const as = server()
  const { options, sent } = network(() => json({ keys: [rsa] }))
  await select(as, { ...options, [jwksCache]: { jwks: { keys: [rsa] }, uat: start - 100 } })
  after(199)
  await select(as, options)
  assert.equal(sent.length, 0)
  after(200)
  await select(as, options)
  assert.equal(sent.length, 1)
})

test('compatible: an empty external cache stays empty if the set is in memory', async () => {
  const as = server()
  const { options } = network(json({ keys: [rsa] }))
  await select(as, options)
  const cache = {}
  await select(as, { ...options, [jwksCache]: cache })
  assert.deepEqual(cache, {})
})

test('compatible: the set and its copy in the external cache do not share objects', async () => {
  const as = server()
  const cache: JWKSCacheInput = {}
  const { options } = network(json({ keys: [rsa] }))
  const key = await select(as, { ...options, [jwksCache]: cache })
  assert.notEqual((cache as unknown as ExportedJWKSCache).jwks.keys[0], key)
  const jwks = { keys: [{ ...rsa }] }
  const adopted = await select(server(), { [jwksCache]: { jwks, uat: Math.floor(Date.now() / 1000) } })
  assert.notEqual(adopted, jwks.keys[0])
})

test('compatible: the external cache is emptied before the set is fetched again', async (t) => {
  const after = clock(t)
  const as = server()
  const cache: JWKSCacheInput = {}
  const { options } = network(json({ keys: [rsa] }), json({}, 500))
  await select(as, { ...options, [jwksCache]: cache })
  after(300)
  await rejects(() => select(as, { ...options, [jwksCache]: cache }), failed('RESPONSE_IS_NOT_CONFORM', Response))
  assert.deepEqual(cache, {})
})

const stale: [string, unknown][] = [
  ['difference 21: from the future', { uat: start + 1, jwks: { keys: [rsa] } }],
  ['compatible: 300 s old', { uat: start - 300, jwks: { keys: [rsa] } }],
  ['compatible: without uat', { jwks: { keys: [rsa] } }],
  ['compatible: uat a string', { uat: String(start), jwks: { keys: [rsa] } }],
  ['compatible: uat NaN', { uat: Number.NaN, jwks: { keys: [rsa] } }],
  ['compatible: without jwks', { uat: start }],
  ['compatible: jwks null', { uat: start, jwks: null }],
  ['compatible: keys not an array', { uat: start, jwks: { keys: {} } }],
  ['compatible: a key not an object', { uat: start, jwks: { keys: [rsa, null] } }],
  ['compatible: not an object', 'cache'],
  ['compatible: nothing', undefined],
]
for (const [title, cache] of stale) {
  test(`${title}: such an external cache is not used`, async (t) => {
    clock(t)
    const { options, sent } = network(json({ keys: [rsa] }))
    await select(server(), { ...options, [jwksCache]: cache as JWKSCacheInput })
    assert.equal(sent.length, 1)
    if (typeof cache === 'object') assert.deepEqual(cache, { uat: start, jwks: { keys: [rsa] } })
  })
}

for (const [title, uat] of [
  ['now', start],
  ['299 s ago', start - 299],
] as const) {
  test(`compatible: an external cache from ${title} is used`, async (t) => {
    clock(t)
    const { sent, options } = network()
    const key = await select(server(), { ...options, [jwksCache]: { uat, jwks: { keys: [rsa] } } })
    assert.deepEqual(key, rsa)
    assert.equal(sent.length, 0)
  })
}
