/** Signatures verified on request, and their JWK Set over time. */
import fc from 'fast-check'
import { good } from '../generate/answers.ts'
import { oddValue, usually } from '../generate/data.ts'
import { keySet, keySetAnswers, keySets } from '../generate/key_sets.ts'
import { options, plainFetch, serversWith } from '../generate/parties.ts'
import { algorithms } from '../generate/tokens.ts'
import { client, issuer, server } from '../parties.ts'
import { type Case, hook, json, jwk, jwt, now, params, ref, response, type Step, signal, throws } from '../value.ts'
import type { Family } from './family.ts'
import { idTokenClaims } from './token_responses.ts'

const fn = 'validateApplicationLevelSignature'
const anyAlg = [
  'RS256',
  'PS256',
  'ES256',
  'ES384',
  'ES512',
  'Ed25519',
  'EdDSA',
  'HS256',
  'HS512',
  'none',
  'ML-DSA-44',
  'ES256K',
  'x',
]

const asOf = { ...server, id_token_signing_alg_values_supported: anyAlg }

const signed = (header: object, key?: string, alg?: string) =>
  jwt({ header, claims: json(idTokenClaims), key, ...(alg ? { alg } : {}) })

const tokenAnswer = (token: unknown) => good({ access_token: 'a', token_type: 'bearer', id_token: token })

/** Processes a token response, then verifies the signature of its ID Token. */
const check = (answer: unknown, opts: unknown, answers: unknown[], as: unknown = asOf): Case => ({
  given: { as, answer },
  steps: [
    { fn: 'processRefreshTokenResponse', args: [ref('as'), client, ref('answer')] },
    { fn, args: [ref('as'), ref('answer'), opts] },
  ],
  answers,
})

const es256 = signed({ alg: 'ES256', kid: 'k1' }, 'ES256')
const ids = keySet([jwk('ES256', { kid: 'k1' })])

const matching: [string, string][] = [
  ['RS256', 'RS256'],
  ['PS256', 'PS256'],
  ['ES256', 'ES256'],
  ['ES384', 'ES384'],
  ['ES512', 'ES512'],
  ['Ed25519', 'Ed25519'],
  ['EdDSA', 'Ed25519'],
  ['RS256', 'weak RS256'],
  ['PS256', 'weak PS256'],
  ['ES256', 'other ES256'],
  ['ML-DSA-44', 'ES256'],
  ['none', 'ES256'],
  ['HS256', 'HMAC'],
  ['HS512', 'HMAC'],
  ['ES256K', 'ES256'],
]

const tokens = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...matching),
        fc.constantFrom<object>({ kid: 'k1' }, { kid: 'k1' }, {}, { kid: 'x' }, { kid: null }),
      )
      .map(([[alg, key], more]) => ({ token: signed({ alg, ...more }, key), key })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(algorithms, fc.constantFrom('A', '****', '', 'AAAA', 'AA AA', 'é')).map(([alg, end]) => ({
      token: jwt({ header: json({ alg }), claims: json(idTokenClaims), key: 'ES256', segments: [[2, end]] }),
      key: 'ES256',
    })),
  },
)

/** One `as`, used at several moments. */
const timeline = (moments: number[], sets: unknown[], more: object = {}, token: unknown = es256): Case => ({
  given: { as: asOf, cache: {}, ...(more as object) },
  steps: moments.flatMap((at, index): Step[] => [
    {
      fn: 'processRefreshTokenResponse',
      args: [ref('as'), { ...client, '@clockTolerance': 1e6 }, tokenAnswer(token)],
      at,
    },
    {
      fn: 'validateJwtAuthResponse',
      args: [
        ref('as'),
        { ...client, authorization_signed_response_alg: 'ES256', '@clockTolerance': 1e6 },
        ref(`jarm`),
        's',
        { ...plainFetch, ...('cache' in more ? { '@jwksCache': ref('cache') } : {}) },
      ],
      as: `validated ${index}`,
    },
  ]),
  answers: sets,
})

const jarmToken = (kid: string | undefined) =>
  jwt({
    header: json({ alg: 'ES256', kid }),
    claims: { iss: issuer, aud: 'client', exp: now + 60, code: 'c', state: 's' },
    key: 'ES256',
  })
const given = (more: object, kid: string | undefined) => ({
  jarm: params([['response', jarmToken(kid)]]),
  ...more,
})

const moments = [
  [0, 0, 59],
  [0, 60],
  [0, 299],
  [0, 300],
  [0, 301, 302],
  [0, -10],
]

