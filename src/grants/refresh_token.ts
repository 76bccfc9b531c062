/**
 * The refresh token grant.
 *
 * @see [RFC 6749, 6 - Refreshing an Access Token](https://www.rfc-editor.org/rfc/rfc6749.html#section-6)
 * @module
 */
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import { assertString } from '../errors/assertions.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import { type ProcessTokenResponseOptions, processTokenResponse } from '../token_endpoint/process_token_response.ts'
import { requestTokens, type TokenEndpointRequestOptions } from '../token_endpoint/token_endpoint_request.ts'
import type { TokenEndpointResponse } from '../token_endpoint/token_endpoint_response.ts'

/** Redeems a refresh token. */
export async function refreshTokenGrantRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  refreshToken: string,
  options?: TokenEndpointRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  assertString(refreshToken, '"refreshToken"')
  // rfc6749 6/1, 6/2
  const parameters = { refresh_token: refreshToken }
  const { additionalParameters } = options ?? {}
  return requestTokens(as, client, clientAuthentication, 'refresh_token', additionalParameters, parameters, options)
}

/** Checks the answer to a {@link refreshTokenGrantRequest}; resolves with the tokens. */
export async function processRefreshTokenResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options?: ProcessTokenResponseOptions,
): Promise<TokenEndpointResponse> {
  return processTokenResponse(as, client, response, options)
}
