import type { JsonValue } from '../json/json.ts'

/**
 * One object of `authorization_details`.
 *
 * @see [RFC 9396, 2 - Request Parameter "authorization_details"](https://www.rfc-editor.org/rfc/rfc9396.html#section-2)
 */
export interface AuthorizationDetails {
  /** Kind of authorization, which decides on the other members. */
  readonly type: string
  /** Where: resource servers. */
  readonly locations?: string[]
  /** What is done. */
  readonly actions?: string[]
  /** Which kinds of data. */
  readonly datatypes?: string[]
  /** Which levels of privilege. */
  readonly privileges?: string[]
  /** Which resource. */
  readonly identifier?: string
  readonly [parameter: string]: JsonValue | undefined
}

/**
 * A successful answer of the token endpoint.
 *
 * @see [RFC 6749, 5.1 - Successful Response](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.1)
 */
export interface TokenEndpointResponse {
  /** The access token. */
  readonly access_token: string
  /** Seconds that the access token is good for. */
  readonly expires_in?: number
  /** The ID Token, as a compact JWT. Its claims: {@link getValidatedIdTokenClaims}. */
  readonly id_token?: string
  /** The refresh token. */
  readonly refresh_token?: string
  /** The granted scope, where it differs from what was asked for. */
  readonly scope?: string
  /** The granted authorization details. */
  readonly authorization_details?: AuthorizationDetails[]
  /** The kind of access token, lower-case. */
  readonly token_type: 'bearer' | 'dpop' | Lowercase<string>
  readonly [parameter: string]: JsonValue | undefined
}
