/** Authorization servers, clients and request options as callers write them, and as they should not. */
import fc from 'fast-check'
import { aliases, client, server } from '../parties.ts'
import { call, fetcher, headers, hook, pair, params, ref, signal } from '../value.ts'
import { mostly, objectLike, oddValue } from './data.ts'

const skews = fc.constantFrom<unknown>(
  0,
  10,
  -10,
  31,
  -31,
  300,
  -3600,
  '10',
  null,
  Number.NaN,
  Number.POSITIVE_INFINITY,
)

const clockMembers = fc.record(
  { '@clockSkew': skews, '@clockTolerance': fc.oneof(skews, fc.constant<unknown>(60)) },
  { requiredKeys: [] },
)

/** A client with some of the named members set to one of the values. */
export const clients = (choices: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<unknown>(client) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(
          sparse(choices),
          mostly<object>({}, {}, {}, {}),
          fc.oneof(fc.constant({}), fc.constant({}), clockMembers),
        )
        .map(([chosen, , clock]) => ({ ...client, ...chosen, ...clock })),
    },
  )

/** An authorization server with some members set. */
export const servers = (choices: Record<string, fc.Arbitrary<unknown>> = {}): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<unknown>(server) },
    { weight: 5, arbitrary: sparse(choices).map((chosen) => ({ ...server, ...chosen })) },
  )

/** Each member present in a third of the objects. */
function sparse(choices: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  const names = Object.keys(choices)
  if (names.length === 0) return fc.constant({})
  return fc
    .subarray(names, { minLength: 0, maxLength: Math.min(2, names.length) })
    .chain((chosen) =>
      fc.record(Object.fromEntries(chosen.map((name) => [name, choices[name] as fc.Arbitrary<unknown>]))),
    )
}

const endpointValues = fc.constantFrom<unknown>(
  'http://op.example/plain',
  'ftp://op.example/file',
  'javascript:alert(1)',
  'HTTPS://OP.EXAMPLE/Upper',
  'https://op.example/path?query=1',
  'https://op.example/path#fragment',
  'https://user:password@op.example/',
  'https://op.example:8443/a/../b',
  'https://ö.example/é',
  'https://op.example/\ud800',
  '//op.example/relative',
  '/relative',
  'relative',
  '',
  ' https://op.example/space ',
  undefined,
  null,
  0,
  {},
  ['https://op.example/array'],
)

/** Servers whose endpoint is valid, missing, invalid or an alias. */
export const serversWith = (endpoint: string): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant<unknown>(server) },
    { weight: 5, arbitrary: endpointValues.map((value) => ({ ...server, [endpoint]: value })) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          fc.oneof(fc.constant<unknown>(aliases), objectLike(aliases, [endpoint], endpointValues), oddValue),
          mostly<unknown>(server[endpoint as keyof typeof server], undefined, 'http://op.example/x'),
        )
        .map(([mtls_endpoint_aliases, value]) => ({ ...server, [endpoint]: value, mtls_endpoint_aliases })),
    },
  )

export const mtlsClients = fc.oneof(
  { weight: 3, arbitrary: clients() },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<unknown>(true, true, true, false, 'yes', 1, null)
      .map((use_mtls_endpoint_aliases) => ({ ...client, use_mtls_endpoint_aliases })),
  },
)

const headerEntries: [string, string][][] = [
  [],
  [['x-extra', '1']],
  [['Accept', 'text/html']],
  [['user-agent', 'mine/1.0']],
  [['user-agent', '']],
  [['constructor', '1']],
  [['DPoP', 'proof of another']],
  [['content-type', 'text/plain']],
  [
    ['x-extra', '1'],
    ['X-Extra', '2'],
  ],
]

