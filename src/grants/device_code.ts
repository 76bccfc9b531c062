/**
 * The device authorization grant: the user signs in on another device, with a code that this one shows.
 *
 * @see [RFC 8628 - OAuth 2.0 Device Authorization Grant](https://www.rfc-editor.org/rfc/rfc8628.html)
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

/** Options of {@link deviceAuthorizationRequest}. */
export interface DeviceAuthorizationRequestOptions extends HttpRequestOptions<'POST', URLSearchParams> {}

/**
 * What to show to the user, and what to poll with.
 *
 * @see [RFC 8628, 3.2 - Device Authorization Response](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.2)
 */
export interface DeviceAuthorizationResponse {
  /** The code to poll with. It is a secret. */
  readonly device_code: string
  /** The code that the user types. */
  readonly user_code: string
  /** The URL where the user types it. It is not checked to be https: check that before your program opens it or links to it. */
  readonly verification_uri: string
  /** Lifetime of both codes in seconds. */
  readonly expires_in: number
  /** The same URL with the code in it, for a QR code. It is not checked either. */
  readonly verification_uri_complete?: string
  /** Minimum seconds between two polls; 5 when not set. */
  readonly interval?: number
  readonly [parameter: string]: JsonValue | undefined
}

/**
 * Starts a device authorization: sends `parameters` and `client_id` to `as.device_authorization_endpoint`.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example {@link None} for a program that is distributed to users.
 * @param parameters Form parameters, for example `scope`.
 * @param options Abort signal, headers, `customFetch`.
 * @returns The `Response`, untouched; hand it to {@link processDeviceAuthorizationResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: `as.device_authorization_endpoint` is missing or not a URL; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: `allowInsecureRequests` is set, and it is neither https nor http.
 * @throws Whatever `fetch`, the `customFetch` or the client authentication rejects with.
 * @see [RFC 8628, 3.1 - Device Authorization Request](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.1)
 */
export async function deviceAuthorizationRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  parameters: URLSearchParams | Record<string, string> | string[][],
  options?: DeviceAuthorizationRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  // rfc8628 3.1/1, 3.1/2, 3.1/p2, 3.1/p5, 4/1
  const own = { client_id: client.client_id }
  const form = { endpoint: 'device_authorization_endpoint', parameters, own }
  return sendForm(as, client, clientAuthentication, form, options)
}

/**
 * Checks the response to a {@link deviceAuthorizationRequest} and resolves with the codes.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param response What {@link deviceAuthorizationRequest} resolved with; its body is consumed.
 * @returns What to show to the user, and the `device_code` to poll with; `expires_in` and, if present, `interval` are numbers of seconds, even if the server sent strings.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link ResponseBodyError} when the response is an OAuth error; {@link WWWAuthenticateChallengeError} instead when the response carries challenges, for example with `invalid_client` after HTTP Basic.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: an unexpected status, for example a 5xx; `RESPONSE_IS_NOT_JSON`: the media type is not `application/json`, and the body is not JSON or the status is a 4xx; `PARSE_ERROR`: the media type is `application/json`, but the body is not JSON; `INVALID_RESPONSE`: a member is missing, of the wrong type or out of range.
 * @see [RFC 8628, 3.2 - Device Authorization Response](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.2)
 */
export async function processDeviceAuthorizationResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
): Promise<DeviceAuthorizationResponse> {
  assertParties(as, client)
  // rfc8628 3.2/p1
  const body = await readAnswer(response, 200)
  // rfc8628 3.2/1, 3.2/2, 3.2/3, 3.2/4, 3.2/5, 3.2/6a
  assertMember(body, 'device_code')
  assertMember(body, 'user_code')
  assertMember(body, 'verification_uri')
  body.expires_in = readSeconds(body, 'expires_in')
  if (body.verification_uri_complete !== undefined) {
    assertMember(body, 'verification_uri_complete')
  }
  if (body.interval !== undefined) {
    body.interval = readSeconds(body, 'interval', true)
  }
  return body as unknown as DeviceAuthorizationResponse
}

/**
 * Polls once for the tokens of a device authorization: sends `grant_type` and `device_code` to `as.token_endpoint`.
 *
 * Wait for the `interval` of the {@link DeviceAuthorizationResponse} before each poll, including the first; each `slow_down` adds 5 seconds
 * to it. {@link pollDeviceCodeGrant} does all of that. If you poll yourself, {@link beginPoll} and {@link nextPollingState} say when.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example {@link None} for a program that is distributed to users.
 * @param deviceCode The `device_code` of the {@link DeviceAuthorizationResponse}.
 * @param options Abort signal, headers, `customFetch`, a {@link DPoP} handle, further form parameters.
 * @returns The `Response`, untouched; hand it to {@link processDeviceCodeResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: `as.token_endpoint` is missing or not a URL; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: `allowInsecureRequests` is set, and it is neither https nor http.
 * @throws Whatever `fetch`, the `customFetch` or the client authentication rejects with.
 * @see [RFC 8628, 3.4 - Device Access Token Request](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.4)
 */
export async function deviceCodeGrantRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  deviceCode: string,
  options?: TokenEndpointRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  assertString(deviceCode, '"deviceCode"')
  // rfc8628 3.4/1, 3.4/2, 3.4/3
  const own = { device_code: deviceCode, grant_type: 'urn:ietf:params:oauth:grant-type:device_code' }
  return requestTokens(as, client, clientAuthentication, options?.additionalParameters, own, options)
}

/**
 * Checks the response to a {@link deviceCodeGrantRequest} and resolves with the tokens.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param response What {@link deviceCodeGrantRequest} resolved with; its body is consumed.
 * @param options Decryption of an encrypted ID Token (`jweDecrypt`), token types beyond `bearer` and `dpop`.
 * @returns The tokens. {@link getValidatedIdTokenClaims} returns the claims of an ID Token. Its signature is not verified, because it came directly over TLS; if it must be, call {@link validateApplicationLevelSignature}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link ResponseBodyError} when the response is an OAuth error; {@link WWWAuthenticateChallengeError} instead when the response carries challenges, for example with `invalid_client` after HTTP Basic.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: an unexpected status, for example a 5xx; `RESPONSE_IS_NOT_JSON`: the media type is not `application/json`, and the body is not JSON or the status is a 4xx; `PARSE_ERROR`: the media type is `application/json`, but the body is not JSON; `INVALID_RESPONSE`: a member is missing, of the wrong type or out of range.
 * @throws {@link OperationProcessingError} about an ID Token: `PARSE_ERROR`, `INVALID_RESPONSE`, `JWT_CLAIM_COMPARISON`, `JWT_TIMESTAMP_CHECK`.
 * @throws {@link ResponseBodyError} with the `error` `authorization_pending` or `slow_down`: poll again later, see {@link pollDeviceCodeGrant}; `access_denied`: the user refused; `expired_token`: the codes have expired.
 * @throws {@link UnsupportedOperationError} when the token type is not understood, a JWT is encrypted and no `jweDecrypt` is given, or a JWT has a `crit` header parameter.
 * @see [RFC 8628, 3.5 - Device Access Token Response](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.5)
 */
export function processDeviceCodeResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options?: ProcessTokenResponseOptions,
): Promise<TokenEndpointResponse> {
  return processTokenResponse(as, client, response, options)
}
