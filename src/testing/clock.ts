import { epochTime } from '../platform/clock.ts'

/** The clock of the server. It follows the runtime's clock until it is moved; the client's own clock is not affected. */
export interface TestClock {
  /** Now, in whole seconds since the epoch. */
  now(): number
  /** Moves the clock forward by a number of seconds; a negative number moves it back. */
  advance(seconds: number): void
}

/** A clock and how far it was moved, which is needed to read a JWT. */
export class MovableClock implements TestClock {
  offset = 0

  now(): number {
    return epochTime() + this.offset
  }

  advance(seconds: number): void {
    this.offset += seconds
  }
}
