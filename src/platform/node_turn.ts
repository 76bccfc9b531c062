/**
 * Who may compute on the main thread: the first two signature operations of a turn of the event loop. One after the other that is
 * all of them, and each saves the trip to the thread pool; many at once go to the pool, where they run side by side.
 *
 * @module
 */
import { node } from './node_runtime.ts'

const most = 2
let begun = 0

/** Whether one more operation may run at once in this turn. */
export function mayRunInline(): boolean {
  const { setImmediate } = node()
  // a test environment with a DOM may have everything else of Node (measured: Jest with jsdom)
  if (begun === most || !setImmediate) {
    return false
  }
  if (begun === 0) {
    setImmediate(() => {
      begun = 0
    })
  }
  begun++
  return true
}
