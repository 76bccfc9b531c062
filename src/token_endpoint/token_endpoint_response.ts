import type { JsonValue } from '../json/json.ts'

/**
 * One object of `authorization_details`.
 *
 * @see [RFC 9396, 2 - Request Parameter "authorization_details"](https://www.rfc-editor.org/rfc/rfc9396.html#section-2)
 */
export interface AuthorizationDetails {
  /** Kind of authorization, which determines the other members. */
  readonly type: string
  /** Locations of the resource, such as resource servers. */
  readonly locations?: string[]
  /** Actions on the resource. */
  readonly actions?: string[]
  /** Kinds of data. */
  readonly datatypes?: string[]
  /** Levels of privilege. */
  readonly privileges?: string[]
  /** Identifier of a specific resource. */
  readonly identifier?: string
  readonly [parameter: string]: JsonValue | undefined
}

/**
 * A successful token response.
 *
 * @see [RFC 6749, 5.1 - Successful Response](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.1)
 */
export interface TokenEndpointResponse {
  /** The access token. */
  readonly access_token: string
  /** Seconds for which the access token is valid. */
  readonly expires_in?: number
  /** The ID Token, as a compact JWT. {@link getValidatedIdTokenClaims} returns its claims. */
  readonly id_token?: string
  /** The refresh token. */
  readonly refresh_token?: string
  /** The granted scope, if it differs from the requested one. */
  readonly scope?: string
  /** The granted authorization details. */
  readonly authorization_details?: AuthorizationDetails[]
  /** The type of the access token, lower-case. */
  readonly token_type: 'bearer' | 'dpop' | Lowercase<string>
  readonly [parameter: string]: JsonValue | undefined
}
