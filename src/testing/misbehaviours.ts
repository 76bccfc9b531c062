/**
 * What each switch does, and its value when none is given.
 *
 * @module
 */
import type { JsonValue } from '../json/json.ts'
import {
  type AnswerDeviations,
  type AnswerPlace,
  claims,
  type JwtDeviations,
  type JwtPlace,
  type MisbehaviourName,
  members,
  missing,
  type NotificationDeviations,
  type NotificationPlace,
  type OtherDeviations,
  parameters,
} from './misbehaviour_names.ts'

/** One switch of the server. */
export interface Misbehaviour {
  /** Its name, for `misbehave()`. */
  readonly name: MisbehaviourName
  /** What it does. */
  readonly does: string
  /** Its value when none is given. For a time claim, the seconds counted from the server's current time. */
  readonly usual: unknown
  /** The values that have a name, and what they do. */
  readonly values?: Readonly<Record<string, string>>
}

type Row = Omit<Misbehaviour, 'name'>
type Rows<Deviations> = { readonly [Deviation in keyof Deviations]: Row }

const jwtRows: Rows<JwtDeviations> = {
  header: {
    does: 'changes members of the header',
    usual: { crit: ['https://attacker.example/crit'] },
  },
  signature: {
    does: 'replaces or changes the signature',
    usual: 'attacker',
    values: {
      attacker: "made with a key of the attacker under the server's key identifier",
      embedded: 'made with a key of the attacker that the header contains (`jwk`)',
      unpublished: 'made with a key that is not in the JWK Set, under its own `kid`',
      none: 'removed, with `alg: none`',
      stripped: 'removed, with `alg` unchanged',
      garbage: 'random octets',
      malformed: 'not base64url',
      public_key_as_secret: 'an HMAC (`HS256`) with the published key as its secret',
      client_secret: 'an HMAC (`HS256`) with the client secret',
      claims_changed: 'made before the claims were changed',
    },
  },
  form: {
    does: 'breaks the compact form',
    usual: 'two_parts',
    values: {
      encrypted: 'five parts, like an encrypted JWT',
      two_parts: 'the signature is cut off with its dot',
      four_parts: 'one more part',
      not_base64url: 'the payload is not base64url',
      not_json: 'the payload is not JSON',
      header_array: 'the header is a JSON array',
      payload_array: 'the payload is a JSON array',
    },
  },
}

const answerRows: Rows<AnswerDeviations> = {
  status: { does: 'answers with another HTTP status and the right body', usual: 500 },
  error: {
    does: 'answers with an OAuth error: a code (status 400), or an object with `error`, `status`, `content_type`, `headers`',
    usual: 'temporarily_unavailable',
  },
  body: {
    does: 'answers with another body',
    usual: 'html',
    values: {
      html: 'a page in HTML',
      truncated: 'half of the right body',
      empty: 'nothing',
      null: 'the JSON value `null`',
      array: 'the right object in a JSON array',
      string: 'a JSON string',
      mislabelled: 'the right body, declared as `text/html`',
      huge: 'the right body and a megabyte of whitespace',
      endless: 'a body that never ends',
    },
  },
  challenge: {
    does: 'answers with status 401 and this `WWW-Authenticate` header',
    usual: 'Bearer error="invalid_token"',
  },
  location: { does: 'redirects to this URL', usual: 'https://attacker.example/' },
  network: {
    does: 'breaks the connection; a number delays the answer by that many seconds',
    usual: 'refused',
    values: {
      refused: 'there is no connection',
      reset: 'the connection breaks in the middle of the body',
      silent: 'no answer until the request is aborted',
    },
  },
}

const notificationRows: Rows<NotificationDeviations> = {
  method: { does: 'uses another HTTP method', usual: 'PUT' },
  content_type: { does: 'declares another media type', usual: 'application/x-www-form-urlencoded' },
  authorization: { does: 'sends another `authorization` header', usual: 'Bearer of-somebody-else' },
  body: {
    does: 'sends another body',
    usual: 'truncated',
    values: {
      empty: 'nothing',
      truncated: 'half of the right body',
      array: 'the right object in a JSON array',
      html: 'a page in HTML',
    },
  },
}

const otherRows: Rows<OtherDeviations> = {
  'jwks.keys': {
    does: 'publishes other keys',
    usual: 'attacker',
    values: {
      empty: 'none',
      outdated: 'keys other than the one that signs',
      attacker: "a key of the attacker under the server's key identifier",
      anonymous: 'two keys without identifiers, and JWTs without `kid`',
      duplicate: 'each key twice',
      private: 'with a private member',
      for_encryption: 'for encryption (`use`)',
      for_another_algorithm: 'for another algorithm (`alg`)',
      malformed: 'with broken key material',
      not_objects: 'strings',
      not_an_array: 'an object',
    },
  },
  'authorization_response.mix_up': {
    does: 'answers in the name of another server, with a code of its own',
    usual: 'https://attacker.example',
  },
  'authorization_response.injected_code': {
    does: 'answers with the code of another sign-in',
    usual: 'of_another_user',
    values: { of_another_user: "a code that was issued for another user's sign-in at this client" },
  },
  'server.clock': { does: 'takes the timestamps of JWTs from a clock that is off by this many seconds', usual: -3600 },
  'server.dpop_nonce': {
    does: 'demands DPoP nonces',
    usual: 'never_right',
    values: { never_right: 'no nonce in a proof is ever accepted' },
  },
  'server.code_verifier': {
    does: 'handles the `code_verifier` incorrectly',
    usual: 'ignored',
    values: { ignored: 'any value is accepted' },
  },
}

