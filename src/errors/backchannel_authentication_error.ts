import type { JsonValue } from '../json/json.ts'
import { brand, hasInstance } from './brand.ts'
import { BACKCHANNEL_AUTHENTICATION_ERROR } from './codes.ts'

/**
 * The authorization server pushed an error: `access_denied`, `expired_token` or `transaction_failed`.
 *
 * @see [CIBA Core 1.0, 12 - Push Error Payload](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#push_error_payload)
 */
export class BackchannelAuthenticationError extends Error {
  /** The pushed body. */
  override cause: Record<string, JsonValue | undefined>
  /** Always {@link BACKCHANNEL_AUTHENTICATION_ERROR}. */
  code: typeof BACKCHANNEL_AUTHENTICATION_ERROR = BACKCHANNEL_AUTHENTICATION_ERROR
  /** The server's error code. */
  error: string
  /** The server's text for the developer, if any. */
  error_description?: string

  /**
   * @param message What happened, without a received value in it.
   * @param options `cause`: the pushed body.
   */
  constructor(message: string, options: { cause: { error: string; [member: string]: JsonValue | undefined } }) {
    super(message)
    this.cause = options.cause
    this.error = options.cause.error
    this.error_description = options.cause.error_description as string
    brand(this, 'BackchannelAuthenticationError')
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return hasInstance(this, 'BackchannelAuthenticationError', value)
  }
}
