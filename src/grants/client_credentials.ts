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

/**
 * Asks for an access token for the client itself: sends `grant_type` and `parameters` to `as.token_endpoint`.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example {@link ClientSecretBasic}.
 * @param parameters Form parameters, for example `scope` or `resource`; a `grant_type` among them is replaced.
 * @param options Abort signal, headers, `customFetch`, a {@link DPoP} handle.
 * @returns The `Response`, untouched; hand it to {@link processClientCredentialsResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: `as.token_endpoint` is missing or not a URL; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: `allowInsecureRequests` is set, and it is neither https nor http.
 * @throws Whatever `fetch`, the `customFetch` or the client authentication rejects with.
 * @see [RFC 6749, 4.4.2 - Access Token Request](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4.2)
 */
export async function clientCredentialsGrantRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  parameters: URLSearchParams | Record<string, string> | string[][],
  options?: ClientCredentialsGrantRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  // rfc6749 4.4.2/1, 4.4.2/2
  return requestTokens(as, client, clientAuthentication, parameters, { grant_type: 'client_credentials' }, options)
}

/**
 * Checks the response to a {@link clientCredentialsGrantRequest} and resolves with the token.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param response What {@link clientCredentialsGrantRequest} resolved with; its body is consumed.
 * @param options Decryption of an encrypted ID Token (`jweDecrypt`), token types beyond `bearer` and `dpop`.
 * @returns The access token and the other members of the response.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link ResponseBodyError} when the response is an OAuth error; {@link WWWAuthenticateChallengeError} instead when the response carries challenges, for example with `invalid_client` after HTTP Basic.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: an unexpected status, for example a 5xx; `RESPONSE_IS_NOT_JSON`: the media type is not `application/json`, and the body is not JSON or the status is a 4xx; `PARSE_ERROR`: the media type is `application/json`, but the body is not JSON; `INVALID_RESPONSE`: a member is missing, of the wrong type or out of range.
 * @throws {@link OperationProcessingError} about an ID Token: `PARSE_ERROR`, `INVALID_RESPONSE`, `JWT_CLAIM_COMPARISON`, `JWT_TIMESTAMP_CHECK`.
 * @throws {@link UnsupportedOperationError} when the token type is not understood, a JWT is encrypted and no `jweDecrypt` is given, or a JWT has a `crit` header parameter.
 * @see [RFC 6749, 4.4.3 - Access Token Response](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4.3)
 */
export function processClientCredentialsResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options?: ProcessTokenResponseOptions,
): Promise<TokenEndpointResponse> {
  return processTokenResponse(as, client, response, options)
}
