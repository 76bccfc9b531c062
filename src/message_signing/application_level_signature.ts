/**
 * Signatures on what TLS alone protects otherwise: ID Tokens from the token endpoint, signed UserInfo and introspection
 * responses.
 *
 * @see [FAPI 2.0 Message Signing](https://openid.net/specs/fapi-message-signing-2_0.html)
 * @module
 */
import { invalidValue } from '../errors/assertions.ts'
import type { ValidateSignatureOptions } from '../jose/jwks.ts'
import { verifyIssuerSignature } from '../jose/verify.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import { assertAuthorizationServer } from '../metadata/parties.ts'
import { receivedJwt } from './received_jwt.ts'

/**
 * Verifies the signature of the JWT that a processed response carried.
 *
 * @param as Authorization server metadata.
 * @param ref A response that has been processed: from the token endpoint with an ID Token, or from UserInfo or
 *   introspection with a signed body.
 * @param options Abort signal, headers, `customFetch` and cache for the JWK Set.
 * @returns Nothing: the signature is valid.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described, or when
 *   the response carried no JWT or was not processed.
 * @throws {@link OperationProcessingError} `INVALID_RESPONSE`: the signature is invalid; `PARSE_ERROR`: it is not
 *   base64url.
 * @throws {@link OperationProcessingError} about the keys: `KEY_SELECTION`, and every error of fetching the JWK Set
 *   from `as.jwks_uri`.
 * @throws {@link UnsupportedOperationError} when the algorithm is not supported, which includes HMAC.
 * @see [FAPI 2.0 Message Signing](https://openid.net/specs/fapi-message-signing-2_0.html)
 * @see [RFC 7515, 5.2 - Message Signature or MAC Validation](https://www.rfc-editor.org/rfc/rfc7515.html#section-5.2)
 */
export async function validateApplicationLevelSignature(
  as: AuthorizationServer,
  ref: Response,
  options?: ValidateSignatureOptions,
): Promise<void> {
  assertAuthorizationServer(as)
  const jwt = receivedJwt(ref)
  if (jwt === undefined) {
    throw invalidValue('"ref" must be a processed response with a JWT')
  }
  // oidc-core 5.3.4/3: with a key of the server; HMAC is not supported, because a shared secret proves nothing to
  // others
  await verifyIssuerSignature(as, options, jwt)
}
