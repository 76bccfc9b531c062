/** Outcomes that generated cases reach too rarely, each in a few ways for every function that can have it. */
import { good } from '../generate/answers.ts'
import { keySet } from '../generate/key_sets.ts'
import { insecureFetch, plainFetch, proofs } from '../generate/parties.ts'
import { client, issuer, server } from '../parties.ts'
import { accessClaims, accessHeader, audience } from '../proven_request.ts'
import { type Case, foreign, json, jwk, jwt, now, params, ref, response } from '../value.ts'
import { type Family, single } from './family.ts'
import { examples as formRequests } from './form_requests.ts'
import { claims as hybridClaims, functions as hybridFunctions } from './hybrid_responses.ts'
import { examples as resourceRequests } from './resource_requests.ts'
import { examples as tokenRequests } from './token_requests.ts'
import { functions as tokenResponses } from './token_responses.ts'

const five = [1, 2, 3, 4, 5]
const badUrls = ['ftp://op.example/', 'ws://op.example/', 'data:,x', 'javascript:0', 'urn:x']

const endpointOf: Record<string, string> = {
  pushedAuthorizationRequest: 'pushed_authorization_request_endpoint',
  deviceAuthorizationRequest: 'device_authorization_endpoint',
  backchannelAuthenticationRequest: 'backchannel_authentication_endpoint',
  revocationRequest: 'revocation_endpoint',
  introspectionRequest: 'introspection_endpoint',
  userInfoRequest: 'userinfo_endpoint',
  dynamicClientRegistrationRequest: 'registration_endpoint',
}

const requests = { ...tokenRequests, ...formRequests, ...resourceRequests }

/** Endpoints that are neither http nor https. */
const protocols: Case[] = Object.entries(requests).flatMap(([fn, [as, ...rest]]) =>
  /iscovery|protected/.test(fn)
    ? []
    : badUrls.map((value) =>
        single(fn, [
          { ...(as as object), [endpointOf[fn] ?? 'token_endpoint']: value },
          ...rest.slice(0, -1),
          insecureFetch,
        ]),
      ),
)

const weakProofs: Case[] = five.map(() =>
  single('userInfoRequest', [server, client, 'token', { ...plainFetch, DPoP: proofs('weak RS256') }]),
)

/** The calls that read a JWT signed by the server, for a given JWT and server. */
type Verifying = (token: Token, as: object, options: object, answers: unknown[]) => Case

interface Token {
  alg: string
  key: string
  /** Claims in addition to the valid ones, or instead of them. */
  claims?: object
}

const signed = ({ alg, key, claims }: Token, own: object, header: object = {}) =>
  jwt({ header: json({ alg, kid: 'k1', ...header }), claims: json({ ...own, ...claims }), key })

const jarmClaims = { iss: issuer, aud: 'client', exp: now + 60, code: 'c', state: 's' }

const verifying: Record<string, Verifying> = {
  validateJwtAuthResponse: (token, as, options, answers) =>
    single(
      'validateJwtAuthResponse',
      [
        as,
        { ...client, authorization_signed_response_alg: token.alg },
        params([['response', signed(token, jarmClaims)]]),
        's',
        options,
      ],
      answers,
    ),
  validateJwtAccessToken: (token, as, options, answers) =>
    single(
      'validateJwtAccessToken',
      [
        as,
        foreign('request with', 'https://rs.example/', [
          ['authorization', 'Bearer', signed(token, accessClaims, { typ: accessHeader.typ })],
        ]),
        audience,
        { ...options, signingAlgorithms: [token.alg] },
      ],
      answers,
    ),
  validateApplicationLevelSignature: (token, as, options, answers) => ({
    given: { as, answer: good({ access_token: 'a', token_type: 'bearer', id_token: signed(token, idClaims) }) },
    steps: [
      {
        fn: 'processRefreshTokenResponse',
        args: [ref('as'), { ...client, id_token_signed_response_alg: token.alg }, ref('answer')],
      },
      { fn: 'validateApplicationLevelSignature', args: [ref('as'), ref('answer'), options] },
    ],
    answers,
  }),
  ...Object.fromEntries(
    hybridFunctions.map((fn): [string, Verifying] => [
      fn,
      (token, as, options, answers) =>
        single(
          fn,
          [
            as,
            { ...client, id_token_signed_response_alg: token.alg },
            params([
              ['code', 'c'],
              ['state', 's'],
              ['id_token', signed(token, hybridClaims)],
            ]),
            'n',
            's',
            undefined,
            options,
          ],
          answers,
        ),
    ]),
  ),
}

const idClaims = { iss: issuer, sub: 'someone', aud: 'client', exp: now + 300, iat: now }
const es256 = { alg: 'ES256', key: 'ES256' }
const ids = keySet([jwk('ES256', { kid: 'k1' })])