const rotated = [keySet([jwk('other ES256', { kid: 'k0' })]), ids]
const caches = [
  {},
  { jwks: { keys: [jwk('ES256', { kid: 'k1' })] }, uat: now - 10 },
  { jwks: { keys: [jwk('ES256', { kid: 'k1' })] }, uat: now - 299 },
  { jwks: { keys: [jwk('ES256', { kid: 'k1' })] }, uat: now - 300 },
  { jwks: { keys: [jwk('other ES256', { kid: 'k0' })] }, uat: now - 59 },
  { jwks: { keys: [jwk('other ES256', { kid: 'k0' })] }, uat: now - 60 },
  { jwks: { keys: [jwk('ES256', { kid: 'k1' }), 1] }, uat: now },
  { jwks: { keys: {} }, uat: now },
  { jwks: null, uat: now },
  { jwks: { keys: [] }, uat: String(now) },
  { jwks: { keys: [] } },
  { uat: now },
  null,
  'x',
  [],
]

export const examples: Record<string, Case> = { [fn]: check(tokenAnswer(es256), plainFetch, [ids]) }

export const signatures: Family = {
  name: 'signatures and key sets',
  edges: [
    examples[fn] as Case,
    ...moments.flatMap((list) => [
      timeline(list, [ids], given({}, 'k1')),
      timeline(list, [ids], given({ cache: {} }, 'k1')),
      timeline(list, [ids, response({ status: 503 })], given({}, 'k1')),
      timeline(list, [ids, throws('network'), ids], given({ cache: {} }, 'k1')),
      timeline(list, rotated, given({}, 'k1')),
      timeline(list, rotated, given({}, 'x')),
      timeline(list, [keySet([jwk('ES256'), jwk('other ES256')])], given({}, undefined)),
    ]),
    ...caches.map((cache) => timeline([0, 1, 300], [ids, ids, throws('network')], given({ cache }, 'k1'))),
    // another `as` object of the same issuer shares only the external cache
    {
      given: { a: asOf, b: asOf, cache: {}, ...given({}, 'k1') },
      steps: ['a', 'b', 'a'].map((name) => ({
        fn: 'validateJwtAuthResponse',
        args: [
          ref(name),
          { ...client, authorization_signed_response_alg: 'ES256' },
          ref('jarm'),
          's',
          { ...plainFetch, '@jwksCache': ref('cache') },
        ],
      })),
      answers: [ids, response({ status: 500 })],
    },
    // each kind of response whose JWT is remembered, and a decrypted one
    {
      given: { as: asOf, answer: tokenAnswer('a.b.c.d.e') },
      steps: [
        {
          fn: 'processRefreshTokenResponse',
          args: [ref('as'), client, ref('answer'), { '@jweDecrypt': hook('resolve', es256) }],
        },
        { fn, args: [ref('as'), ref('answer'), plainFetch] },
      ],
      answers: [ids],
    },
    // remembered although processing failed later
    {
      given: { as: asOf, answer: good({ access_token: 'a', token_type: 'mac', id_token: es256 }) },
      steps: [
        { fn: 'processRefreshTokenResponse', args: [ref('as'), client, ref('answer')] },
        { fn, args: [ref('as'), ref('answer'), plainFetch] },
      ],
      answers: [ids],
    },
    // an already aborted signal is left to the fetch function
    check(tokenAnswer(es256), { ...plainFetch, signal: signal(true) }, [ids]),
    check(tokenAnswer(es256), undefined, [ids]),
    check(good({ access_token: 'a', token_type: 'bearer' }), plainFetch, [ids]),
  ],
  generated: [
    {
      name: `${fn}: tokens`,
      runs: 500,
      arbitrary: tokens.map(({ token, key }) =>
        check(tokenAnswer(token), plainFetch, [keySet(key === 'HMAC' ? [] : [jwk(key, { kid: 'k1' })])]),
      ),
    },
    {
      name: `${fn}: keys`,
      runs: 500,
      arbitrary: fc
        .constantFrom('ES256', 'ES256', 'Ed25519', 'RS256')
        .chain((name) =>
          keySetAnswers(name).map((answer) =>
            check(tokenAnswer(signed({ alg: name, kid: 'k1' }, name)), plainFetch, [answer]),
          ),
        ),
    },
    {
      name: `${fn}: endpoints and options`,
      runs: 400,
      arbitrary: fc
        .tuple(
          serversWith('jwks_uri'),
          options({ others: { '@jwksCache': fc.constantFrom<unknown>(...caches, undefined) } }),
          usually<unknown>(fc.constant<unknown>(true), oddValue),
        )
        .map(([as, opts]) => check(tokenAnswer(es256), opts, [ids], { ...asOf, ...(as as object) })),
    },
    {
      name: 'validateJwtAuthResponse: key sets over time',
      runs: 250,
      arbitrary: fc
        .tuple(
          fc.array(fc.constantFrom(0, 30, 59, 60, 61, 120, 299, 300, 301, 600, -60), { minLength: 2, maxLength: 4 }),
          fc.array(
            keySets('ES256').map((keys) => keySet(keys)),
            { minLength: 1, maxLength: 3 },
          ),
          fc.constantFrom<object>({}, { cache: {} }),
          fc.constantFrom('k1', undefined, 'x'),
        )
        .map(([steps, sets, cache, kid]) => timeline(steps, sets, given(cache, kid))),
    },
  ],
}
