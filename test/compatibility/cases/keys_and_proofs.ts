/** Keys, randomness, PKCE, client authentication, proofs and request objects. */
import fc from 'fast-check'
import { mostly, oddString, oddValue, usually } from '../generate/data.ts'
import { clients, parameters } from '../generate/parties.ts'
import { secret } from '../keys.ts'
import { client, server } from '../parties.ts'
import { type Case, call, foreign, headers, hook, key, pair, params, ref, response, url } from '../value.ts'
import { type Family, single } from './family.ts'

const keyNames = [
  'ES256',
  'ES384',
  'ES512',
  'RS256',
  'RS512',
  'PS384',
  'Ed25519',
  'weak RS256',
  'weak PS256',
  'RSA SHA-1',
  'PSS SHA-1',
  'RSA-OAEP',
  'ECDH',
]

const oddKeys: unknown[] = [
  key('ES256', 'public'),
  key('HMAC', 'secret'),
  { key: key('ES256', 'public') },
  { key: key('ES256'), kid: '' },
  { key: key('ES256'), kid: null },
  { key: key('ES256'), kid: 1 },
  { key: {} },
  { key: 'x', kid: '' },
  {},
  null,
  undefined,
  'x',
  1,
]
const privateKeys = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>(...keyNames.map((name) => key(name))) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.constantFrom(...keyNames), fc.constantFrom<unknown>('k1', undefined, 'é'))
      .map(([name, kid]) => ({ key: key(name), kid })),
  },
  { weight: 2, arbitrary: fc.constantFrom(...oddKeys) },
)

const hookOptions = fc.constantFrom<unknown>(
  undefined,
  undefined,
  {},
  ...['watch assertion', 'add members', 'strip members', 'change alg', 'fail', 'reject', 'return a promise'].map(
    (name) => ({
      '@modifyAssertion': hook(name),
    }),
  ),
  { '@modifyAssertion': undefined },
  { '@modifyAssertion': null },
  { '@modifyAssertion': 'x' },
  null,
)

const onCall = [server, client, params([['a', 'b']]), headers([['x-a', '1']])]
const authenticated = (fn: string, args: unknown[], party: unknown = client): Case => ({
  steps: [{ fn, args, call: [server, party, ...onCall.slice(2)] }],
})

const publicKeys = fc.oneof(
  fc.constantFrom<unknown>(...keyNames.map((name) => key(name, 'public'))),
  fc.constantFrom<unknown>(
    key('sealed ES256', 'secret'),
    key('ES256'),
    key('HMAC', 'secret'),
    {},
    null,
    undefined,
    'x',
  ),
)
const pairs = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...keyNames.map(pair)) },
  {
    weight: 2,
    arbitrary: fc.tuple(privateKeys, publicKeys).map(([privateKey, publicKey]) => ({ privateKey, publicKey })),
  },
  { weight: 1, arbitrary: oddValue },
)
const clockClients = fc.constantFrom<unknown>(
  {},
  {},
  { '@clockSkew': 60 },
  { '@clockSkew': 'x' },
  { '@clockSkew': -1.5 },
  client,
  null,
  undefined,
)

const proofUrls = fc.constantFrom<unknown>(
  url('https://rs.example/a/b?c=d#e'),
  url('https://RS.example:443'),
  url('http://rs.example:8080/%7E'),
  url('ftp://rs.example/'),
)

const usedHandle = (handle: unknown, target: unknown, method: unknown, token: unknown): Case => ({
  given: { handle, headers: headers([['dpop', 'another']]), target },
  steps: [
    { fn: 'DPoP.calculateThumbprint', args: [ref('handle')] },
    { fn: 'DPoP.addProof', args: [ref('handle'), ref('target'), ref('headers'), method, token] },
    { fn: 'DPoP.cacheNonce', args: [ref('handle'), response({ headers: [['dpop-nonce', 'n1']] }), ref('target')] },
    { fn: 'DPoP.addProof', args: [ref('handle'), ref('target'), headers([]), method, token] },
    { fn: 'DPoP.cacheNonce', args: [ref('handle'), {}, ref('target')] },
    { fn: 'DPoP.addProof', args: [ref('handle'), url('https://elsewhere.example/'), headers([]), method] },
    { fn: 'DPoP.calculateThumbprint', args: [ref('handle')] },
  ],
})

/** More origins than a handle caches: the least recently used nonce is evicted. */
const manyOrigins: Case = {
  given: { handle: call('DPoP', {}, pair('Ed25519')) },
  steps: [
    ...Array.from({ length: 101 }, (_, index) => ({
      fn: 'DPoP.cacheNonce',
      args: [ref('handle'), response({ headers: [['dpop-nonce', `n${index}`]] }), url(`https://o${index}.example`)],
    })),
    ...[0, 1, 2, 100].map((index) => ({
      fn: 'DPoP.addProof',
      args: [ref('handle'), url(`https://o${index}.example`), headers([]), 'GET'],
    })),
  ],
}

