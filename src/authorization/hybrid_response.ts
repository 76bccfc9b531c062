/**
 * Authorization responses with an ID Token next to the code: OpenID Connect's `code id_token`, which FAPI 1 uses as a signature over
 * the response.
 *
 * @see [OpenID Connect Core 1.0, 3.3 - Hybrid Flow](https://openid.net/specs/openid-connect-core-1_0.html#HybridFlowAuth)
 * @see [FAPI 1.0 Advanced, 5.1.1 - ID Token as Detached Signature](https://openid.net/specs/openid-financial-api-part-2-1_0.html#id-token-as-detached-signature)
 * @module
 */
import { assertString, invalidData, invalidType, invalidValue } from '../errors/assertions.ts'
import { INVALID_RESPONSE } from '../errors/codes.ts'
import { assertHashClaim, checkHashClaim } from '../id_token/hash_claims.ts'
import { checkAuthorizedParty, checkAuthTime, checkIssuedRecently, readIdToken } from '../id_token/id_token.ts'
import { checkMaximumAge, maximumAge, type skipAuthTimeCheck } from '../id_token/max_age.ts'
import { checkNonce } from '../id_token/nonce.ts'
import { type JWEDecryptOptions, jweDecrypt } from '../jose/jwe_decrypt.ts'
import type { ValidateSignatureOptions } from '../jose/jwks.ts'
import { verifyIssuerSignature } from '../jose/verify.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import { isPlatformObject } from '../platform/platform_object.ts'
import { single, validateParameters } from './authorization_response.ts'
import { formPostResponse } from './form_post.ts'
import { type expectNoState, stateFrom } from './state.ts'

/**
 * Validates a FAPI 1 authorization response, in which the ID Token signs the code and the state.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param parameters The URL of the redirect with its fragment, the parameters in that fragment, or the form post as a `Request`.
 * @param expectedNonce The `nonce` of the authorization request.
 * @param expectedState The `state` of the authorization request; {@link expectNoState} or nothing when it had none.
 * @param maxAge Maximum age of the user's authentication in seconds; `client.default_max_age`, if there is one, when not set; {@link skipAuthTimeCheck} to skip the check.
 * @param options Decryption (`jweDecrypt`); abort signal, headers, `customFetch` and cache for the JWK Set.
 * @returns The parameters. Pass this object itself, not a copy, to {@link authorizationCodeGrantRequest}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link AuthorizationResponseError} when the response is an error.
 * @throws {@link OperationProcessingError} `INVALID_RESPONSE`, `PARSE_ERROR`, `JWT_CLAIM_COMPARISON`, `JWT_TIMESTAMP_CHECK`: the ID Token or a parameter fails a check.
 * @throws {@link OperationProcessingError} about the keys: `KEY_SELECTION`, and every error with which fetching the JWK Set from `as.jwks_uri` can fail.
 * @throws {@link UnsupportedOperationError} when the ID Token is encrypted and no `jweDecrypt` is given, has a `crit` header parameter, or is signed with an unsupported algorithm; or when the response carries an access token.
 * @see [FAPI 1.0 Advanced, 5.1.1](https://openid.net/specs/openid-financial-api-part-2-1_0.html#id-token-as-detached-signature)
 */
export async function validateDetachedSignatureResponse(
  as: AuthorizationServer,
  client: Client,
  parameters: URLSearchParams | URL | Request,
  expectedNonce: string,
  expectedState?: string | typeof expectNoState,
  maxAge?: number | typeof skipAuthTimeCheck,
  options?: ValidateSignatureOptions & JWEDecryptOptions,
): Promise<URLSearchParams> {
  return validateHybridResponse(as, client, parameters, expectedNonce, expectedState, maxAge, options, true)
}

/**
 * Validates an authorization response of the response type `code id_token`.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param parameters The URL of the redirect with its fragment, the parameters in that fragment, or the form post as a `Request`.
 * @param expectedNonce The `nonce` of the authorization request.
 * @param expectedState The `state` of the authorization request; {@link expectNoState} or nothing when it had none.
 * @param maxAge Maximum age of the user's authentication in seconds; `client.default_max_age`, if there is one, when not set; {@link skipAuthTimeCheck} to skip the check.
 * @param options Decryption (`jweDecrypt`); abort signal, headers, `customFetch` and cache for the JWK Set.
 * @returns The parameters. Pass this object itself, not a copy, to {@link authorizationCodeGrantRequest}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link AuthorizationResponseError} when the response is an error.
 * @throws {@link OperationProcessingError} `INVALID_RESPONSE`, `PARSE_ERROR`, `JWT_CLAIM_COMPARISON`, `JWT_TIMESTAMP_CHECK`: the ID Token or a parameter fails a check.
 * @throws {@link OperationProcessingError} about the keys: `KEY_SELECTION`, and every error with which fetching the JWK Set from `as.jwks_uri` can fail.
 * @throws {@link UnsupportedOperationError} when the ID Token is encrypted and no `jweDecrypt` is given, has a `crit` header parameter, or is signed with an unsupported algorithm; or when the response carries an access token.
 * @see [OpenID Connect Core 1.0, 3.3.2.12](https://openid.net/specs/openid-connect-core-1_0.html#HybridIDTValidation)
 */
