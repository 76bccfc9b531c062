// A module of the FAPI plans as a row: how the server differs, in which variants it runs, and the client's last
// request.
import assert from 'node:assert/strict'
import type { AuthorizationServerOptions } from 'relying/testing'
import type { Library } from '../../hostile/stage.ts'
import { type Ends, endOf, type Module } from '../module.ts'
import { signIn } from './application.ts'
import { createSuite, type Endpoint, type Suite } from './server.ts'
import type { Variant } from './variants.ts'

export interface Row extends Pick<Module, 'title' | 'ends' | 'theirs' | 'oursOnly'> {
  variants: readonly Variant[]
  options?: AuthorizationServerOptions
  /** whether the metadata has aliases for mutual TLS; true when not set */
  aliases?: boolean
  /** how the module changes the server */
  deviate?(suite: Suite): void | Promise<void>
  /** what the application does; a sign-in when not set */
  conduct?(library: Library, suite: Suite): Promise<void>
  /**
   * the last request, except those for the JWK Set; the one for the accounts when not set. The response to the first
   * such request is refused.
   */
  last?: Endpoint
}

/** Each row is played in all of its variants, and must end the same way in each. */
export function modules(rows: readonly Row[]): Module[] {
  return rows.map(({ variants, options, aliases, deviate, conduct = signIn, last = 'resource', ...row }) => ({
    ...row,
    play: async (library) => {
      let first: { error: unknown; ends: Ends } | undefined
      for (const variant of variants) {
        const suite = await createSuite(variant, options, aliases)
        await deviate?.(suite)
        const error = await errorOf(() => conduct(library, suite))
        if (suite.failure !== undefined) throw suite.failure
        const ends = await endOf(library, () => rethrow(error))
        first ??= { error, ends }
        const name = JSON.stringify(variant)
        assert.equal(ends, first.ends, name)
        const sent = suite.arrivals.filter(({ endpoint, comesAgain }) => endpoint !== 'jwks' && !comesAgain)
        assert.equal(sent.at(-1)?.endpoint, last, name)
        const polls = variant.mode === 'poll' && last === 'token' ? 3 : 1
        if (ends !== 'accepted') assert.equal(sent.filter(({ endpoint }) => endpoint === last).length, polls, name)
      }
      assert.ok(first, 'there is a variant')
      await rethrow(first.error)
    },
  }))
}

async function errorOf(conduct: () => Promise<void>): Promise<unknown> {
  try {
    await conduct()
  } catch (error) {
    return error
  }
}

async function rethrow(error: unknown): Promise<void> {
  if (error !== undefined) throw error
}
