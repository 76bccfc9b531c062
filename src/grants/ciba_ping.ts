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

/**
 * Validates a ping. In either case the result has the HTTP answer to send: 204 when it passed; 401 with a `Bearer` challenge when
 * its bearer token is missing, unknown, or of another authentication; 400, 405 or 415 when it is malformed.
 *
 * The body of a request whose bearer token is unknown is not read. That of another is read whole: where it must have a limit, the HTTP server
 * sets it.
 *
 * @param request What arrived at the notification endpoint; its URL is not looked at.
 * @param find Looks the authentication up by the SHA-256 of the bearer token; what it rejects with is passed on.
 * @returns The `auth_req_id` to redeem and the answer to send; or, with `error`, only the answer to send.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when `request` is no `Request`, its body was read before, or `find` is no function.
 * @throws What reading the body of `request` rejects with, when the connection breaks: nobody is left to answer to.
 * @see [CIBA Core 1.0, 10.2 - Ping Callback](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#ping_callback)
 */
export async function validateBackchannelPing(
  request: Request,
  find: FindExpectedNotification,
): Promise<AcceptedPing | RejectedNotification> {
  // fapi-ciba 5.2.2/5
  return receiveNotification(request, find, ({ auth_req_id }) => ({ auth_req_id }))
}
