// The server signs with a new key: modules of the Config and Dynamic plans, also with cached keys.
import assert from 'node:assert/strict'
import { mock } from 'node:test'
import { getToKnow, signIn } from './application.ts'
import { codes, hybrids, type Row, testRows } from './rows.ts'
import type { Suite, SuiteOptions } from './suite.ts'

const rotate = ({ server }: Suite) => server.keys.rotate({ retire: true })
// keys that are fast to generate
const es256 = { algorithms: ['ES256'] } satisfies SuiteOptions
const twice = ['authorization', 'token', 'userinfo', 'authorization', 'token', 'userinfo']

const rows: Row[] = [
  {
    title:
      'oidc-core 10.1.1/1: oidcc-client-test-signing-key-rotation-just-before-signing: new keys before the ID Token is signed',
    on: codes,
    options: { ...es256, before: { token: rotate } },
    ends: 'accepted',
  },
  {
    title:
      'oidc-core 10.1.1/1: oidcc-client-test-signing-key-rotation-just-before-signing: the same, for a client that registers itself',
    on: ['code'],
    variant: { registers: true },
    options: { ...es256, before: { token: rotate } },
    ends: 'accepted',
  },
  {
    title:
      'oidc-core 10.1.1/1: oidcc-client-test-signing-key-rotation-just-before-signing: new keys before each of the two ID Tokens, the second trusted because of TLS',
    on: hybrids,
    options: { ...es256, before: { authorize: rotate, token: rotate } },
    wishes: { trustsTls: true },
    ends: 'accepted',
  },
  {
    title:
      'oidc-core 10.1.1/1: oidcc-client-test-signing-key-rotation-just-before-signing: the same within a minute, both signatures verified',
    on: hybrids,
    options: { ...es256, before: { authorize: rotate, token: rotate } },
    ends: 'OperationProcessingError KEY_SELECTION',
    sees: ['authorization', 'token'],
  },
  {
    title: 'oidc-core 10.1.1/1: oidcc-client-test-signing-key-rotation: two sign-ins, the metadata discovered for each',
    options: es256,
    play: async (suite) => {
      await signIn(suite)
      await rotate(suite)
      await signIn(suite)
      assert.equal(keysLoaded(suite), 2)
    },
    ends: 'accepted',
    sees: twice,
  },
  {
    title:
      'oidc-core 10.1.1/1: oidcc-client-test-signing-key-rotation: two sign-ins with the same metadata, a minute apart',
    options: es256,
    play: async (suite) => {
      mock.timers.enable({ apis: ['Date'], now: Date.now() })
      try {
        const known = await getToKnow(suite)
        await signIn(suite, { known })
        await rotate(suite)
        mock.timers.tick(60_000)
        await signIn(suite, { known })
        assert.equal(keysLoaded(suite), 2)
      } finally {
        mock.timers.reset()
      }
    },
    ends: 'accepted',
    sees: twice,
  },
  {
    title:
      'oidc-core 10.1.1/1: oidcc-client-test-signing-key-rotation: two sign-ins at once, the second with a copy of the metadata',
    options: es256,
    play: async (suite) => {
      const known = await getToKnow(suite)
      await signIn(suite, { known })
      await rotate(suite)
      await signIn(suite, { known: { ...known, as: { ...known.as } } })
      assert.equal(keysLoaded(suite), 2)
    },
    ends: 'accepted',
    sees: twice,
  },
  ...(
    [
      [codes, [...twice.slice(0, 5)]],
      [hybrids, [...twice.slice(0, 4)]],
    ] as const
  ).map(
    ([on, sees]): Row => ({
      title:
        'oidc-core 10.1.1/1: oidcc-client-test-signing-key-rotation: two sign-ins with the same metadata, within a minute',
      on,
      options: es256,
      play: async (suite) => {
        const known = await getToKnow(suite)
        await signIn(suite, { known })
        await rotate(suite)
        await signIn(suite, { known })
      },
      // the set is not fetched again within a minute, so that forged tokens cannot trigger a request each
      ends: 'OperationProcessingError KEY_SELECTION',
      sees,
    }),
  ),
]

function keysLoaded({ server }: Suite): number {
  return server.exchanges.filter(({ endpoint }) => endpoint === 'jwks').length
}

testRows(rows)
