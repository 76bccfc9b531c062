/**
 * The authorization code grant, with PKCE, with or without OpenID Connect.
 *
 * @see [RFC 6749, 4.1.3 - Access Token Request](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.3)
 * @see [OpenID Connect Core 1.0, 3.1.3 - Token Endpoint](https://openid.net/specs/openid-connect-core-1_0.html#TokenEndpoint)
 * @module
 */
import { isValidated, single } from '../authorization/authorization_response.ts'
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import { assertString, invalidData, invalidValue } from '../errors/assertions.ts'
import { INVALID_RESPONSE } from '../errors/codes.ts'
import { assertMember } from '../http/members.ts'
import { checkMaximumAge, maximumAge, type skipAuthTimeCheck } from '../id_token/max_age.ts'
import { checkNonce, type expectNoNonce, nonceFrom } from '../id_token/nonce.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import { getValidatedIdTokenClaims } from '../token_endpoint/id_token_claims.ts'
import { type ProcessTokenResponseOptions, processTokenResponse } from '../token_endpoint/process_token_response.ts'
import { requestTokens, type TokenEndpointRequestOptions } from '../token_endpoint/token_endpoint_request.ts'
import type { TokenEndpointResponse } from '../token_endpoint/token_endpoint_response.ts'

/**
 * Value for `codeVerifier`: the authorization request had no PKCE challenge.
 *
 * @deprecated Marked only to make it stand out: without PKCE, a stolen code can be used.
 */
export const nopkce: unique symbol = Symbol()

/** Options of {@link processAuthorizationCodeResponse}. */
export interface ProcessAuthorizationCodeResponseOptions extends ProcessTokenResponseOptions {
  /** The `nonce` of the authorization request. When not set, the request had none, and the ID Token must have none. */
  expectedNonce?: string | typeof expectNoNonce
  /** Maximum age of the user's authentication in seconds; `client.default_max_age`, if there is one, when not set. */
  maxAge?: number | typeof skipAuthTimeCheck
  /** Whether the response must have an ID Token. */
  requireIdToken?: boolean
}

/**
 * Redeems an authorization code: sends `grant_type`, `code`, `redirect_uri` and `code_verifier` to `as.token_endpoint`.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example {@link ClientSecretBasic}.
 * @param callbackParameters The object that a `validate…Response` function returned, not a copy.
 * @param redirectUri The `redirect_uri` of the authorization request.
 * @param codeVerifier The `code_verifier` of the authorization request, or {@link nopkce}.
 * @param options Abort signal, headers, `customFetch`, a {@link DPoP} handle, further form parameters.
 * @returns The `Response`, untouched; hand it to {@link processAuthorizationCodeResponse}.
 * @throws {@link OperationProcessingError} `INVALID_RESPONSE`: no `code`, or more than one, in `callbackParameters`.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: `as.token_endpoint` is missing or not a URL; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: `allowInsecureRequests` is set, and it is neither https nor http.
 * @throws Whatever `fetch`, the `customFetch` or the client authentication rejects with.
 * @see [RFC 6749, 4.1.3 - Access Token Request](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.3)
 * @see [RFC 7636, 4.5 - Client Sends the Authorization Code and the Code Verifier](https://www.rfc-editor.org/rfc/rfc7636.html#section-4.5)
 */
export async function authorizationCodeGrantRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  callbackParameters: URLSearchParams,
  redirectUri: string,
  codeVerifier: string | typeof nopkce,
  options?: TokenEndpointRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  if (!isValidated(callbackParameters)) {
    throw invalidValue('"callbackParameters" must be a validated response')
  }
  assertString(redirectUri, '"redirectUri"')
  // rfc6749 4.1.2/1a
  const code = single(callbackParameters, 'code')
  if (!code) {
    throw invalidData('"code" is missing', INVALID_RESPONSE)
  }
  // rfc6749 4.1.3/2, 4.1.3/3
  const own: Record<string, string> = { redirect_uri: redirectUri, code }
  if (codeVerifier !== nopkce) {
    assertString(codeVerifier, '"codeVerifier"')
    // rfc7636 4.5/1, rfc9700 4.5.3/1, 4.8.2/1
    own.code_verifier = codeVerifier
  }
  // rfc6749 4.1.3/1, fapi2-sp 5.3.3.2/1
  own.grant_type = 'authorization_code'
  return requestTokens(as, client, clientAuthentication, options?.additionalParameters, own, options)
}

/**
 * Checks the response to an {@link authorizationCodeGrantRequest} and resolves with the tokens.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param response What {@link authorizationCodeGrantRequest} resolved with; its body is consumed.
 * @param options The expected `nonce` and maximum age, whether an ID Token is required, and the options of every token response.
 * @returns The tokens. {@link getValidatedIdTokenClaims} returns the claims of an ID Token. Its signature is not verified, because it came directly over TLS; if it must be, call {@link validateApplicationLevelSignature}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link ResponseBodyError} when the response is an OAuth error; {@link WWWAuthenticateChallengeError} instead when the response carries challenges, for example with `invalid_client` after HTTP Basic.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: an unexpected status, for example a 5xx; `RESPONSE_IS_NOT_JSON`: the media type is not `application/json`, and the body is not JSON or the status is a 4xx; `PARSE_ERROR`: the media type is `application/json`, but the body is not JSON; `INVALID_RESPONSE`: a member is missing, of the wrong type or out of range.
 * @throws {@link OperationProcessingError} about an ID Token: `PARSE_ERROR`, `INVALID_RESPONSE`, `JWT_CLAIM_COMPARISON`, `JWT_TIMESTAMP_CHECK`.
 * @throws {@link UnsupportedOperationError} when the token type is not understood, a JWT is encrypted and no `jweDecrypt` is given, or a JWT has a `crit` header parameter.
 * @see [RFC 6749, 4.1.4 - Access Token Response](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.4)
 * @see [OpenID Connect Core 1.0, 3.1.3.3](https://openid.net/specs/openid-connect-core-1_0.html#TokenResponse)
 */
export async function processAuthorizationCodeResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options?: ProcessAuthorizationCodeResponseOptions,
): Promise<TokenEndpointResponse> {
  assertParties(as, client)
  const { expectedNonce, maxAge, requireIdToken } = options ?? {}
  const openid = typeof expectedNonce === 'string' || typeof maxAge === 'number' || requireIdToken
  const required: string[] = []
  const nonce = nonceFrom(expectedNonce)
  if (nonce !== undefined) {
    required.push('nonce')
  }
  // oidc-core 2/6, 3.1.2.1/10
  if (openid && maximumAge(client, maxAge) !== undefined) {
    required.push('auth_time')
  }
  const tokens = await processTokenResponse(as, client, response, options, { required, maxAge })
  if (openid) {
    // oidc-core 3.1.3.3/1
    assertMember(tokens, 'id_token')
  }
  const claims = getValidatedIdTokenClaims(tokens)
  if (claims) {
    const age = maximumAge(client, maxAge)
    if (age !== undefined) {
      checkMaximumAge(claims, age, client)
    }
    checkNonce(claims, nonce)
  }
  return tokens
}
