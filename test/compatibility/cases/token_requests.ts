/** The six requests to the token endpoint. */
import fc from 'fast-check'
import { authentication, cheapAuthentication } from '../generate/client_authentication.ts'
import { oddString, oddValue, usually } from '../generate/data.ts'
import {
  clients,
  insecureFetch,
  mtlsClients,
  options,
  parameters,
  plainFetch,
  proofs,
  servers,
  serversWith,
} from '../generate/parties.ts'
import { client, server } from '../parties.ts'
import { type Case, call, params, ref, response, symbol } from '../value.ts'
import { type Family, single } from './family.ts'

const none = call('None')
const brand = (entries: [string, string][]) =>
  call('validateAuthResponse', { issuer: server.issuer }, client, params(entries), symbol('skipStateCheck'))
const branded = brand([['code', 'c o&d+e']])
const answer = response({ headers: [['dpop-nonce', 'server nonce']], body: '{}' })

/** The arguments between the client authentication and the options. */
const middles: Record<string, { good: unknown[]; any: fc.Arbitrary<unknown[]> }> = {
  authorizationCodeGrantRequest: {
    good: [branded, 'https://rp.example/cb', 'verifier'],
    any: fc.tuple(
      fc.oneof(
        { weight: 4, arbitrary: fc.constant(branded) },
        {
          weight: 3,
          arbitrary: fc
            .constantFrom<[string, string][][]>(
              [],
              [['code', '']],
              [
                ['code', 'a'],
                ['code', 'b'],
              ],
              [
                ['code', 'a'],
                ['x', 'y'],
              ],
            )
            .map(brand),
        },
        { weight: 1, arbitrary: fc.constantFrom<unknown>(params([['code', 'c']]), proofs(), null) },
      ),
      usually<unknown>(fc.constantFrom('https://rp.example/cb', 'x', 'urn:ietf:wg:oauth:2.0:oob'), oddValue),
      usually<unknown>(fc.constantFrom<unknown>('verifier', 'a b', symbol('nopkce'), symbol('_nopkce')), oddValue),
    ),
  },
  refreshTokenGrantRequest: { good: ['token'], any: fc.tuple(usually<unknown>(oddString, oddValue)) },
  clientCredentialsGrantRequest: { good: [{ scope: 'a' }], any: fc.tuple(parameters) },
  genericTokenEndpointRequest: {
    good: ['urn:x', { scope: 'a' }],
    any: fc.tuple(usually<unknown>(fc.constantFrom('urn:x', 'client_credentials'), oddValue), parameters),
  },
  deviceCodeGrantRequest: { good: ['device'], any: fc.tuple(usually<unknown>(oddString, oddValue)) },
  backchannelAuthenticationGrantRequest: { good: ['request'], any: fc.tuple(usually<unknown>(oddString, oddValue)) },
}

export const functions = Object.keys(middles)

const withAdditional = (fn: string) => fn !== 'clientCredentialsGrantRequest' && fn !== 'genericTokenEndpointRequest'

function generated(fn: string) {
  const { good, any } = middles[fn] as (typeof middles)[string]
  const step = (as: unknown, party: unknown, auth: unknown, middle: unknown[], opts: unknown): Case => ({
    given: { branded, as, client: party },
    steps: [{ fn, args: [ref('as'), ref('client'), auth, ...middle, opts] }],
    answers: [answer],
  })
  const opts = options({ proof: true, ...(withAdditional(fn) ? { additionalParameters: parameters } : {}) })
  return [
    {
      name: `${fn}: arguments`,
      runs: 350,
      // which of two mistakes is reported first does not matter, so either the arguments or the options are odd
      arbitrary: fc
        .oneof(
          fc.tuple(servers(), clients(), authentication, fc.constant(good), opts),
          fc.tuple(servers(), clients(), authentication, any, options({ proof: true, headers: false })),
        )
        .map((parts) => step(...parts)),
    },
    {
      name: `${fn}: endpoints`,
      runs: 250,
      arbitrary: fc
        .tuple(
          serversWith('token_endpoint'),
          mtlsClients,
          cheapAuthentication,
          fc.constant(good),
          fc.constantFrom<unknown>(plainFetch, plainFetch, insecureFetch),
        )
        .map((parts) => step(...parts)),
    },
  ]
}

const repeated: Case[] = functions.map((fn) => ({
  // the nonce of the first response is in the second proof, and in no proof for another origin
  given: { proof: proofs() },
  steps: [1, 2, 3].map((round) => ({
    fn,
    args: [
      round === 3 ? { ...server, token_endpoint: 'https://other.example/token' } : server,
      client,
      none,
      ...(middles[fn]?.good ?? []),
      { ...plainFetch, DPoP: ref('proof') },
    ],
  })),
  answers: [
    response({ status: 400, headers: [['dpop-nonce', 'first']], body: '{}' }),
    response({ headers: [['dpop-nonce', '']] }),
    null,
  ],
}))

export const tokenRequests: Family = {
  name: 'token requests',
  edges: [
    ...repeated,
    ...functions.map((fn) => single(fn, [server, client, none, ...(middles[fn]?.good ?? [])], [answer])),
    // the content of validated parameters counts when they are used, not when they were validated
    {
      given: { branded },
      steps: [
        { fn: 'URLSearchParams.append', args: [ref('branded'), 'code', 'second'] },
        {
          fn: 'authorizationCodeGrantRequest',
          args: [server, client, none, ref('branded'), 'https://rp.example/cb', 'verifier', plainFetch],
        },
      ],
      answers: [answer],
    },
  ],
  generated: functions.flatMap(generated),
}

export const examples: Record<string, unknown[]> = Object.fromEntries(
  functions.map((fn) => [fn, [server, client, none, ...(middles[fn]?.good ?? []), plainFetch]]),
)