// the values of claims, members and parameters when none is given; those not listed are left out of the message
const wrong: Readonly<Record<string, JsonValue>> = {
  iss: 'https://attacker.example',
  sub: 'mallory',
  aud: 'another-client',
  azp: 'another-client',
  // seconds from now
  exp: -3600,
  iat: -7200,
  nbf: 3600,
  auth_time: -86400,
  nonce: 'of-another-request',
  c_hash: 'AAAAAAAAAAAAAAAAAAAAAA',
  s_hash: 'AAAAAAAAAAAAAAAAAAAAAA',
  at_hash: 'AAAAAAAAAAAAAAAAAAAAAA',
  'urn:openid:params:jwt:claim:auth_req_id': 'of-another-request',
  'urn:openid:params:jwt:claim:rt_hash': 'AAAAAAAAAAAAAAAAAAAAAA',
  cnf: { jkt: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' },
  'discovery.issuer': 'https://attacker.example',
  'discovery.jwks_uri': 'http://169.254.169.254/jwks',
  'discovery.token_endpoint': 'http://attacker.example/token',
  'resource_metadata.resource': 'https://attacker.example',
  'token.token_type': 'mac',
  'token.expires_in': 'soon',
  'token.refresh_token': '',
  'token.scope': ['openid'],
  'registration.client_secret': '',
  'device_authorization.verification_uri_complete': '',
  'device_authorization.interval': 0,
  'backchannel_authentication.interval': 0,
  'userinfo_jwt.iat': 'yesterday',
  'introspection_jwt.iat': 'yesterday',
  'access_token.iat': 'yesterday',
  'authorization_response.state': 'of-another-request',
  'authorization_response.error': 'access_denied',
  'authorization_response.response': 'eyJhbGciOiJub25lIn0.e30.',
  'authorization_response.id_token': 'eyJhbGciOiJub25lIn0.e30.',
  'authorization_response.token': 'of-the-attacker',
  'authorization_response.access_token': 'of-the-attacker',
  'ping.auth_req_id': 'of-another-request',
  'push.auth_req_id': 'of-another-request',
  'push.access_token': 'of-the-attacker',
  'push.refresh_token': 'of-the-attacker',
  'push.token_type': 'mac',
  'push.expires_in': 'soon',
  'push.error': 'access_denied',
}

/** Whether a claim's usual value is counted from now. */
export function isTime(name: string): boolean {
  return ['exp', 'iat', 'nbf', 'auth_time'].includes(name)
}

/**
 * Lists every switch of the server, with what it does.
 *
 * @returns The switches, place by place. `misbehave()` takes their names.
 * @throws Nothing.
 */
export function listMisbehaviours(): Misbehaviour[] {
  const list: Misbehaviour[] = []
  for (const place of Object.keys(claims) as JwtPlace[]) {
    for (const claim of claims[place]) {
      list.push(named(place, claim, 'claim', isTime(claim) ? ', in seconds since the epoch' : ''))
    }
    add(list, place, jwtRows)
  }
  for (const place of answerPlaces) {
    for (const member of place in members ? members[place as keyof typeof members] : []) {
      list.push(named(place, member, 'member'))
    }
    add(list, place, answerRows)
  }
  for (const parameter of parameters.authorization_response) {
    list.push(named('authorization_response', parameter, 'parameter', '; an array repeats it'))
  }
  for (const place of ['ping', 'push'] satisfies NotificationPlace[]) {
    for (const member of members[place]) {
      list.push(named(place, member, 'member'))
    }
    add(list, place, notificationRows)
  }
  for (const [name, row] of Object.entries(otherRows)) {
    list.push({ name: name as MisbehaviourName, ...row })
  }
  return list
}

const answerPlaces: readonly AnswerPlace[] = [
  'discovery',
  'resource_metadata',
  'jwks',
  'pushed_authorization',
  'token',
  'userinfo',
  'introspection',
  'revocation',
  'registration',
  'device_authorization',
  'backchannel_authentication',
  'resource',
]

// clients ignore these
const withoutEffect: readonly string[] = ['revocation.body', 'resource.status', 'resource.body', 'resource.location']

function named(place: string, name: string, kind: string, more = ''): Misbehaviour {
  const usual = wrong[`${place}.${name}`] ?? wrong[name] ?? missing
  return { name: `${place}.${name}` as MisbehaviourName, does: `sets the ${kind} \`${name}\`${more}`, usual }
}

function add(list: Misbehaviour[], place: string, rows: Record<string, Row>): void {
  for (const [deviation, row] of Object.entries(rows)) {
    const name = `${place}.${deviation}`
    if (!withoutEffect.includes(name)) {
      list.push({ name: name as MisbehaviourName, ...row })
    }
  }
}
