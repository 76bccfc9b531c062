/** At least one case for each accepted difference that the other files show only by chance. */

import { good } from '../generate/answers.ts'
import { vectors } from '../generate/challenges.ts'
import { keySet } from '../generate/key_sets.ts'
import { plainFetch, proofs } from '../generate/parties.ts'
import { secret } from '../keys.ts'
import { client, issuer, server } from '../parties.ts'
import { audience, proven } from '../proven_request.ts'
import {
  type Case,
  call,
  copy,
  foreign,
  headers,
  hook,
  json,
  jwk,
  jwt,
  now,
  pair,
  params,
  ref,
  response,
  type Step,
  signal,
  symbol,
  url,
} from '../value.ts'
import { type Family, single } from './family.ts'
import { functions as hybridFunctions, examples as hybridResponses } from './hybrid_responses.ts'

const tokens = { access_token: 'a', token_type: 'Later' }
const jarm = (key = 'ES256', alg = key) =>
  params([
    [
      'response',
      jwt({
        header: json({ alg, kid: 'k1' }),
        claims: { iss: issuer, aud: 'client', exp: now + 60, code: 'c', state: 's' },
        key,
      }),
    ],
  ])
const jarmClient = (alg = 'ES256') => ({ ...client, authorization_signed_response_alg: alg })
const ids = keySet([jwk('ES256', { kid: 'k1' })])

/** The same signed response several times, one after another or at once. */
const verified = (as: unknown[], together: boolean, more: Partial<Case> = {}, opts: object = plainFetch): Case => {
  const steps = as.map((party) => ({ fn: 'validateJwtAuthResponse', args: [party, jarmClient(), jarm(), 's', opts] }))
  return {
    given: { as: server, again: server, cache: { jwks: { keys: [] }, uat: now + 100 } },
    steps: together ? [steps] : steps,
    answers: [ids],
    ...more,
  }
}

/** The arguments of a hybrid validator with some client settings. */
const hybrid = (settings: object, maxAge?: unknown) => {
  const [as, party, input, nonce, state, , options] = hybridResponses[hybridFunctions[0] as string] as unknown[]
  return [as, { ...(party as object), ...settings }, input, nonce, state, maxAge, options]
}

const realm = (what: string, value: unknown) => foreign(what, value)

const errorsOfTheCopy: [string, unknown[]][] = [
  ['OperationProcessingError', ['text', { code: 'x' }]],
  ['UnsupportedOperationError', ['text']],
  ['ResponseBodyError', ['text', { cause: { error: 'use_dpop_nonce' }, response: response({ status: 400 }) }]],
  ['AuthorizationResponseError', ['text', { cause: params([['error', 'x']]) }]],
  [
    'WWWAuthenticateChallengeError',
    [
      'text',
      { cause: [{ scheme: 'dpop', parameters: { error: 'use_dpop_nonce' } }], response: response({ status: 401 }) },
    ],
  ],
]

