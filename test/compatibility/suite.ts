/** Compares all cases, hand-written and generated. */
import fc from 'fast-check'
import { accepted } from './cases/accepted.ts'
import { accessTokens } from './cases/access_tokens.ts'
import { argumentGuards } from './cases/argument_guards.ts'
import { authorizationResponses } from './cases/authorization_responses.ts'
import { claimsResponses } from './cases/claims_responses.ts'
import { documentResponses } from './cases/document_responses.ts'
import { errors } from './cases/errors.ts'
import type { Family, Generator } from './cases/family.ts'
import { formRequests } from './cases/form_requests.ts'
import { hybridResponses } from './cases/hybrid_responses.ts'
import { keysAndProofs } from './cases/keys_and_proofs.ts'
import { rareOutcomes } from './cases/rare_outcomes.ts'
import { resourceRequests } from './cases/resource_requests.ts'
import { signatures } from './cases/signatures.ts'
import { tokenRequests } from './cases/token_requests.ts'
import { tokenResponses } from './cases/token_responses.ts'
import { compare } from './compare.ts'
import type { Both } from './libraries.ts'
import type { Tally } from './tally.ts'
import type { Case } from './value.ts'

export const families: Family[] = [
  argumentGuards,
  tokenRequests,
  formRequests,
  resourceRequests,
  documentResponses,
  claimsResponses,
  tokenResponses,
  authorizationResponses,
  hybridResponses,
  signatures,
  accessTokens,
  keysAndProofs,
  errors,
  accepted,
  rareOutcomes,
]

export interface Failure {
  name: string
  data: Case
  theirs: string
  ours: string
}

export interface Result {
  cases: number
  /** How many cases differed in an unlisted way, including those of which only the smallest is in `failures`. */
  failed: number
  failures: Failure[]
  tally: Tally
  /** number of the difference → how often it occurred */
  accepted: Map<number, number>
}

export interface Settings {
  /** Only families and generators whose name contains this text. */
  only: string
  seed: number
  /** More or fewer generated cases than each generator asks for. */
  times: number
  /** All differences instead of the smallest of each generator. */
  survey?: boolean
  /** Whether hand-written cases are played, too. */
  edges?: boolean
}

export async function playAll(both: Both, settings: Settings): Promise<Result> {
  const { only, seed, times, survey, edges: byHand = true } = settings
  const result: Result = {
    cases: 0,
    failed: 0,
    failures: [],
    tally: { theirs: new Map(), ours: new Map() },
    accepted: new Map(),
  }
  for (const { name, edges, generated } of families) {
    if (byHand && name.includes(only)) for (const data of edges) await playOne(both, name, data, result)
    for (const generator of generated) {
      if (!name.includes(only) && !generator.name.includes(only)) continue
      const scaled = { ...generator, runs: Math.ceil(generator.runs * times) }
      await (survey ? playSampled : playGenerated)(both, scaled, seed, result)
    }
  }
  return result
}

async function playSampled(
  both: Both,
  { name, arbitrary, runs }: Generator,
  seed: number,
  result: Result,
): Promise<void> {
  for (const data of fc.sample(arbitrary, { seed, numRuns: runs })) await playOne(both, name, data, result)
}

async function playOne(both: Both, name: string, data: Case, result: Result): Promise<boolean> {
  const { accepted, unexpected } = await compare(both, data, result.tally)
  result.cases++
  for (const { number } of accepted) result.accepted.set(number, (result.accepted.get(number) ?? 0) + 1)
  if (!unexpected) return true
  result.failed++
  result.failures.push({ name, data, ...unexpected })
  return false
}

/** Draws cases until one differs in an unlisted way, which is then shrunk as far as possible. */
async function playGenerated(
  both: Both,
  { name, arbitrary, runs }: Generator,
  seed: number,
  result: Result,
): Promise<void> {
  let shrinking = false
  const smallest = await fc.check(
    fc.asyncProperty(arbitrary, async (data) => {
      if (shrinking) return (await compare(both, data)).unexpected === undefined
      const before = result.failures.length
      const alike = await playOne(both, name, data, result)
      result.failures.length = before
      shrinking = !alike
      return alike
    }),
    { seed, numRuns: runs, maxSkipsPerRun: 0 },
  )
  if (!smallest.failed) return
  const data = smallest.counterexample?.[0] as Case
  const { unexpected } = await compare(both, data)
  result.failures.push({ name, data, ...(unexpected ?? { theirs: '', ours: '(not repeatable)' }) })
}
