/** How often each function ended in each code, and with which shape of cause. */
import type { Run } from './play.ts'

/** function → code → cause shape → times */
export type Counts = Map<string, Map<string, Map<string, number>>>
export interface Tally {
  theirs: Counts
  ours: Counts
}

export function tallyRun(counts: Counts, run: Run): void {
  for (const { fn, code, shape } of run.played) {
    const codes = counts.get(fn) ?? new Map<string, Map<string, number>>()
    const shapes = codes.get(code) ?? new Map<string, number>()
    shapes.set(shape, (shapes.get(shape) ?? 0) + 1)
    codes.set(code, shapes)
    counts.set(fn, codes)
  }
}

export const timesOf = (counts: Counts, fn: string, code: string, shape?: string): number => {
  const shapes = counts.get(fn)?.get(code)
  if (shape !== undefined) return shapes?.get(shape) ?? 0
  return [...(shapes?.values() ?? [])].reduce((sum, times) => sum + times, 0)
}
