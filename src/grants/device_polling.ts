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
import { assertPollingState, initialPollingState, type PollingState } from '../token_endpoint/polling.ts'
import { type PollOptions, pollTokens } from '../token_endpoint/polling_loop.ts'
import type { TokenEndpointResponse } from '../token_endpoint/token_endpoint_response.ts'
import { type DeviceAuthorizationResponse, deviceCodeGrantRequest, processDeviceCodeResponse } from './device_code.ts'

/** What to remember of a device authorization, before the first poll. */
export function getDevicePollingState(
  as: AuthorizationServer,
  client: Client,
  authorization: DeviceAuthorizationResponse,
): PollingState {
  assertParties(as, client)
  const { device_code, expires_in, interval } = authorization
  return initialPollingState('device', as, client, device_code, expires_in, interval, steadyClock().now())
}

/** Polls until the user has decided, from the first poll or from a stored state on; resolves with the tokens. */
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
    return processDeviceCodeResponse(as, client, response, each)
  })
}
