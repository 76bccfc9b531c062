import assert from 'node:assert/strict'
import nodeCrypto from 'node:crypto'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { signatureParameters } from '../jose/algorithms.ts'
import * as nodeKeys from './keys.node.ts'
import * as portableKeys from './keys.ts'
import { mayRunInline, signing } from './node_turn.ts'
import * as node from './signature.node.ts'
import * as portable from './signature.ts'

const rsa = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) }
const algorithms: Record<string, portableKeys.KeyParameters> = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  ES384: { name: 'ECDSA', namedCurve: 'P-384' },
  ES512: { name: 'ECDSA', namedCurve: 'P-521' },
  Ed25519: 'Ed25519',
  ...Object.fromEntries(
    [256, 384, 512].flatMap((size) => [
      [`RS${size}`, { name: 'RSASSA-PKCS1-v1_5', hash: `SHA-${size}`, ...rsa }],
      [`PS${size}`, { name: 'RSA-PSS', hash: `SHA-${size}`, ...rsa }],
    ]),
  ),
}
const brief = ['ES256', 'ES384', 'ES512', 'Ed25519', 'RS256', 'PS384'].map(
  (alg) => algorithms[alg] as portableKeys.KeyParameters,
)
// DEP0204: from there on Node warns of a key that is converted and must not be exported
const guardsKeys = Number.parseInt(process.versions.node, 10) >= 23
const makers = { 'made by the build for Node': nodeKeys, 'made by WebCrypto': portableKeys }
const text = 'eyJhbGciOiJ4In0.eyJzdWIiOiJ1In0'

type Bytes = Uint8Array<ArrayBuffer>
const flipped = (bytes: Uint8Array, at: number) =>
  Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 1 : byte)) as Bytes

for (const [alg, parameters] of Object.entries(algorithms)) {
  for (const [origin, { generateSigningKeyPair }] of Object.entries(makers)) {
    for (const extractable of [false, true]) {
      // to make RSA keys takes long: the larger digests have one of each origin
      if (/^[RP]S(384|512)/.test(alg) && extractable !== (origin === 'made by WebCrypto')) continue
      test(`rfc7518 3.4/2, 3.5/1: ${alg}, ${origin}, extractable ${extractable}: both builds agree`, async () => {
        const { privateKey, publicKey } = await generateSigningKeyPair(parameters, extractable)
        const how = signatureParameters(publicKey)
        // more at once than run on the main thread
        for (const count of [1, 8]) {
          await nextTurn()
          const signatures = await Promise.all(
            Array.from({ length: count }, () => node.sign(signatureParameters(privateKey), privateKey, text)),
          )
          signatures.push(await portable.sign(signatureParameters(privateKey), privateKey, text))
          const verdicts = signatures.flatMap((signature) => {
            const good = signature as Bytes
            const wrong = [
              flipped(good, 0),
              flipped(good, good.length - 1),
              good.subarray(1),
              good.subarray(0, good.length - 1),
              new Uint8Array([...good, 0]),
              new Uint8Array(good.length),
              new Uint8Array(good.length).fill(255),
              new Uint8Array(0),
            ] as Bytes[]
            return [good, ...wrong].map(async (candidate, i) => {
              const [fast, slow] = await Promise.all(
                [node, portable].map(({ verify }) => verify(how, publicKey, candidate, text)),
              )
              assert.equal(fast, slow)
              // OpenSSL reads an RSA signature without its leading zero as the same number
              const sameNumber = i === 3 && good[0] === 0 && how !== 'Ed25519'
              if (!sameNumber) assert.equal(fast, i === 0)
              assert.equal(await node.verify(how, publicKey, candidate, `${text}.`), false)
            })
          })
          await Promise.all(verdicts)
        }
      })
    }
  }
}

test('rfc7518 3.4/2: an ECDSA signature has two numbers of one length, and no longer ones of the same value', async () => {
  for (const alg of ['ES256', 'ES384', 'ES512']) {
    const parameters = algorithms[alg] as portableKeys.KeyParameters
    const { privateKey, publicKey } = await portableKeys.generateSigningKeyPair(parameters, true)
    const how = signatureParameters(publicKey)
    const good = (await node.sign(how, privateKey, text)) as Bytes
    const half = good.length / 2
    const longer = new Uint8Array([0, ...good.subarray(0, half), 0, ...good.subarray(half)])
    for (const { verify } of [node, portable]) {
      assert.deepEqual(
        [await verify(how, publicKey, good, text), await verify(how, publicKey, longer, text)],
        [true, false],
      )
    }
  }
})

