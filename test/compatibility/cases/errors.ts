/** Error classes as users construct them, `isDPoPNonceError`, and the names that are exported but undocumented. */
import fc from 'fast-check'
import { challengeHeader } from '../generate/challenges.ts'
import { oddValue } from '../generate/data.ts'
import { mtlsClients, plainFetch, serversWith } from '../generate/parties.ts'
import { client, server } from '../parties.ts'
import { type Case, foreign, headers, hook, params, ref, request, response, type Step, symbol, url } from '../value.ts'
import { type Family, single } from './family.ts'

const causes: unknown[] = [undefined, null, 'x', { a: 1 }, hook('fail')]
const constructed: Case[] = ['OperationProcessingError', 'UnsupportedOperationError'].flatMap((name) => [
  single(name, ['text']),
  single(name, ['', {}]),
  single(name, []),
  ...causes.map((cause) => single(name, ['text', { cause }])),
  ...['CODE', '', undefined, null, 1].map((code) => single(name, ['text', { cause: 'x', code }])),
])

const bodies = [
  { error: 'x' },
  { error: 'use_dpop_nonce', error_description: 'why', x: 1 },
  { error_description: 1 },
  {},
]
const challenges = [
  [],
  [{ scheme: 'dpop', parameters: { error: 'use_dpop_nonce' } }],
  [{ scheme: 'DPoP', parameters: { error: 'use_dpop_nonce' } }],
  [{ scheme: 'bearer', parameters: { error: 'use_dpop_nonce' } }],
  [{ scheme: 'dpop', parameters: { error: 'other' } }],
  [{ scheme: 'dpop', parameters: {} }],
]

/** Constructed, described, then tested with the library's functions. */
const asked = (steps: Step[]): Case => ({
  steps: [...steps.map((step) => ({ ...step, as: 'error' })), { fn: 'isDPoPNonceError', args: [ref('error')] }],
})

const madeErrors: Case[] = [
  ...bodies.map((cause) =>
    asked([{ fn: 'ResponseBodyError', args: ['text', { cause, response: response({ status: 400 }) }] }]),
  ),
  ...challenges.map((cause) =>
    asked([{ fn: 'WWWAuthenticateChallengeError', args: ['text', { cause, response: response({ status: 401 }) }] }]),
  ),
  ...[
    [],
    [['error', 'use_dpop_nonce']],
    [
      ['error', 'x'],
      ['error_description', 'é'],
      ['error', 'y'],
    ],
  ].map((entries) => asked([{ fn: 'AuthorizationResponseError', args: ['text', { cause: params(entries) }] }])),
  asked([{ fn: 'OperationProcessingError', args: ['use_dpop_nonce', { code: 'use_dpop_nonce' }] }]),
]

const types = fc
  .constantFrom<string | undefined>(
    'application/json',
    'application/json; x',
    'text/html',
    '',
    ';',
    undefined,
    'a;b;c',
    '"a;b"',
  )
  .map((value): [string, string][] => (value === undefined ? [] : [['content-type', value]]))

const posted = (type: string, more: object = {}) =>
  request({ method: 'POST', body: 'a=b&c=%20', headers: [['content-type', type]], ...more })
const form = 'application/x-www-form-urlencoded'

const endpoints = [
  'token_endpoint',
  'revocation_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
  'x',
  'constructor',
  '__proto__',
]

/** A rejected request, whose error is then tested with the library's functions. */
const refused = (answer: unknown): Case => ({
  given: { error: undefined },
  steps: [
    {
      fn: 'protectedResourceRequest',
      args: ['token', 'GET', url('https://rs.example'), headers([]), null, plainFetch],
    },
    { fn: 'processRefreshTokenResponse', args: [server, client, answer] },
  ],
  answers: [answer],
})

export const examples: Record<string, unknown[]> = {
  checkProtocol: [url('https://op.example'), true],
  resolveEndpoint: [server, 'token_endpoint', false, true],
  getContentType: [response({ headers: [['content-type', 'a/b; c']] })],
  formPostResponse: [posted(form)],
}

export const errors: Family = {
  name: 'errors and undocumented names',
  edges: [
    ...constructed,
    ...madeErrors,
    ...[undefined, null, {}, 'x', { error: 'use_dpop_nonce' }, hook('fail')].map((value) =>
      single('isDPoPNonceError', [value]),
    ),
    ...[
      posted(form),
      posted(`${form}; charset=utf-8`),
      posted(form, { kind: 'undici' }),
      posted('text/plain'),
      posted(form, { used: true }),
      posted(form, { method: 'PUT' }),
      request({ method: 'GET' }),
      request({ method: 'POST', headers: [['content-type', form]] }),
    ].map((value) => single('formPostResponse', [value])),
  ],
  generated: [
    {
      name: 'isDPoPNonceError on what was refused',
      runs: 200,
      arbitrary: challengeHeader.map((value) =>
        refused(response({ status: 401, headers: [['www-authenticate', value]] })),
      ),
    },
    {
      name: 'getContentType',
      runs: 60,
      arbitrary: fc
        .tuple(types, fc.constantFrom('response', 'request', 'undici'))
        .map(([list, what]) =>
          single('getContentType', [
            what === 'request'
              ? request({ method: 'POST', headers: list })
              : response({ headers: list, ...(what === 'undici' ? { kind: 'undici' as const } : {}) }),
          ]),
        ),
    },
    {
      name: 'checkProtocol',
      runs: 150,
      arbitrary: fc
        .tuple(
          fc.constantFrom<unknown>(
            ...['https:', 'http:', 'ftp:', 'ws:', 'data:', 'HTTPS:'].map((scheme) => url(`${scheme}//a/b`)),
          ),
          fc.constantFrom<unknown>(true, false, undefined, null, 'x', 0),
        )
        .map((args) => single('checkProtocol', args)),
    },
    {
      name: 'resolveEndpoint',
      runs: 500,
      arbitrary: fc
        .constantFrom(...endpoints)
        .chain((name) =>
          fc.tuple(
            serversWith(name),
            fc.constant<unknown>(name),
            fc.constantFrom<unknown>(true, true, false, undefined, 'x', 0),
            fc.constantFrom<unknown>(true, true, false, undefined),
          ),
        )
        .map((args) => single('resolveEndpoint', args)),
    },
    {
      name: 'isDPoPNonceError on anything',
      runs: 60,
      arbitrary: fc
        .oneof(
          oddValue,
          mtlsClients,
          fc.constant<unknown>(foreign('hostile proxy')),
          fc.constant<unknown>(symbol('nopkce')),
        )
        .map((value) => single('isDPoPNonceError', [value])),
    },
  ],
}
