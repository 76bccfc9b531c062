import { epochTime } from '../platform/clock.ts'
import { clockSkew, clockTolerance } from './client.ts'

/** The two clock settings, on a client or in options. */
export interface ClockSettings {
  [clockSkew]?: number
  [clockTolerance]?: number
}

/** Seconds to add to the local clock. */
export function skewOf(settings: ClockSettings | undefined): number {
  const skew = settings?.[clockSkew] as number
  return Number.isFinite(skew) ? skew : 0
}

/** Seconds by which a time claim may be off. */
export function toleranceOf(settings: ClockSettings | undefined): number {
  const tolerance = settings?.[clockTolerance] as number
  return Number.isFinite(tolerance) && tolerance >= 0 ? tolerance : 30
}

/** The current time by the corrected clock, in whole seconds since the epoch. */
export function currentTime(settings: ClockSettings | undefined): number {
  return epochTime() + skewOf(settings)
}
