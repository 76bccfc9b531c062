import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rejects, unsupported, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { generateKeyPair } from './generate_key_pair.ts'

for (const [alg, name, detail] of [
  ['ES256', 'ECDSA', 'P-256'],
  ['ES384', 'ECDSA', 'P-384'],
  ['ES512', 'ECDSA', 'P-521'],
  ['Ed25519', 'Ed25519', undefined],
  ['EdDSA', 'Ed25519', undefined],
] as const) {
  test(`rfc9449 11.4/2, rfc7515 10.1/1, fapi1-baseline 5.2.4/3, fapi2-sp 5.4.1/3: a pair for ${alg}, whose private key is not extractable`, async () => {
    const { privateKey, publicKey } = await generateKeyPair(alg)
    for (const key of [privateKey, publicKey]) {
      const algorithm = key.algorithm as EcKeyAlgorithm
      assert.deepEqual([algorithm.name, algorithm.namedCurve], [name, detail])
    }
    assert.deepEqual([privateKey.type, privateKey.extractable, privateKey.usages], ['private', false, ['sign']])
    assert.deepEqual([publicKey.type, publicKey.extractable, publicKey.usages], ['public', true, ['verify']])
  })
}

test('compatible: the private key is extractable if the caller asks for it', async () => {
  assert.equal((await generateKeyPair('ES256', { extractable: true })).privateKey.extractable, true)
  assert.equal((await generateKeyPair('ES256', { extractable: false })).privateKey.extractable, false)
})

// generating RSA keys is slow: only the request to the runtime is checked
for (const [alg, name, hash] of [
  ['PS256', 'RSA-PSS', 'SHA-256'],
  ['PS384', 'RSA-PSS', 'SHA-384'],
  ['PS512', 'RSA-PSS', 'SHA-512'],
  ['RS256', 'RSASSA-PKCS1-v1_5', 'SHA-256'],
  ['RS384', 'RSASSA-PKCS1-v1_5', 'SHA-384'],
  ['RS512', 'RSASSA-PKCS1-v1_5', 'SHA-512'],
] as const) {
  test(`rfc7518 3.3/2, 3.5/2, fapi1-baseline 5.2.4/2, fapi2-sp 5.4.1/2: a pair for ${alg} has 2048 bits by default`, async (t) => {
    const generate = t.mock.method(crypto.subtle, 'generateKey', async () => ({}))
    // extractable: on Node 23 and later, node:crypto generates other keys
    await generateKeyPair(alg, { extractable: true })
    await generateKeyPair(alg, { extractable: true, modulusLength: 1024 })
    const parameters = { name, hash, publicExponent: new Uint8Array([1, 0, 1]) }
    const usages = ['sign', 'verify']
    assert.deepEqual(
      generate.mock.calls.map((call) => call.arguments),
      [
        [{ ...parameters, modulusLength: 2048 }, true, usages],
        [{ ...parameters, modulusLength: 1024 }, true, usages],
      ],
    )
  })
}

test('rfc7518 3.4/p2: for an elliptic curve, the runtime gets the curve and nothing else', async (t) => {
  const generate = t.mock.method(crypto.subtle, 'generateKey', async () => ({}))
  await generateKeyPair('ES256', { extractable: true, modulusLength: 4096 })
  const [call] = generate.mock.calls
  assert.deepEqual(call?.arguments, [{ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']])
})

test('compatible: an RSA pair is really generated', async () => {
  const { privateKey } = await generateKeyPair('PS256', { modulusLength: 1024 })
  const { name, modulusLength, publicExponent } = privateKey.algorithm as RsaHashedKeyAlgorithm
  assert.deepEqual([name, modulusLength, [...publicExponent]], ['RSA-PSS', 1024, [1, 0, 1]])
})

test('misuse: alg is not a string, or empty', async () => {
  for (const alg of [undefined, null, 256, {}]) await rejects(() => generateKeyPair(alg as never), wrongType)
  await rejects(() => generateKeyPair(''), wrongValue)
})

for (const alg of ['none', 'HS256', 'ES256K', 'toString']) {
  test(`rfc8725 3.2/2: no pair for ${alg}`, () => rejects(() => generateKeyPair(alg), unsupported({ alg })))
}

test('compatible: the error of a runtime that lacks the algorithm is rethrown', async (t) => {
  const theirs = new DOMException('Unrecognized name', 'NotSupportedError')
  t.mock.method(crypto.subtle, 'generateKey', () => Promise.reject(theirs))
  await assert.rejects(generateKeyPair('ML-DSA-44'), (error) => error === theirs)
})