export const accepted: Family = {
  name: 'accepted differences',
  edges: [
    // 1, 27
    ...hybridFunctions.flatMap((fn) => [
      single(fn, hybrid({ default_max_age: 10 }, symbol('skipAuthTimeCheck')), [ids]),
      single(fn, hybrid({ default_max_age: 10, require_auth_time: true }, symbol('skipAuthTimeCheck')), [ids]),
      single(fn, hybrid({ require_auth_time: 'yes' }), [ids]),
      single(fn, hybrid({ require_auth_time: 1 }), [ids]),
      single(fn, hybrid({ require_auth_time: true }), [ids]),
    ]),
    // 3
    ...['x', '', '/api', 'https://', '//rs.example/api'].map((htu) =>
      single('validateJwtAccessToken', [server, proven({ claims: { htu } }), audience, plainFetch], [ids]),
    ),
    // 23
    ...[null, 0, '', false].flatMap((DPoP) => [
      single('refreshTokenGrantRequest', [server, client, call('None'), 'token', { ...plainFetch, DPoP }], [null]),
      single('userInfoRequest', [server, client, 'token', { ...plainFetch, DPoP }], [null]),
      single('dynamicClientRegistrationRequest', [server, {}, { ...plainFetch, DPoP }], [null]),
    ]),
    // 5: the proof twice, and a second one
    ...['same', 'x', 'a.b.c'].map((second) =>
      single('validateJwtAccessToken', [server, proven({ second }), audience, plainFetch], [ids]),
    ),
    // 11
    single('processRefreshTokenResponse', [
      server,
      client,
      good(tokens),
      { recognizedTokenTypes: { later: hook('reject') } },
    ]),
    // 15: three proofs by one handle
    ...['add members', 'change alg', 'strip members'].map(
      (name): Case => ({
        given: { proof: call('DPoP', {}, pair('ES256'), { '@modifyAssertion': hook(name) }) },
        steps: [1, 2, 3].map(() => ({
          fn: 'userInfoRequest',
          args: [server, client, 'token', { ...plainFetch, DPoP: ref('proof') }],
        })),
        answers: [response({})],
      }),
    ),
    // 17
    single('authorizationCodeGrantRequest', [
      server,
      client,
      call('None'),
      proofs(),
      'https://rp.example/cb',
      'v',
      plainFetch,
    ]),
    ...['refreshTokenGrantRequest', 'userInfoRequest'].map(
      (fn): Case => ({
        given: { branded: call('validateAuthResponse', server, client, params([]), symbol('skipStateCheck')) },
        steps: [
          {
            fn,
            args: [
              ...(fn === 'userInfoRequest' ? [server, client] : [server, client, call('None')]),
              'token',
              { ...plainFetch, DPoP: ref('branded') },
            ],
          },
        ],
        answers: [null],
      }),
    ),
    // 18
    ...vectors
      .filter((value) => value.includes('use_dpop_nonce'))
      .map(
        (value): Case => ({
          steps: [
            {
              fn: 'isDPoPNonceError',
              args: [
                call('WWWAuthenticateChallengeError', 'text', {
                  cause: [
                    { scheme: 'bearer', parameters: {} },
                    { scheme: value.startsWith('DPoP') ? 'dpop' : 'bearer', parameters: { error: 'use_dpop_nonce' } },
                  ],
                  response: response({ status: 401 }),
                }),
              ],
            },
          ],
        }),
      ),
    // 19: concurrently, with a signal each; both libraries share a request without signals, and neither does for two
    // `as` objects
    verified([ref('as'), ref('as')], true, {}, { ...plainFetch, signal: signal() }),
    verified([ref('as'), ref('as'), ref('as')], true),
    verified([ref('as'), ref('as')], true, {}, { ...plainFetch, headers: { 'x-a': 'b' } }),
    verified([ref('as'), ref('again')], true),
    // 20
    ...[
      ['EdDSA', 'Ed25519'],
      ['Ed25519', 'EdDSA'],
      ['EdDSA', 'EdDSA'],
    ].map(([inHeader, inKey]) =>
      single(
        'validateJwtAuthResponse',
        [server, jarmClient(inHeader), jarm('Ed25519', inHeader), 's', plainFetch],
        [keySet([jwk('Ed25519', { kid: 'k1', alg: inKey })])],
      ),
    ),
    // 21
    verified([ref('as')], false, {}, { ...plainFetch, '@jwksCache': ref('cache') }),
    // 22
    single('discoveryRequest', [realm('URL', url(issuer)), plainFetch], [good(server)]),
    single('processDiscoveryResponse', [realm('URL', url(issuer)), good(server)]),
    single(
      'protectedResourceRequest',
      ['token', 'GET', realm('URL', url('https://rs.example/')), headers([]), null, plainFetch],
      [response({})],
    ),
    single('validateAuthResponse', [
      server,
      client,
      realm('URLSearchParams', params([['code', 'c']])),
      symbol('expectNoState'),
    ]),
    single('validateAuthResponse', [
      server,
      client,
      realm('URL', url('https://rp.example/?code=c')),
      symbol('expectNoState'),
    ]),
    single(
      'revocationRequest',
      [server, client, call('None'), 'token', { ...plainFetch, signal: realm('AbortSignal', signal()) }],
      [response({})],
    ),
    // 24: keys of a JWK Set, of proofs, of a client secret, one after another and at once
    verified([ref('as'), ref('as'), ref('as')], false, { watchKeys: true }),
    verified([ref('as'), ref('as'), ref('as')], true, { watchKeys: true }),
    ...[false, true].flatMap((together): Case[] => {
      const inTurn = (steps: Step[]) => (together ? [steps] : steps)
      return [
        {
          given: { as: server, request: proven({}) },
          steps: inTurn(
            [1, 2, 3].map(() => ({
              fn: 'validateJwtAccessToken',
              args: [ref('as'), ref('request'), audience, plainFetch],
            })),
          ),
          answers: [ids],
          watchKeys: true,
        },
        {
          given: { auth: call('ClientSecretJwt', secret), proof: proofs() },
          steps: inTurn(
            [1, 2, 3].map(() => ({
              fn: 'refreshTokenGrantRequest',
              args: [server, client, ref('auth'), 'token', { ...plainFetch, DPoP: ref('proof') }],
            })),
          ),
          answers: [response({})],
          watchKeys: true,
        },
      ]
    }),
    // 29
    ...[null, 0, {}, false].map((expectedNonce) =>
      single('processAuthorizationCodeResponse', [
        server,
        client,
        good({ ...tokens, token_type: 'bearer' }),
        { expectedNonce },
      ]),
    ),
    // 31
    ...errorsOfTheCopy.flatMap(([name, args]) => [
      single(`instanceof ${name}`, [copy(name, ...args)]),
      ...errorsOfTheCopy.map(([other]) => single(`instanceof ${other}`, [call(name, ...args)])),
      single('isDPoPNonceError', [copy(name, ...args)]),
    ]),
  ],
  generated: [],
}
