/** Processors of responses that are one JSON document. */
import fc from 'fast-check'
import { answers, good } from '../generate/answers.ts'
import { jsonLike, oddString, oddValue, usually } from '../generate/data.ts'
import { clients, servers } from '../generate/parties.ts'
import { client, issuer, server } from '../parties.ts'
import { type Case, foreign, ref, response, symbol, url } from '../value.ts'
import { type Family, single } from './family.ts'

interface Document {
  status: number
  body: object
  also?: string[]
  /** The arguments before the response. */
  before: fc.Arbitrary<unknown[]>
}

const parties = fc.tuple(servers(), clients()) as fc.Arbitrary<unknown[]>
const issuers = fc.constantFrom<unknown>(
  issuer,
  `${issuer}/`,
  `${issuer}//`,
  `${issuer}/tenant`,
  `${issuer}:443`,
  'HTTPS://OP.EXAMPLE',
  `${issuer}?x`,
  `${issuer}#x`,
  ' https://op.example ',
  'op.example',
  'https://',
  '',
  null,
)
const expected = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom<unknown>(
      url(issuer),
      url(`${issuer}/`),
      url(`${issuer}/tenant`),
      url(`${issuer}/tenant/`),
      symbol('_nodiscoverycheck'),
    ),
  },
  { weight: 1, arbitrary: oddValue },
) as fc.Arbitrary<unknown>

const found = (member: string): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 2, arbitrary: jsonLike({ ...server, [member]: issuer }, ['jwks']) },
    { weight: 2, arbitrary: issuers.map((value) => ({ [member]: value })) },
    { weight: 1, arbitrary: oddString.map((value) => ({ [member]: value })) },
  )

export const documents: Record<string, Document> = {
  processPushedAuthorizationResponse: {
    status: 201,
    body: { request_uri: 'urn:x', expires_in: 60 },
    before: parties,
  },
  processDeviceAuthorizationResponse: {
    status: 200,
    body: {
      device_code: 'd',
      user_code: 'U',
      verification_uri: `${issuer}/v`,
      expires_in: 300,
      verification_uri_complete: `${issuer}/v?c`,
      interval: 5,
    },
    before: parties,
  },
  processBackchannelAuthenticationResponse: {
    status: 200,
    body: { auth_req_id: 'r', expires_in: 120, interval: 2 },
    before: parties,
  },
  processRevocationResponse: { status: 200, body: {}, also: ['x'], before: fc.constant([]) },
  processDynamicClientRegistrationResponse: {
    status: 201,
    body: { client_id: 'new', client_secret: 's', client_secret_expires_at: 0, redirect_uris: [] },
    also: ['registration_access_token'],
    before: fc.constant([]),
  },
}

const good200 = (fn: string) => {
  const { status, body } = documents[fn] as Document
  return good(body, status)
}

const partiesOf = (fn: string): unknown[] => (/Revocation|Registration/.test(fn) ? [] : [server, client])

export const examples: Record<string, unknown[]> = {
  ...Object.fromEntries(Object.keys(documents).map((fn) => [fn, [...partiesOf(fn), good200(fn)]])),
  processDiscoveryResponse: [url(issuer), good(server)],
  processResourceDiscoveryResponse: [url(issuer), good({ resource: issuer })],
}

export const documentResponses: Family = {
  name: 'document responses',
  edges: [
    ...Object.keys(examples).flatMap((fn): Case[] => {
      const args = examples[fn] as unknown[]
      const last = args.length - 1
      return [
        // the same response twice: the second time it has been read
        {
          given: { answer: args[last] },
          steps: [1, 2].map(() => ({ fn, args: [...args.slice(0, last), ref('answer')] })),
        },
        ...[200, 201, 204, 302, 400, 500].map((status) =>
          single(fn, [...args.slice(0, last), response({ status, headers: [['content-type', 'application/json']] })]),
        ),
        single(fn, [...args.slice(0, last), foreign('undici Response', '{}', { status: 200 })]),
      ]
    }),
    single('processDiscoveryResponse', [url(issuer), good({ issuer: `${issuer}/` })]),
    single('processDiscoveryResponse', [url(`${issuer}/a`), good({ issuer: `${issuer}/a/` })]),
  ],
  generated: [
    ...Object.entries(documents).map(([fn, { status, body, also, before }]) => ({
      name: fn,
      runs: 800,
      arbitrary: fc
        .tuple(before, answers({ status, body: jsonLike(body, also) }))
        .map(([first, answer]) => single(fn, [...first, answer])),
    })),
    ...['issuer', 'resource'].map((member) => {
      const fn = member === 'issuer' ? 'processDiscoveryResponse' : 'processResourceDiscoveryResponse'
      return {
        name: fn,
        runs: 900,
        arbitrary: fc
          .tuple(usually(expected, fc.constant<unknown>(url(issuer))), answers({ status: 200, body: found(member) }))
          .map((args) => single(fn, args)),
      }
    }),
  ],
}
