import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as node from './base64url.node.ts'
import * as portable from './base64url.ts'

/** The value, or the class and code of the error. */
function outcome(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    const { name, code } = error as Error & { code?: string }
    return { name, code }
  }
}

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
const text = fc.string({ unit: 'binary' })
const encoded = fc.oneof(
  fc.string({ unit: fc.constantFrom(...alphabet) }),
  fc.string({ unit: fc.constantFrom(...alphabet, '+', '/', '=', ' ', '\n', '.', 'é', '\0') }),
  fc.uint8Array().map(portable.encodeBase64url),
)

test('rfc4648 5/1: the build for Node encodes like the portable build', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => assert.equal(node.encodeBase64url(bytes), portable.encodeBase64url(bytes))),
  )
  fc.assert(
    fc.property(fc.oneof(text, fc.string({ unit: 'grapheme' })), (value) =>
      assert.equal(node.encodeBase64urlText(value), portable.encodeBase64urlText(value)),
    ),
  )
})

test('rfc4648 5/1: of a view of a larger buffer, only the view is encoded', () => {
  const bytes = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7]).subarray(3, 6)
  assert.equal(node.encodeBase64url(bytes), 'AwQF')
  assert.equal(portable.encodeBase64url(bytes), 'AwQF')
})

test('rfc4648 3.3/1, 5/1: the build for Node decodes and refuses the same strings as the portable build', () => {
  fc.assert(
    fc.property(encoded, (value) => {
      assert.deepEqual(
        outcome(() => node.decodeBase64url(value)),
        outcome(() => portable.decodeBase64url(value)),
      )
      assert.deepEqual(
        outcome(() => node.decodeBase64urlText(value)),
        outcome(() => portable.decodeBase64urlText(value)),
      )
    }),
    { numRuns: 2000 },
  )
})

test('rfc4648 5: both builds decode malformed UTF-8 and a byte order mark alike', () => {
  const malformed = [
    [0xef, 0xbb, 0xbf, 0x7b, 0x7d],
    [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, 0x41],
    [0xc3, 0x28],
    [0xe2, 0x82],
    [0xf0, 0x9f, 0x92],
    [0xed, 0xa0, 0x80],
    [0xff, 0x41, 0xfe],
    [0xf4, 0x90, 0x80, 0x80],
    [0xc0, 0xaf],
  ]
  for (const bytes of malformed) {
    const value = portable.encodeBase64url(new Uint8Array(bytes))
    assert.equal(node.decodeBase64urlText(value), portable.decodeBase64urlText(value))
  }
})

test('api: decoded bytes have their own memory', () => {
  const { buffer, byteLength } = node.decodeBase64url('AwQF')
  assert.equal(buffer.byteLength, byteLength)
})
