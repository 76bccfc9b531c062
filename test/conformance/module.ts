// A module of the conformance suite as a row: what its server does, and how the library ends. Each row is also played
// with npm oauth4webapi.
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
 * `accepted`; or the class of the error and its code, by the exported name; or that the application refuses, because
 * the clause binds the application.
 */
export type Ends = 'accepted' | `${ErrorClass} ${string}` | 'refused by the application'

/** Thrown by a test that plays the application, when the library leaves the check to the application. */
export class RefusedByTheApplication extends Error {}

export interface Module {
  /**
   * `<clause>: <name of the module>: <what its server does, in our words>`. The clause, as in docs/specifications, is
   * the reason for the outcome. Written as one literal, so that tools/specifications.mjs finds it.
   */
  title: string
  ends: Ends
  /** if npm oauth4webapi ends differently: the number of the difference in UPGRADING.md, and how it ends */
  theirs?: { difference: number; ends: Ends }
  /** the module uses functions that npm oauth4webapi does not have */
  oursOnly?: true
  /** Everything that an application does, with the assertions about its requests. */
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

/** How it ends. Errors that are not the library's, for example failed assertions, are rethrown. */
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
