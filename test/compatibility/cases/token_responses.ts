/** The six processors of token endpoint responses, and the ID Tokens in them. */
import fc from 'fast-check'
import { answers, good } from '../generate/answers.ts'
import { jsonLike, mostly, oddValue, usually } from '../generate/data.ts'
import { clients, servers } from '../generate/parties.ts'
import { algorithms, tokenOrOdd, tokens } from '../generate/tokens.ts'
import { client, issuer, server } from '../parties.ts'
import { type Case, hook, json, jwt, members, now, ref, response, type Step, symbol } from '../value.ts'
import { type Family, single } from './family.ts'

export const functions = [
  'processAuthorizationCodeResponse',
  'processRefreshTokenResponse',
  'processClientCredentialsResponse',
  'processGenericTokenEndpointResponse',
  'processDeviceCodeResponse',
  'processBackchannelAuthenticationGrantResponse',
]

const body = { access_token: 'token', token_type: 'Bearer', expires_in: 3600, scope: 'a b', refresh_token: 'again' }

export const idTokenClaims = { iss: issuer, sub: 'someone', aud: 'client', exp: now + 300, iat: now }

const idToken = {
  header: { alg: 'RS256', kid: 'k1' },
  claims: { ...idTokenClaims, nonce: 'n', auth_time: now - 10, azp: 'client' },
  also: ['nbf', 'at_hash', 'cnf', 'acr'],
}

export const maxAges = fc.constantFrom<unknown>(0, 9, 10, 39, 40, 41, 3600, -1, '10', null, Number.NaN)
const trueish = fc.constantFrom<unknown>(true, true, false, 'true', 1, null)

/** Settings that affect the validation of an ID Token. */
export const idTokenClients = clients({
  id_token_signed_response_alg: algorithms,
  default_max_age: maxAges,
  require_auth_time: trueish,
})
export const idTokenServers = servers({
  id_token_signing_alg_values_supported: fc.constantFrom<unknown>(['RS256'], ['ES256', 'none'], [], 'RS256', null, [
    'HS256',
  ]),
  '@_expectedIssuer': fc.constantFrom<unknown>(
    hook('return', issuer),
    hook('return', 'https://other.example'),
    hook('return', undefined),
  ),
})

const audiences = [
  {},
  { aud: ['client'] },
  { aud: ['client', 'other'], azp: 'client' },
  { aud: ['client', 'other'], azp: 'other' },
  { aud: ['client', 'other'] },
  { aud: ['other'] },
  { aud: [] },
  { aud: 'other' },
  { iss: 'https://other.example' },
]

const idTokens: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: tokenOrOdd(idToken) },
  { weight: 2, arbitrary: tokens({ ...idToken, claims: { ...idTokenClaims } }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...audiences)
      .map((claims) => jwt({ header: { alg: 'RS256' }, claims: json({ ...idTokenClaims, ...claims }) })),
  },
  { weight: 1, arbitrary: algorithms.map((alg) => jwt({ header: { alg }, claims: idTokenClaims })) },
)

const handled = {
  bearer: hook('watch'),
  n_a: hook('watch'),
  'x-fail': hook('fail'),
  'x-later': hook('return a promise'),
  'x-undefined': undefined,
  'x-null': null,
}
const tokenTypes = fc.constantFrom<unknown>(
  'bearer',
  'BEARER',
  'DPoP',
  'N_A',
  'x-fail',
  'X-Later',
  'x-undefined',
  'x-null',
  'mac',
  'bEaRER ',
  'constructor',
  'toString',
  '__proto__',
)
const common: fc.Arbitrary<object> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<object>(
      { recognizedTokenTypes: handled },
      { recognizedTokenTypes: {} },
      { recognizedTokenTypes: null },
      {
        '@jweDecrypt': hook('resolve', jwt({ header: { alg: 'RS256' }, claims: idTokenClaims })),
        recognizedTokenTypes: { n_a: hook('watch') },
      },
      { '@jweDecrypt': hook('reject') },
      { '@jweDecrypt': hook('return', 'a.b') },
    ),
  },
)

const codeOptions: fc.Arbitrary<object> = fc.record(
  {
    expectedNonce: fc.constantFrom<unknown>('n', 'n', 'n', 'other', '', symbol('expectNoNonce'), undefined),
    maxAge: fc.oneof(maxAges, fc.constantFrom<unknown>(symbol('skipAuthTimeCheck'), undefined)),
    requireIdToken: trueish,
  },
  { requiredKeys: [] },
)

