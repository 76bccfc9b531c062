/**
 * Ping: the authorization server says that the tokens of a backchannel authentication can be fetched.
 *
 * @see [CIBA Core 1.0, 10.2 - Ping Callback](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#ping_callback)
 * @module
 */
import { type FindExpectedNotification, type RejectedNotification, receiveNotification } from './ciba_notification.ts'

/** A valid ping: redeem its `auth_req_id`, and send the response. */
export interface AcceptedPing {
  /** The identifier to redeem at the token endpoint. */
  readonly auth_req_id: string
  /** The HTTP response to send: 204. */
  readonly response: Response
  readonly error?: undefined
}

/**
 * Validates a ping. The result always has the HTTP response to send: 204 when the ping is valid; 401 with a `Bearer` challenge when its
 * bearer token is missing, unknown, or belongs to another authentication; 400, 405 or 415 when it is malformed.
 *
 * The body is read only if the bearer token is known, and then completely: if you need a limit, set it in the HTTP server.
 *
 * @param request The request that arrived at the notification endpoint; its URL is ignored.
 * @param find Looks up the authentication by the SHA-256 of the bearer token. If it rejects, so does this function, with the same reason.
 * @returns The `auth_req_id` to redeem and the response to send, or an `error` and the response to send.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when `request` is not a `Request`, its body was already read, or `find` is not a function.
 * @throws Whatever reading the body of `request` rejects with when the connection breaks. Nobody is left to respond to.
 * @see [CIBA Core 1.0, 10.2 - Ping Callback](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#ping_callback)
 */
export async function validateBackchannelPing(
  request: Request,
  find: FindExpectedNotification,
): Promise<AcceptedPing | RejectedNotification> {
  // fapi-ciba 5.2.2/5
  return receiveNotification(request, find, ({ auth_req_id }) => ({ auth_req_id }))
}
