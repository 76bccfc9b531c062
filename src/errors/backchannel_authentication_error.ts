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
  declare cause: Record<string, JsonValue | undefined>
  /** Always {@link BACKCHANNEL_AUTHENTICATION_ERROR}. */
  declare code: typeof BACKCHANNEL_AUTHENTICATION_ERROR
  /** The server's error code. */
  declare error: string
  /** The server's explanation for the developer, if any. */
  declare error_description?: string

  /**
   * @param message What happened, without any received value.
   * @param options `cause`: the pushed body.
   */
  constructor(message: string, options: { cause: { error: string; [member: string]: JsonValue | undefined } }) {
    super(message)
    this.cause = options.cause
    this.code = BACKCHANNEL_AUTHENTICATION_ERROR
    this.error = options.cause.error
    this.error_description = options.cause.error_description as string
    brand(this, 'BackchannelAuthenticationError')
  }

  static override get [Symbol.hasInstance](): (value: unknown) => boolean {
    return (value) => hasInstance(this, 'BackchannelAuthenticationError', value)
  }
}
