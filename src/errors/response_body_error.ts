import type { JsonValue } from '../json/json.ts'
import { brand, hasInstance } from './brand.ts'
import { RESPONSE_BODY_ERROR } from './codes.ts'

/**
 * The error body of RFC 6749 and of the specifications built on it.
 *
 * @see [RFC 6749, 5.2 - Error Response](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.2)
 */
export interface OAuth2Error {
  /** The error code, for example `invalid_grant`. */
  readonly error: string
  /** Explanation for the developer. */
  readonly error_description?: string
  /** URL of a page with more information. */
  readonly error_uri?: string
  /** The accepted algorithms, separated by spaces. */
  readonly algs?: string
  /** The required scope. */
  readonly scope?: string
  readonly [parameter: string]: JsonValue | undefined
}

/**
 * The authorization server answered with an OAuth 2.0 error body; `error` and `error_description` come from that body.
 *
 * @see [RFC 6749, 5.2 - Error Response](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.2)
 */
export class ResponseBodyError extends Error {
  /** The parsed body. */
  declare cause: Record<string, JsonValue | undefined>
  /** Always {@link RESPONSE_BODY_ERROR}. */
  declare code: typeof RESPONSE_BODY_ERROR
  /** The server's error code, for example `authorization_pending`. */
  declare error: string
  /** The HTTP status. */
  declare status: number
  /** The server's explanation for the developer, if any. */
  declare error_description?: string
  /** The response; its body has been read. */
  declare response: Response

  /**
   * @param message What happened, without any received value.
   * @param options `cause`: the parsed body; `response`: the HTTP response.
   */
  constructor(message: string, options: { cause: OAuth2Error; response: Response }) {
    super(message)
    this.cause = options.cause
    this.code = RESPONSE_BODY_ERROR
    this.error = options.cause.error
    this.status = options.response.status
    this.error_description = options.cause.error_description as string
    Object.defineProperty(this, 'response', { value: options.response, writable: true, configurable: true })
    brand(this, 'ResponseBodyError')
  }

  static override get [Symbol.hasInstance](): (value: unknown) => boolean {
    return (value) => hasInstance(this, 'ResponseBodyError', value)
  }
}
