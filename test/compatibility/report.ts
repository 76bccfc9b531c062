/** What is printed: failures, counts by function and code, accepted differences, and the total of failures. */
import { differences } from './differences.ts'
import { type Expectation, expectations, least } from './expectations.ts'
import { explained } from './failures.ts'
import { type Both, functionNames } from './libraries.ts'
import { isArgumentGuard } from './outcome.ts'
import type { Result } from './suite.ts'
import { type Counts, timesOf } from './tally.ts'

export interface Judged {
  /** Whether every expected outcome must have occurred, and every accepted difference. */
  complete: boolean
  isSelf: boolean
}

export interface Counted {
  passed: number
  failed: number
}

export function report(both: Both, result: Result, { complete, isSelf }: Judged): Counted {
  for (const text of explained(result.failures)) console.log(text)
  console.log(countsTable(both, result))
  const rare = complete ? expectations.filter((each) => !occurred(result, each)) : []
  const expected = differences.filter(({ isHere = true }) => isHere)
  const unmet = complete && !isSelf ? expected.filter(({ number }) => !result.accepted.has(number)) : []
  console.log(
    `\n${expectations.length} outcomes (function, code, cause) that must occur on both sides, ${least} times at least:`,
  )
  console.log(rare.length === 0 ? '  all did' : rare.map((each) => `  ✗ ${describeRare(result, each)}`).join('\n'))
  if (!isSelf) console.log(`\nAccepted differences:\n${differencesTable(result)}`)
  for (const { number, about } of unmet) console.log(`✗ difference ${number} did not occur: ${about}`)
  const failed = result.failed + rare.length + unmet.length
  const judged = result.cases + (complete ? expectations.length + (isSelf ? 0 : expected.length) : 0)
  return { passed: judged - failed, failed }
}

const occurred = ({ tally }: Result, { fn, code, shape }: Expectation): boolean =>
  timesOf(tally.theirs, fn, code, shape) >= least && timesOf(tally.ours, fn, code, shape) >= least

function describeRare({ tally }: Result, { fn, code, shape }: Expectation): string {
  const theirs = timesOf(tally.theirs, fn, code, shape)
  const ours = timesOf(tally.ours, fn, code, shape)
  return `${fn} ${code} ${shape}: ${theirs} times there, ${ours} times here`
}

/** By function: how many passed the argument guards, how many resolved, and how many ended in each code. */
function countsTable({ theirs }: Both, { tally }: Result): string {
  const rows = functionNames(theirs).map((fn) => {
    const codes = new Set([...codesOf(tally.theirs, fn), ...codesOf(tally.ours, fn)])
    const guarded = [...codes].filter(isArgumentGuard)
    const others = [...codes].filter((code) => !isArgumentGuard(code) && code !== 'resolved').sort()
    const sum = (list: string[]) =>
      both(tally, (counts) => list.reduce((total, code) => total + timesOf(counts, fn, code), 0))
    const ended = others.map((code) => `${code} ${both(tally, (counts) => timesOf(counts, fn, code))}`).join(' · ')
    return `  ${fn}: ${sum(['resolved', ...others])} cases, resolved ${sum(['resolved'])}${ended && ` · ${ended}`} (argument guards: ${sum(guarded)})`
  })
  return `Cases by function; with / where the two sides differ:\n${rows.join('\n')}`
}

const codesOf = (counts: Counts, fn: string): string[] => [...(counts.get(fn)?.keys() ?? [])]

function both(tally: Result['tally'], count: (counts: Counts) => number): string {
  const theirs = count(tally.theirs)
  const ours = count(tally.ours)
  return theirs === ours ? `${theirs}` : `${theirs}/${ours}`
}

const differencesTable = ({ accepted }: Result): string =>
  differences
    .map(({ number, about }) => `  ${`${number}`.padStart(2)} ${about}: ${accepted.get(number) ?? 0} times`)
    .join('\n')
