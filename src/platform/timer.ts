import { monotonicTime } from './clock.ts'

// the longest delay that a timer accepts, in milliseconds
const longest = 0x7fffffff

/**
 * Waits until a moment of the monotonic clock, or until `interrupt` aborts. Leaves no timer behind. Resolves with the
 * milliseconds that the timers counted and the clock did not: a test may move one without the other. Without such a
 * test or an interrupt it never returns before the moment.
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
    // a timer may fire a little early, which does not count
    if (passed < wait / 2 && !interrupt.aborted) {
      missed += wait - passed
    }
  }
  return missed
}

/** Throws the signal's reason if `signal` has aborted. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw reasonOf(signal)
  }
}

// in React Native, signals have neither a reason nor `throwIfAborted`
function reasonOf({ reason }: AbortSignal): unknown {
  return reason === undefined ? named('AbortError', 'the operation was aborted') : reason
}

function timeout(): Error {
  const message = 'there was no response in time'
  // React Native has no `DOMException` either
  return globalThis.DOMException ? new DOMException(message, 'TimeoutError') : named('TimeoutError', message)
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name })
}

/** Waits for a promise, or rejects with the signal's reason as soon as `signal` aborts. Leaves no listener behind. */
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

/**
 * Runs a function, unless `signal` has aborted. When it aborts meanwhile, rejects with the reason, whether or not the
 * function listens to it.
 */
export async function unlessAborted<T>(signal: AbortSignal | undefined, run: () => T | PromiseLike<T>): Promise<T> {
  throwIfAborted(signal)
  return abortable((async () => run())(), signal)
}

/**
 * Runs a function for at most that many seconds. The function gets a signal for what it waits for. When the time is up
 * or `signal` aborts, the result rejects with the reason, even if the function does not listen. Leaves no timer behind.
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
