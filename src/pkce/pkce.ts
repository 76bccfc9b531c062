/**
 * Proof Key for Code Exchange, and the other one-time values of an authorization request.
 *
 * @see [RFC 7636 - Proof Key for Code Exchange by OAuth Public Clients](https://www.rfc-editor.org/rfc/rfc7636.html)
 * @module
 */
import { assertString } from '../errors/assertions.ts'
import { sha256 } from '../platform/digest.ts'
import { randomString } from '../platform/random.ts'

/**
 * Generates a `code_verifier` of 43 characters.
 *
 * @returns 256 bits of randomness, base64url. Keep it with the user's session until the code is redeemed.
 * @see [RFC 7636, 4.1 - Client Creates a Code Verifier](https://www.rfc-editor.org/rfc/rfc7636.html#section-4.1)
 */
export function generateRandomCodeVerifier(): string {
  // rfc7636 4.1/2, 4.1/4: 32 random octets, base64url
  return randomString()
}

/**
 * Generates a `state` of 43 characters.
 *
 * @returns 256 bits of randomness, base64url. Keep it with the user's session until the response arrives.
 * @see [RFC 6749, 4.1.1 - Authorization Request](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.1)
 */
export function generateRandomState(): string {
  // rfc6749 4.1.1/5, oidc-core 3.1.2.1/5
  return randomString()
}

/**
 * Generates a `nonce` of 43 characters.
 *
 * @returns 256 bits of randomness, base64url. Keep it with the user's session until the ID Token arrives.
 * @see [OpenID Connect Core 1.0, 3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)
 */
export function generateRandomNonce(): string {
  // oidc-core 3.1.2.1/7, fapi2-sp 5.3.3.2/7: 43 characters
  return randomString()
}

/**
 * Calculates the S256 `code_challenge` of a `code_verifier`.
 *
 * @param codeVerifier The `code_verifier`.
 * @returns The `code_challenge`, to be sent with `code_challenge_method` `S256`.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @see [RFC 7636, 4.2 - Client Creates the Code Challenge](https://www.rfc-editor.org/rfc/rfc7636.html#section-4.2)
 */
export async function calculatePKCECodeChallenge(codeVerifier: string): Promise<string> {
  assertString(codeVerifier, 'codeVerifier')
  // rfc7636 4.2/1, 4.2/2, 7.2/1, rfc9700 2.1.1/p4, fapi1-baseline 5.2.3/1, 5.2.3/2, fapi2-sp 5.3.3.2/3: the only method
  return sha256(codeVerifier)
}