test('rfc7518 3.2/1: an HMAC is the same from both builds', async () => {
  for (const secret of ['secret', 's', '€ß', 'x'.repeat(200)]) {
    const signatures = await Promise.all([node, portable].map(({ hmacSigner }) => hmacSigner(secret)(text)))
    const [one, other] = signatures.map((signature) => Buffer.from(signature).toString('hex'))
    assert.equal(one, other)
  }
})

test('api: the keys of both builds look alike', async () => {
  for (const parameters of brief) {
    for (const extractable of [false, true]) {
      const looks = await Promise.all(
        Object.values(makers).map(async ({ generateSigningKeyPair }) => {
          const pair = await generateSigningKeyPair(parameters, extractable)
          return [pair.privateKey, pair.publicKey].map((key) => {
            assert.ok(key instanceof CryptoKey)
            const { type, usages, algorithm } = key
            return { type, extractable: key.extractable, usages, algorithm: { ...algorithm } }
          })
        }),
      )
      assert.deepEqual(looks[0], looks[1])
    }
  }
})

test('api: a size that makes no RSA key is refused alike, one that is no whole number is taken alike', async () => {
  const outcomes = (modulusLength: number) => {
    const parameters = { ...rsa, name: 'RSA-PSS', hash: 'SHA-256', modulusLength }
    return Promise.all(
      Object.values(makers).map(({ generateSigningKeyPair }) =>
        generateSigningKeyPair(parameters, false).then(
          ({ publicKey }) => (publicKey.algorithm as RsaKeyAlgorithm).modulusLength,
          (error: Error) => error.name,
        ),
      ),
    )
  }
  for (const modulusLength of [0, -1, 17, 2 ** 31]) {
    const [one, other] = await outcomes(modulusLength)
    assert.equal(one, other)
    assert.equal(typeof one, 'string')
  }
  assert.deepEqual(await outcomes(2048.5), [2048, 2048])
})

test('api: what fails while a key is made rejects', { skip: guardsKeys ? false : 'WebCrypto makes them' }, async ({
  mock,
}) => {
  const failure = new Error('no entropy')
  mock.method(nodeCrypto, 'generateKeyPair', (...args: unknown[]) => (args.at(-1) as (error: Error) => void)(failure))
  await assert.rejects(nodeKeys.generateSigningKeyPair('Ed25519', false), failure)
})

test('api: a key that must not be exported is not', async () => {
  for (const { generateSigningKeyPair } of Object.values(makers)) {
    const { privateKey } = await generateSigningKeyPair(algorithms.ES256 as portableKeys.KeyParameters, false)
    await node.sign(signatureParameters(privateKey), privateKey, text)
    for (const format of ['jwk', 'pkcs8'] as const) {
      await assert.rejects(crypto.subtle.exportKey(format, privateKey), DOMException)
    }
    const hidden = [...Object.getOwnPropertyNames(privateKey), ...Object.getOwnPropertySymbols(privateKey)]
    const fresh = (await portableKeys.generateSigningKeyPair('Ed25519', false)).privateKey
    const usual = [...Object.getOwnPropertyNames(fresh), ...Object.getOwnPropertySymbols(fresh)]
    assert.deepEqual(hidden.map(String).sort(), usual.map(String).sort())
  }
})

test('api: no key of any kind makes Node warn', async ({ mock }) => {
  // the warning comes once in a process, perhaps before this test
  const { mock: conversion } = mock.method(nodeCrypto.KeyObject, 'from')
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  for (const parameters of brief) {
    for (const { generateSigningKeyPair } of Object.values(makers)) {
      const { privateKey, publicKey } = await generateSigningKeyPair(parameters, false)
      const signature = await node.sign(signatureParameters(privateKey), privateKey, text)
      await node.verify(signatureParameters(publicKey), publicKey, signature as Bytes, text)
    }
  }
  await nextTurn()
  process.off('warning', note)
  assert.deepEqual(warnings, [])
  const converted = conversion.calls.map(({ arguments: [key] }) => key as CryptoKey)
  assert.ok(converted.length > 0)
  assert.ok(converted.every(({ extractable }) => extractable || !guardsKeys))
})

test('api: an object that only looks like a key is refused by WebCrypto', async () => {
  const { privateKey } = await portableKeys.generateSigningKeyPair('Ed25519', true)
  const imitation = Object.create(CryptoKey.prototype, {
    algorithm: { value: privateKey.algorithm },
    extractable: { value: true },
    type: { value: 'private' },
    usages: { value: ['sign'] },
  })
  await assert.rejects(async () => node.sign('Ed25519', imitation, text))
})

