/**
 * The client credentials grant.
 *
 * @see [RFC 6749, 4.4 - Client Credentials Grant](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4)
 * @module
 */
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import type { DPoPRequestOptions } from '../dpop/dpop.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import { type ProcessTokenResponseOptions, processTokenResponse } from '../token_endpoint/process_token_response.ts'
import { requestTokens } from '../token_endpoint/token_endpoint_request.ts'
import type { TokenEndpointResponse } from '../token_endpoint/token_endpoint_response.ts'

/** Options of {@link clientCredentialsGrantRequest}. */
export interface ClientCredentialsGrantRequestOptions
  extends HttpRequestOptions<'POST', URLSearchParams>,
    DPoPRequestOptions {}

/** Asks for an access token for the client itself. */
export async function clientCredentialsGrantRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  parameters: URLSearchParams | Record<string, string> | string[][],
  options?: ClientCredentialsGrantRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  // rfc6749 4.4.2/1, 4.4.2/2
  return requestTokens(as, client, clientAuthentication, 'client_credentials', parameters, {}, options)
}

/** Checks the answer to a {@link clientCredentialsGrantRequest}; resolves with the token. */
export async function processClientCredentialsResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options?: ProcessTokenResponseOptions,
): Promise<TokenEndpointResponse> {
  return processTokenResponse(as, client, response, options)
}
