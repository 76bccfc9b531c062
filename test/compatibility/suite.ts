/** All cases, by hand and generated, through the comparison. */
import fc from 'fast-check'
import { Canned } from './canned.ts'
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
import { makeKeys } from './keys.ts'
import type { Both } from './libraries.ts'
import { report } from './report.ts'
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
  /** How many cases differed in an unlisted way, counting those of which only the smallest is in `failures`. */
  failed: number
  failures: Failure[]
  tally: Tally
  /** number of the difference → times met */
  accepted: Map<number, number>
}

interface Settings {
  only: string
  seed: number
  times: number
  survey: boolean
  isSelf: boolean
}

export async function playAndReport(both: Both, settings: Settings): Promise<{ passed: number; failed: number }> {
  // a hook's own rejection may be left to nobody (a promise where a signal was due); any other one ends the run
  process.on('unhandledRejection', (reason) => {
    if (!(reason instanceof Canned)) throw reason
  })
  await makeKeys()
  const result = await playAll(both, settings)
  const { only, times, isSelf } = settings
  return report(both, result, { complete: only === '' && times === 1, isSelf })
}

async function playAll(both: Both, { only, seed, times, survey }: Settings): Promise<Result> {
  const result: Result = {
    cases: 0,
    failed: 0,
    failures: [],
    tally: { theirs: new Map(), ours: new Map() },
    accepted: new Map(),
  }
  for (const { name, edges, generated } of families) {
    if (name.includes(only)) for (const data of edges) await playOne(both, name, data, result)
    for (const generator of generated) {
      if (!name.includes(only) && !generator.name.includes(only)) continue
      const scaled = { ...generator, runs: Math.ceil(generator.runs * times) }
      if (survey)
        for (const data of fc.sample(scaled.arbitrary, { seed, numRuns: scaled.runs }))
          await playOne(both, scaled.name, data, result)
      else await playGenerated(both, scaled, seed, result)
    }
  }
  return result
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

/** Draws cases until one differs in an unlisted way, which is then made as small as it goes. */
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
