/** What is printed: failures with their difference, counts by function and code, accepted differences. */
import type { Both } from './compare.ts'
import { functionNames } from './libraries.ts'
import { type Failure, printCase, type Result } from './suite.ts'

export function report(_both: Both, result: Result, _options: { coverage: boolean; differences: boolean }) {
  for (const failure of result.failures.slice(0, 20)) console.log(explain(failure))
  console.log(table(_both, result))
  return { passed: result.cases - result.failed, failed: result.failed }
}

function explain({ name, data, theirs, ours }: Failure): string {
  return `\n✗ ${name}\n${printCase(data)}\n${lines(theirs, ours)}`
}

/** Common lines as they are, the others with - (theirs) and + (ours). */
function lines(theirs: string, ours: string): string {
  const left = theirs.split('\n')
  const right = ours.split('\n')
  let start = 0
  while (start < left.length && left[start] === right[start]) start++
  let end = 0
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end++
  return [
    ...left.slice(0, start).map((line) => `    ${line}`),
    ...left.slice(start, left.length - end).map((line) => `  - ${line}`),
    ...right.slice(start, right.length - end).map((line) => `  + ${line}`),
    ...left.slice(left.length - end).map((line) => `    ${line}`),
  ].join('\n')
}

function table({ theirs }: Both, { tally }: Result): string {
  const rows: string[] = []
  for (const fn of functionNames(theirs)) {
    const codes = tally.theirs.get(fn)
    const parts = [...(codes ?? [])].map(([code, shapes]) => {
      const text = [...shapes].map(([shape, times]) => `${shape === '-' ? '' : `${shape} `}${times}`).join(' · ')
      return `${code}: ${text}`
    })
    rows.push(`${fn}\n    ${parts.sort().join('\n    ')}`)
  }
  return rows.join('\n')
}
