/**
 * Decides what may run on the main thread: the first few signature operations of a turn of the event loop, about a
 * fifth of a millisecond. If they run one after the other, that is all of them, and each saves the trip to the thread
 * pool. If there are many at once, the others go to the pool, where they run side by side, and so do all of the next
 * turn. (Measurements, and the reasons for the numbers: docs/decisions/009.)
 *
 * @module
 */
import { node } from './node_runtime.ts'

/** The weight of an operation on the main thread: verifying takes about three times as long as signing. */
export const signing = 1
export const verifying = 3

const most = 6
let weight = 0
let pooled = 0
// how many operations were requested in this turn, and in the last turn that had any
let asked = 0
let before = 0

/** Whether one more operation may run on the main thread in this turn. */
export function mayRunInline(operation: number): boolean {
  const { setImmediate } = node()
  // a test environment with a DOM may lack it but have everything else of Node (measured: Jest with jsdom)
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
  // under load the trip is worth it, for a verification sooner than for a signature
  const busy = operation >= verifying ? pooled > 0 || before > 2 : before > most
  if (busy || weight + operation > most) {
    return false
  }
  weight += operation
  return true
}

/** Runs a function of `node:crypto` that takes a callback, and therefore runs in the thread pool. */
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
