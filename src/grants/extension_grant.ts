/**
 * Any other grant type of the token endpoint: token exchange, JWT bearer, or one of the server's own.
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

/**
 * Asks for tokens with any grant type, for example token exchange (RFC 8693): sends `grant_type` and `parameters` to `as.token_endpoint`.
 *
 * A server that does not know the grant type answers with the error `unsupported_grant_type`.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example {@link ClientSecretBasic}.
 * @param grantType The grant type; it replaces a `grant_type` among the parameters.
 * @param parameters Form parameters; repeated names stay repeated.
 * @param options Abort signal, headers, `customFetch`, a {@link DPoP} handle.
 * @returns The `Response`, untouched; hand it to {@link processGenericTokenEndpointResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: `as.token_endpoint` is missing or not a URL; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: `allowInsecureRequests` is set, and it is neither https nor http.
 * @throws Whatever `fetch`, the `customFetch` or the client authentication rejects with.
 * @see [RFC 6749, 4.5 - Extension Grants](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.5)
 * @see [RFC 8693, 2.1 - Request](https://www.rfc-editor.org/rfc/rfc8693.html#section-2.1)
 */
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
  return requestTokens(as, client, clientAuthentication, parameters, { grant_type: grantType }, options)
}

/**
 * Checks the response to a {@link genericTokenEndpointRequest} and resolves with the tokens.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param response What {@link genericTokenEndpointRequest} resolved with; its body is consumed.
 * @param options Decryption of an encrypted ID Token (`jweDecrypt`), token types beyond `bearer` and `dpop`.
 * @returns The tokens. {@link getValidatedIdTokenClaims} returns the claims of an ID Token. Its signature is not verified, because it came directly over TLS; if it must be, call {@link validateApplicationLevelSignature}. Members that belong to the grant type, such as
 *   `issued_token_type`, are as the server sent them, unchecked.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link ResponseBodyError} when the response is an OAuth error; {@link WWWAuthenticateChallengeError} instead when the response carries challenges, for example with `invalid_client` after HTTP Basic.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: an unexpected status, for example a 5xx; `RESPONSE_IS_NOT_JSON`: the media type is not `application/json`, and the body is not JSON or the status is a 4xx; `PARSE_ERROR`: the media type is `application/json`, but the body is not JSON; `INVALID_RESPONSE`: a member is missing, of the wrong type or out of range.
 * @throws {@link OperationProcessingError} about an ID Token: `PARSE_ERROR`, `INVALID_RESPONSE`, `JWT_CLAIM_COMPARISON`, `JWT_TIMESTAMP_CHECK`.
 * @throws {@link UnsupportedOperationError} when the token type is not understood, a JWT is encrypted and no `jweDecrypt` is given, or a JWT has a `crit` header parameter.
 * @see [RFC 6749, 5.1 - Successful Response](https://www.rfc-editor.org/rfc/rfc6749.html#section-5.1)
 */
export function processGenericTokenEndpointResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options?: ProcessTokenResponseOptions,
): Promise<TokenEndpointResponse> {
  return processTokenResponse(as, client, response, options)
}
