import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { signed } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { json, network, server } from '../../test/fixtures/parties.ts'
import { failed, rejection, rejects } from '../../test/fixtures/refusal.ts'
import { algorithmOf } from './algorithms.ts'
import { importVerificationKey } from './import_key.ts'
import type { JWK } from './jwk.ts'
import { verifyIssuerSignature } from './verify.ts'

const es256 = await keys('ES256')
const importing = async (jwk: JWK, alg = 'ES256') =>
  importVerificationKey(jwk, algorithmOf(alg), 'OAUTH_INVALID_RESPONSE')

for (const [title, more] of [
  ['ext', { ext: false }],
  ['key_ops', { key_ops: ['sign', 'nonsense'] }],
  ['use', { use: 'enc' }],
  ['a kid and unknown members', { kid: 'k', x5c: ['x'], nonsense: 1 }],
  ['its own alg', { alg: 'ES256' }],
] as const) {
  test(`rfc7517 4/3: a JWK with ${title} is imported`, async () => {
    const key = await importing({ ...es256.jwk, ...more } as JWK)
    assert.deepEqual([key.type, key.usages], ['public', ['verify']])
  })
}

const point = { ...es256.jwk, y: es256.jwk.x as string }
for (const [title, jwk, alg] of [
  ['lacks a coordinate', { kty: 'EC', crv: 'P-256', x: es256.jwk.x }, 'ES256'],
  ['is on another curve', { ...es256.jwk, crv: 'P-384' }, 'ES384'],
  ['is not a point on the curve', point, 'ES256'],
  ['is of another type', es256.jwk, 'PS256'],
  ['lacks the modulus', { kty: 'RSA', e: 'AQAB' }, 'RS256'],
  ['is empty', {}, 'Ed25519'],
  ['belongs to another algorithm', { ...es256.jwk, alg: 'ES384', kty: 'RSA' }, 'RS256'],
] as const) {
  test(`rfc8725 3.4/1, rfc7518 6.2.1/1, 6.3.1/1, rfc8037 2/3: a JWK that ${title} (difference 4)`, async () => {
    await rejects(() => importing(jwk as JWK, alg), failed('INVALID_RESPONSE', { jwk }))
    await rejects(() => importing(jwk as JWK, alg), failed('INVALID_RESPONSE', { jwk }))
  })
}

for (const member of ['d', 'dp', 'dq', 'k', 'oth', 'p', 'priv', 'q', 'qi']) {
  test(`rfc7517 9.2/1, rfc7518 6.2.2/1, 6.3.2/1, rfc8037 2/4, rfc9449 4.3/7: a JWK with the private member ${member} (difference 4)`, async () => {
    const jwk = { ...es256.jwk, [member]: 's3cret' } as JWK
    const error = await rejection(() => importing(jwk), failed('INVALID_RESPONSE', { jwk: es256.jwk }))
    assert.ok(!JSON.stringify(error.cause).includes('s3cret'))
  })
}

test('rfc7517 9.2/1: a private key in the authorization server’s JWK Set', async () => {
  const { options } = network(json({ keys: [{ ...es256.privateJwk, kid: 'k' }] }))
  const run = () => verifyIssuerSignature(server(), options, { header: { alg: 'ES256' }, jwt: signed(es256, {}) })
  await rejects(run, failed('INVALID_RESPONSE', { jwk: { ...es256.jwk, kid: 'k' } }))
})

test('rfc8725 3.4/1: the error has the requested code', () =>
  rejects(
    async () => importVerificationKey({}, algorithmOf('ES256'), 'OAUTH_INVALID_REQUEST'),
    failed('INVALID_REQUEST', { jwk: {} }),
  ))

test('difference 4: the runtime’s error for a missing algorithm is rethrown and not cached', async (t) => {
  const theirs = new DOMException('Unrecognized name', 'NotSupportedError')
  const mocked = t.mock.method(crypto.subtle, 'importKey', () => Promise.reject(theirs))
  const jwk = { ...es256.jwk }
  await assert.rejects(importing(jwk), (error) => error === theirs)
  mocked.mock.restore()
  assert.equal((await importing(jwk)).type, 'public')
})

test('difference 24: a public JWK is imported once, even with concurrent calls; another object or algorithm again', async (t) => {
  // generated before imports are counted
  const { jwk: rsa } = await keys('RS256')
  const count = countImports(t)
  const jwk = { ...es256.jwk }
  const [one, two] = await Promise.all([importing(jwk), importing(jwk)])
  assert.equal(one, two)
  assert.equal(await importing(jwk), one)
  assert.equal(count(), 1)
  await importing({ ...jwk })
  assert.equal(count(), 2)
  await importing(rsa, 'RS256')
  await importing(rsa, 'RS512')
  await importing(rsa, 'PS512')
  assert.equal(count(), 5)
})

test('difference 24: verifying twice imports once', async (t) => {
  const as = server()
  const { options } = network(json({ keys: [es256.jwk] }))
  const jwt = signed(es256, {})
  await verifyIssuerSignature(as, options, { header: { alg: 'ES256' }, jwt })
  const count = countImports(t)
  await verifyIssuerSignature(as, options, { header: { alg: 'ES256' }, jwt })
  assert.equal(count(), 0)
})

test('rfc7517 4.4/1: a key whose alg names another algorithm of its type is refused', async () => {
  const { jwk } = await keys('RS256')
  const other = { ...jwk, alg: 'RS512' }
  await rejects(() => importing(other, 'RS256'), failed('INVALID_RESPONSE', { jwk: other }))
  assert.equal((await importing({ ...jwk, alg: 'RS256' }, 'RS256')).type, 'public')
})

test('rfc9864 4.1.2/1: the alg of an Ed25519 key is not given to the runtime: some know only one name', async (t) => {
  const { jwk } = await keys('Ed25519')
  const spy = t.mock.method(crypto.subtle, 'importKey')
  for (const alg of ['EdDSA', 'Ed25519']) await importing({ ...jwk, alg }, 'Ed25519')
  assert.deepEqual(
    spy.mock.calls.map((call) => call.arguments[1]),
    [jwk, jwk],
  )
})

function countImports(t: TestContext): () => number {
  const spy = t.mock.method(crypto.subtle, 'importKey')
  return () => spy.mock.callCount()
}

test('rfc7517 9.2/1: a private member that is null is harmless', async () => {
  const { options } = network(json({ keys: [{ ...es256.jwk, k: null, p: null, priv: null, key_ops: null }] }))
  await verifyIssuerSignature(server(), options, { header: { alg: 'ES256' }, jwt: signed(es256, {}) })
})
