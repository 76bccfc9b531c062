/** Now, in whole seconds since the epoch. Read at each call: tests move the clock. */
export function epochTime(): number {
  return Math.floor(Date.now() / 1000)
}

/** Milliseconds on a clock that only goes forward, for measuring. */
export function monotonicTime(): number {
  return performance.now()
}

/** A clock that shows seconds since the epoch and goes on steadily when the runtime's clock is moved. */
export interface SteadyClock {
  /** Now, in seconds since the epoch, with decimals. */
  now(): number
  /** The moment of the monotonic clock at which this clock will show that time. */
  toMonotonic(time: number): number
  /** Moves it on by milliseconds. */
  skip(milliseconds: number): void
}

/** Starts a steady clock, set by the runtime's clock. */
export function steadyClock(): SteadyClock {
  let offset = Date.now() - monotonicTime()
  return {
    now: () => (offset + monotonicTime()) / 1000,
    toMonotonic: (time) => time * 1000 - offset,
    skip(milliseconds) {
      offset += milliseconds
    },
  }
}

/** A date as HTTP writes it, in seconds since the epoch; `NaN` when it is none. */
export function parseDate(text: string): number {
  return Date.parse(text) / 1000
}
