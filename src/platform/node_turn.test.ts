import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { mayRunInline, runPooled, signing, verifying } from './node_turn.ts'

/** Begins a turn after one that had a single operation. */
async function calmTurn(): Promise<void> {
  await nextTurn()
  mayRunInline(signing)
  await nextTurn()
}

test('api: six signatures or two verifications in a turn run inline', async () => {
  for (const [operation, most] of [
    [signing, 6],
    [verifying, 2],
  ] as const) {
    await calmTurn()
    const granted = Array.from({ length: 8 }, () => mayRunInline(operation))
    deepEqual(
      granted,
      Array.from({ length: 8 }, (_, i) => i < most),
    )
  }
  await calmTurn()
  equal(mayRunInline(signing), true)
})

test('api: none run inline without setImmediate, as in a test environment with a DOM', async () => {
  await nextTurn()
  const { setImmediate } = globalThis
  Object.defineProperty(globalThis, 'setImmediate', { value: undefined, configurable: true, writable: true })
  try {
    equal(mayRunInline(signing), false)
  } finally {
    globalThis.setImmediate = setImmediate
  }
  equal(mayRunInline(signing), true)
})

test('api: after a turn with more than two operations, verifications go to the thread pool, signatures do not', async () => {
  await calmTurn()
  for (let i = 0; i < 2; i++) mayRunInline(signing)
  await nextTurn()
  equal(mayRunInline(verifying), true)
  await calmTurn()
  for (let i = 0; i < 3; i++) mayRunInline(signing)
  await nextTurn()
  deepEqual([mayRunInline(verifying), mayRunInline(signing)], [false, true])
  await nextTurn()
  equal(mayRunInline(verifying), true)
})

test('api: after a turn with more than six operations, signatures go to the thread pool as well', async () => {
  await calmTurn()
  for (let i = 0; i < 6; i++) mayRunInline(signing)
  await nextTurn()
  equal(mayRunInline(signing), true)
  await calmTurn()
  for (let i = 0; i < 7; i++) mayRunInline(signing)
  await nextTurn()
  equal(mayRunInline(signing), false)
  await nextTurn()
  equal(mayRunInline(signing), true)
})

test('api: while the thread pool is busy, verifications go there, signatures do not', async () => {
  await calmTurn()
  let finish = (_error: Error | null, _value: string) => {}
  const pooled = runPooled<string>((done) => {
    finish = done
  })
  deepEqual([mayRunInline(verifying), mayRunInline(signing)], [false, true])
  finish(null, 'done')
  equal(await pooled, 'done')
  equal(mayRunInline(verifying), true)
})

test('api: an operation that fails in the thread pool rejects, and is no longer counted', async () => {
  await calmTurn()
  await rejects(
    runPooled((done) => done(new Error('no'), undefined)),
    { message: 'no' },
  )
  equal(mayRunInline(verifying), true)
})
