import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { sleepUntil, withDeadline } from './timer.ts'

/** Sets the clock to 1000. Each timer advances it by the next of `moves`. Returns the delays of the timers. */
function played(t: TestContext, moves: number[], begun?: () => void): number[] {
  let now = 1000
  const waits: number[] = []
  t.mock.method(performance, 'now', () => now)
  t.mock.method(globalThis, 'setTimeout', ((end: () => void, wait: number) => {
    waits.push(wait)
    now += moves.shift() ?? wait
    queueMicrotask(begun ?? end)
  }) as never)
  return waits
}
const calm = new AbortController().signal

test('api: a timer that fires early is set again for the rest of the time', async (t) => {
  const waits = played(t, [8, 1])
  assert.equal(await sleepUntil(1010, calm), 0)
  assert.deepEqual(waits, [10, 2, 1])
})

test('api: a clock that moved less than half is not trusted, and the missing time is returned', async (t) => {
  const waits = played(t, [4])
  assert.equal(await sleepUntil(1010, calm), 6)
  assert.deepEqual(waits, [10])
})

test('api: a sleep that is interrupted early reports no missing time', async (t) => {
  const alarm = new AbortController()
  const waits = played(t, [0], () => alarm.abort())
  assert.equal(await sleepUntil(1010, alarm.signal), 0)
  assert.deepEqual(waits, [10])
})

test('api: a deadline ends with the platform’s exception', async () => {
  const never = withDeadline(0.001, undefined, () => new Promise(() => {}))
  await assert.rejects(never, (error) => error instanceof DOMException && error.name === 'TimeoutError')
})
