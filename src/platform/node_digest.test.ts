import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as node from './digest.node.ts'
import * as portable from './digest.ts'

test('rfc7636 4.2/1: the example in the specification', async () => {
  const expected = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
  assert.equal(await node.sha256('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'), expected)
})

test('api: the build for Node hashes like the portable build, any text and any digest', async () => {
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constantFrom('', '\ud800', 'a\udc00b', '€'))
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      assert.equal(await node.sha256(text), await portable.sha256(text))
      for (const algorithm of ['SHA-256', 'SHA-384', 'SHA-512']) {
        const bytes = await node.digest(algorithm, text)
        assert.deepEqual(new Uint8Array(bytes), await portable.digest(algorithm, text))
      }
    }),
  )
})

test('api: an unknown digest fails like in WebCrypto', async () => {
  for (const { digest } of [node, portable]) {
    await assert.rejects(digest('SHA-0', 'text'), { name: 'NotSupportedError' })
  }
})
