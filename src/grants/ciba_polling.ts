/**
 * Polling for the outcome of a backchannel authentication, in poll and in ping mode, also across a restart.
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
 * What to remember of a backchannel authentication, before the first poll, which comes one interval from now.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param authentication What `processBackchannelAuthenticationResponse` resolved with.
 * @returns Plain JSON to poll with, and to store. It holds the `auth_req_id`, which is a secret, and nothing else of the request.
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
  // ciba 7.4/2, 7.4/3, 7.1.2/8, fapi-ciba 5.2.2/4: the id and its times, nothing of the request
  return initialPollingState('ciba', as, client, auth_req_id, expires_in, interval, steadyClock().now())
}

/**
 * Polls until the user has decided, from the first poll or from a stored state on.
 *
 * It never polls before the state's `notBefore`, except once when `options.notified` is fulfilled, and never twice at a time unless a
 * `customFetch` takes no notice of its `signal`. After `slow_down` and after failures of the network it waits longer, as long as the
 * authorization server or the proxy before it says. Where a stored `notBefore` is further away than the interval (than five minutes, where
 * the latest polls failed), the wall clock was moved: it waits that long and no longer.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example `PrivateKeyJwt`.
 * @param state What {@link getBackchannelPollingState} returned, or the latest state that `options.onProgress` was called with.
 * @param options Abort signal, seconds to wait for each answer, what to call with each state, what a ping wakes; and those of
 *   `backchannelAuthenticationGrantRequest` and `processBackchannelAuthenticationGrantResponse`.
 * @returns The tokens; the claims of the ID Token: `getValidatedIdTokenClaims`.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described, or the state belongs to
 *   another authorization server, client, or grant.
 * @throws {@link OperationProcessingError} `POLLING_EXPIRED`: the time to wait for the user is over; cause `{ expiresAt, now, lastError }`, the last
 *   being what the latest poll of this call rejected with.
 *   `JWT_TIMESTAMP_CHECK`: the ID Token was issued more than an hour ago; cause `{ now, claims, claim: 'iat' }`.
 * @throws {@link ResponseBodyError} Every error of the authorization server but `authorization_pending` and `slow_down`, for example
 *   `access_denied` or `expired_token`.
 * @throws What `backchannelAuthenticationGrantRequest` and `processBackchannelAuthenticationGrantResponse` reject with, apart from what it goes
 *   on after: failures of the network, time-outs, any 5xx, and 408, 425 and 429 without an OAuth error. What is thrown before a request is
 *   sent, for example by an own client authentication, is none of these.
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
