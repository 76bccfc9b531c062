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
import { assertPollingState, initialPollingState, type PollingState } from '../token_endpoint/polling.ts'
import { type PollOptions, pollTokens } from '../token_endpoint/polling_loop.ts'
import type { TokenEndpointResponse } from '../token_endpoint/token_endpoint_response.ts'
import {
  type BackchannelAuthenticationResponse,
  backchannelAuthenticationGrantRequest,
  processBackchannelAuthenticationGrantResponse,
} from './ciba.ts'

/** What to remember of a backchannel authentication, before the first poll. */
export function getBackchannelPollingState(
  as: AuthorizationServer,
  client: Client,
  authentication: BackchannelAuthenticationResponse,
): PollingState {
  assertParties(as, client)
  const { auth_req_id, expires_in, interval } = authentication
  // ciba 7.4/2, 7.4/3, 7.1.2/8, fapi-ciba 5.2.2/4: the id and its times, nothing of the request
  return initialPollingState('ciba', as, client, auth_req_id, expires_in, interval, steadyClock().now())
}

/** Polls until the user has decided, from the first poll or from a stored state on; resolves with the tokens. */
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
    return processBackchannelAuthenticationGrantResponse(as, client, response, each)
  })
}
