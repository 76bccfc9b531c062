/**
 * Token revocation: the client tells the authorization server that a token is no longer needed.
 *
 * @see [RFC 7009 - OAuth 2.0 Token Revocation](https://www.rfc-editor.org/rfc/rfc7009.html)
 * @module
 */
import { sendForm } from '../client_authentication/authenticated_form.ts'
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import { assertString } from '../errors/assertions.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { rejectStatus } from '../http/response.ts'
import { assertResponse } from '../http/response_assertions.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'

/** Options of {@link revocationRequest}. */
export interface RevocationRequestOptions extends HttpRequestOptions<'POST', URLSearchParams> {
  /** Further form parameters, for example `token_type_hint`; they never override `token`. */
  additionalParameters?: URLSearchParams | Record<string, string> | string[][]
}

/**
 * Asks the server to revoke a token: sends `token` to `as.revocation_endpoint`.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example {@link ClientSecretBasic}.
 * @param token The token.
 * @param options Abort signal, headers, `customFetch`, further form parameters.
 * @returns The `Response`, untouched; hand it to {@link processRevocationResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: `as.revocation_endpoint` is missing or not a URL; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: `allowInsecureRequests` is set, and it is neither https nor http.
 * @throws Whatever `fetch`, the `customFetch` or the client authentication rejects with.
 * @see [RFC 7009, 2.1 - Revocation Request](https://www.rfc-editor.org/rfc/rfc7009.html#section-2.1)
 */
export async function revocationRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  token: string,
  options?: RevocationRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  assertString(token, '"token"')
  // rfc7009 2.1/1, 2.1/2, 2.1/p1: the caller's parameters never override it
  const form = {
    endpoint: 'revocation_endpoint',
    parameters: options?.additionalParameters,
    own: { token },
    accept: '',
  }
  return sendForm(as, client, clientAuthentication, form, options)
}

/**
 * Checks the response to a {@link revocationRequest}.
 *
 * @param response What {@link revocationRequest} resolved with; its body is not read on success.
 * @returns Nothing: the token is revoked, or was unknown.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link ResponseBodyError} when the response is an OAuth error; {@link WWWAuthenticateChallengeError} instead when the response carries challenges, for example with `invalid_client` after HTTP Basic.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_JSON`: a 4xx whose media type is not `application/json`; `RESPONSE_IS_NOT_CONFORM`: any other status than 200, for example 503. The token may still be valid, so ask again later; `retry-after` in `cause.headers` may say when.
 * @see [RFC 7009, 2.2 - Revocation Response](https://www.rfc-editor.org/rfc/rfc7009.html#section-2.2)
 */
export async function processRevocationResponse(response: Response): Promise<undefined> {
  assertResponse(response)
  // rfc7009 2.2/1, 2.2/3, 2.2.1/1: 200 even if the token was unknown; the body is ignored
  if (response.status !== 200) {
    await rejectStatus(response)
  }
  return undefined
}
