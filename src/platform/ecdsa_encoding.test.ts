import assert from 'node:assert/strict'
import { generateKeyPairSync, sign, verify } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { derFromJoined, joinedFromDer } from './ecdsa_encoding.ts'

const sizes = { 'P-256': 32, 'P-384': 48, 'P-521': 66 }
/** Numbers as in signatures, including those that are hard to encode: small ones, zero, a first bit that is set. */
const numbers = (size: number) =>
  fc
    .tuple(fc.integer({ min: 0, max: size }), fc.uint8Array({ minLength: size, maxLength: size }))
    .map(([zeros, bytes]) => {
      bytes.fill(0, 0, zeros)
      return bytes
    })

test('rfc7518 3.4/p2: any pair of numbers survives the way to DER and back', () => {
  for (const size of Object.values(sizes)) {
    fc.assert(
      fc.property(numbers(size), numbers(size), (r, s) => {
        const joined = new Uint8Array([...r, ...s])
        const der = derFromJoined(joined)
        assert.equal(der[0], 0x30)
        assert.deepEqual(joinedFromDer(der, size), joined)
      }),
      { numRuns: 1000 },
    )
  }
})

test('rfc7518 3.4/p2: the encoding is that of OpenSSL, in both directions', () => {
  for (const [namedCurve, size] of Object.entries(sizes)) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
    for (let i = 0; i < 150; i++) {
      const data = Buffer.from(`${namedCurve} ${i}`)
      const der = sign('sha256', data, privateKey)
      const joined = joinedFromDer(der, size)
      assert.ok(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, joined))
      assert.deepEqual(Buffer.from(derFromJoined(joined)), der)
    }
  }
})

test('rfc7518 3.4/p2: zero is encoded in one byte', () => {
  assert.deepEqual([...derFromJoined(new Uint8Array(64))], [0x30, 6, 2, 1, 0, 2, 1, 0])
})

test('rfc7518 3.4/p2: the length takes a second byte from 128 on', () => {
  for (const [zeros, start] of [
    [9, [0x30, 127]],
    [8, [0x30, 0x81, 128]],
  ] as const) {
    // two numbers of P-521, the second with leading zeros
    const joined = new Uint8Array(132).fill(1).fill(0, 66, 66 + zeros)
    const der = derFromJoined(joined)
    assert.deepEqual([...der.subarray(0, start.length)], start)
    assert.equal(der.length, start.length + (start.at(-1) as number))
    assert.deepEqual(joinedFromDer(der, 66), joined)
  }
})
