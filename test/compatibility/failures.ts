/** Prints failures in a readable form: the case, then what both libraries did, line by line. */
import { inspect } from 'node:util'
import type { Failure } from './suite.ts'
import type { Case } from './value.ts'

/** One failure of each kind: those that differ in the same lines of the same function are printed once. */
export function explained(failures: Failure[]): string[] {
  const kinds = new Map<string, { times: number; text: string }>()
  for (const failure of failures) {
    const text = explain(failure)
    const kind = [
      failure.theirs.split(' ', 2).join(' '),
      ...text.split('\n').filter((line) => /^ {2}[-+] /.test(line)),
    ].join('\n')
    const known = kinds.get(kind)
    if (known) known.times++
    else kinds.set(kind, { times: 1, text })
  }
  return [...kinds.values()].map(({ times, text }) => `${text}\n  (${times} times)`)
}

function explain({ name, data, theirs, ours }: Failure): string {
  return `\n✗ ${name}\n${printCase(data)}\n${lines(theirs, ours)}`
}

/** Common lines unchanged, the others with - (theirs) and + (ours). */
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

const printCase = (data: Case): string => inspect(data, { depth: 12, breakLength: 120 })
