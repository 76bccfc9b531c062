/**
 * Who may compute on the main thread: the first few signature operations of a turn of the event loop, about a fifth of a
 * millisecond. One after the other that is all of them, and each saves the trip to the thread pool; many at once go to the
 * pool, where they run side by side. (Measured, and the reason for the numbers: docs/decisions/009.)
 *
 * @module
 */
import { node } from './node_runtime.ts'

/** What an operation weighs on the main thread: to verify takes about three times as long as to sign. */
export const signing = 1
export const verifying = 3

const most = 6
let weight = 0
let pooled = 0
// how many operations this turn was asked for, and the last turn that was asked for any
let asked = 0
let before = 0

/** Whether one more operation may run at once in this turn. */
export function mayRunInline(operation: number): boolean {
  const { setImmediate } = node()
  // a test environment with a DOM may have everything else of Node (measured: Jest with jsdom)
  if (!setImmediate) {
    return false
  }
  if (asked === 0) {
    setImmediate(() => {
      before = asked
      asked = weight = 0
    })
  }
  asked++
  // what is worth a trip goes to the pool as soon as there is more than one program's worth of it
  const busy = operation >= verifying && (pooled > 0 || before > 2)
  if (busy || weight + operation > most) {
    return false
  }
  weight += operation
  return true
}

/** Runs an operation in the thread pool: a function of `node:crypto` that takes a callback. */
export function runPooled<Value>(
  start: (callback: (error: Error | null, value: Value) => void) => void,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    pooled++
    start((error, value) => {
      pooled--
      if (error) {
        reject(error)
      } else {
        resolve(value)
      }
    })
  })
}
