import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keys } from '../../test/fixtures/keys.ts'
import { json, network, server } from '../../test/fixtures/parties.ts'
import { failed, rejects } from '../../test/fixtures/refusal.ts'
import { algorithmOf } from './algorithms.ts'
import { selectKey } from './jwks.ts'

const ec = { kty: 'EC', crv: 'P-256' }
const okp = { kty: 'OKP', crv: 'Ed25519' }
const rsa = { kty: 'RSA' }

const select = async (header: object, set: unknown[]) => {
  const { options } = network(json({ keys: set }))
  return selectKey(server(), options, header as never, algorithmOf((header as { alg: string }).alg))
}

const selections: [string, object, object[], number | 'none' | 'several'][] = [
  ['rfc7517 4.1/1: by kty, RSA', { alg: 'PS256' }, [ec, okp, rsa], 2],
  ['rfc7517 4.1/1: by kty, EC', { alg: 'ES256' }, [rsa, okp, ec], 2],
  ['rfc7517 4.1/1, rfc8037 2/1: by kty, OKP', { alg: 'Ed25519' }, [rsa, ec, okp], 2],
  ['rfc7517 4.1/1: by kty, AKP', { alg: 'ML-DSA-44' }, [rsa, ec, okp, { kty: 'AKP' }], 3],
  [
    'rfc7517 4.5/1: by kid',
    { alg: 'RS256', kid: 'b' },
    [
      { ...rsa, kid: 'a' },
      { ...rsa, kid: 'b' },
    ],
    1,
  ],
  ['rfc7517 4.5/1: kid is case-sensitive', { alg: 'RS256', kid: 'b' }, [{ ...rsa, kid: 'B' }], 'none'],
  ['rfc7517 4.5/1: the header has a kid, the key has none', { alg: 'RS256', kid: 'a' }, [rsa], 'none'],
  ['compatible: the header has no kid, the key has one', { alg: 'RS256' }, [{ ...rsa, kid: 'a' }], 0],
  ['rfc7515 4.1.4/1: a kid that is not a string', { alg: 'RS256', kid: null }, [{ ...rsa, kid: 'a' }], 'none'],
  [
    'rfc7517 4.4/1, rfc8725 3.1/1c: by alg',
    { alg: 'PS256' },
    [
      { ...rsa, alg: 'RS256' },
      { ...rsa, alg: 'PS256' },
    ],
    1,
  ],
  ['rfc7517 4.4/1: a key without alg', { alg: 'PS256' }, [{ ...rsa, alg: 'RS256' }, rsa], 1],
  [
    'rfc7517 4.2/1: use sig',
    { alg: 'RS256' },
    [
      { ...rsa, use: 'enc' },
      { ...rsa, use: 'sig' },
    ],
    1,
  ],
  [
    'rfc7517 4.2/1: another use',
    { alg: 'RS256' },
    [
      { ...rsa, use: 'enc' },
      { ...rsa, use: null },
    ],
    'none',
  ],
  [
    'rfc7517 4.3/1: key_ops',
    { alg: 'RS256' },
    [
      { ...rsa, key_ops: ['sign'] },
      { ...rsa, key_ops: ['x', 'verify'] },
    ],
    1,
  ],
  [
    'rfc7517 4.3/1: other key_ops',
    { alg: 'RS256' },
    [
      { ...rsa, key_ops: [] },
      { ...rsa, key_ops: 'verify' },
    ],
    'none',
  ],
  ['rfc7518 3.4/p2: ES256', { alg: 'ES256' }, [{ ...ec, crv: 'P-384' }, ec], 1],
  ['rfc7518 3.4/p2: ES384', { alg: 'ES384' }, [ec, { ...ec, crv: 'P-384' }], 1],
  ['rfc7518 3.4/p2: ES512', { alg: 'ES512' }, [ec, { ...ec, crv: 'P-521' }], 1],
  [
    'rfc8037 2/2: another curve',
    { alg: 'Ed25519' },
    [
      { ...okp, crv: 'Ed448' },
      { ...okp, crv: 'X25519' },
    ],
    'none',
  ],
  ['difference 20: EdDSA accepts a key for Ed25519', { alg: 'EdDSA' }, [{ ...okp, alg: 'Ed25519' }], 0],
  ['difference 20: Ed25519 accepts a key for EdDSA', { alg: 'Ed25519' }, [{ ...okp, alg: 'EdDSA' }], 0],
  ['rfc7517 5/4: keys of unknown types are ignored', { alg: 'RS256' }, [{}, { kty: 'new' }, rsa], 2],
  ['compatible: no keys', { alg: 'RS256' }, [], 'none'],
  ['oidc-core 10.1/1: several keys, and no kid', { alg: 'RS256' }, [rsa, rsa], 'several'],
  [
    'oidc-core 10.1/1: several keys with the kid',
    { alg: 'RS256', kid: 'a' },
    [1, 2].map(() => ({ ...rsa, kid: 'a' })),
    'several',
  ],
  [
    'fapi2-sp 5.4.3/1, fapi1-advanced 8.11/1: two keys with one kid',
    { alg: 'ES256', kid: 'a' },
    [
      { ...rsa, kid: 'a' },
      { ...ec, kid: 'a' },
    ],
    1,
  ],
]
for (const [title, header, set, expected] of selections) {
  test(title, async () => {
    if (typeof expected === 'number') {
      assert.deepEqual(await select(header, set), set[expected])
      return
    }
    const candidates = expected === 'several' ? set : []
    const jwks_uri = new URL('https://as.example/jwks')
    await rejects(() => select(header, set), failed('KEY_SELECTION_FAILED', { header, candidates, jwks_uri }))
  })
}

test('compatible: several candidates are refused without another fetch, however old the set', async (t) => {
  const as = server()
  const { sent, options } = network(json({ keys: [rsa, rsa] }))
  const run = async () => selectKey(as, options, { alg: 'RS256' }, algorithmOf('RS256'))
  const shape = failed('KEY_SELECTION_FAILED', Object)
  await rejects(run, shape)
  const later = Date.now() + 100_000
  t.mock.method(Date, 'now', () => later)
  await rejects(run, shape)
  assert.equal(sent.length, 1)
})

test('oidc-core 2/p5, rfc8725 3.10/2: no key is taken from the header of the JWT', async () => {
  const { jwk } = await keys('RS256')
  const header = { alg: 'RS256', jwk, jku: 'https://evil.example', x5u: 'https://evil.example', x5c: ['x'] }
  const { options, sent } = network(json({ keys: [] }))
  const run = async () => selectKey(server(), options, header, algorithmOf('RS256'))
  await rejects(run, failed('KEY_SELECTION_FAILED', Object))
  assert.deepEqual(
    sent.map(({ url }) => url),
    ['https://as.example/jwks'],
  )
})
