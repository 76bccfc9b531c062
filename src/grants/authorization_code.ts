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
 * @deprecated To make it stand out: without PKCE a stolen code can be used.
 */
export const nopkce: unique symbol = Symbol()

/** Options of {@link processAuthorizationCodeResponse}. */
export interface ProcessAuthorizationCodeResponseOptions extends ProcessTokenResponseOptions {
  /** The `nonce` of the authorization request; not set: there was none, and the ID Token must have none. */
  expectedNonce?: string | typeof expectNoNonce
  /** Seconds that the user's authentication may be old; not set: `client.default_max_age`, if there is one. */
  maxAge?: number | typeof skipAuthTimeCheck
  /** Whether an ID Token must be in the response. */
  requireIdToken?: boolean
}

/**
 * Redeems an authorization code: sends `grant_type`, `code`, `redirect_uri` and `code_verifier` to `as.token_endpoint`.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example {@link ClientSecretBasic}.
 * @param callbackParameters What a `validate…Response` function returned: that very object.
 * @param redirectUri The `redirect_uri` of the authorization request.
 * @param codeVerifier The `code_verifier` of the authorization request, or {@link nopkce}.
 * @param options Abort signal, headers, `customFetch`, a {@link DPoP} handle, further form parameters.
 * @returns The `Response`, untouched; hand it to {@link processAuthorizationCodeResponse}.
 * @throws {@link OperationProcessingError} `INVALID_RESPONSE`: no `code`, or more than one, in `callbackParameters`.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: no usable `as.token_endpoint`; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: with `allowInsecureRequests`, it is neither https nor http.
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
 * Checks the answer to an {@link authorizationCodeGrantRequest}; resolves with the tokens.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param response What {@link authorizationCodeGrantRequest} resolved with; its body is consumed.
 * @param options The `nonce` and the maximum age to expect, whether an ID Token must be there, and the options of every token response.
 * @returns The tokens; the claims of an ID Token: {@link getValidatedIdTokenClaims}. Its signature is not verified, since TLS stands for it; where it must be: {@link validateApplicationLevelSignature}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link ResponseBodyError} when the answer is an OAuth error body; {@link WWWAuthenticateChallengeError} in its place when the answer carries challenges, as `invalid_client` does with HTTP Basic.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: another status, a 5xx for example; `RESPONSE_IS_NOT_JSON`: no JSON and of another media type, a 4xx included; `PARSE_ERROR`: no JSON in spite of its media type; `INVALID_RESPONSE`: a member is missing, of the wrong type or out of range.
 * @throws {@link OperationProcessingError} about an ID Token: `PARSE_ERROR`, `INVALID_RESPONSE`, `JWT_CLAIM_COMPARISON`, `JWT_TIMESTAMP_CHECK`.
 * @throws {@link UnsupportedOperationError} when the token type is not understood, a JWT is encrypted and no `jweDecrypt` is given, or a JWT has a `crit` header.
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
