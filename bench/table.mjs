/** What `npm run bench` prints. */
import { verdicts } from './verdict.mjs'

const fixed = (value, digits = 2) => (value === undefined ? '–' : value.toFixed(digits))

const microseconds = (value) => (value < 10 ? fixed(value) : fixed(value, value < 100 ? 1 : 0))

export function printRow({ name, modes }) {
  console.log(`\n${name}`)
  console.log(
    `  ${'contender'.padEnd(26)}${'alone: wall (quartiles)'.padStart(26)}${'main'.padStart(7)}${'total'.padStart(7)}${'µs'.padStart(8)}` +
      `${'64: wall (quartiles)'.padStart(26)}${'main'.padStart(7)}${'total'.padStart(7)}${'µs'.padStart(8)}${'floor ×'.padStart(9)}`,
  )
  for (const contender of Object.keys(modes.alone)) {
    const cells = ['alone', 'load'].map((mode) => {
      const { wall, main, total } = modes[mode][contender]
      const { median, q1, q3 } = wall.ratio
      return (
        `${fixed(median)} (${fixed(q1)}–${fixed(q3)})`.padStart(26) +
        fixed(main.ratio.median).padStart(7) +
        fixed(total.ratio.median).padStart(7) +
        microseconds(wall.microseconds.median).padStart(8)
      )
    })
    const toFloor = modes.alone[contender].wall.toFloor
    console.log(`  ${contender.padEnd(26)}${cells.join('')}${fixed(toFloor?.median).padStart(9)}`)
  }
}

export function printGoals({ environment, results }) {
  const { runtime, mainThreadSource, rounds, runs } = environment
  console.log(`\nGoals on ${runtime}, ratios to oauth4webapi; ${rounds} rounds, median of ${runs} run(s)`)
  console.log(`Main-thread CPU by ${mainThreadSource}, total CPU by process.cpuUsage`)
  let missed = 0
  let met = 0
  for (const row of results) {
    for (const verdict of verdicts(row)) {
      verdict.met ? met++ : missed++
      const mark = verdict.met ? (verdict.byFloor ? 'met (at the floor)' : 'met') : 'MISSED'
      const goal = `${fixed(verdict.value, verdict.value < 0.1 ? 3 : 2)} <= ${fixed(verdict.atMost)}`
      console.log(
        `  ${row.name.padEnd(62)}${verdict.label.padEnd(28)}${goal.padStart(16)}  ${mark.padEnd(20)}${verdict.quiet === undefined ? '' : `quiet ${fixed(verdict.quiet)}`}`,
      )
    }
  }
  console.log(`${met} goals met, ${missed} missed`)
}
