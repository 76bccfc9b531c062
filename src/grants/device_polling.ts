/**
 * Polling for the outcome of a device authorization, also across a restart.
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
 * What to remember of a device authorization, before the first poll, which comes one interval from now.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param authorization What `processDeviceAuthorizationResponse` resolved with.
 * @returns Plain JSON to poll with, and to store. It holds the `device_code`, which is a secret.
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
 * Polls until the user has decided, from the first poll or from a stored state on.
 *
 * It never polls before the state's `notBefore`, except once when `options.notified` is fulfilled, and never twice at a time unless a
 * `customFetch` takes no notice of its `signal`. After `slow_down` and after failures of the network it waits longer, as long as the
 * authorization server or the proxy before it says. Where a stored `notBefore` is further away than the interval (than five minutes, where
 * the latest polls failed), the wall clock was moved: it waits that long and no longer.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example `None`.
 * @param state What {@link getDevicePollingState} returned, or the latest state that `options.onProgress` was called with.
 * @param options Abort signal, seconds to wait for each answer, what to call with each state; and those of `deviceCodeGrantRequest`
 *   and `processDeviceCodeResponse`.
 * @returns The tokens; the claims of an ID Token: `getValidatedIdTokenClaims`.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described, or the state belongs to
 *   another authorization server, client, or grant.
 * @throws {@link OperationProcessingError} `POLLING_EXPIRED`: the time to wait for the user is over; cause `{ expiresAt, now, lastError }`, the last
 *   being what the latest poll of this call rejected with.
 *   `JWT_TIMESTAMP_CHECK`: an ID Token was issued more than an hour ago; cause `{ now, claims, claim: 'iat' }`.
 * @throws {@link ResponseBodyError} Every error of the authorization server but `authorization_pending` and `slow_down`, for example
 *   `access_denied` or `expired_token`.
 * @throws What `deviceCodeGrantRequest` and `processDeviceCodeResponse` reject with, apart from what it goes on after: failures of the
 *   network, time-outs, any 5xx, and 408, 425 and 429 without an OAuth error. What is thrown before a request is sent, for example by an
 *   own client authentication, is none of these.
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