const optionsOf = (fn: string): fc.Arbitrary<unknown> =>
  fn === functions[0]
    ? fc.tuple(common, codeOptions).map(([left, right]) => ({ ...left, ...right }))
    : fc.oneof({ weight: 4, arbitrary: common }, { weight: 1, arbitrary: fc.constantFrom<unknown>(undefined, null) })

/** The processor, then what may follow it: the validated claims, of the result and of a copy. */
const steps = (fn: string, args: unknown[]): Step[] => [
  { fn, args, as: 'tokens' },
  { fn: 'getValidatedIdTokenClaims', args: [ref('tokens')] },
]

function generated(fn: string) {
  const code = fn === functions[0]
  const withoutToken = answers({ status: 200, body: jsonLike(body, ['id_token', 'refresh_token', 'token_type']) })
  const typed = tokenTypes.map((token_type) => good({ ...body, token_type }))
  const withToken = fc
    .tuple(idTokens, mostly<object>(body, { ...body, token_type: 'n_a' }))
    .map(([id_token, rest]) => good({ ...rest, id_token }))
  return [
    {
      name: `${fn}: answers`,
      runs: code ? 600 : 400,
      arbitrary: fc
        .tuple(servers(), clients(), withoutToken, optionsOf(fn))
        .map(([as, party, answer, opts]): Case => ({ steps: steps(fn, [as, party, answer, opts]) })),
    },
    {
      name: `${fn}: token types`,
      runs: 100,
      arbitrary: fc
        .tuple(typed, common)
        .map(([answer, opts]): Case => ({ steps: steps(fn, [server, client, answer, opts]) })),
    },
    {
      name: `${fn}: ID Tokens`,
      runs: code ? 1300 : 350,
      arbitrary: fc
        .tuple(idTokenServers, idTokenClients, withToken, optionsOf(fn))
        .map(([as, party, answer, opts]): Case => ({ steps: steps(fn, [as, party, answer, opts]) })),
    },
    {
      name: `${fn}: options`,
      runs: 60,
      arbitrary: usually<unknown>(optionsOf(fn), oddValue).map((opts) =>
        single(fn, [server, client, good(body), opts]),
      ),
    },
  ]
}

const token = (claims: object) => jwt({ header: { alg: 'RS256' }, claims: json({ ...idTokenClaims, ...claims }) })

const ageCases = [0, 10, 100].flatMap((maxAge) =>
  [-31, -30, -29, 0, 1].flatMap((late) =>
    [undefined, 0, 60].map((tolerance) => ({
      steps: steps('processAuthorizationCodeResponse', [
        server,
        { ...client, '@clockTolerance': tolerance },
        good({ ...body, id_token: token({ auth_time: now - maxAge + late }) }),
        { maxAge },
      ]),
    })),
  ),
)

export const tokenResponses: Family = {
  name: 'token responses',
  edges: [
    ...ageCases,
    ...functions.flatMap((fn) => [
      // members in another order, duplicates, and one that would reach the prototype
      {
        steps: steps(fn, [
          server,
          client,
          good(
            members([
              ['token_type', 'DPoP'],
              ['x', 1],
              ['access_token', 'a'],
              ['x', 2],
            ]),
          ),
        ]),
      },
      {
        steps: steps(fn, [
          server,
          client,
          good(
            members([
              ['__proto__', { a: 1 }],
              ['access_token', 'a'],
              ['token_type', 'bearer'],
            ]),
          ),
        ]),
      },
      // one response, processed twice
      {
        given: { answer: good(body) },
        steps: [
          { fn, args: [server, client, ref('answer')] },
          { fn, args: [server, client, ref('answer')] },
        ],
      },
      {
        steps: [
          ...steps(fn, [
            server,
            client,
            good({ ...body, id_token: 'a.b.c.d.e' }),
            { '@jweDecrypt': hook('resolve', token({})) },
          ]),
          { fn: 'getValidatedIdTokenClaims', args: [{ ...body, id_token: token({}) }] },
        ],
      },
      // the unread body of an error response that is not an OAuth error
      ...[400, 500].map((status) =>
        single(fn, [server, client, response({ status, headers: [['content-type', 'application/json']], body: '{}' })]),
      ),
    ]),
  ],
  generated: functions.flatMap(generated),
}

export const examples: Record<string, unknown[]> = Object.fromEntries(
  functions.map((fn) => [fn, [server, client, good(body), {}]]),
)
