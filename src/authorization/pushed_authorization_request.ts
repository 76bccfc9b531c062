/**
 * Pushed authorization requests: the parameters go directly to the server, and the browser carries only a reference.
 *
 * @see [RFC 9126 - OAuth 2.0 Pushed Authorization Requests](https://www.rfc-editor.org/rfc/rfc9126.html)
 * @module
 */
import { sendForm } from '../client_authentication/authenticated_form.ts'
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import type { DPoPRequestOptions } from '../dpop/dpop.ts'
import { assertMember, readSeconds } from '../http/members.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { proofFrom } from '../http/proof_of_possession.ts'
import { readAnswer } from '../http/response.ts'
import type { JsonValue } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'

/** Options of {@link pushedAuthorizationRequest}. */
export interface PushedAuthorizationRequestOptions
  extends HttpRequestOptions<'POST', URLSearchParams>,
    DPoPRequestOptions {}

/**
 * The reference to a pushed authorization request.
 *
 * @see [RFC 9126, 2.2 - Successful Response](https://www.rfc-editor.org/rfc/rfc9126.html#section-2.2)
 */
export interface PushedAuthorizationResponse {
  /** The reference, to be sent to the authorization endpoint with `client_id`. */
  readonly request_uri: string
  /** Lifetime of the reference in seconds. */
  readonly expires_in: number
  readonly [parameter: string]: JsonValue | undefined
}

/**
 * Pushes the parameters of an authorization request: sends them and `client_id` to
 * `as.pushed_authorization_request_endpoint`.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example {@link ClientSecretBasic}.
 * @param parameters Parameters of the authorization request, or a `request` parameter with what {@link issueRequestObject} returned.
 * @param options Abort signal, headers, `customFetch`, a {@link DPoP} handle.
 * @returns The `Response`, untouched; hand it to {@link processPushedAuthorizationResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: `as.pushed_authorization_request_endpoint` is missing or not a URL; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: `allowInsecureRequests` is set, and it is neither https nor http.
 * @throws Whatever `fetch`, the `customFetch` or the client authentication rejects with.
 * @see [RFC 9126, 2.1 - Request](https://www.rfc-editor.org/rfc/rfc9126.html#section-2.1)
 * @see [RFC 9449, 10.1 - DPoP with Pushed Authorization Requests](https://www.rfc-editor.org/rfc/rfc9449.html#section-10.1)
 */
export async function pushedAuthorizationRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  parameters: URLSearchParams | Record<string, string> | string[][],
  options?: PushedAuthorizationRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  // rfc9126 2.1/p2, 2.1/p3, rfc9449 10.1/1, fapi2-ms 5.3.2/1, rfc8707 2/3: the parameters of an authorization request, always with `client_id`
  const own = { client_id: client.client_id }
  // rfc9126 5/1, fapi2-sp 5.3.3.2/2, rfc9449 10.1/2: with a DPoP proof, if the options have a handle
  const form = { endpoint: 'pushed_authorization_request_endpoint', parameters, own, proofFrom }
  return sendForm(as, client, clientAuthentication, form, options)
}

/**
 * Checks the response to a {@link pushedAuthorizationRequest} and resolves with the reference.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param response What {@link pushedAuthorizationRequest} resolved with; its body is consumed.
 * @returns The `request_uri` to send to the authorization endpoint with `client_id`; `expires_in` in seconds.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link ResponseBodyError} when the response is an OAuth error; {@link WWWAuthenticateChallengeError} instead when the response carries challenges, for example with `invalid_client` after HTTP Basic.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: an unexpected status, for example a 5xx; `RESPONSE_IS_NOT_JSON`: the media type is not `application/json`, and the body is not JSON or the status is a 4xx; `PARSE_ERROR`: the media type is `application/json`, but the body is not JSON; `INVALID_RESPONSE`: a member is missing, of the wrong type or out of range.
 * @see [RFC 9126, 2.2 - Successful Response](https://www.rfc-editor.org/rfc/rfc9126.html#section-2.2)
 */
export async function processPushedAuthorizationResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
): Promise<PushedAuthorizationResponse> {
  assertParties(as, client)
  // rfc9126 2.2/p1, 2.3/p1: 201, or an error
  const body = await readAnswer(response, 201)
  // rfc9126 2.2/1, 2.2/2
  assertMember(body, 'request_uri')
  body.expires_in = readSeconds(body, 'expires_in')
  return body as unknown as PushedAuthorizationResponse
}
