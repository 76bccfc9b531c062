import { brand, hasInstance } from './brand.ts'
import { AUTHORIZATION_RESPONSE_ERROR } from './codes.ts'

/**
 * The authorization response carries an `error`: the user or the authorization server refused.
 *
 * @see [RFC 6749, 4.1.2.1 - Error Response](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.2.1)
 */
export class AuthorizationResponseError extends Error {
  /** The parameters of the authorization response. */
  declare cause: URLSearchParams
  /** Always {@link AUTHORIZATION_RESPONSE_ERROR}. */
  declare code: typeof AUTHORIZATION_RESPONSE_ERROR
  /** The server's error code, for example `access_denied`. */
  declare error: string
  /** The server's explanation for the developer, if any. */
  declare error_description?: string

  /**
   * @param message What happened, without any received value.
   * @param options `cause`: the parameters of the authorization response.
   */
  constructor(message: string, options: { cause: URLSearchParams }) {
    super(message)
    this.cause = options.cause
    this.code = AUTHORIZATION_RESPONSE_ERROR
    this.error = options.cause.get('error') as string
    this.error_description = (options.cause.get('error_description') ?? undefined) as string
    brand(this, 'AuthorizationResponseError')
  }

  static override get [Symbol.hasInstance](): (value: unknown) => boolean {
    return (value) => hasInstance(this, 'AuthorizationResponseError', value)
  }
}
