import { monotonicTime } from './clock.ts'

// the longest time that a timer can be set to, in milliseconds
const longest = 0x7fffffff

/**
 * Waits until a moment of the monotonic clock, never less unless the timers say so, or until `interrupt` aborts. Leaves no timer behind.
 * Resolves with the milliseconds that the timers counted and the clock did not: a test may move the ones without the other.
 */
export async function sleepUntil(moment: number, interrupt: AbortSignal): Promise<number> {
  let missed = 0
  for (let rest = moment - monotonicTime(); rest > 0 && !interrupt.aborted; rest = moment - missed - monotonicTime()) {
    const wait = Math.min(Math.ceil(rest), longest)
    const before = monotonicTime()
    await new Promise<void>((resolve) => {
      const end = () => {
        clearTimeout(timer)
        interrupt.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, wait)
      interrupt.addEventListener('abort', end)
    })
    const passed = monotonicTime() - before
    // timers may fire a little early
    if (passed < wait / 2 && !interrupt.aborted) {
      missed += wait - passed
    }
  }
  return missed
}

/** Throws the reason if `signal` has aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw reasonOf(signal)
  }
}

// the signals of React Native have no reason and no `throwIfAborted`
function reasonOf({ reason }: AbortSignal): unknown {
  return reason === undefined ? named('AbortError', 'the operation was aborted') : reason
}

function timeout(): Error {
  const message = 'there was no answer in time'
  // nor has it a `DOMException`
  return globalThis.DOMException ? new DOMException(message, 'TimeoutError') : named('TimeoutError', message)
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}

/** Waits for a promise, or rejects with the reason as soon as `signal` aborts. Leaves no listener behind. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) {
    return promise
  }
  let abort: () => void
  return new Promise<T>((resolve, reject) => {
    abort = () => reject(reasonOf(signal))
    if (signal.aborted) {
      abort()
    }
    signal.addEventListener('abort', abort)
    promise.then(resolve, reject)
  }).finally(() => signal.removeEventListener('abort', abort))
}

/** Runs something, unless `signal` has aborted; when it aborts meanwhile, rejects with the reason, whether or not that listens. */
export async function unlessAborted<T>(signal: AbortSignal | undefined, run: () => T | PromiseLike<T>): Promise<T> {
  throwIfAborted(signal)
  return abortable((async () => run())(), signal)
}

/**
 * Runs something that must not take longer than that many seconds. It gets a signal for what it waits for; when the time is over,
 * or `signal` aborts, the result is a rejection with the reason even if it does not listen. Leaves no timer behind.
 */
export async function withDeadline<T>(
  seconds: number,
  signal: AbortSignal | undefined,
  run: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfAborted(signal)
  const controller = new AbortController()
  const abort = () => controller.abort(signal && reasonOf(signal))
  const expire = () => controller.abort(timeout())
  signal?.addEventListener('abort', abort)
  const timer = setTimeout(expire, Math.min(seconds * 1000, longest))
  try {
    return await unlessAborted(controller.signal, () => run(controller.signal))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
