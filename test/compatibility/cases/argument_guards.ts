/** Every argument of every function, replaced by each value that a caller may pass by mistake. */
import { client, server } from '../parties.ts'
import {
  type Case,
  foreign,
  hook,
  inherits,
  key,
  Made,
  pair,
  params,
  request,
  response,
  symbol,
  url,
} from '../value.ts'
import { examples as accessTokens } from './access_tokens.ts'
import { examples as authorizationResponses } from './authorization_responses.ts'
import { examples as claimsResponses } from './claims_responses.ts'
import { examples as documentResponses } from './document_responses.ts'
import { examples as errors } from './errors.ts'
import { type Family, single } from './family.ts'
import { examples as formRequests } from './form_requests.ts'
import { examples as hybridResponses } from './hybrid_responses.ts'
import { examples as keysAndProofs } from './keys_and_proofs.ts'
import { examples as resourceRequests } from './resource_requests.ts'
import { examples as tokenRequests } from './token_requests.ts'
import { examples as tokenResponses } from './token_responses.ts'

const examples: Record<string, unknown[]> = {
  ...accessTokens,
  ...authorizationResponses,
  ...claimsResponses,
  ...documentResponses,
  ...errors,
  ...formRequests,
  ...hybridResponses,
  ...keysAndProofs,
  ...resourceRequests,
  ...tokenRequests,
  ...tokenResponses,
  validateApplicationLevelSignature: [server, response({}), {}],
  getValidatedIdTokenClaims: [{ access_token: 'a', id_token: 'a.b.c' }],
}

const wrong: unknown[] = [
  undefined,
  null,
  '',
  'x',
  0,
  1,
  Number.NaN,
  true,
  false,
  10n,
  [],
  {},
  Symbol.iterator,
  symbol('skipSubjectCheck'),
  hook('return', undefined),
  url('https://a.example'),
  params([]),
  response({}),
  request({}),
  key('ES256'),
  pair('ES256'),
  foreign('tagged object', 'Response'),
  inherits(server),
  inherits(client),
]

const swapped = (args: unknown[], index: number, value: unknown) => args.map((arg, at) => (at === index ? value : arg))

/** Wrong members of the two parties. Their other members are tested elsewhere. */
const parties: [Record<string, unknown>, string][] = [
  [server, 'issuer'],
  [client, 'client_id'],
]

function guards(fn: string, args: unknown[]): Case[] {
  const answers = [response({ body: '{}' })]
  return args.flatMap((arg, index) => [
    ...wrong.map((value) => single(fn, swapped(args, index, value), answers)),
    // instead of an object of the platform, a proxy whose traps all throw
    ...(arg instanceof Made ? [single(fn, swapped(args, index, foreign('hostile proxy')), answers)] : []),
    ...parties.flatMap(([party, member]) =>
      arg !== party && !(arg !== null && typeof arg === 'object' && !(arg instanceof Made) && member in arg)
        ? []
        : ['', 1, null, undefined, {}, ['x']].map((value) =>
            single(fn, swapped(args, index, { ...party, [member]: value }), answers),
          ),
    ),
    // omits an argument and everything after it
    single(fn, args.slice(0, index), answers),
  ])
}

export const argumentGuards: Family = {
  name: 'argument guards',
  edges: Object.entries(examples).flatMap(([fn, args]) => guards(fn, args)),
  generated: [],
}
