/** The other authenticated form posts. */
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
import { type Case, call, ref, response } from '../value.ts'
import { type Family, single } from './family.ts'

const none = call('None')
const answer = response({ headers: [['dpop-nonce', 'server nonce']], body: '{}' })
const token = usually<unknown>(oddString, oddValue)

interface Form {
  endpoint: string
  good: unknown
  any: fc.Arbitrary<unknown>
  options: fc.Arbitrary<unknown>
  client?: Record<string, fc.Arbitrary<unknown>>
}

const flags = fc.constantFrom<unknown>(true, false, undefined, null, 0, 1, '', 'yes')

const forms: Record<string, Form> = {
  pushedAuthorizationRequest: {
    endpoint: 'pushed_authorization_request_endpoint',
    good: { scope: 'openid' },
    any: parameters,
    options: options({ proof: true }),
  },
  deviceAuthorizationRequest: {
    endpoint: 'device_authorization_endpoint',
    good: { scope: 'openid' },
    any: parameters,
    options: options(),
  },
  backchannelAuthenticationRequest: {
    endpoint: 'backchannel_authentication_endpoint',
    good: { scope: 'openid', login_hint: 'someone' },
    any: parameters,
    options: options(),
  },
  revocationRequest: {
    endpoint: 'revocation_endpoint',
    good: 'token',
    any: token,
    options: options({ additionalParameters: parameters }),
  },
  introspectionRequest: {
    endpoint: 'introspection_endpoint',
    good: 'token',
    any: token,
    options: options({ additionalParameters: parameters, others: { requestJwtResponse: flags } }),
    client: { introspection_signed_response_alg: fc.constantFrom<unknown>('ES256', '', undefined, null, 'RS256') },
  },
}

export const functions = Object.keys(forms)

function generated(fn: string) {
  const form = forms[fn] as Form
  const one = (as: unknown, party: unknown, auth: unknown, middle: unknown, opts: unknown): Case => ({
    given: { as, client: party },
    steps: [{ fn, args: [ref('as'), ref('client'), auth, middle, opts] }],
    answers: [answer],
  })
  return [
    {
      name: `${fn}: arguments`,
      runs: 350,
      arbitrary: fc
        .tuple(servers(), clients(form.client), authentication, form.any, form.options)
        .map((parts) => one(...parts)),
    },
    {
      name: `${fn}: endpoints`,
      runs: 250,
      arbitrary: fc
        .tuple(
          serversWith(form.endpoint),
          mtlsClients,
          cheapAuthentication,
          fc.constant(form.good),
          fc.constantFrom<unknown>(plainFetch, plainFetch, insecureFetch),
        )
        .map((parts) => one(...parts)),
    },
  ]
}

export const examples: Record<string, unknown[]> = Object.fromEntries(
  functions.map((fn) => [fn, [server, client, none, forms[fn]?.good, plainFetch]]),
)

export const formRequests: Family = {
  name: 'form requests',
  edges: [
    ...functions.map((fn) => single(fn, [server, client, none, forms[fn]?.good], [answer])),
    {
      given: { proof: proofs('Ed25519') },
      steps: [1, 2].map(() => ({
        fn: 'pushedAuthorizationRequest',
        args: [server, client, none, { scope: 'openid' }, { ...plainFetch, DPoP: ref('proof') }],
      })),
      answers: [response({ status: 400, headers: [['dpop-nonce', 'first']], body: '{}' })],
    },
  ],
  generated: functions.flatMap(generated),
}