test('api: a verification with a huge exponent stays away from the main thread', async () => {
  // 3072 bits of exponent: milliseconds of work that whoever sends the key can ask for
  const n = Buffer.alloc(384, 0xff).toString('base64url')
  const e = `${Buffer.alloc(383, 0xff).toString('base64url')}`
  const parameters = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  let key: CryptoKey
  try {
    key = await portableKeys.importPublicKey({ kty: 'RSA', n, e }, parameters)
  } catch {
    return // a runtime that takes no such key is as safe
  }
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  const verdicts = await Promise.all(
    Array.from({ length: 8 }, async () => {
      try {
        return await node.verify('RSASSA-PKCS1-v1_5', key, new Uint8Array(384).fill(7), text)
      } catch {
        return false
      }
    }),
  )
  clearInterval(counting)
  assert.deepEqual(new Set(verdicts), new Set([false]))
})

const large = (bytes: number) => Buffer.alloc(bytes, 0xff).toString('base64url')
const publicRsa = (n: string, e: string) =>
  portableKeys.importPublicKey({ kty: 'RSA', n, e }, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' })

test('api: private RSA operations, the larger curves and RSA keys that take long stay away from the main thread', async (t) => {
  const placeOf = watch(t)
  const places: [alg: string, signs: string, verifies: string][] = [
    ['ES256', 'at once', 'at once'],
    ['Ed25519', 'at once', 'at once'],
    ['ES384', 'thread pool', 'thread pool'],
    ['ES512', 'thread pool', 'thread pool'],
    ['RS256', 'thread pool', 'at once'],
  ]
  for (const [alg, ...expected] of places) {
    const { privateKey, publicKey } = await portableKeys.generateSigningKeyPair(
      algorithms[alg] as portableKeys.KeyParameters,
      true,
    )
    const how = signatureParameters(publicKey)
    let signature = new Uint8Array() as Bytes
    const signs = await placeOf('sign', async () => {
      signature = (await node.sign(how, privateKey, text)) as Bytes
    })
    assert.deepEqual(
      [signs, await placeOf('verify', () => node.verify(how, publicKey, signature, text))],
      expected,
      alg,
    )
  }
  // whoever sends the key chooses its size
  for (const [n, e, expected] of [
    [large(512), 'AQABAQ', 'at once'],
    [large(513), 'AQAB', 'thread pool'],
    [large(256), 'AQAAAAE', 'thread pool'],
  ] as const) {
    const key = await publicRsa(n, e)
    const place = await placeOf('verify', () => node.verify('RSASSA-PKCS1-v1_5', key, new Uint8Array(512), text))
    assert.equal(place, expected, `${n.length} ${e}`)
  }
})

test('api: a key that was made here signs by `node:crypto`, exportable or not', async (t) => {
  const placeOf = watch(t)
  for (const [alg, expected] of Object.entries({ ES256: 'at once', Ed25519: 'at once', RS256: 'thread pool' })) {
    for (const extractable of [false, true]) {
      const parameters = algorithms[alg] as portableKeys.KeyParameters
      const { privateKey } = await nodeKeys.generateSigningKeyPair(parameters, extractable)
      const sign = () => node.sign(signatureParameters(privateKey), privateKey, text)
      assert.equal(await placeOf('sign', sign), expected)
    }
  }
})

test('api: what a turn has no room for runs in the thread pool', async (t) => {
  const placeOf = watch(t)
  const { privateKey, publicKey } = await portableKeys.generateSigningKeyPair('Ed25519', true)
  const signature = (await node.sign('Ed25519', privateKey, text)) as Bytes
  const eight = (run: () => unknown) => () => Promise.all(Array.from({ length: 8 }, run))
  const sign = eight(() => node.sign('Ed25519', privateKey, text))
  assert.equal(await placeOf('sign', sign), 'thread pool')
  const verify = eight(() => node.verify('Ed25519', publicKey, signature, text))
  assert.equal(await placeOf('verify', verify), 'thread pool')
})

/** Tells where `node:crypto` runs an operation, in a turn that follows a quiet one. */
function watch({ mock }: TestContext) {
  const calls = { sign: mock.method(nodeCrypto, 'sign').mock, verify: mock.method(nodeCrypto, 'verify').mock }
  return async (name: 'sign' | 'verify', run: () => unknown) => {
    calls[name].resetCalls()
    await nextTurn()
    mayRunInline(signing)
    await nextTurn()
    await Promise.resolve(run()).catch(() => {})
    const last: unknown = calls[name].calls.at(-1)?.arguments.at(-1)
    return calls[name].callCount() === 0 ? 'WebCrypto' : typeof last === 'function' ? 'thread pool' : 'at once'
  }
}
