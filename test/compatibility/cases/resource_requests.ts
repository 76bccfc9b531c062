/** Requests that carry an access token, registration, and the two discoveries. */
import fc from 'fast-check'
import { challengeHeader, vectors } from '../generate/challenges.ts'
import { mostly, objectLike, oddString, oddValue, usually } from '../generate/data.ts'
import {
  clients,
  insecureFetch,
  mtlsClients,
  options,
  plainFetch,
  proofs,
  proofValues,
  servers,
  serversWith,
} from '../generate/parties.ts'
import { client, server } from '../parties.ts'
import {
  bytes,
  type Case,
  call,
  foreign,
  headers,
  hook,
  params,
  ref,
  response,
  stream,
  symbol,
  throws,
  url,
} from '../value.ts'
import { type Family, single } from './family.ts'

const plain = response({ headers: [['dpop-nonce', 'server nonce']], body: '{}' })
const challenged = (value: string, status = 401) =>
  response({ status, headers: [['www-authenticate', value]], body: 'no' })
const resource = 'https://rs.example/api?x=1#part'

const urls = fc.constantFrom<unknown>(
  url(resource),
  url('https://rs.example'),
  url('https://rs.example/'),
  url('https://rs.example/a/b/'),
  url('https://rs.example/a?query=1'),
  url('https://rs.example//a//b//'),
  url('https://rs.example//'),
  url('https://rs.example/%C3%A9?%F0'),
  url('https://user:pw@rs.example:8443/tenant'),
  url('http://rs.example/plain'),
  url('http://localhost:3000/'),
  url('ftp://rs.example/file'),
  url('data:text/plain,x'),
  url('blob:https://rs.example/1'),
)

const fetches = fc.constantFrom<unknown>(plainFetch, plainFetch, plainFetch, insecureFetch, {
  ...plainFetch,
  '@allowInsecureRequests': 'true',
})

const bodies = fc.constantFrom<unknown>(
  undefined,
  null,
  'text',
  '',
  bytes('AAEC'),
  params([['a', 'b']]),
  stream('streamed'),
  { odd: true },
)

const headerArguments = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(headers([]), headers([['accept', 'text/html']]), headers([['dpop', 'another']])),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      undefined,
      null,
      { 'X-A': '1' },
      [['x-a', '1']],
      foreign('undici Headers', [['x-a', '1']]),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(headers([['authorization', 'Basic x']]), 'x', 1, { 'bad name': 'x' }),
  },
)

const answers: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<unknown>(plain, response({ status: 401 }), response({ status: 500, body: 'x' })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(challengeHeader, fc.constantFrom(401, 400, 200, 403)).map((parts) => challenged(...parts)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      undefined,
      null,
      {},
      throws('network'),
      response({ kind: 'error' }),
      response({ kind: 'undici', status: 401, headers: [['www-authenticate', 'Bearer realm="x", error="y"']] }),
      foreign('tagged object', 'Response'),
    ),
  },
)

const resourceCase = (args: unknown[], answer: unknown): Case => ({
  given: { branded: call('validateAuthResponse', server, client, params([]), symbol('skipStateCheck')) },
  steps: [{ fn: 'protectedResourceRequest', args }],
  answers: [answer],
})

const metadata = { redirect_uris: ['https://rp.example/cb'], client_name: 'é', use_mtls_endpoint_aliases: false }

const discoveries = (fn: string, choice: Record<string, fc.Arbitrary<unknown>>) => ({
  name: fn,
  runs: 300,
  arbitrary: fc
    .tuple(
      fc.oneof({ weight: 8, arbitrary: urls }, { weight: 1, arbitrary: oddValue }),
      fc.oneof(fetches, options({ others: choice })),
    )
    .map(([where, opts]) => single(fn, [where, opts], [plain])),
})

export const examples: Record<string, unknown[]> = {
  discoveryRequest: [url('https://op.example/tenant'), plainFetch],
  resourceDiscoveryRequest: [url('https://rs.example/api'), plainFetch],
  protectedResourceRequest: ['token', 'GET', url(resource), headers([]), null, plainFetch],
  userInfoRequest: [server, client, 'token', plainFetch],
  dynamicClientRegistrationRequest: [server, metadata, plainFetch],
}

