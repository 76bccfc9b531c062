/** `code id_token` responses, plain and in the FAPI flavour. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { mostly, oddValue, usually } from '../generate/data.ts'
import { keySet, keySetAnswers } from '../generate/key_sets.ts'
import { clients, options, plainFetch, servers } from '../generate/parties.ts'
import { algorithms, tokenOrOdd, tokens } from '../generate/tokens.ts'
import { client, issuer, server } from '../parties.ts'
import { type Case, foreign, hook, json, jwk, jwt, now, params, ref, request, symbol, url } from '../value.ts'
import { type Family, single } from './family.ts'
import { maxAges } from './token_responses.ts'

export const functions = ['validateCodeIdTokenResponse', 'validateDetachedSignatureResponse']

const half = (text: string, algorithm = 'sha256'): string => {
  const digest = createHash(algorithm).update(text).digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}

export const claims = {
  iss: issuer,
  sub: 'someone',
  aud: 'client',
  exp: now + 60,
  iat: now,
  nonce: 'n',
  c_hash: half('c'),
  s_hash: half('s'),
}
const header = { alg: 'ES256', kid: 'k1' }
const shape = { header, claims, also: ['auth_time', 'nbf', 'azp', 'aud'], key: 'ES256' }

const es256 = { ...client, id_token_signed_response_alg: 'ES256' }
const ids = jwk('ES256', { kid: 'k1' })

const idTokens: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: tokenOrOdd(shape) },
  { weight: 3, arbitrary: tokens({ ...shape, claims: { ...claims, auth_time: now - 10 } }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom<object>(
        { c_hash: half('other') },
        { s_hash: half('other') },
        { s_hash: undefined },
        { c_hash: '' },
        { s_hash: '' },
        { nonce: 'other' },
        { aud: ['client', 'x'] },
        { aud: ['client', 'x'], azp: 'client' },
        { aud: ['client', 'x'], azp: 'x' },
        { aud: [] },
        { iat: now - 3601 },
        { iat: now - 3600 },
      )
      .map((changed) => jwt({ header, claims: json({ ...claims, ...changed }), key: 'ES256' })),
  },
)

const forms = ['params', 'params', 'params', 'fragment', 'query', 'request']

function asInput(entries: [string, unknown][], form: string): unknown {
  // the token is a value that is created later, so the string is joined when everything is known
  const text = { join: entries }
  if (form === 'params') return params(entries)
  if (form === 'fragment') return foreign('joined URL', 'https://rp.example/cb#', text)
  if (form === 'query') return foreign('joined URL', 'https://rp.example/cb?', text)
  return foreign('form post', text, {})
}

const inputs: fc.Arbitrary<unknown> = fc
  .tuple(
    idTokens,
    fc.constantFrom(...forms),
    fc.oneof(
      { weight: 8, arbitrary: fc.constant<[string, unknown][]>([]) },
      {
        weight: 4,
        arbitrary: fc.array(
          fc.constantFrom<[string, unknown]>(
            ['iss', issuer],
            ['iss', 'https://other.example'],
            ['error', 'access_denied'],
            ['token', 't'],
            ['access_token', 't'],
            ['code', 'second'],
            ['state', 'second'],
            ['id_token', 'second'],
            ['response', 'x'],
            ['session_state', 'x'],
          ),
          { minLength: 1, maxLength: 2 },
        ),
      },
    ),
    mostly<[string, unknown][]>(
      [
        ['code', 'c'],
        ['state', 's'],
      ],
      [['code', 'c']],
      [['state', 's']],
      [
        ['code', ''],
        ['state', ''],
      ],
      [
        ['state', 'other'],
        ['code', 'other'],
      ],
    ),
    mostly<boolean>(true, true, true, true, false),
  )
  .map(([token, form, more, first, withToken]) =>
    asInput([...first, ...(withToken ? [['id_token', token] as [string, unknown]] : []), ...more], form),
  )

const states = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom<unknown>('s', 's', 's', 's', symbol('expectNoState'), undefined) },
  { weight: 1, arbitrary: fc.oneof(oddValue, fc.constant<unknown>(symbol('skipStateCheck'))) },
)
const nonces = usually<unknown>(fc.constantFrom<unknown>('n', 'n', 'n', 'other'), oddValue)
const ages = fc.oneof(
  { weight: 4, arbitrary: fc.constant<unknown>(undefined) },
  { weight: 2, arbitrary: maxAges },
  { weight: 1, arbitrary: fc.constant<unknown>(symbol('skipAuthTimeCheck')) },
)

const partiesOf = usually<unknown>(
  fc.constant<unknown>(es256),
  fc.oneof(
    fc.constantFrom<unknown>(
      { ...es256, default_max_age: 10 },
      { ...es256, default_max_age: '10' },
      { ...es256, require_auth_time: true },
      { ...es256, require_auth_time: 'yes' },
      { ...es256, '@clockSkew': -3600 },
      { ...es256, '@clockTolerance': 0, default_max_age: 10 },
    ),
    clients({ id_token_signed_response_alg: algorithms }),
  ),
)

const serversOf = servers({
  authorization_response_iss_parameter_supported: fc.constant<unknown>(true),
  id_token_signing_alg_values_supported: fc.constantFrom<unknown>(['ES256'], ['none'], ['RS256']),
  '@_expectedIssuer': fc.constantFrom<unknown>(hook('return', 'x'), hook('return', undefined)),
})

const optionsOf = options({
  others: {
    '@jweDecrypt': fc.constantFrom<unknown>(
      hook('resolve', jwt({ header, claims: json(claims), key: 'ES256' })),
      hook('reject'),
    ),
  },
})

const good = [
  server,
  es256,
  params([
    ['code', 'c'],
    ['state', 's'],
    ['id_token', jwt({ header, claims: json(claims), key: 'ES256' })],
  ]),
  'n',
  's',
  undefined,
  plainFetch,
]

export const examples: Record<string, unknown[]> = Object.fromEntries(functions.map((fn) => [fn, good]))

const bySize = ([alg, name, digest]: readonly [string, string, string]) =>
  functions.map((fn) =>
    single(
      fn,
      [
        server,
        { ...client, id_token_signed_response_alg: alg },
        params([
          ['code', 'c'],
          ['state', 's'],
          [
            'id_token',
            jwt({
              header: { alg, kid: 'k1' },
              claims: json({ ...claims, c_hash: half('c', digest), s_hash: half('s', digest) }),
              key: name,
            }),
          ],
        ]),
        'n',
        's',
        undefined,
        plainFetch,
      ],
      [keySet([jwk(name, { kid: 'k1', alg })])],
    ),
  )

const postings: Case[] = functions.flatMap((fn) =>
  [
    request({ method: 'GET' }),
    request({ method: 'POST', body: 'a=b' }),
    request({
      method: 'POST',
      body: 'a=b',
      headers: [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']],
      used: true,
    }),
    request({ method: 'PUT', body: 'a=b', headers: [['content-type', 'application/x-www-form-urlencoded']] }),
    request({ method: 'POST', body: 'a=b', headers: [['content-type', 'application/X-WWW-form-urlencoded']] }),
    request({
      method: 'POST',
      body: 'error=x&state=s',
      headers: [['content-type', 'application/x-www-form-urlencoded;x']],
    }),
    request({
      kind: 'undici',
      method: 'POST',
      body: 'error=x&state=s',
      headers: [['content-type', 'application/x-www-form-urlencoded']],
    }),
    url('https://rp.example/cb?code=c'),
    url('https://rp.example/cb#'),
    'code=c',
  ].map((input) => single(fn, [server, es256, input, 'n', 's'])),
)

export const hybridResponses: Family = {
  name: 'hybrid responses',
  edges: [
    ...functions.map((fn) => single(fn, good, [keySet([ids])])),
    ...(
      [
        ['RS256', 'RS256', 'sha256'],
        ['PS384', 'PS384', 'sha384'],
        ['ES384', 'ES384', 'sha384'],
        ['ES512', 'ES512', 'sha512'],
        ['Ed25519', 'Ed25519', 'sha512'],
        ['EdDSA', 'Ed25519', 'sha512'],
      ] as const
    ).flatMap(bySize),
    ...postings,
    // the result can be redeemed, and the caller's object is left unchanged
    ...functions.map((fn) => ({
      given: { input: good[2] },
      steps: [
        { fn, args: [server, es256, ref('input'), 'n', 's', undefined, plainFetch], as: 'validated' },
        {
          fn: 'authorizationCodeGrantRequest',
          args: [server, client, hook('client auth'), ref('validated'), 'https://rp.example/cb', 'v', plainFetch],
        },
      ],
      answers: [keySet([ids]), null],
    })),
  ],
  generated: functions.flatMap((fn) => [
    {
      name: `${fn}: tokens`,
      runs: 1000,
      arbitrary: fc
        .tuple(serversOf, partiesOf, inputs, nonces, states, ages, optionsOf)
        .map((args) => single(fn, args, [keySet([ids])])),
    },
    {
      name: `${fn}: keys`,
      runs: 300,
      arbitrary: keySetAnswers('ES256').map((answer) => single(fn, good, [answer])),
    },
  ]),
}
