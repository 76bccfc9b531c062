import type { JsonValue } from '../json/json.ts'

/**
 * Option on a {@link Client}: seconds to add to the local clock if it is known to be off. May be negative.
 *
 * It applies to every timestamp that is issued or checked. For a clock that is 20 seconds fast:
 * `{ client_id: 'shop', [clockSkew]: -20 }`.
 */
export const clockSkew: unique symbol = Symbol()

/**
 * Option on a {@link Client}: seconds by which a time claim may be off, 0 or more; 30 when not set.
 *
 * For example: `{ client_id: 'shop', [clockTolerance]: 60 }`.
 */
export const clockTolerance: unique symbol = Symbol()

/**
 * The client, as registered with the authorization server.
 *
 * Only `client_id` is required. A secret or a key is not read from here: pass it to the client authentication method,
 * for example {@link ClientSecretBasic}.
 *
 * @see [RFC 7591, 2 - Client Metadata](https://www.rfc-editor.org/rfc/rfc7591.html#section-2)
 */
export interface Client {
  /** Client identifier. */
  client_id: string
  /**
   * The one JWS algorithm that ID Tokens must be signed with. When not set: any of the server's
   * `id_token_signing_alg_values_supported`, or `RS256` if it publishes none.
   */
  id_token_signed_response_alg?: string
  /**
   * The one JWS algorithm that authorization responses (JARM) must be signed with. When not set: any of the server's
   * `authorization_signing_alg_values_supported`, or `RS256` if it publishes none.
   */
  authorization_signed_response_alg?: string
  /** Whether ID Tokens must contain `auth_time`, the time when the user authenticated, whatever the grant. */
  require_auth_time?: boolean
  /**
   * The one JWS algorithm that UserInfo responses must be signed with. When it is set, unsigned responses are
   * rejected. When it is not set, a response may be signed with any of the server's
   * `userinfo_signing_alg_values_supported`.
   */
  userinfo_signed_response_alg?: string
  /**
   * The one JWS algorithm that a signed introspection response must have. When it is set, such a response is
   * requested, but plain JSON is accepted as well: {@link validateApplicationLevelSignature} tells whether there was a
   * signature.
   */
  introspection_signed_response_alg?: string
  /**
   * Maximum age of the user's authentication, in seconds. ID Tokens must then contain `auth_time`, whatever the grant.
   * It is compared with the clock only in the code flow ({@link processAuthorizationCodeResponse},
   * {@link validateCodeIdTokenResponse}). Elsewhere, for example after the device grant, that comparison is left to
   * you.
   */
  default_max_age?: number
  /**
   * Whether to use the server's `mtls_endpoint_aliases`, if any. Supply the certificate through {@link customFetch}.
   */
  use_mtls_endpoint_aliases?: boolean
  /** See {@link clockSkew}. */
  [clockSkew]?: number
  /** See {@link clockTolerance}. */
  [clockTolerance]?: number
  /**
   * All other client metadata, by its name on the wire: `client_secret`, `redirect_uris`,
   * `backchannel_token_delivery_mode`, … A value may be any JSON: check its type before you use it.
   */
  [metadata: string]: JsonValue | undefined
}

/** Removes the symbol keys from a type. What remains can be sent as JSON. */
export type OmitSymbolProperties<T> = { [K in keyof T as K extends symbol ? never : K]: T[K] }