export const resourceRequests: Family = {
  name: 'resource requests',
  edges: [
    ...vectors.map((value) =>
      single('protectedResourceRequest', examples.protectedResourceRequest as unknown[], [challenged(value)]),
    ),
    ...Object.entries(examples).map(([fn, args]) => single(fn, args.slice(0, -1), [plain])),
    {
      given: { proof: proofs('ES384') },
      steps: ['get', 'Post', 'DELETE'].map((method) => ({
        fn: 'protectedResourceRequest',
        args: ['token', method, url(resource), headers([]), undefined, { ...plainFetch, DPoP: ref('proof') }],
      })),
      answers: [
        response({ status: 401, headers: [['dpop-nonce', 'n1']] }),
        response({ kind: 'undici', headers: [['dpop-nonce', 'n2']] }),
      ],
    },
  ],
  generated: [
    {
      name: 'protectedResourceRequest',
      runs: 1200,
      arbitrary: fc
        .tuple(
          usually<unknown>(fc.constantFrom('token', 'é', 'a b', 'x'.repeat(200)), oddValue),
          mostly<unknown>('GET', 'POST', 'post', 'patch', '', undefined, null, 1),
          fc.oneof({ weight: 9, arbitrary: urls }, { weight: 1, arbitrary: oddValue }),
          headerArguments,
          bodies,
          fc.oneof(fetches, options({ proof: true, headers: false })),
          answers,
        )
        .map((parts) => resourceCase(parts.slice(0, 6), parts[6])),
    },
    {
      name: 'userInfoRequest: arguments',
      runs: 400,
      arbitrary: fc
        .tuple(
          servers(),
          clients({ userinfo_signed_response_alg: fc.constantFrom<unknown>('ES256', '', null, undefined, true) }),
          // with an invalid token, the headers are valid: which of two mistakes is reported first does not matter
          fc.oneof(
            fc.tuple(oddString.filter(Boolean), options({ proof: true })),
            fc.tuple(oddValue, fc.constant<unknown>(plainFetch)),
          ),
          answers,
        )
        .map(([as, party, tokenAndOptions, answer]) =>
          single('userInfoRequest', [as, party, ...tokenAndOptions], [answer]),
        ),
    },
    {
      name: 'userInfoRequest: endpoints',
      runs: 250,
      arbitrary: fc
        .tuple(serversWith('userinfo_endpoint'), mtlsClients, fetches)
        .map(([as, party, opts]) => single('userInfoRequest', [as, party, 'token', opts], [plain])),
    },
    {
      name: 'dynamicClientRegistrationRequest: arguments',
      runs: 400,
      arbitrary: fc
        .tuple(
          objectLike(metadata, ['client_id']),
          options({
            proof: true,
            others: {
              initialAccessToken: fc.oneof(
                fc.constantFrom<unknown>('initial', 'é', '', null, 5, ['initial']),
                oddString,
              ),
            },
          }),
        )
        .map(([data, opts]) => single('dynamicClientRegistrationRequest', [server, data, opts], [plain])),
    },
    {
      name: 'dynamicClientRegistrationRequest: endpoints',
      runs: 250,
      arbitrary: fc
        .tuple(
          serversWith('registration_endpoint'),
          fc.constantFrom<unknown>(true, true, false, undefined, 'x'),
          fetches,
          mostly<unknown>({}, { initialAccessToken: 'initial' }),
          fc.oneof(fc.constant<unknown>(undefined), fc.constant<unknown>(undefined), proofValues),
        )
        .map(([as, use_mtls_endpoint_aliases, opts, token, DPoP]) => ({
          given: { branded: {} },
          steps: [
            {
              fn: 'dynamicClientRegistrationRequest',
              args: [
                as,
                { use_mtls_endpoint_aliases },
                { ...(opts as object), ...(token as object), ...(DPoP ? { DPoP } : {}) },
              ],
            },
          ],
          answers: [plain],
        })),
    },
    discoveries('discoveryRequest', {
      algorithm: fc.constantFrom<unknown>(
        'oidc',
        'oauth2',
        'oauth2',
        'oauth2',
        undefined,
        null,
        '',
        'OIDC',
        'constructor',
        1,
      ),
    }),
    discoveries('resourceDiscoveryRequest', {
      algorithm: fc.constant<unknown>('oauth2'),
      signal: fc.constant(hook('fail')),
    }),
  ],
}
