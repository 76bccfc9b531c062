/** Turns the samples of a row into ratios, and ratios into verdicts. */
import { pairedRatio, spread } from './measure.mjs'

const CLOCKS = ['wall', 'main', 'total']

/** A goal of 1.00 is met up to here: a smaller difference cannot be told from noise. */
const NOISE = 1.05

/**
 * @param {object} row name, goals, floorGoal
 * @param {Record<'alone' | 'load', object>} samples per mode, contender and round
 */
export function summarize(row, samples) {
  const modes = {}
  for (const [mode, taken] of Object.entries(samples)) {
    modes[mode] = {}
    for (const name of Object.keys(taken)) {
      modes[mode][name] = Object.fromEntries(
        CLOCKS.map((clock) => [
          clock,
          {
            microseconds: spread(taken[name].map((sample) => sample[clock])),
            ratio: taken.oauth4webapi && pairedRatio(taken, name, 'oauth4webapi', clock),
            // the least disturbed tenth of the rounds: what is left when the machine is busy with other things
            quiet: taken.oauth4webapi && quietest(taken[name], clock) / quietest(taken.oauth4webapi, clock),
            toFloor: taken.floor && pairedRatio(taken, name, 'floor', clock),
            toRelying: taken.relying && pairedRatio(taken, name, 'relying', clock),
          },
        ]),
      )
    }
  }
  return { name: row.name, goals: row.goals ?? [], floorGoal: row.floorGoal, modes }
}

function quietest(samples, clock) {
  const sorted = samples.map((sample) => sample[clock]).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 10)]
}

/** The median of the same row in several runs, figure by figure. */
export function merge(results) {
  const [first] = results
  if (typeof first === 'number') return spread(results).median
  if (first === null || typeof first !== 'object') return first
  return Object.fromEntries(Object.keys(first).map((key) => [key, merge(results.map((result) => result[key]))]))
}

/** @returns {{ label: string, value: number, atMost: number, met: boolean }[]} */
export function verdicts({ goals, floorGoal, modes }) {
  return Object.values(goals).map((goal) => {
    const against = goal.against ?? 'oauth4webapi'
    const ours = modes[goal.mode].relying[goal.clock]
    const value = goal.against ? 1 / modes[goal.mode][against][goal.clock].toRelying.median : ours.ratio.median
    const limit = goal.atMost === 1 && !goal.against ? NOISE : goal.atMost
    const nearFloor = floorGoal !== undefined && !goal.against && ours.toFloor?.median <= floorGoal
    return {
      label: `${goal.mode === 'alone' ? 'alone' : '64 in flight'}, ${goal.clock}${goal.against ? ` vs ${against}` : ''}`,
      value,
      quiet: goal.against ? undefined : ours.quiet,
      atMost: goal.atMost,
      met: value <= limit || nearFloor,
      byFloor: value > limit && nearFloor,
    }
  })
}
