/** Plain authorization responses, and those in a signed JWT (JARM). */
import fc from 'fast-check'
import { oddNames, oddString, oddValue, usually } from '../generate/data.ts'
import { keySet, keySetAnswers } from '../generate/key_sets.ts'
import { clients, options, plainFetch, servers } from '../generate/parties.ts'
import { algorithms, tokenOrOdd, tokens } from '../generate/tokens.ts'
import { client, issuer, server } from '../parties.ts'
import { type Case, foreign, hook, json, jwk, jwt, now, params, ref, symbol, url } from '../value.ts'
import { type Family, single } from './family.ts'

type Entry = [string, string]

const parameter: fc.Arbitrary<Entry> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom<Entry>(
      ['code', 'c'],
      ['code', ''],
      ['state', 's'],
      ['state', 's'],
      ['state', ''],
      ['state', 'other'],
      ['iss', issuer],
      ['iss', issuer],
      ['iss', ''],
      ['iss', `${issuer}/`],
      ['iss', 'https://other.example'],
      ['error', 'access_denied'],
      ['error', 'login_required'],
      ['error', ''],
      ['error_description', 'why é'],
      ['error_uri', 'https://op.example/why'],
      ['response', 'a.b.c'],
      ['response', ''],
      ['id_token', 'a.b.c'],
      ['id_token', ''],
      ['token', 't'],
      ['access_token', 't'],
      ['session_state', 'x'],
    ),
  },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...oddNames), oddString) },
)

const entries = fc.oneof(
  { weight: 4, arbitrary: fc.array(parameter, { maxLength: 5 }) },
  {
    weight: 3,
    arbitrary: fc.array(parameter, { maxLength: 2 }).map((more): Entry[] => [['code', 'c'], ['state', 's'], ...more]),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(parameter, { maxLength: 2 })
      .map((more): Entry[] => [['error', 'access_denied'], ['state', 's'], ...more]),
  },
)

const asInput = (list: Entry[], form: string): unknown => {
  const query = new URLSearchParams(list).toString()
  if (form === 'url') return url(`https://rp.example/cb?${query}`)
  if (form === 'fragment') return url(`https://rp.example/cb#${query}`)
  return params(list)
}

const inputs: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(entries, fc.constantFrom('params', 'params', 'url', 'fragment'))
      .map((parts) => asInput(...parts)),
  },
  { weight: 1, arbitrary: fc.oneof(oddValue, fc.constant<unknown>('code=c')) },
)

const states: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom<unknown>(
      's',
      's',
      's',
      symbol('skipStateCheck'),
      symbol('skipStateCheck'),
      symbol('expectNoState'),
      undefined,
    ),
  },
  { weight: 1, arbitrary: fc.oneof(oddValue, fc.constantFrom<unknown>(symbol('expectNoNonce'), Symbol.iterator)) },
)

const advertising = servers({
  authorization_response_iss_parameter_supported: fc.constantFrom<unknown>(true, true, true, false, 'x', null),
})

const jarm = {
  header: { alg: 'ES256', kid: 'k1' },
  claims: { iss: issuer, aud: 'client', exp: now + 60, code: 'c', state: 's' },
  also: ['error', 'error_description', 'nbf', 'iat', 'session_state', 'response', 'id_token', 'expires_in'],
  key: 'ES256',
}

const jarmTokens = fc.oneof(
  { weight: 5, arbitrary: tokenOrOdd(jarm) },
  {
    weight: 1,
    arbitrary: tokens({ ...jarm, claims: { ...jarm.claims, error: 'access_denied', n: 1, o: {}, a: ['x'] } }),
  },
)

const jarmInputs: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.tuple(jarmTokens, fc.constantFrom('', '', '', 'twice', 'also')).map(([token, more]) =>
      params([
        ['response', token],
        ...(more === 'twice' ? [['response', token]] : []),
        ...(more === 'also'
          ? [
              ['code', 'injected'],
              ['state', 'injected'],
            ]
          : []),
      ]),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      params([]),
      params([['response', '']]),
      url('https://rp.example/?response=a.b.c'),
    ),
  },
  { weight: 1, arbitrary: oddValue },
)

const jarmClients = clients({ authorization_signed_response_alg: algorithms })
const es256Client = { ...client, authorization_signed_response_alg: 'ES256' }

const jarmOptions = options({
  others: {
    '@jweDecrypt': fc.constantFrom<unknown>(
      hook('resolve', jwt({ header: jarm.header, claims: json(jarm.claims), key: 'ES256' })),
      hook('reject'),
      hook('return', 'x'),
    ),
    unknown: fc.constant<unknown>(true),
  },
})

export const examples: Record<string, unknown[]> = {
  validateAuthResponse: [
    server,
    client,
    params([
      ['code', 'c'],
      ['state', 's'],
    ]),
    's',
  ],
  validateJwtAuthResponse: [
    server,
    es256Client,
    params([['response', jwt({ header: jarm.header, claims: json(jarm.claims), key: 'ES256' })]]),
    's',
    plainFetch,
  ],
}

const afterwards = (data: Case): Case => ({
  ...data,
  steps: [
    ...data.steps,
    {
      fn: 'authorizationCodeGrantRequest',
      args: [server, client, hook('client auth'), ref('validated'), 'https://rp.example/cb', 'v', plainFetch],
    },
  ],
})

export const authorizationResponses: Family = {
  name: 'authorization responses',
  edges: [
    single('validateAuthResponse', examples.validateAuthResponse as unknown[]),
    single('validateJwtAuthResponse', examples.validateJwtAuthResponse as unknown[], [
      keySet([jwk('ES256', { kid: 'k1' })]),
    ]),
    afterwards({
      steps: [{ fn: 'validateAuthResponse', args: examples.validateAuthResponse as unknown[], as: 'validated' }],
      answers: [null],
    }),
    ...['response', 'iss', 'state', 'error', 'id_token', 'token'].map((name) =>
      single('validateAuthResponse', [
        server,
        client,
        params([
          [name, ''],
          [name, ''],
        ]),
        symbol('skipStateCheck'),
      ]),
    ),
    single('validateAuthResponse', [server, client, foreign('tagged object', 'URLSearchParams'), 's']),
  ],
  generated: [
    {
      name: 'validateAuthResponse',
      runs: 2500,
      arbitrary: fc.tuple(advertising, clients(), inputs, states).map((args) => single('validateAuthResponse', args)),
    },
    {
      name: 'validateAuthResponse, then the grant',
      runs: 150,
      arbitrary: fc.tuple(entries, states).map(([list, state]) =>
        afterwards({
          steps: [{ fn: 'validateAuthResponse', args: [server, client, params(list), state], as: 'validated' }],
          answers: [null],
        }),
      ),
    },
    {
      name: 'validateJwtAuthResponse: tokens',
      runs: 1100,
      arbitrary: fc
        .tuple(advertising, usually<unknown>(fc.constant(es256Client), jarmClients), jarmInputs, states, jarmOptions)
        .map((args) => single('validateJwtAuthResponse', args, [keySet([jwk('ES256', { kid: 'k1' })])])),
    },
    {
      name: 'validateJwtAuthResponse: keys',
      runs: 500,
      arbitrary: keySetAnswers('ES256').map((answer) =>
        single('validateJwtAuthResponse', examples.validateJwtAuthResponse as unknown[], [answer]),
      ),
    },
  ],
}
