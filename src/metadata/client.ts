import type { JsonValue } from '../json/json.ts'

/**
 * Option on a {@link Client}: seconds to add to the local clock, for a clock that is known to be off. May be negative.
 *
 * It holds for every timestamp that is issued or checked. A clock that is 20 seconds fast:
 * `{ client_id: 'shop', [clockSkew]: -20 }`.
 */
export const clockSkew: unique symbol = Symbol()

/**
 * Option on a {@link Client}: seconds that a time claim may be off, 0 or more; 30 when not set.
 *
 * `{ client_id: 'shop', [clockTolerance]: 60 }`.
 */
export const clockTolerance: unique symbol = Symbol()

/**
 * The client, as it is registered with the authorization server.
 *
 * Only `client_id` must be there. A secret or a key is not looked for here: hand it to the client authentication, for example
 * {@link ClientSecretBasic}.
 *
 * @see [RFC 7591, 2 - Client Metadata](https://www.rfc-editor.org/rfc/rfc7591.html#section-2)
 */
export interface Client {
  /** Client identifier. */
  client_id: string
  /**
   * The one JWS algorithm that ID Tokens must be signed with. When not set: any of the server's
   * `id_token_signing_alg_values_supported`, or `RS256` where it publishes none.
   */
  id_token_signed_response_alg?: string
  /**
   * The one JWS algorithm that authorization responses (JARM) must be signed with. When not set: any of the server's
   * `authorization_signing_alg_values_supported`, or `RS256` where it publishes none.
   */
  authorization_signed_response_alg?: string
  /** Whether ID Tokens must say when the user authenticated (`auth_time`), whatever the grant. */
  require_auth_time?: boolean
  /**
   * The one JWS algorithm that UserInfo responses must be signed with; one that is not signed is refused. When not set, one may be signed,
   * with any of the server's `userinfo_signing_alg_values_supported`.
   */
  userinfo_signed_response_alg?: string
  /**
   * The one JWS algorithm that a signed introspection response must have; with it, such a response is asked for. Plain JSON passes all the
   * same: {@link validateApplicationLevelSignature} says whether there was a signature.
   */
  introspection_signed_response_alg?: string
  /**
   * Seconds that an authentication of the user may be old. ID Tokens must then have `auth_time`, whatever the grant. It is compared with the
   * clock in the code flow ({@link processAuthorizationCodeResponse}, {@link validateCodeIdTokenResponse}) and nowhere else: after the device
   * grant, for example, that is left to you.
   */
  default_max_age?: number
  /** Whether `mtls_endpoint_aliases` of the server are to be used where they exist. The certificate goes into {@link customFetch}. */
  use_mtls_endpoint_aliases?: boolean
  /** See {@link clockSkew}. */
  [clockSkew]?: number
  /** See {@link clockTolerance}. */
  [clockTolerance]?: number
  /**
   * All other client metadata, by its name on the wire: `client_secret`, `redirect_uris`, `backchannel_token_delivery_mode`, … It may be any
   * JSON: look at its type before it is used.
   */
  [metadata: string]: JsonValue | undefined
}

/** Leaves the symbol keys of a type out: what remains can travel as JSON. */
export type OmitSymbolProperties<T> = { [K in keyof T as K extends symbol ? never : K]: T[K] }