const keyEndpoints: Case[] = Object.values(verifying).flatMap((make) => [
  ...five.map(() => make(es256, { ...server, jwks_uri: undefined }, plainFetch, [ids])),
  ...[null, '', 'relative', 0, {}].map((jwks_uri) => make(es256, { ...server, jwks_uri }, plainFetch, [ids])),
  ...['http://op.example/jwks', ...badUrls].map((jwks_uri) => make(es256, { ...server, jwks_uri }, plainFetch, [ids])),
  ...badUrls.map((jwks_uri) => make(es256, { ...server, jwks_uri }, insecureFetch, [ids])),
  // not JSON, and JSON that is not an object
  ...['', '<html>', '{', 'x', '[1'].flatMap((body) =>
    ['text/html', 'application/json', 'application/jwk-set+json'].map((type) =>
      make(es256, server, plainFetch, [response({ headers: [['content-type', type]], body })]),
    ),
  ),
  // unsupported algorithms, and keys that are too weak
  ...['none', 'ES256K', 'x', 'constructor', 'RS1', 'HS384'].map((alg) =>
    make({ alg, key: 'ES256' }, server, plainFetch, [ids]),
  ),
  ...['weak RS256', 'weak PS256', 'weak RS256', 'weak PS256', 'weak RS256'].map((key) =>
    make({ alg: key.slice(5), key }, server, plainFetch, [keySet([jwk(key, { kid: 'k1' })])]),
  ),
])

/** ID Tokens of the token endpoint. */
const idTokens: Case[] = tokenResponses.flatMap((fn) => {
  const processed = (id_token: unknown, party: object = client): Case => ({
    steps: [{ fn, args: [server, party, good({ access_token: 'a', token_type: 'bearer', id_token })] }],
  })
  const token = (claims: object) => jwt({ header: { alg: 'RS256' }, claims: json({ ...idClaims, ...claims }) })
  return [
    ...[0, now - 3600, now - 31, now - 30, -1].map((exp) => processed(token({ exp }))),
    ...[now + 31, now + 3600, now + 300, 1e12, now + 32].map((nbf) => processed(token({ nbf }))),
    ...[
      ['client', 'x'],
      ['x', 'client'],
      ['client', 'client'],
      ['client', 'x', 'y'],
      ['client', ''],
    ].flatMap((aud) => [
      processed(token({ aud })),
      processed(token({ aud, azp: 'client' })),
      processed(token({ aud, azp: 'x' })),
    ]),
    ...['a.b.c.d.e', '....', 'a....', '....e', 'e30.e30.e30.e30.e30'].map((text) => processed(text)),
  ]
})

const jwes = ['a.b.c.d.e', '....', 'a....', '....e', 'e30.e30.e30.e30.e30']
const encrypted: Case[] = jwes.flatMap((text) => [
  ...hybridFunctions.map((fn) =>
    single(fn, [
      server,
      client,
      params([
        ['code', 'c'],
        ['id_token', text],
      ]),
      'n',
      undefined,
    ]),
  ),
  single('validateJwtAuthResponse', [server, client, params([['response', text]])]),
  single('processUserInfoResponse', [
    server,
    client,
    's',
    response({ headers: [['content-type', 'application/jwt']], body: text }),
  ]),
  single('processIntrospectionResponse', [
    server,
    client,
    response({ headers: [['content-type', 'application/token-introspection+jwt']], body: text }),
  ]),
])

/** Failures that only a hybrid response can have, with a valid signature. */
const hybrid: Case[] = Object.entries(verifying).flatMap(([fn, make]) =>
  hybridFunctions.includes(fn)
    ? [
        ...['x', 'Ln0sA6lQeuJl7PW1NWiFpr', 'AAAA', 'ln0sA6lQeuJl7PW1NWiFpQ', '='].flatMap((hash) => [
          make({ ...es256, claims: { c_hash: hash } }, server, plainFetch, [ids]),
          make({ ...es256, claims: { s_hash: hash } }, server, plainFetch, [ids]),
        ]),
        ...[3601, 3602, 4000, 86400, now].map((age) =>
          make({ ...es256, claims: { iat: now - age } }, server, plainFetch, [ids]),
        ),
        ...[0, now - 3600, now - 31, now - 30, -1].map((exp) =>
          make({ ...es256, claims: { exp } }, server, plainFetch, [ids]),
        ),
        ...[
          ['client', 'x'],
          ['x', 'client'],
          ['client', 'client'],
          ['client', 'x', 'y'],
          ['client', ''],
        ].flatMap((aud) =>
          [undefined, 'client', 'x'].map((azp) => make({ ...es256, claims: { aud, azp } }, server, plainFetch, [ids])),
        ),
        ...[3600, 3599, 0, -1, -3600].map((age) =>
          make({ ...es256, claims: { iat: now - age } }, server, plainFetch, [ids]),
        ),
      ]
    : [],
)

/** Claims of a JARM response that are parameters of the implicit flow. */
const implicit: Case[] = ['id_token', 'token'].flatMap((name) =>
  ['x', '', 'a.b.c'].map((value) =>
    (verifying.validateJwtAuthResponse as Verifying)({ ...es256, claims: { [name]: value } }, server, plainFetch, [
      ids,
    ]),
  ),
)

export const rareOutcomes: Family = {
  name: 'rare outcomes',
  edges: [...protocols, ...weakProofs, ...keyEndpoints, ...idTokens, ...encrypted, ...hybrid, ...implicit],
  generated: [],
}
