import { brand, hasInstance } from './brand.ts'
import { WWW_AUTHENTICATE_CHALLENGE } from './codes.ts'

/**
 * The parameters of one challenge; names are lower-case.
 *
 * @see [RFC 9110, 11.2 - Authentication Parameters](https://www.rfc-editor.org/rfc/rfc9110.html#section-11.2)
 */
export interface WWWAuthenticateChallengeParameters {
  /** The protection space. */
  readonly realm?: string
  /** The error code, for example `invalid_token`. */
  readonly error?: string
  /** Explanation for the developer. */
  readonly error_description?: string
  /** URL of a page with more information. */
  readonly error_uri?: string
  /** In a `dpop` challenge: the accepted proof algorithms, separated by spaces. */
  readonly algs?: string
  /** With `insufficient_scope`: the required scope. */
  readonly scope?: string
  /** The URL of the protected resource metadata (RFC 9728). */
  readonly resource_metadata?: string
  readonly [parameter: Lowercase<string>]: string | undefined
}

/**
 * One challenge of a `WWW-Authenticate` header.
 *
 * @see [RFC 9110, 11.6.1 - WWW-Authenticate](https://www.rfc-editor.org/rfc/rfc9110.html#section-11.6.1)
 */
export interface WWWAuthenticateChallenge {
  /** The authentication scheme, lower-case, for example `bearer` or `dpop`. */
  readonly scheme: Lowercase<string>
  /** The parameters; empty when there are none. */
  readonly parameters: WWWAuthenticateChallengeParameters
  /** The `token68` of the challenge, if its scheme uses one. */
  readonly token68?: string
}

/**
 * The server answered with `WWW-Authenticate` challenges.
 *
 * It takes precedence over {@link ResponseBodyError}: an `invalid_client`, for example, becomes this error if the
 * server adds a challenge, as it does for HTTP Basic. You can then read the body from `response`.
 *
 * @see [RFC 6750, 3 - The WWW-Authenticate Response Header Field](https://www.rfc-editor.org/rfc/rfc6750.html#section-3)
 */
export class WWWAuthenticateChallengeError extends Error {
  /** The challenges, in the order of the header. */
  declare cause: WWWAuthenticateChallenge[]
  /** Always {@link WWW_AUTHENTICATE_CHALLENGE}. */
  declare code: typeof WWW_AUTHENTICATE_CHALLENGE
  /** The response; its body has not been read. */
  declare response: Response
  /** The HTTP status. */
  declare status: number

  /**
   * @param message What happened, without any received value.
   * @param options `cause`: the challenges; `response`: the HTTP response.
   */
  constructor(message: string, options: { cause: WWWAuthenticateChallenge[]; response: Response }) {
    super(message)
    this.cause = options.cause
    this.code = WWW_AUTHENTICATE_CHALLENGE
    Object.defineProperty(this, 'response', { value: options.response, writable: true, configurable: true })
    this.status = options.response.status
    brand(this, 'WWWAuthenticateChallengeError')
  }

  static override get [Symbol.hasInstance](): (value: unknown) => boolean {
    return (value) => hasInstance(this, 'WWWAuthenticateChallengeError', value)
  }
}
