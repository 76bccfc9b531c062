/** The current time in whole seconds since the epoch. Read at each call, because tests move the clock. */
export function epochTime(): number {
  return Math.floor(Date.now() / 1000)
}

/** Milliseconds on a clock that only goes forward, for measuring durations. */
export function monotonicTime(): number {
  return performance.now()
}

/** A clock that shows seconds since the epoch and runs on steadily when the runtime's clock is moved. */
export interface SteadyClock {
  /** The current time in seconds since the epoch, with decimals. */
  now(): number
  /** The reading of the monotonic clock, in milliseconds, at which this clock will show that time. */
  toMonotonic(time: number): number
  /** Moves this clock forward by that many milliseconds. */
  skip(milliseconds: number): void
}

/** Starts a steady clock, set from the runtime's clock. */
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

/** Parses a date in the format of HTTP into seconds since the epoch; `NaN` if it is not a date. */
export function parseDate(text: string): number {
  return Date.parse(text) / 1000
}
