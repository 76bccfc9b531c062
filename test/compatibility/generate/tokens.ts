/** JWTs: valid ones, and ones with a wrong header, claims, signature or form. */
import fc from 'fast-check'
import { type JwtData, json, jwt, now, raw } from '../value.ts'
import { jsonLike, mostly, oddJson, oddString } from './data.ts'

/** Times around the limits of clock tolerance, age and windows. */
export const moments = fc.constantFrom<unknown>(
  ...[
    -3601, -3600, -3599, -331, -330, -301, -300, -299, -61, -31, -30, -29, -1, 0, 1, 29, 30, 31, 60, 300, 301, 330,
  ].map((offset) => now + offset),
  now + 0.5,
  raw('1e400'),
)

/** Values of a claim; half of the numbers are times. */
const claimValue = fc.oneof(moments, oddJson)

export interface TokenShape {
  header: object
  claims: object
  /** Claim names to change beside those present. */
  also?: string[]
  /** Name of the key that signs; not set if the signature is not verified. */
  key?: string
}

/** A three-part token, mostly valid. */
export function tokens({ header, claims, also = [], key }: TokenShape): fc.Arbitrary<unknown> {
  const odd = fc.constantFrom<unknown>('null', '[]', '"x"', '{', '', '{}', '\ufeff{}', '{"alg":"RS256"')
  const headers = fc.oneof(
    { weight: 10, arbitrary: fc.constant<unknown>(header) },
    {
      weight: 4,
      arbitrary: jsonLike(header, ['crit', 'kid', 'typ', 'jwk', 'zip', 'b64'], fc.oneof(oddJson, algorithms)),
    },
    { weight: 1, arbitrary: odd },
  )
  const payloads = fc.oneof(
    { weight: 3, arbitrary: fc.constant<unknown>(claims) },
    { weight: 12, arbitrary: jsonLike(claims, also, claimValue) },
    { weight: 1, arbitrary: odd },
  )
  const segments = fc.oneof(
    { weight: 12, arbitrary: fc.constant<[number, string][]>([]) },
    {
      weight: 1,
      arbitrary: fc.array(
        fc.tuple(fc.nat(4), fc.oneof(oddString, fc.constantFrom('e30', 'e30=', 'AAAA', 'A', '****', 'AA.A'))),
        {
          minLength: 1,
          maxLength: 2,
        },
      ),
    },
  )
  const signing = mostly<string | undefined>(key, ...(key === undefined ? [] : [undefined, other(key)]))
  return fc
    .record({ header: headers, claims: payloads, segments, key: signing })
    .map((data) => jwt(asText(data as JwtData)))
}

const other = (key: string) => (key === 'ES256' ? 'other ES256' : 'ES256')

/** `members` must become text before `jwt` sees them. */
const asText = (data: JwtData): JwtData => ({
  ...data,
  header: typeof data.header === 'string' ? data.header : json(data.header),
  claims: typeof data.claims === 'string' ? data.claims : json(data.claims),
})

export const algorithms = fc.constantFrom<unknown>(
  'RS256',
  'ES256',
  'PS256',
  'ES384',
  'ES512',
  'RS512',
  'Ed25519',
  'EdDSA',
  'HS256',
  'none',
  'ML-DSA-44',
  'rs256',
  'ES256K',
  '',
  null,
  1,
)

/** Everything that may be in the place of a token. */
export const strings = fc.constantFrom<unknown>(
  'something.resembling.a_token',
  'a',
  '.',
  '..',
  '...',
  '....',
  'a.b.c.d',
  'a.b.c.d.e',
  'a.b.c.d.e.f',
  'é.é.é',
  '\ud800.e30.e30',
  'e30.e30.',
  'e30.e30.e30',
  'bnVsbA.e30.AAAA',
  ' e30.e30.e30',
  'e 3 0.e30.e30',
)

export const tokenOrOdd = (shape: TokenShape): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 14, arbitrary: tokens(shape) }, { weight: 1, arbitrary: strings })
