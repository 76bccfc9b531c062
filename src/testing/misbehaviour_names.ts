/**
 * Every switch of the server by its name, `<place>.<deviation>`, and the values that it takes.
 *
 * A deviation that is named after a claim, a JSON member or a parameter takes the value to send instead. `listMisbehaviours()` describes
 * each of the others.
 *
 * @module
 */
import type { JsonValue } from '../json/json.ts'

/** Value for a switch that is named after a claim, a member or a parameter: it is left out. */
export const missing: unique symbol = Symbol()

/** The JWTs that the server issues. */
export type JwtPlace = 'id_token' | 'jarm' | 'userinfo_jwt' | 'introspection_jwt' | 'access_token'

/** The places where the server answers over HTTP. */
export type AnswerPlace =
  | 'discovery'
  | 'resource_metadata'
  | 'jwks'
  | 'pushed_authorization'
  | 'token'
  | 'userinfo'
  | 'introspection'
  | 'revocation'
  | 'registration'
  | 'device_authorization'
  | 'backchannel_authentication'
  | 'resource'

/** The messages of the server to the client's notification endpoint (CIBA). */
export type NotificationPlace = 'ping' | 'push'

/** What can be wrong with a JWT apart from its claims. */
export interface JwtDeviations {
  /** Members of the header that are added, changed, or left out (`missing`). */
  header: Record<string, JsonValue | typeof missing>
  /** What is done to the signature. */
  signature:
    | 'attacker'
    | 'embedded'
    | 'unpublished'
    | 'none'
    | 'stripped'
    | 'garbage'
    | 'malformed'
    | 'public_key_as_secret'
    | 'client_secret'
    | 'claims_changed'
  /** What is done to the compact form. */
  form: 'encrypted' | 'two_parts' | 'four_parts' | 'not_base64url' | 'not_json' | 'header_array' | 'payload_array'
}

/** What can be wrong with an HTTP answer apart from its members. */
export interface AnswerDeviations {
  /** The HTTP status to send instead of the right one. */
  status: number
  /** An OAuth error instead of the answer: its code, or an object with further details. */
  error: string | { error: string; status?: number; content_type?: string; headers?: Record<string, string> }
  /** What replaces the body. */
  body: 'html' | 'truncated' | 'empty' | 'null' | 'array' | 'string' | 'mislabelled' | 'huge' | 'endless'
  /** A 401 with this `WWW-Authenticate` header. */
  challenge: string
  /** A redirect to this URL. */
  location: string
  /** What happens to the connection; a number is the seconds until the answer arrives. */
  network: 'refused' | 'reset' | 'silent' | number
}

/** What can be wrong with a notification apart from its members. */
export interface NotificationDeviations {
  /** The HTTP method. */
  method: string
  /** The media type. */
  content_type: string
  /** The `authorization` header. */
  authorization: string | typeof missing
  /** What replaces the body. */
  body: 'empty' | 'truncated' | 'array' | 'html'
}

/** What can be wrong with one exchange, or with the server as a whole, and has a name of its own. */
export interface OtherDeviations {
  /** What the JWK Set contains. */
  'jwks.keys':
    | 'empty'
    | 'outdated'
    | 'attacker'
    | 'anonymous'
    | 'duplicate'
    | 'private'
    | 'for_encryption'
    | 'for_another_algorithm'
    | 'malformed'
    | 'not_objects'
    | 'not_an_array'
  /** The authorization response is made by another server, which has this issuer identifier. */
  'authorization_response.mix_up': string
  /** The code in the authorization response is not the one of this request. */
  'authorization_response.injected_code': 'of_another_user'
  /** Seconds by which the clock for time stamps is off. */
  'server.clock': number
  /** Whether any nonce in a DPoP proof is accepted. */
  'server.dpop_nonce': 'never_right'
  /** Whether the `code_verifier` is checked. */
  'server.code_verifier': 'ignored'
}

/** The claims of JWTs that have a switch. */
export const claims = {
  id_token: [
    'iss',
    'sub',
    'aud',
    'azp',
    'exp',
    'iat',
    'nbf',
    'nonce',
    'auth_time',
    'c_hash',
    's_hash',
    'at_hash',
    'urn:openid:params:jwt:claim:auth_req_id',
    'urn:openid:params:jwt:claim:rt_hash',
  ],
  jarm: ['iss', 'aud', 'exp', 'nbf'],
  userinfo_jwt: ['iss', 'aud', 'exp', 'iat', 'nbf', 'sub'],
  introspection_jwt: ['iss', 'aud', 'exp', 'iat', 'nbf', 'token_introspection'],
  access_token: ['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'jti', 'client_id', 'cnf'],
} as const

/** The members of JSON answers and of notifications that have a switch. */
export const members = {
  discovery: ['issuer', 'jwks_uri', 'token_endpoint'],
  resource_metadata: ['resource'],
  pushed_authorization: ['request_uri', 'expires_in'],
  token: ['access_token', 'token_type', 'expires_in', 'refresh_token', 'scope', 'id_token'],
  userinfo: ['sub'],
  introspection: ['active'],
  registration: ['client_id', 'client_secret', 'client_secret_expires_at'],
  device_authorization: [
    'device_code',
    'user_code',
    'verification_uri',
    'verification_uri_complete',
    'expires_in',
    'interval',
  ],
  backchannel_authentication: ['auth_req_id', 'expires_in', 'interval'],
  ping: ['auth_req_id'],
  push: ['auth_req_id', 'access_token', 'token_type', 'expires_in', 'refresh_token', 'id_token', 'error'],
} as const

/** The parameters of the authorization response that have a switch. */
export const parameters = {
  authorization_response: ['code', 'state', 'iss', 'error', 'response', 'id_token', 'token', 'access_token'],
} as const

type At<Place extends string, Deviations> = {
  [Deviation in keyof Deviations & string as `${Place}.${Deviation}`]: Deviations[Deviation]
}
type Names<Table extends Record<string, readonly string[]>> = {
  [Place in keyof Table & string]: `${Place}.${Table[Place][number]}`
}[keyof Table & string]

/** Every switch by its name, and the values that it takes. */
export interface MisbehaviourValues
  extends Record<Names<typeof claims> | Names<typeof members>, JsonValue | typeof missing>,
    Record<Names<typeof parameters>, string | string[] | typeof missing>,
    At<JwtPlace, JwtDeviations>,
    // without what clients ignore: the body of a revocation, and everything but the challenge of a resource
    At<Exclude<AnswerPlace, 'revocation' | 'resource'>, AnswerDeviations>,
    At<'revocation', Omit<AnswerDeviations, 'body'>>,
    At<'resource', Pick<AnswerDeviations, 'error' | 'challenge' | 'network'>>,
    At<NotificationPlace, NotificationDeviations>,
    OtherDeviations {}

/** The name of a switch. */
export type MisbehaviourName = keyof MisbehaviourValues & string
