import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failed, thrown, throws } from '../../test/fixtures/refusal.ts'
import type { JsonValue } from '../json/json.ts'
import { assertMember, readSeconds } from './members.ts'

test('compatible: a member must be a string that is not empty', () => {
  assertMember({ a: 'x' }, 'a')
  for (const a of ['', null, 1, true, [], {}, undefined] as JsonValue[]) {
    throws(() => assertMember({ a }, 'a'), failed('INVALID_RESPONSE', { body: { a } }))
  }
  throws(() => assertMember({}, 'a'), failed('INVALID_RESPONSE', { body: {} }))
  throws(() => assertMember({}, 'toString'), failed('INVALID_RESPONSE', { body: {} }))
})

test('the message for an error with status 200 says so, without the received text', () => {
  for (const read of [assertMember, readSeconds]) {
    for (const [body, message] of [
      [{ error: 'bad_code' }, /^response with an error: "a" must be a \w+$/],
      [{ ok: false }, /^response "a" must be a \w+$/],
    ] as const) {
      assert.match(thrown(() => read({ ...body }, 'a'), failed('INVALID_RESPONSE', { body })).message, message)
    }
  }
})

const seconds: [unknown, number | undefined][] = [
  [0, 0],
  [3600, 3600],
  [0.5, 0.5],
  ['3600', 3600],
  ['0', 0],
  ['007', 7],
  ['3600abc', undefined],
  ['1e3', undefined],
  ['', undefined],
  [' 1', undefined],
  ['+1', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['0x10', undefined],
  ['\u0661', undefined],
  ['9'.repeat(400), undefined],
  [-1, undefined],
  [[10], undefined],
  [['10'], undefined],
  [{}, undefined],
  [null, undefined],
  [true, undefined],
  [undefined, undefined],
]
for (const [value, expected] of seconds) {
  test(`difference 12: seconds, ${JSON.stringify(value)}`, () => {
    const body = { a: value as JsonValue }
    if (expected !== undefined) assert.equal(readSeconds(body, 'a'), expected)
    else throws(() => readSeconds(body, 'a'), failed('INVALID_RESPONSE', { body }))
  })
}

test('difference 12: seconds that must be positive', () => {
  assert.equal(readSeconds({ a: '5' }, 'a', true), 5)
  for (const a of [0, '0', -1]) {
    throws(() => readSeconds({ a }, 'a', true), failed('INVALID_RESPONSE', { body: { a } }))
  }
})
