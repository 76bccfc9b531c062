/** Plays a case with both libraries and decides whether they behave alike, or differ in an accepted way. */
import { type Difference, differences } from './differences.ts'
import type { Both } from './libraries.ts'
import { isArgumentGuard } from './outcome.ts'
import { type Played, play, type Run, type Side } from './play.ts'
import { prepare } from './prepare.ts'
import { type Tally, tallyRun } from './tally.ts'
import type { Case } from './value.ts'

export interface Pair {
  data: Case
  their: Played
  our: Played
  theirRun: Run
  ourRun: Run
}

export interface Verdict {
  /** The accepted differences that occurred. */
  accepted: Difference[]
  /** All other differences: one string for each library. */
  unexpected?: { theirs: string; ours: string }
}

export async function compare(both: Both, data: Case, tally?: Tally): Promise<Verdict> {
  const prepared = prepare(data)
  const theirSide = { library: both.theirs, copy: both.theirCopy }
  const theirRun = await play(theirSide, prepared)
  const ourRun = await play({ library: both.ours, copy: both.ourCopy }, prepared)
  if (tally) {
    tallyRun(tally.theirs, theirRun)
    tallyRun(tally.ours, ourRun)
  }
  const place = theirRun.played.findIndex((step, index) => step.text !== ourRun.played[index]?.text)
  if (place < 0) return { accepted: [] }
  const their = theirRun.played[place] as Played
  const our = ourRun.played[place] as Played
  if (areMistakes(their, our)) return { accepted: [] }
  const accepted = await recognise({ data, their, our, theirRun, ourRun }, theirSide)
  if (accepted.length > 0) return { accepted }
  return { accepted, unexpected: { theirs: their.text, ours: our.text } }
}

/**
 * A difference either names a case in which the other library behaves as ours does here (`sameAs`; several of them may
 * apply at once), or looks at the two outcomes (`recognises`).
 */
async function recognise(pair: Pair, side: Side): Promise<Difference[]> {
  const place = pair.theirRun.played.indexOf(pair.their)
  const alike = (their: Played) => withoutArguments(their.text) === withoutArguments(pair.our.text)
  const playChanged = async (data: Case) => (await play(side, prepare(data))).played[place] ?? pair.their
  const applied: Difference[] = []
  let data = pair.data
  for (const difference of differences) {
    const alone = difference.sameAs?.(pair.data)
    if (alone !== undefined && alike(await playChanged(alone))) return [difference]
    const changed = difference.sameAs?.(data)
    if (changed === undefined) continue
    data = changed
    applied.push(difference)
  }
  const their = applied.length > 0 ? await playChanged(data) : pair.their
  if (alike(their)) return applied
  const recognised = differences.filter(({ recognises }) => recognises?.({ ...pair, their }))
  return recognised.length > 0 ? [...applied, ...recognised] : []
}

/** If a call has several wrong options, it does not matter which of the mistakes is reported first. */
function areMistakes(their: Played, our: Played): boolean {
  const isMistake = ({ code }: Played) => isArgumentGuard(code) || code.startsWith('leak TypeError')
  const options = our.step.args.at(-1)
  const settings = typeof options === 'object' && options !== null ? Object.keys(options).length : 0
  return isMistake(their) && isMistake(our) && settings > 2 && '@customFetch' in (options as object)
}

/** A changed case has other arguments, but its outcome and its requests must be equal. */
const withoutArguments = (text: string) => text.slice(0, text.lastIndexOf('\nafterwards '))
