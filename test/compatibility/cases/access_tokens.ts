/** `validateJwtAccessToken`: the authorization header, the token, the proof that comes with it. */
import fc from 'fast-check'
import { mostly, oddValue, usually } from '../generate/data.ts'
import { keySet, keySetAnswers } from '../generate/key_sets.ts'
import { options, plainFetch, servers, serversWith } from '../generate/parties.ts'
import { tokenOrOdd, tokens } from '../generate/tokens.ts'
import { issuer, server } from '../parties.ts'
import { accessClaims, accessHeader, audience, proven, where } from '../proven_request.ts'
import { type Case, foreign, hook, json, jwk, jwt, now, request } from '../value.ts'
import { type Family, single } from './family.ts'

const fn = 'validateJwtAccessToken'
const place = 'https://rs.example/api'
const ids = keySet([jwk('ES256', { kid: 'k1' })])

const token = (changes: object = {}, head: object = {}) =>
  jwt({ header: json({ ...accessHeader, ...head }), claims: json({ ...accessClaims, ...changes }), key: 'ES256' })

const withHeaders = (headers: [string, string][]) => request({ url: where, headers })

const bearer = (value: unknown, scheme = 'Bearer') => foreign('request with', where, [['authorization', scheme, value]])

const schemes = fc.constantFrom('Bearer', 'Bearer', 'bearer', 'BEARER', 'DPoP', 'Basic', '', 'Bearer ', 'constructor')

const bearers = fc
  .tuple(
    tokenOrOdd({ header: accessHeader, claims: accessClaims, also: ['cnf', 'nbf', 'auth_time'], key: 'ES256' }),
    mostly('Bearer', 'bearer', 'DPoP', 'dpop'),
  )
  .map(([value, scheme]) => bearer(value, scheme))

const confirmations = fc
  .constantFrom<unknown>(
    {},
    null,
    'x',
    [],
    { jkt: 'x' },
    { jkt: 1 },
    { 'x5t#S256': 'x' },
    { jkt: 'x', a: 1 },
    { constructor: 1 },
  )
  .map((cnf) => bearer(token({ cnf })))

const types = fc
  .constantFrom<unknown>('at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/AT+jwt', 'jwt', undefined, null, 1, '')
  .map((typ) => bearer(token({}, { typ: typ as string })))

const wrongTypes = fc
  .tuple(fc.constantFrom('client_id', 'jti', 'sub'), fc.constantFrom<unknown>(1, true, [], {}, '', null))
  .map(([name, value]) => bearer(token({ [name]: value })))

const headersOnly = fc
  .constantFrom<string | undefined>(
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer  x',
    'Bearer a b',
    'Basic x',
    ' Bearer x',
    'DPoP',
    'bearer\tx',
    'a.b.c',
  )
  .map((value) => withHeaders(value === undefined ? [] : [['authorization', value]]))

const proofHeaders: object[] = [
  {},
  {},
  { typ: 'jwt' },
  { typ: 'application/dpop+jwt' },
  { typ: undefined },
  { jwk: undefined },
  { jwk: null },
  { jwk: 'x' },
  { jwk: [] },
  { jwk: {} },
  { jwk: { kty: 'EC' } },
  { jwk: { kty: 'oct', k: 'AAAA' } },
  { alg: 'none' },
  { alg: 'HS256' },
  { alg: 'RS256' },
  { alg: 'EdDSA' },
  { alg: undefined },
  { crit: ['x'] },
]
const proofClaims: object[] = [
  {},
  {},
  { iat: now - 300 },
  { iat: now - 301 },
  { iat: now + 300 },
  { iat: now + 301 },
  { iat: 'x' },
  { iat: null },
  { iat: undefined },
  { htm: 'POST' },
  { htm: 'get' },
  { htm: null },
  { htm: undefined },
  { htu: 'https://rs.example/api?other#part' },
  { htu: 'HTTPS://RS.EXAMPLE:443/api' },
  { htu: 'https://rs.example/api/' },
  { htu: 'https://rs.example/other' },
  { htu: 1 },
  { htu: null },
  { htu: undefined },
  { ath: 'x' },
  { ath: null },
  { ath: undefined },
  { jti: undefined },
  { jti: null },
  { jti: 1 },
  { exp: now - 31 },
  { exp: 'x' },
  { nbf: now + 31 },
  { nonce: 'x' },
]

