/** JWK Sets as an endpoint serves them. */
import fc from 'fast-check'
import { json, jwk, members, raw } from '../value.ts'
import { answers, good } from './answers.ts'
import { mostly, oddJson } from './data.ts'

const changes: [string, unknown][] = [
  ['kid', 'other'],
  ['kid', undefined],
  ['kid', 1],
  ['alg', 'ES256'],
  ['alg', 'RS256'],
  ['alg', 'EdDSA'],
  ['alg', 'Ed25519'],
  ['use', 'sig'],
  ['use', 'enc'],
  ['use', null],
  ['key_ops', ['verify']],
  ['key_ops', ['sign']],
  ['key_ops', ['verify', 'encrypt']],
  ['key_ops', []],
  ['key_ops', 'verify'],
  ['ext', false],
  ['ext', 'no'],
  ['crv', 'P-384'],
  ['crv', undefined],
  ['crv', 'Ed448'],
  ['kty', 'oct'],
  ['kty', undefined],
  ['kty', 'constructor'],
  ['x', undefined],
  ['x', 'AAAA'],
  ['y', '****'],
  ['n', 'AQAB'],
  ['e', 'Aw'],
  ['d', '@private'],
  ['x5c', ['AAAA']],
  ['__proto__', { kty: 'EC' }],
]

const keyNames = ['ES256', 'other ES256', 'RS256', 'PS256', 'ES384', 'ES512', 'Ed25519', 'other Ed25519', 'weak RS256']

/** One member of `keys`: a key of the pool, usually with the `kid` of the tokens. */
const oneKey = (name: fc.Arbitrary<string>): fc.Arbitrary<unknown> =>
  fc
    .tuple(name, fc.array(fc.constantFrom(...changes), { maxLength: 2 }), mostly<boolean>(false, true))
    .map(([label, made, bare]) =>
      jwk(label, { ...(bare ? {} : { kid: 'k1' }), ...(bare ? {} : Object.fromEntries(made)) }),
    )

export const keySets = (name: string): fc.Arbitrary<unknown> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constant<unknown>([jwk(name, { kid: 'k1' }), jwk('RSA-OAEP', { kid: 'k2', use: 'enc' })]),
    },
    { weight: 5, arbitrary: oneKey(fc.constant(name)).map((one) => [one]) },
    {
      weight: 3,
      arbitrary: fc.array(oneKey(fc.constantFrom(name, ...keyNames)), { maxLength: 4 }) as fc.Arbitrary<unknown>,
    },
    { weight: 1, arbitrary: fc.array(oddJson, { maxLength: 2 }) as fc.Arbitrary<unknown> },
    { weight: 1, arbitrary: oddJson },
  )

/** The response of the JWK Set endpoint. */
export const keySetAnswers = (name: string): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(keySet([jwk(name, { kid: 'k1' })])) },
    { weight: 6, arbitrary: keySets(name).map(keySet) },
    {
      weight: 2,
      arbitrary: answers({
        status: 200,
        type: 'application/jwk-set+json',
        body: keySets(name).map((keys) => members([['keys', keys]])),
      }),
    },
    { weight: 1, arbitrary: fc.constantFrom(good({}), good({ keys: {} }), good([raw('1')])) },
  )

export const keySet = (keys: unknown, type = 'application/json'): unknown => good({ keys }, 200, type)

export const keySetText = (keys: unknown): unknown => json({ keys })
