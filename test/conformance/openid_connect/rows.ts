// A module of the OpenID Connect plans as a row, played in each variant that it is listed for.
import assert from 'node:assert/strict'
import * as ours from 'relying'
import { type Ends, type Module, testModules } from '../module.ts'
import { signIn, type Wishes } from './application.ts'
import { checkRequests } from './requests.ts'
import { type Suite, type SuiteOptions, startSuite, type Variant, variants } from './suite.ts'

export type VariantName = keyof typeof variants

export interface Row extends Omit<Module, 'play'> {
  /** the response types and modes; all four when not set */
  on?: readonly VariantName[]
  /** the other properties of the variant */
  variant?: Omit<Variant, 'responseType' | 'byForm'>
  options?: SuiteOptions
  wishes?: Wishes
  /** Sets the server up for the module. */
  arrange?(suite: Suite): void | Promise<void>
  /** What the application does; a sign-in when not set. */
  play?(suite: Suite): Promise<unknown>
  /**
   * The requests that the server receives, in order, without those for discovery, registration and keys. When not set:
   * all three if the row ends well, and none after the refused message.
   */
  sees?: readonly string[]
}

export const codes = ['code', 'code by form_post'] as const
export const hybrids = ['code id_token', 'code id_token by form_post'] as const

const whole = ['authorization', 'token', 'userinfo']
const preparing = ['discovery', 'registration', 'jwks']

export function testRows(rows: readonly Row[]): void {
  testModules(rows.flatMap(modulesOf))
}

function modulesOf({ title, on = Object.keys(variants) as VariantName[], ...row }: Row): Module[] {
  return on.map((name) => ({
    title: `${title} · ${name}`,
    ends: row.ends,
    ...(row.theirs && { theirs: row.theirs }),
    ...(row.oursOnly && { oursOnly: row.oursOnly }),
    play: async (oauth) => {
      const suite = await startSuite(oauth, { ...variants[name], ...row.variant }, row.options)
      await row.arrange?.(suite)
      const refused = await (row.play?.(suite) ?? signIn(suite, row.wishes)).then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      await checkRequests(suite)
      const { exchanges } = suite.server
      const wentWrong = exchanges.some(({ misbehaviour }) => misbehaviour.length > 0)
      assert.ok(wentWrong || !row.arrange, 'the switch was not used')
      const ends = (oauth === ours ? undefined : row.theirs?.ends) ?? row.ends
      if (refused && ends === 'accepted') throw refused.error
      const seen = exchanges.map(({ endpoint }) => endpoint)
      const expected = (ends === row.ends ? row.sees : undefined) ?? expectedOf(ends, name)
      assert.deepEqual(
        seen.filter((endpoint) => !preparing.includes(endpoint)),
        expected,
      )
      if (refused) throw refused.error
    },
  }))
}

// the first ID Token is refused, wherever it comes from
function expectedOf(ends: Ends, name: VariantName): readonly string[] {
  if (ends === 'accepted') return whole
  return whole.slice(0, name.startsWith('code id_token') ? 1 : 2)
}
