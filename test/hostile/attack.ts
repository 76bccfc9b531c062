// How a line of the table of attacks is written.
import type { MisbehaviourName, MisbehaviourValues } from 'relying/testing'
import type { FlowName } from './flows.ts'
import type { Switch } from './pairs.ts'

/** What happens: the code of the error (with what the server said), or an outcome that needs a reason. */
export type Outcome = string | { outcome: 'fine' | 'undetected'; reason: string }
/** What happens, and in which flows. */
export type Ends = readonly [outcome: Outcome, flows: readonly FlowName[]]

export interface Attack {
  switches: readonly Switch[]
  ends: readonly Ends[]
  /** if npm oauth4webapi ends differently: the number of the difference, and how it ends */
  theirs?: { difference: number; ends: readonly Ends[] }
}

/** The application ends up as it would without the attack. */
export function harmless(reason: string): Outcome {
  return { outcome: 'fine', reason }
}

/** The application acts for somebody else, and the library cannot detect it. */
export function undetected(reason: string): Outcome {
  return { outcome: 'undetected', reason }
}

/** One switch, its value (`usual` for its default), and how each flow ends. */
export function attack<Name extends MisbehaviourName>(
  name: Name,
  value: MisbehaviourValues[Name] | undefined,
  ...ends: Ends[]
): Attack & { but: (difference: number, ...theirs: Ends[]) => Attack } {
  return attacks([[name, value]], ...ends)
}

/** Several switches at once. */
export function attacks(
  switches: Switch[],
  ...ends: Ends[]
): Attack & { but: (difference: number, ...theirs: Ends[]) => Attack } {
  return {
    switches,
    ends,
    but: (difference, ...theirs) => ({ switches, ends, theirs: { difference, ends: theirs } }),
  }
}

/** The default value of a switch: see `listMisbehaviours()`. */
export const usual = undefined
