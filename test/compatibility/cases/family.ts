/** What a file of cases exports: hand-written cases, and generators of more. */
import type fc from 'fast-check'
import type { Case } from '../value.ts'

export interface Generator {
  name: string
  arbitrary: fc.Arbitrary<Case>
  /** How many cases are drawn. */
  runs: number
}

export interface Family {
  name: string
  /** Hand-written cases. */
  edges: Case[]
  generated: Generator[]
}

/** A case of one call. */
export const single = (fn: string, args: unknown[], answers?: unknown[]): Case =>
  answers ? { steps: [{ fn, args }], answers } : { steps: [{ fn, args }] }
