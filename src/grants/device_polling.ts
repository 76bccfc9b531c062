/**
 * Polling for the outcome of a device authorization, even across a restart.
 *
 * @see [RFC 8628, 3.4 - Device Access Token Request](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.4)
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
import { type DeviceAuthorizationResponse, deviceCodeGrantRequest, processDeviceCodeResponse } from './device_code.ts'

/**
 * Returns the polling state of a device authorization before the first poll, which is due one interval from now.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param authorization What `processDeviceAuthorizationResponse` resolved with.
 * @returns Plain JSON to store and to poll with. It holds the `device_code`, which is a secret.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @see [RFC 8628, 3.2 - Device Authorization Response](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.2)
 */
export function getDevicePollingState(
  as: AuthorizationServer,
  client: Client,
  authorization: DeviceAuthorizationResponse,
): PollingState {
  assertParties(as, client)
  const { device_code, expires_in, interval } = authorization ?? {}
  return initialPollingState('device', as, client, device_code, expires_in, interval, steadyClock().now())
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
 * @param clientAuthentication How the client authenticates, for example `None`.
 * @param state What {@link getDevicePollingState} returned, or the latest state that `options.onProgress` was called with.
 * @param options Abort signal, seconds to wait for each response, a function to call with each state; and those of `deviceCodeGrantRequest`
 *   and `processDeviceCodeResponse`.
 * @returns The tokens. `getValidatedIdTokenClaims` returns the claims of an ID Token.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described, or the state belongs to
 *   another authorization server, client, or grant.
 * @throws {@link OperationProcessingError} `POLLING_EXPIRED`: the time to wait for the user is over; cause `{ expiresAt, now, lastError }`, where
 *   `lastError` is what the latest poll of this call rejected with.
 *   `JWT_TIMESTAMP_CHECK`: an ID Token was issued more than an hour ago; cause `{ now, claims, claim: 'iat' }`.
 * @throws {@link ResponseBodyError} For every error of the authorization server except `authorization_pending` and `slow_down`, for example
 *   `access_denied` or `expired_token`.
 * @throws Whatever `deviceCodeGrantRequest` and `processDeviceCodeResponse` reject with, except the failures after which polling goes on:
 *   network failures, timeouts, any 5xx, and a 408, 425 or 429 without an OAuth error. An error that is thrown before a request is sent,
 *   for example by your own client authentication, ends the polling.
 * @throws The reason of `options.signal` when it aborts, and what `options.onProgress` rejects with.
 * @see [RFC 8628, 3.4 - Device Access Token Request](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.4)
 * @see [RFC 8628, 3.5 - Device Access Token Response](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.5)
 */
export async function pollDeviceCodeGrant(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  state: PollingState,
  options?: PollOptions,
): Promise<TokenEndpointResponse> {
  assertParties(as, client)
  assertPollingState(state, 'device', as, client)
  return pollTokens(state, options, async (each) => {
    const response = await deviceCodeGrantRequest(as, client, clientAuthentication, state.id, each)
    return issuedRecently(await processDeviceCodeResponse(as, client, response, each), client)
  })
}
