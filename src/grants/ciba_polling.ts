/**
 * Polling for the outcome of a backchannel authentication, in poll and ping mode, even across a restart.
 *
 * @see [CIBA Core 1.0, 10.1 - Token Request Using CIBA Grant Type](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_request)
 * @module
 */
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import { steadyClock } from '../platform/clock.ts'
import { issuedRecently } from '../token_endpoint/id_token_claims.ts'
import { assertPollingState, initialPollingState, type PollingState } from '../token_endpoint/polling.ts'
import { type PollOptions, pollTokens } from '../token_endpoint/polling_loop.ts'
import type { TokenEndpointResponse } from '../token_endpoint/token_endpoint_response.ts'
import {
  type BackchannelAuthenticationResponse,
  backchannelAuthenticationGrantRequest,
  processBackchannelAuthenticationGrantResponse,
} from './ciba.ts'

/**
 * Returns the polling state of a backchannel authentication before the first poll, which is due one interval from now.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param authentication What `processBackchannelAuthenticationResponse` resolved with.
 * @returns Plain JSON to store and to poll with. It holds the `auth_req_id`, which is a secret, and nothing from the request itself.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @see [CIBA Core 1.0, 7.4 - Authentication Request Acknowledgement Validation](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#rfc.section.7.4)
 */
export function getBackchannelPollingState(
  as: AuthorizationServer,
  client: Client,
  authentication: BackchannelAuthenticationResponse,
): PollingState {
  assertParties(as, client)
  const { auth_req_id, expires_in, interval } = authentication ?? {}
  // ciba 7.4/2, 7.4/3, 7.1.2/8, fapi-ciba 5.2.2/4: the id and its times, nothing from the request itself
  return initialPollingState('ciba', as, client, auth_req_id, expires_in, interval, steadyClock().now())
}

/**
 * Polls until the user has decided, starting with the first poll or from a stored state.
 *
 * It never polls before the state's `notBefore`, except once when `options.notified` is fulfilled, and never has two polls under way,
 * unless a `customFetch` ignores its `signal`. After `slow_down` and after network failures it waits longer, and as long as the
 * authorization server or a proxy in front of it says. If a stored `notBefore` is further away than the interval (or than five minutes, if
 * the latest polls failed), the wall clock was changed, and it waits no longer than that.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example `PrivateKeyJwt`.
 * @param state What {@link getBackchannelPollingState} returned, or the latest state that `options.onProgress` was called with.
 * @param options Abort signal, seconds to wait for each response, a function to call with each state, a promise that a ping fulfils; and
 *   those of `backchannelAuthenticationGrantRequest` and `processBackchannelAuthenticationGrantResponse`.
 * @returns The tokens. `getValidatedIdTokenClaims` returns the claims of the ID Token.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described, or the state belongs to
 *   another authorization server, client, or grant.
 * @throws {@link OperationProcessingError} `POLLING_EXPIRED`: the time to wait for the user is over; cause `{ expiresAt, now, lastError }`, where
 *   `lastError` is what the latest poll of this call rejected with.
 *   `JWT_TIMESTAMP_CHECK`: the ID Token was issued more than an hour ago; cause `{ now, claims, claim: 'iat' }`.
 * @throws {@link ResponseBodyError} For every error of the authorization server except `authorization_pending` and `slow_down`, for example
 *   `access_denied` or `expired_token`.
 * @throws Whatever `backchannelAuthenticationGrantRequest` and `processBackchannelAuthenticationGrantResponse` reject with, except the
 *   failures after which polling goes on: network failures, timeouts, any 5xx, and a 408, 425 or 429 without an OAuth error. An error
 *   that is thrown before a request is sent, for example by your own client authentication, ends the polling.
 * @throws The reason of `options.signal` when it aborts, and what `options.onProgress` rejects with.
 * @see [CIBA Core 1.0, 10.1 - Token Request Using CIBA Grant Type](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_request)
 * @see [CIBA Core 1.0, 11 - Token Error Response](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_error_response)
 */
export async function pollBackchannelAuthenticationGrant(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  state: PollingState,
  options?: PollOptions,
): Promise<TokenEndpointResponse> {
  assertParties(as, client)
  assertPollingState(state, 'ciba', as, client)
  // ciba 10.1/p1, 10.1/p10, 10.1/1
  return pollTokens(state, options, async (each) => {
    const response = await backchannelAuthenticationGrantRequest(as, client, clientAuthentication, state.id, each)
    const tokens = await processBackchannelAuthenticationGrantResponse(as, client, response, each)
    return issuedRecently(tokens, client)
  })
}