export async function validateCodeIdTokenResponse(
  as: AuthorizationServer,
  client: Client,
  parameters: URLSearchParams | URL | Request,
  expectedNonce: string,
  expectedState?: string | typeof expectNoState,
  maxAge?: number | typeof skipAuthTimeCheck,
  options?: ValidateSignatureOptions & JWEDecryptOptions,
): Promise<URLSearchParams> {
  return validateHybridResponse(as, client, parameters, expectedNonce, expectedState, maxAge, options, false)
}

async function validateHybridResponse(
  as: AuthorizationServer,
  client: Client,
  input: URLSearchParams | URL | Request,
  expectedNonce: string,
  expectedState: string | typeof expectNoState | undefined,
  maxAge: number | typeof skipAuthTimeCheck | undefined,
  options: (ValidateSignatureOptions & JWEDecryptOptions) | undefined,
  fapi: boolean,
): Promise<URLSearchParams> {
  assertParties(as, client)
  const parameters = await parametersOf(input)
  const text = single(parameters, 'id_token')
  parameters.delete('id_token')
  const state = stateFrom(expectedState)
  // the ID Token names the issuer, so the parameter `iss` may be missing (rfc9207, section 4)
  // oidc-core 3.3.2.8/2
  const result = validateParameters(as, parameters, state, false)
  if (!text) {
    throw invalidData('"id_token" is missing', INVALID_RESPONSE)
  }
  // oidc-core 3.3.2.5/2, 3.3.2.5/3, 3.3.2.8/5
  const code = single(parameters, 'code')
  if (!code) {
    throw invalidData('"code" is missing', INVALID_RESPONSE)
  }
  const age = maximumAge(client, maxAge)
  const required = ['nonce', 'c_hash']
  if (fapi && (state !== undefined || parameters.has('state'))) {
    required.push('s_hash')
  }
  if (client.require_auth_time === true || age !== undefined) {
    required.push('auth_time')
  }
  // oidc-core 3.3.2.8/3, fapi1-advanced 5.2.3.1/2, 5.2.3.1/5
  const idToken = await readIdToken(as, client, text, required, options?.[jweDecrypt])
  const { claims } = idToken
  checkIssuedRecently(claims, client)
  // oidc-core 3.3.2.11/3: required with a code
  assertHashClaim(idToken, 'c_hash')
  checkAuthTime(claims)
  if (age !== undefined) {
    checkMaximumAge(claims, age, client)
  }
  assertString(expectedNonce, '"expectedNonce"')
  checkNonce(claims, expectedNonce)
  checkAuthorizedParty(claims, client)
  // oidc-core 3.3.2.12/1, 3.2.2.11/1, 3.1.3.7/6b, fapi1-advanced 5.2.3.1/3: what arrives through the browser is trusted only if its signature is valid
  await verifyIssuerSignature(as, options, idToken)
  // oidc-core 3.3.2.10/3
  await checkHashClaim(idToken, 'c_hash', code, { code })
  if ((fapi && parameters.has('state')) || claims.s_hash !== undefined) {
    // fapi1-advanced 5.2.3.1/4
    assertHashClaim(idToken, 's_hash')
    const received = parameters.get('state')
    assertString(received, '"state"', INVALID_RESPONSE, { parameters })
    await checkHashClaim(idToken, 's_hash', received, { state: received })
  }
  return result
}

async function parametersOf(input: URLSearchParams | URL | Request): Promise<URLSearchParams> {
  if (isPlatformObject(input, 'URL')) {
    if (!input.hash) {
      throw invalidValue('"parameters" must have a fragment')
    }
    // oidc-core 3.3.2.7/1
    return new URLSearchParams(input.hash.slice(1))
  }
  if (isPlatformObject(input, 'Request')) {
    return new URLSearchParams(await formPostResponse(input))
  }
  if (isPlatformObject(input, 'URLSearchParams')) {
    return new URLSearchParams(input)
  }
  throw invalidType('"parameters" must be a URLSearchParams, URL or Request')
}
