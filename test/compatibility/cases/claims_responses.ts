/** UserInfo and introspection: responses that are JSON or a JWT. */
import fc from 'fast-check'
import { answers, good } from '../generate/answers.ts'
import { jsonLike, mostly, oddString, oddValue } from '../generate/data.ts'
import { clients, servers } from '../generate/parties.ts'
import { algorithms, tokenOrOdd, tokens } from '../generate/tokens.ts'
import { client, issuer, server } from '../parties.ts'
import { type Case, hook, json, jwt, now, ref, response, symbol } from '../value.ts'
import { type Family, single } from './family.ts'

const userInfo = { sub: 'someone', name: 'é', email_verified: true, updated_at: 1 }
const introspection = { active: true, sub: 'someone', scope: 'a', exp: now + 60 }

const jwtType = 'application/jwt'
const introspectionType = 'application/token-introspection+jwt'

const decrypted = {
  '@jweDecrypt': hook('resolve', jwt({ header: { alg: 'ES256' }, claims: json({ sub: 'someone' }) })),
}
const hooks = fc.constantFrom<unknown>(
  {},
  {},
  decrypted,
  undefined,
  null,
  { '@jweDecrypt': hook('fail') },
  { '@jweDecrypt': hook('return', 'a.b.c.d.e') },
  { '@jweDecrypt': hook('resolve', '') },
)

const introspectionToken = {
  header: { alg: 'ES256', typ: 'token-introspection+jwt' },
  claims: { iss: issuer, aud: 'client', iat: now, token_introspection: introspection },
  also: ['exp', 'nbf', 'sub', 'jti'],
}
const types = fc.constantFrom<unknown>(
  'token-introspection+jwt',
  'application/token-introspection+jwt',
  'APPLICATION/Token-Introspection+JWT',
  'jwt',
  'JWT',
  '',
  null,
  1,
  undefined,
  'application/application/token-introspection+jwt',
)
const introspectionTokens = fc.oneof(
  { weight: 5, arbitrary: tokenOrOdd(introspectionToken) },
  {
    weight: 1,
    arbitrary: types.map((typ) =>
      jwt({ header: json({ alg: 'ES256', typ }), claims: json(introspectionToken.claims) }),
    ),
  },
  {
    weight: 1,
    arbitrary: jsonLike(introspection).map((token_introspection) =>
      jwt({ header: introspectionToken.header, claims: json({ ...introspectionToken.claims, token_introspection }) }),
    ),
  },
)
const userInfoTokens = fc.oneof(
  {
    weight: 5,
    arbitrary: tokenOrOdd({ header: { alg: 'ES256' }, claims: userInfo, also: ['iss', 'aud', 'exp', 'nbf', 'iat'] }),
  },
  {
    weight: 3,
    arbitrary: tokens({
      header: { alg: 'ES256' },
      claims: { ...userInfo, iss: issuer, aud: ['other', 'client'], exp: now + 5 },
      also: ['nbf', 'iat'],
    }),
  },
)

const asJwt = (content: fc.Arbitrary<unknown>, type: string) =>
  fc
    .record({ body: content, used: mostly<boolean | undefined>(undefined, undefined, undefined, true) })
    .map((data) => response({ ...data, headers: [['content-type', type]] }))

const algorithmServers = (member: string) =>
  servers({
    [member]: fc.constantFrom<unknown>(['ES256'], ['ES256', 'none'], ['RS256'], [], 'ES256', null, ['HS256']),
    '@_expectedIssuer': fc.constantFrom<unknown>(hook('return', issuer), hook('return', 'x'), hook('return', null)),
  })

const configured = (member: string) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<unknown>({ ...client, [member]: 'ES256' }) },
    { weight: 2, arbitrary: clients({ [member]: algorithms }) },
  )

const subjects = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<unknown>('someone', 'someone', 'someone', symbol('skipSubjectCheck')) },
  { weight: 1, arbitrary: fc.oneof(oddString, oddValue) },
)

const signature = (fn: string, args: unknown[]): Case => ({
  given: { answer: args.find((value) => value !== client && value !== server) },
  steps: [{ fn, args }],
})

export const examples: Record<string, unknown[]> = {
  processUserInfoResponse: [server, client, 'someone', good(userInfo), {}],
  processIntrospectionResponse: [server, client, good(introspection), {}],
}

export const claimsResponses: Family = {
  name: 'UserInfo and introspection',
  edges: [
    signature('processUserInfoResponse', [server, client, 'someone', good(userInfo)]),
    ...[symbol('skipSubjectCheck'), 'someone', 'other'].map((subject) => ({
      given: { answer: good(userInfo) },
      steps: [1, 2].map(() => ({ fn: 'processUserInfoResponse', args: [server, client, subject, ref('answer')] })),
    })),
    single('processIntrospectionResponse', [
      server,
      { ...client, introspection_signed_response_alg: 'ES256' },
      good(introspection),
    ]),
    single('processUserInfoResponse', [server, client, 'someone', good(userInfo, 401)]),
    ...[1, 2, 3, 4, 5].map((exp) =>
      single('processUserInfoResponse', [
        server,
        { ...client, userinfo_signed_response_alg: 'ES256' },
        'someone',
        response({
          headers: [['content-type', jwtType]],
          body: jwt({ header: { alg: 'ES256' }, claims: { ...userInfo, exp } }),
        }),
      ]),
    ),
  ],
  generated: [
    {
      name: 'processUserInfoResponse: JSON',
      runs: 1000,
      arbitrary: fc
        .tuple(
          servers(),
          clients({ userinfo_signed_response_alg: fc.constantFrom<unknown>('ES256', '', null, undefined) }),
          subjects,
          answers({ status: 200, body: jsonLike(userInfo, ['sub', 'sub', 'sub']) }),
          hooks,
        )
        .map((args) => single('processUserInfoResponse', args)),
    },
    {
      name: 'processUserInfoResponse: JWT',
      runs: 1000,
      arbitrary: fc
        .tuple(
          algorithmServers('userinfo_signing_alg_values_supported'),
          configured('userinfo_signed_response_alg'),
          subjects,
          asJwt(userInfoTokens, jwtType),
          hooks,
        )
        .map((args) => single('processUserInfoResponse', args)),
    },
    {
      name: 'processIntrospectionResponse: JSON',
      runs: 800,
      arbitrary: fc
        .tuple(
          servers(),
          clients({ introspection_signed_response_alg: fc.constantFrom<unknown>('ES256', '', null, undefined) }),
          answers({ status: 200, body: jsonLike(introspection, ['active']) }),
          hooks,
        )
        .map((args) => single('processIntrospectionResponse', args)),
    },
    {
      name: 'processIntrospectionResponse: JWT',
      runs: 1000,
      arbitrary: fc
        .tuple(
          algorithmServers('introspection_signing_alg_values_supported'),
          configured('introspection_signed_response_alg'),
          asJwt(introspectionTokens, introspectionType),
          hooks,
        )
        .map((args) => single('processIntrospectionResponse', args)),
    },
  ],
}
