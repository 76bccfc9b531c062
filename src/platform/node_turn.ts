/**
 * Who may compute on the main thread: the first few signature operations of a turn of the event loop, about a fifth of a
 * millisecond. One after the other that is all of them, and each saves the trip to the thread pool; many at once go to the
 * pool, where they run side by side. (Measured, and the reason for the numbers: docs/decisions/015.)
 *
 * @module
 */
import { node } from './node_runtime.ts'

/** What an operation on P-256 or Ed25519 weighs: to verify takes three times as long as to sign. */
export const signing = 1
export const verifying = 3

const most = 6
let weight = 0

/** Whether one more operation may run at once in this turn. */
export function mayRunInline(operation: number): boolean {
  const { setImmediate } = node()
  // a test environment with a DOM may have everything else of Node (measured: Jest with jsdom)
  if (weight + operation > most || !setImmediate) {
    return false
  }
  if (weight === 0) {
    setImmediate(() => {
      weight = 0
    })
  }
  weight += operation
  return true
}
