/**
 * Ping: the authorization server says that the tokens of a backchannel authentication can be fetched.
 *
 * @see [CIBA Core 1.0, 10.2 - Ping Callback](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#ping_callback)
 * @module
 */
import { type FindExpectedNotification, type RejectedNotification, receiveNotification } from './ciba_notification.ts'

/** A ping that passed: redeem its `auth_req_id`, and send the answer. */
export interface AcceptedPing {
  /** What to redeem at the token endpoint. */
  readonly auth_req_id: string
  /** The HTTP answer to send: 204. */
  readonly response: Response
  readonly error?: undefined
}

/** Validates a ping. In either case the result has the HTTP answer to send. */
export async function validateBackchannelPing(
  request: Request,
  find: FindExpectedNotification,
): Promise<AcceptedPing | RejectedNotification> {
  // fapi-ciba 5.2.2/5
  return receiveNotification(request, find, ({ auth_req_id }) => ({ auth_req_id }))
}
