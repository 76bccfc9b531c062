/**
 * Any other grant type of the token endpoint: token exchange, JWT bearer, a server's own.
 *
 * @see [RFC 6749, 4.5 - Extension Grants](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.5)
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

/** Asks the token endpoint for tokens with any grant type. */
export async function genericTokenEndpointRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  grantType: string,
  parameters: URLSearchParams | Record<string, string> | string[][],
  options?: Omit<TokenEndpointRequestOptions, 'additionalParameters'>,
): Promise<Response> {
  assertParties(as, client)
  assertString(grantType, '"grantType"')
  // rfc6749 4.5/1, rfc7521 4.1/1, 4.1/2, rfc8693 2.1/1, 2.1/2
  return requestTokens(as, client, clientAuthentication, grantType, parameters, {}, options)
}

/** Checks the answer to a {@link genericTokenEndpointRequest}; resolves with the tokens. */
export async function processGenericTokenEndpointResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options?: ProcessTokenResponseOptions,
): Promise<TokenEndpointResponse> {
  return processTokenResponse(as, client, response, options)
}