const headerValues: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...headerEntries).map(headers) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>(...headerEntries) },
  { weight: 2, arbitrary: fc.constantFrom(...headerEntries).map((entries) => Object.fromEntries(entries)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(null, undefined, [], {}, { Authorization: 'x' }, [['authorization', '']]),
  },
  { weight: 1, arbitrary: fc.constantFrom<unknown>('x', 1, [['a']], { 'bad name': '1' }, { a: '\u0100' }, { a: 1 }) },
)

export const proofs = (name = 'ES256') => call('DPoP', {}, pair(name))

/** Proof handles that cost a signature are rarer than the rest. */
export const proofValues: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      proofs('ES256'),
      proofs('Ed25519'),
      proofs('PS256'),
      proofs('weak RS256'),
      proofs('ES384'),
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('watch assertion', 'add members', 'strip members', 'change alg', 'fail', 'return a promise'),
        skews,
      )
      .map(([name, skew]) => call('DPoP', { '@clockSkew': skew }, pair('ES256'), { '@modifyAssertion': hook(name) })),
  },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(undefined, null, {}, 'x', 0, true, ref('branded')) },
)

const signals: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(signal(), signal(true), undefined, hook('return', signal())),
  fc.constantFrom<unknown>(
    null,
    {},
    'x',
    1,
    hook('return', undefined),
    hook('return', null),
    hook('fail'),
    hook('reject'),
  ),
)

const insecure = fc.constantFrom<unknown>(true, true, true, false, 'true', 1, null)

export interface OptionChoices {
  proof?: boolean
  headers?: boolean
  additionalParameters?: fc.Arbitrary<unknown>
  others?: Record<string, fc.Arbitrary<unknown>>
}

/** Options with the case's own fetch function, which is almost always set. */
export function options({ proof = false, headers: own = true, additionalParameters, others = {} }: OptionChoices = {}) {
  const choices: Record<string, fc.Arbitrary<unknown>> = {
    signal: signals,
    '@allowInsecureRequests': insecure,
    ...(own ? { headers: headerValues } : {}),
    ...(proof ? { DPoP: proofValues } : {}),
    ...(additionalParameters ? { additionalParameters } : {}),
    ...others,
  }
  return fc
    .tuple(sparse(choices), mostly<unknown>(fetcher(), undefined, null, fetcher()))
    .map(([chosen, fetch]): unknown => ({ '@customFetch': fetch, ...chosen }))
}

export const insecureFetch = { '@customFetch': fetcher(), '@allowInsecureRequests': true }
export const plainFetch = { '@customFetch': fetcher() }

const pairs: [string, string][][] = [
  [],
  [['scope', 'openid profile']],
  [
    ['resource', 'https://a.example'],
    ['resource', 'https://b.example'],
  ],
  [['grant_type', 'mine']],
  [['client_id', 'client']],
  [
    ['client_id', 'foreign'],
    ['client_id', 'client'],
  ],
  [['client_secret', 'guess']],
  [
    ['token', 'mine'],
    ['refresh_token', 'mine'],
    ['device_code', 'mine'],
    ['code', 'mine'],
    ['redirect_uri', 'mine'],
    ['auth_req_id', 'mine'],
    ['code_verifier', 'mine'],
  ],
  [
    ['__proto__', '1'],
    ['constructor', '2'],
    ['toString', '3'],
  ],
  [['x', 'a b+c%20d&e=f']],
  [['\ud800', '\udfff']],
  [['empty', '']],
]

/** Arguments for the `URLSearchParams` constructor. */
export const parameters: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(...pairs) },
  { weight: 3, arbitrary: fc.constantFrom(...pairs).map((entries) => Object.fromEntries(entries)) },
  { weight: 3, arbitrary: fc.constantFrom(...pairs).map((entries) => params(entries)) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(undefined, null, '', 'a=1&b=2', '?a=1', 1, true, { a: 1, b: null }),
  },
  { weight: 1, arbitrary: fc.constantFrom<unknown>([['a']], [['a', 'b', 'c']], ['ab'], {}) },
)