const special = fc.oneof(
  parameters,
  fc
    .tuple(
      fc.constantFrom(
        'max_age',
        'claims',
        'authorization_details',
        'resource',
        'iss',
        'aud',
        'exp',
        'jti',
        'nonce',
        'constructor',
      ),
      fc.constantFrom(
        '0',
        '10.5',
        '-1',
        'x',
        '',
        ' 5',
        '1e3',
        '{}',
        '[]',
        '{"a":{"b":null}}',
        '[{"type":"x"}]',
        'null',
        '{',
        '1',
        '"x"',
        '\ufeff{}',
      ),
      fc.constantFrom('once', 'once', 'twice'),
    )
    .map(([name, value, times]) =>
      params(
        times === 'once'
          ? [
              ['scope', 'openid'],
              [name, value],
            ]
          : [
              [name, value],
              ['x', 'y'],
              [name, 'z'],
              [name, value],
            ],
      ),
    ),
)

const generateKeyPairCases: Case[] = [
  'PS256',
  'RS384',
  'ES256',
  'ES384',
  'ES512',
  'Ed25519',
  'EdDSA',
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
]
  .flatMap((alg) => [undefined, { extractable: true }].map((opts) => single('generateKeyPair', [alg, opts])))
  .concat(
    [
      'HS256',
      'none',
      'ES256K',
      'constructor',
      '__proto__',
      'rs256',
      'toString',
      '',
      null,
      1,
      undefined,
      ['ES256'],
      {},
    ].map((alg) => single('generateKeyPair', [alg])),
    [1024, 0, 'x', null, 2048.5].map((modulusLength) => single('generateKeyPair', ['RS256', { modulusLength }])),
    [1, 'yes', null, 0].map((extractable) => single('generateKeyPair', ['ES256', { extractable }])),
  )

export const examples: Record<string, unknown[]> = {
  calculatePKCECodeChallenge: ['verifier'],
  generateKeyPair: ['ES256', {}],
  ClientSecretPost: [secret],
  ClientSecretBasic: [secret],
  ClientSecretJwt: [secret, {}],
  PrivateKeyJwt: [key('ES256'), {}],
  DPoP: [client, pair('ES256'), {}],
  issueRequestObject: [server, client, { scope: 'openid' }, key('ES256'), {}],
}

export const keysAndProofs: Family = {
  name: 'keys and proofs',
  edges: [
    manyOrigins,
    ...generateKeyPairCases,
    ...['generateRandomCodeVerifier', 'generateRandomState', 'generateRandomNonce'].map((fn) => single(fn, [])),
    single('calculatePKCECodeChallenge', ['dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk']),
    ...['None', 'TlsClientAuth'].map((fn) => authenticated(fn, [])),
    ...[foreign('CryptoKey', key('ES256')), foreign('tagged object', 'CryptoKey')].map((value) =>
      single('PrivateKeyJwt', [{ key: value, kid: '' }]),
    ),
    // one method, used twice: the key is imported once, the identifier is new
    {
      given: { auth: call('ClientSecretJwt', secret) },
      steps: [0, 30].map((at) => ({
        fn: 'revocationRequest',
        args: [server, client, ref('auth'), 'token', { '@customFetch': hook('return', undefined) }],
        at,
      })),
    },
  ],
  generated: [
    {
      name: 'calculatePKCECodeChallenge',
      runs: 100,
      arbitrary: fc
        .oneof(oddString, oddValue, fc.string())
        .map((value) => single('calculatePKCECodeChallenge', [value])),
    },
    ...['ClientSecretPost', 'ClientSecretBasic', 'ClientSecretJwt'].map((fn) => ({
      name: fn,
      runs: 200,
      arbitrary: fc
        .tuple(
          usually<unknown>(fc.oneof(oddString, fc.string({ unit: 'binary' })), oddValue),
          hookOptions,
          fc.oneof(
            clients(),
            oddString.map((client_id) => ({ client_id })),
          ),
        )
        .map(([value, opts, party]) => authenticated(fn, [value, opts], party)),
    })),
    {
      name: 'PrivateKeyJwt',
      runs: 300,
      arbitrary: fc
        .tuple(privateKeys, hookOptions, clients())
        .map(([value, opts, party]) => authenticated('PrivateKeyJwt', [value, opts], party)),
    },
    {
      name: 'DPoP: arguments',
      runs: 250,
      arbitrary: fc.tuple(clockClients, pairs, hookOptions).map((args) => single('DPoP', args)),
    },
    {
      name: 'DPoP: use',
      runs: 200,
      arbitrary: fc
        .tuple(
          fc.tuple(mostly<unknown>({}, { '@clockSkew': 60 }), fc.constantFrom(...keyNames).map(pair), hookOptions),
          proofUrls,
          fc.constantFrom<unknown>('GET', 'post', ''),
          fc.constantFrom<unknown>(undefined, 'token', 'é'),
        )
        .map(([args, target, method, token]) => usedHandle(call('DPoP', ...args), target, method, token)),
    },
    {
      name: 'issueRequestObject',
      runs: 900,
      arbitrary: fc
        .tuple(clients(), special, usually<unknown>(fc.constant(key('ES256')), privateKeys), hookOptions)
        .map((args) => single('issueRequestObject', [server, ...args])),
    },
  ],
}
