/**
 * CIBA: the user signs in on another device, which the authorization server contacts.
 *
 * @see [OpenID Connect Client-Initiated Backchannel Authentication Flow - Core 1.0](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html)
 * @module
 */
import { sendForm } from '../client_authentication/authenticated_form.ts'
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import { assertString } from '../errors/assertions.ts'
import { assertMember, readSeconds } from '../http/members.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { readAnswer } from '../http/response.ts'
import type { JsonValue } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import { type ProcessTokenResponseOptions, processTokenResponse } from '../token_endpoint/process_token_response.ts'
import { requestTokens, type TokenEndpointRequestOptions } from '../token_endpoint/token_endpoint_request.ts'
import type { TokenEndpointResponse } from '../token_endpoint/token_endpoint_response.ts'

/** Options of {@link backchannelAuthenticationRequest}. */
export interface BackchannelAuthenticationRequestOptions extends HttpRequestOptions<'POST', URLSearchParams> {}

/**
 * The reference to a backchannel authentication.
 *
 * @see [CIBA Core 1.0, 7.3 - Successful Authentication Request Acknowledgement](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#successful_authentication_request_acknowdlegment)
 */
export interface BackchannelAuthenticationResponse {
  /** The identifier to poll with. It is a secret. */
  readonly auth_req_id: string
  /** Lifetime of the request in seconds. */
  readonly expires_in: number
  /** Minimum seconds between two polls; 5 when not set. */
  readonly interval?: number
  readonly [parameter: string]: JsonValue | undefined
}

/**
 * Asks the authorization server to authenticate a user on another device: sends `parameters` and `client_id` to
 * `as.backchannel_authentication_endpoint`.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example {@link ClientSecretBasic}.
 * @param parameters Form parameters: `scope`, one of the hints, `binding_message` and others; see {@link buildBackchannelAuthenticationParameters}.
 * @param options Abort signal, headers, `customFetch`.
 * @returns The `Response`, untouched; hand it to {@link processBackchannelAuthenticationResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: `as.backchannel_authentication_endpoint` is missing or not a URL; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: `allowInsecureRequests` is set, and it is neither https nor http.
 * @throws Whatever `fetch`, the `customFetch` or the client authentication rejects with.
 * @see [CIBA Core 1.0, 7.1 - Authentication Request](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#auth_request)
 */
export async function backchannelAuthenticationRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  parameters: URLSearchParams | Record<string, string> | string[][],
  options?: BackchannelAuthenticationRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  // ciba 4/2.2, 7.1/p3, 7.1.1/p3a: a signed request is a parameter like any other
  const own = { client_id: client.client_id }
  const form = { endpoint: 'backchannel_authentication_endpoint', parameters, own }
  return sendForm(as, client, clientAuthentication, form, options)
}

/**
 * Checks the response to a {@link backchannelAuthenticationRequest} and resolves with the reference to poll with.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param response What {@link backchannelAuthenticationRequest} resolved with; its body is consumed.
 * @returns The `auth_req_id` to poll with; `expires_in` and `interval` are numbers of seconds.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link ResponseBodyError} when the response is an OAuth error; {@link WWWAuthenticateChallengeError} instead when the response carries challenges, for example with `invalid_client` after HTTP Basic.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: an unexpected status, for example a 5xx; `RESPONSE_IS_NOT_JSON`: the media type is not `application/json`, and the body is not JSON or the status is a 4xx; `PARSE_ERROR`: the media type is `application/json`, but the body is not JSON; `INVALID_RESPONSE`: a member is missing, of the wrong type or out of range.
 * @see [CIBA Core 1.0, 7.3 - Successful Authentication Request Acknowledgement](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#successful_authentication_request_acknowdlegment)
 */
export async function processBackchannelAuthenticationResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
): Promise<BackchannelAuthenticationResponse> {
  assertParties(as, client)
  // ciba 7.3/p1: 200, or an error
  const body = await readAnswer(response, 200)
  // ciba 7.3/1, 7.3/2, 7.3/p2, 7.4/1: other members are left unchanged
  assertMember(body, 'auth_req_id')
  body.expires_in = readSeconds(body, 'expires_in')
  // ciba 7.3/3a
  if (body.interval !== undefined) {
    body.interval = readSeconds(body, 'interval', true)
  }
  return body as unknown as BackchannelAuthenticationResponse
}

/**
 * Polls once for the tokens of a backchannel authentication: sends `grant_type` and `auth_req_id` to `as.token_endpoint`.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example {@link ClientSecretBasic}.
 * @param authReqId The `auth_req_id`, as obtained from {@link processBackchannelAuthenticationResponse}.
 * @param options Abort signal, headers, `customFetch`, a {@link DPoP} handle, further form parameters.
 * @returns The `Response`, untouched; hand it to {@link processBackchannelAuthenticationGrantResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: `as.token_endpoint` is missing or not a URL; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: `allowInsecureRequests` is set, and it is neither https nor http.
 * @throws Whatever `fetch`, the `customFetch` or the client authentication rejects with.
 * @see [CIBA Core 1.0, 10.1 - Token Request Using CIBA Grant Type](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_request)
 * @see [RFC 9449, 5 - DPoP Access Token Request](https://www.rfc-editor.org/rfc/rfc9449.html#section-5)
 */
export async function backchannelAuthenticationGrantRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  authReqId: string,
  options?: TokenEndpointRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  assertString(authReqId, '"authReqId"')
  // ciba 10.1/p1, 10.1/4, 10.1/5
  const own = { auth_req_id: authReqId, grant_type: 'urn:openid:params:grant-type:ciba' }
  return requestTokens(as, client, clientAuthentication, options?.additionalParameters, own, options)
}

/**
 * Checks the response to a {@link backchannelAuthenticationGrantRequest} and resolves with the tokens.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param response What {@link backchannelAuthenticationGrantRequest} resolved with; its body is consumed.
 * @param options Decryption of an encrypted ID Token (`jweDecrypt`), token types beyond `bearer` and `dpop`.
 * @returns The tokens. {@link getValidatedIdTokenClaims} returns the claims of an ID Token. Its signature is not verified, because it came directly over TLS; if it must be, call {@link validateApplicationLevelSignature}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link ResponseBodyError} when the response is an OAuth error; {@link WWWAuthenticateChallengeError} instead when the response carries challenges, for example with `invalid_client` after HTTP Basic.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: an unexpected status, for example a 5xx; `RESPONSE_IS_NOT_JSON`: the media type is not `application/json`, and the body is not JSON or the status is a 4xx; `PARSE_ERROR`: the media type is `application/json`, but the body is not JSON; `INVALID_RESPONSE`: a member is missing, of the wrong type or out of range.
 * @throws {@link OperationProcessingError} about an ID Token: `PARSE_ERROR`, `INVALID_RESPONSE`, `JWT_CLAIM_COMPARISON`, `JWT_TIMESTAMP_CHECK`.
 * @throws {@link ResponseBodyError} with the `error` `authorization_pending` or `slow_down`: poll again later; see {@link pollBackchannelAuthenticationGrant}.
 * @throws {@link UnsupportedOperationError} when the token type is not understood, a JWT is encrypted and no `jweDecrypt` is given, or a JWT has a `crit` header parameter.
 * @see [CIBA Core 1.0, 10.1.1 - Successful Token Response](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_response)
 * @see [CIBA Core 1.0, 11 - Token Error Response](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_error_response)
 */
export function processBackchannelAuthenticationGrantResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options?: ProcessTokenResponseOptions,
): Promise<TokenEndpointResponse> {
  return processTokenResponse(as, client, response, options)
}
