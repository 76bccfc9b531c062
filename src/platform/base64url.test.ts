import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { throws, wrongValue } from '../../test/fixtures/refusal.ts'
import { decodeBase64url, decodeBase64urlText, encodeBase64url, encodeBase64urlText } from './base64url.ts'

const anything = fc.uint8Array({ maxLength: 200 })

test('rfc7515 2/8: bytes encode like Node’s Buffer, and decode again', () =>
  fc.assert(
    fc.property(anything, (bytes) => {
      const text = encodeBase64url(bytes)
      assert.equal(text, Buffer.from(bytes).toString('base64url'))
      assert.deepEqual(decodeBase64url(text), new Uint8Array(bytes))
    }),
  ))

test('rfc7515 2/8: strings, as UTF-8', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.equal(encodeBase64urlText(text), Buffer.from(text).toString('base64url'))
      assert.equal(decodeBase64urlText(encodeBase64urlText(text)), text)
    }),
  ))

test('rfc7515 5.2/2: any string decodes, or is refused', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      try {
        assert.ok(decodeBase64url(text) instanceof Uint8Array)
      } catch (error) {
        const { name, code } = error as { name: string; code: string }
        assert.deepEqual([name, code], ['TypeError', 'ERR_INVALID_ARG_VALUE'])
      }
    }),
    { numRuns: 500 },
  ))

for (const text of ['A', 'AAAAA', '!', 'AA.A', 'ü', '\u0100', 'AA=A', '\0']) {
  test(`rfc7515 5.2/2: ${JSON.stringify(text)} is not base64url`, () => {
    throws(() => decodeBase64url(text), { ...wrongValue, cause: Error })
    throws(() => decodeBase64urlText(text), { ...wrongValue, cause: Error })
  })
}

test('compatible: more bytes than a function call can have arguments', () => {
  const bytes = new Uint8Array(3e5).map((_, at) => at % 251)
  assert.equal(encodeBase64url(bytes), Buffer.from(bytes).toString('base64url'))
  assert.equal(decodeBase64url(encodeBase64url(bytes)).length, bytes.length)
})

test('compatible: the platform’s own methods are used if it has them', (t) => {
  const calls: unknown[] = []
  const own = { toBase64: Uint8Array.prototype, fromBase64: Uint8Array }
  for (const [name, target] of Object.entries(own)) {
    const before = Object.getOwnPropertyDescriptor(target, name)
    const value = (...args: unknown[]) => {
      calls.push([name, ...args])
      return name === 'toBase64' ? 'encoded' : Uint8Array.of(7)
    }
    Object.defineProperty(target, name, { value, configurable: true, writable: true })
    t.after(() => (before ? Object.defineProperty(target, name, before) : Reflect.deleteProperty(target, name)))
  }
  assert.equal(encodeBase64url(Uint8Array.of(1)), 'encoded')
  assert.deepEqual([...decodeBase64url('Bw')], [7])
  assert.deepEqual(calls, [
    ['toBase64', { alphabet: 'base64url', omitPadding: true }],
    ['fromBase64', 'Bw', { alphabet: 'base64url' }],
  ])
})
