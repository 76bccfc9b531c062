// A module of the conformance suite as a row: what its server does, and how the library ends. Each row is played with npm oauth4webapi, too.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as theirs from 'oauth4webapi'
import * as ours from 'relying'
import type { Library } from '../hostile/stage.ts'

type ErrorClass =
  | 'OperationProcessingError'
  | 'ResponseBodyError'
  | 'WWWAuthenticateChallengeError'
  | 'AuthorizationResponseError'
  | 'UnsupportedOperationError'
  | 'TypeError'

/**
 * `accepted`; or the error: its class and its code, the latter by the name that the library exports it with; or that the application has to see
 * it, because the clause binds the application.
 */
export type Ends = 'accepted' | `${ErrorClass} ${string}` | 'refused by the application'

/** Thrown by what a test plays as the application, where the library leaves the check to it. */
export class RefusedByTheApplication extends Error {}

export interface Module {
  /**
   * `<clause>: <name of the module>: <what its server does, in our words>`. The clause is the one that the reaction comes from, as it stands in
   * docs/specifications; written as one literal, so that tools/specifications.mjs finds it.
   */
  title: string
  ends: Ends
  /** how npm oauth4webapi ends where that is otherwise, and the number of the difference in UPGRADING.md */
  theirs?: { difference: number; ends: Ends }
  /** where the module uses what npm oauth4webapi does not have */
  oursOnly?: true
  /** The whole of what an application does. What is asserted of its requests is asserted in here. */
  play(library: Library): Promise<unknown>
}

/** A test for each row, and one for how npm oauth4webapi ends. */
export function testModules(modules: readonly Module[]): void {
  for (const { title, ends, theirs: otherwise, oursOnly, play } of modules) {
    test(title, async () => assert.equal(await endOf(ours, play), ends))
    if (oursOnly) continue
    test(`${title}, by oauth4webapi`, async () =>
      assert.equal(await endOf(theirs as unknown as Library, play), otherwise?.ends ?? ends))
  }
}

/** How it ends. What is no error of the library, a failed assertion for example, comes through. */
export async function endOf(library: Library, play: Module['play']): Promise<Ends> {
  try {
    await play(library)
    return 'accepted'
  } catch (error) {
    if (error instanceof RefusedByTheApplication) return 'refused by the application'
    const { name, code, cause } = error as { name: ErrorClass; code?: unknown; cause?: unknown }
    if (typeof code !== 'string' || error instanceof assert.AssertionError) throw error
    if (process.env.DEBUG) console.error(error, cause)
    const constant = Object.entries(library).find(([, value]) => value === code)?.[0]
    return `${name} ${constant ?? code}`
  }
}
