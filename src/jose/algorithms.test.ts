import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keys } from '../../test/fixtures/keys.ts'
import { throws, unsupported } from '../../test/fixtures/refusal.ts'
import {
  algorithmNameOf,
  algorithmOf,
  findAlgorithm,
  isSupported,
  keyParameters,
  signatureParameters,
} from './algorithms.ts'

const pss = (size: number) => ({ name: 'RSA-PSS', hash: `SHA-${size}` })
const pkcs1 = (size: number) => ({ name: 'RSASSA-PKCS1-v1_5', hash: `SHA-${size}` })
const ec = (namedCurve: string) => ({ name: 'ECDSA', namedCurve })
const ecdsa = (size: number) => ({ name: 'ECDSA', hash: `SHA-${size}` })
const table: [string, unknown, unknown][] = [
  ['PS256', pss(256), { name: 'RSA-PSS', saltLength: 32 }],
  ['PS384', pss(384), { name: 'RSA-PSS', saltLength: 48 }],
  ['PS512', pss(512), { name: 'RSA-PSS', saltLength: 64 }],
  ['RS256', pkcs1(256), 'RSASSA-PKCS1-v1_5'],
  ['RS384', pkcs1(384), 'RSASSA-PKCS1-v1_5'],
  ['RS512', pkcs1(512), 'RSASSA-PKCS1-v1_5'],
  ['ES256', ec('P-256'), ecdsa(256)],
  ['ES384', ec('P-384'), ecdsa(384)],
  ['ES512', ec('P-521'), ecdsa(512)],
  ['Ed25519', 'Ed25519', 'Ed25519'],
]
for (const [alg, forKey, forSignature] of table) {
  test(`rfc7518 3.4/p2, 3.5/1, fapi2-sp 5.4.1/1.2: parameters of ${alg}`, async () => {
    const { privateKey, publicKey } = await keys(alg)
    assert.deepEqual(keyParameters(algorithmOf(alg)), forKey)
    assert.equal(algorithmNameOf(privateKey), alg)
    assert.deepEqual(signatureParameters(privateKey), forSignature)
    assert.deepEqual(signatureParameters(publicKey), forSignature)
  })
}

for (const alg of ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']) {
  test(`compatible: parameters of ${alg}`, () => {
    const key = { algorithm: { name: alg } } as CryptoKey
    assert.equal(keyParameters(algorithmOf(alg)), alg)
    assert.equal(algorithmNameOf(key), alg)
    assert.equal(signatureParameters(key), alg)
  })
}

test('rfc9864 4.1.2/1, rfc8037 3.1/1: EdDSA is imported as Ed25519', () =>
  assert.equal(keyParameters(algorithmOf('EdDSA')), 'Ed25519'))

for (const alg of [
  undefined,
  null,
  '',
  'none',
  'HS256',
  'ES256K',
  'es256',
  'Ed448',
  'constructor',
  '__proto__',
  ['ES256'],
]) {
  test(`rfc8725 3.2/2, 3.2/3: ${JSON.stringify(alg)} is not supported`, () => {
    assert.equal(isSupported(alg), false)
    assert.equal(findAlgorithm(alg), undefined)
    throws(() => algorithmOf(alg), unsupported({ alg }))
  })
}

test('difference 20: EdDSA and Ed25519 are the same algorithm, others are not', () => {
  assert.equal(findAlgorithm('EdDSA'), findAlgorithm('Ed25519'))
  assert.notEqual(findAlgorithm('ES384'), findAlgorithm('ES256'))
})

const strangers: [string, object][] = [
  ['RSA with SHA-1', { name: 'RSASSA-PKCS1-v1_5', hash: { name: 'SHA-1' }, modulusLength: 2048 }],
  ['RSA-PSS with SHA-1', { name: 'RSA-PSS', hash: { name: 'SHA-1' }, modulusLength: 2048 }],
  ['ECDSA on another curve', { name: 'ECDSA', namedCurve: 'K-256' }],
  ['RSA for encryption', { name: 'RSA-OAEP', hash: { name: 'SHA-256' }, modulusLength: 2048 }],
  ['HMAC', { name: 'HMAC', hash: { name: 'SHA-256' } }],
  ['Ed448', { name: 'Ed448' }],
]
for (const [title, algorithm] of strangers) {
  test(`compatible: a key for no supported algorithm, ${title}`, () => {
    const key = { algorithm } as CryptoKey
    throws(() => algorithmNameOf(key), unsupported(key))
    throws(() => signatureParameters(key), unsupported(key))
  })
}

for (const alg of ['RS256', 'PS256']) {
  test(`rfc7518 3.3/2, 3.5/2, fapi1-baseline 5.2.4/2, fapi2-sp 5.4.1/2: ${alg} keys of less than 2048 bits`, async () => {
    const { privateKey, publicKey } = await keys(`weak ${alg}`)
    throws(() => signatureParameters(privateKey), unsupported(privateKey))
    throws(() => signatureParameters(publicKey), unsupported(publicKey))
    for (const modulusLength of [undefined, '2048', 2047]) {
      const key = { algorithm: { ...publicKey.algorithm, modulusLength } } as unknown as CryptoKey
      throws(() => signatureParameters(key), unsupported(key))
    }
  })
}

test('difference 24: the algorithm of a key is read once', () => {
  let asked = 0
  const key = {
    get algorithm() {
      asked++
      return { name: 'ECDSA', namedCurve: 'P-256' }
    },
  } as unknown as CryptoKey
  for (let at = 0; at < 2; at++) {
    assert.equal(algorithmNameOf(key), 'ES256')
    assert.deepEqual(signatureParameters(key), ecdsa(256))
  }
  assert.equal(asked, 1)
})
