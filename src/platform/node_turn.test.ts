import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { mayRunInline } from './node_turn.ts'

test('api: two operations a turn run inline', async () => {
  await nextTurn()
  deepEqual([mayRunInline(), mayRunInline(), mayRunInline()], [true, true, false])
  await nextTurn()
  equal(mayRunInline(), true)
})

test('api: none where nobody says when the turn ends, as in a test environment with a DOM', async () => {
  await nextTurn()
  const { setImmediate } = globalThis
  Object.defineProperty(globalThis, 'setImmediate', { value: undefined, configurable: true, writable: true })
  try {
    equal(mayRunInline(), false)
  } finally {
    globalThis.setImmediate = setImmediate
  }
  equal(mayRunInline(), true)
})
