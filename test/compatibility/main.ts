/**
 * The whole command: compares both builds and the types with the original, searches for planted differences, counts.
 */
import { Canned } from './canned.ts'
import { explained } from './failures.ts'
import { makeKeys } from './keys.ts'
import type { Both, Library } from './libraries.ts'
import { planted } from './planted.ts'
import { type Counted, report } from './report.ts'
import { playAll, type Settings } from './suite.ts'
import { compareTypes } from './types/types.ts'

interface Asked extends Settings {
  /** The other library is played against a copy of itself. */
  isSelf: boolean
}

/** `portable` is the build for runtimes other than Node. */
export async function main(both: Both, portable: Library | undefined, asked: Asked): Promise<Counted> {
  // a hook's own rejection may be unhandled (a promise instead of a signal); any other unhandled one ends the run
  process.on('unhandledRejection', (reason) => {
    if (!(reason instanceof Canned)) throw reason
  })
  await makeKeys()
  const complete = asked.only === '' && asked.times === 1
  const sum = report(both, await playAll(both, asked), { complete, isSelf: asked.isSelf })
  if (!complete) return sum
  const parts = [await findPlanted(both, asked.seed)]
  if (!asked.isSelf) parts.push(compareTypes())
  if (portable) parts.push(await comparePortable({ ...both, ours: portable }, asked.seed))
  for (const { passed, failed } of parts) {
    sum.passed += passed
    sum.failed += failed
  }
  return sum
}

/** Each planted difference must be found. */
async function findPlanted(both: Both, seed: number): Promise<Counted> {
  const missed: string[] = []
  for (const { what, only, plant } of planted) {
    const ours = { ...both.ours, ...plant(both.ours) }
    const { failed } = await playAll({ ...both, ours }, { only, seed, times: 0.25, edges: false })
    if (failed === 0) missed.push(what)
  }
  console.log(`\n${planted.length} planted differences: ${planted.length - missed.length} found`)
  for (const what of missed) console.log(`✗ overlooked: ${what}`)
  return { passed: planted.length - missed.length, failed: missed.length }
}

/** The build for other runtimes, which has its own platform part, on a tenth of the generated cases. */
async function comparePortable(both: Both, seed: number): Promise<Counted> {
  const result = await playAll(both, { only: '', seed: seed + 1, times: 0.1, edges: false })
  console.log(`\nThe build for other runtimes: ${result.cases} cases, ${result.failed} differ`)
  for (const text of explained(result.failures)) console.log(text)
  return { passed: result.cases - result.failed, failed: result.failed }
}
