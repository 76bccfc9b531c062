import { epochTime } from '../platform/clock.ts'

/** The clock of the server. It goes with the runtime's until it is moved; the client's own clock stays where it is. */
export interface TestClock {
  /** Now, in whole seconds since the epoch. */
  now(): number
  /** Moves the clock by that many seconds; a negative number moves it back. */
  advance(seconds: number): void
}

/** A clock and how far it was moved, which is what reading a JWT wants to know. */
export class MovableClock implements TestClock {
  offset = 0

  now(): number {
    return epochTime() + this.offset
  }

  advance(seconds: number): void {
    this.offset += seconds
  }
}
