import type { JsonValue } from '../json/json.ts'

/**
 * Option on a {@link Client}: seconds to add to the local clock, for a clock that is known to be off. May be negative.
 *
 * It holds for every timestamp that is issued or checked. A clock that is 20 seconds fast:
 * `{ client_id: 'shop', [clockSkew]: -20 }`.
 */
export const clockSkew: unique symbol = Symbol()

/** Option on a {@link Client}: seconds that a time claim may be off; 30 when not set. `{ client_id: 'shop', [clockTolerance]: 60 }`. */
export const clockTolerance: unique symbol = Symbol()

/**
 * The client, as it is registered with the authorization server.
 *
 * @see [RFC 7591, 2 - Client Metadata](https://www.rfc-editor.org/rfc/rfc7591.html#section-2)
 */
export interface Client {
  /** Client identifier. */
  client_id: string
  /** The one JWS algorithm that ID Tokens must be signed with. */
  id_token_signed_response_alg?: string
  /** The one JWS algorithm that authorization responses (JARM) must be signed with. */
  authorization_signed_response_alg?: string
  /** Whether ID Tokens must say when the user authenticated (`auth_time`). */
  require_auth_time?: boolean
  /** The one JWS algorithm that UserInfo responses must be signed with. */
  userinfo_signed_response_alg?: string
  /** The one JWS algorithm that introspection responses must be signed with. */
  introspection_signed_response_alg?: string
  /** Seconds that an authentication of the user may be old. */
  default_max_age?: number
  /** Whether `mtls_endpoint_aliases` of the server are to be used where they exist. */
  use_mtls_endpoint_aliases?: boolean
  /** See {@link clockSkew}. */
  [clockSkew]?: number
  /** See {@link clockTolerance}. */
  [clockTolerance]?: number
  [metadata: string]: JsonValue | undefined
}

/** Leaves the symbol keys of a type out: what remains can travel as JSON. */
export type OmitSymbolProperties<T> = { [K in keyof T as K extends symbol ? never : K]: T[K] }