const keys = ['Ed25519', 'ES256', 'RS256', 'PS256', 'ES384', 'other ES256', 'weak RS256']

const proofs = fc
  .record({
    header: usually(fc.constant<object>({}), fc.constantFrom(...proofHeaders)),
    claims: usually(fc.constant<object>({}), fc.constantFrom(...proofClaims), fc.constantFrom(...proofClaims)),
    key: mostly('Ed25519', ...keys),
    scheme: mostly('DPoP', 'dpop', 'Bearer'),
    method: mostly('GET', 'POST'),
    url: mostly(where, 'https://rs.example/api#x', 'https://rs.example/api/'),
    changes: mostly<object>({}, { cnf: undefined }, { cnf: {} }, { cnf: { jkt: 'x' } }, { cnf: { jkt: 1 } }),
  })
  .map(proven)

const brokenProofs = fc
  .oneof(
    fc.constantFrom<unknown>('', 'x', 'a.b.c', 'a.b.c.d', 'é', 'e30.e30.e30'),
    tokens({
      header: { alg: 'ES256', typ: 'dpop+jwt' },
      claims: { iat: now, jti: 'p', htm: 'GET', htu: place, ath: 'x' },
      key: 'ES256',
    }),
  )
  .map((text) => proven({ text }))

const otherBound = fc.constantFrom(...keys).map((bound) => proven({ bound }))

const requests = fc.oneof(
  { weight: 6, arbitrary: bearers },
  { weight: 2, arbitrary: confirmations },
  { weight: 1, arbitrary: types },
  { weight: 2, arbitrary: wrongTypes },
  { weight: 1, arbitrary: headersOnly },
  { weight: 1, arbitrary: schemes.map((scheme) => bearer(token(), scheme)) },
  { weight: 9, arbitrary: proofs },
  { weight: 1, arbitrary: brokenProofs },
  { weight: 1, arbitrary: otherBound },
)

const skews = fc.constantFrom<unknown>(0, 30, 61, -301, 301, 'x', null)
const accessOptions = options({
  others: {
    requireDPoP: fc.constantFrom<unknown>(true, true, 'yes', false, 0),
    signingAlgorithms: fc.constantFrom<unknown>(
      ['ES256'],
      ['RS256'],
      ['ES256', 'Ed25519'],
      [],
      undefined,
      null,
      'ES256',
    ),
    '@clockSkew': skews,
    '@clockTolerance': skews,
  },
})

const issuers = servers({
  '@_expectedIssuer': fc.constantFrom<unknown>(hook('return', 'x'), hook('return', issuer), hook('return', null)),
})

export const examples: Record<string, unknown[]> = { [fn]: [server, bearer(token()), audience, plainFetch] }

export const accessTokens: Family = {
  name: 'access tokens',
  edges: [
    single(fn, examples[fn] as unknown[], [ids]),
    ...keys.map((key) => single(fn, [server, proven({ key }), audience, plainFetch], [ids])),
    ...proofHeaders.map((head) => single(fn, [server, proven({ header: head }), audience, plainFetch], [ids])),
    ...proofClaims.map((own) => single(fn, [server, proven({ claims: own }), audience, plainFetch], [ids])),
    single(
      fn,
      [server, request({ kind: 'undici', url: where, headers: [['authorization', 'Bearer x']] }), audience],
      [ids],
    ),
    // a token that is not bound, although a proof is required
    ...[true, 'yes', false].map(
      (requireDPoP): Case => single(fn, [server, bearer(token()), audience, { ...plainFetch, requireDPoP }], [ids]),
    ),
  ],
  generated: [
    {
      name: fn,
      runs: 2200,
      arbitrary: fc
        .tuple(
          issuers,
          requests,
          mostly<unknown>(audience, 'other'),
          usually<unknown>(fc.constant(plainFetch), accessOptions),
        )
        .map((args) => single(fn, args, [ids])),
    },
    {
      name: `${fn}: keys`,
      runs: 350,
      arbitrary: keySetAnswers('ES256').map((answer) =>
        single(fn, [server, bearer(token()), audience, plainFetch], [answer]),
      ),
    },
    {
      name: `${fn}: endpoints and arguments`,
      runs: 300,
      arbitrary: fc
        .tuple(serversWith('jwks_uri'), usually<unknown>(fc.constant(audience), oddValue), accessOptions)
        .map(([as, expected, opts]) => single(fn, [as, bearer(token()), expected, opts], [ids])),
    },
  ],
}
