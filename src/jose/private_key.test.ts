import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keys } from '../../test/fixtures/keys.ts'
import { thrown, throws, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { assertKey, privateKeyOf } from './private_key.ts'

const { privateKey, publicKey } = await keys('ES256')

test('compatible: a key alone, or with its kid', () => {
  assert.deepEqual(privateKeyOf(privateKey, 'key'), { key: privateKey, kid: undefined })
  assert.deepEqual(privateKeyOf({ key: privateKey }, 'key'), { key: privateKey, kid: undefined })
  assert.deepEqual(privateKeyOf({ key: privateKey, kid: 'k' }, 'key'), { key: privateKey, kid: 'k' })
})

for (const input of [undefined, null, 'key', 1, {}, { key: null }, { key: {} }, { key: 'key' }, []]) {
  test(`misuse: not a key: ${JSON.stringify(input)}`, () => {
    const error = thrown(() => privateKeyOf(input as never, '"the label"'), wrongType)
    assert.match(error.message, /"the label"/)
  })
}

test('misuse: a public key instead of a private one, and the reverse', () => {
  throws(() => privateKeyOf(publicKey, 'key'), wrongValue)
  throws(() => privateKeyOf({ key: publicKey }, 'key'), wrongValue)
  throws(() => assertKey(publicKey, 'private', 'key'), wrongValue)
  throws(() => assertKey(privateKey, 'public', 'key'), wrongValue)
  for (const none of [undefined, {}]) {
    throws(() => assertKey(none, 'private', 'key'), wrongType)
    throws(() => assertKey(none, 'public', 'key'), wrongType)
  }
  assertKey(privateKey, 'private', 'key')
  assertKey(publicKey, 'public', 'key')
})

test('misuse: kid, checked after the class of the key and before its type', () => {
  throws(() => privateKeyOf({ key: privateKey, kid: '' }, 'key'), wrongValue)
  for (const kid of [null, 1, {}]) throws(() => privateKeyOf({ key: publicKey, kid } as never, 'key'), wrongType)
  throws(() => privateKeyOf({ key: {}, kid: '' } as never, 'key'), wrongType)
})
