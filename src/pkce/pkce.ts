/**
 * Proof Key for Code Exchange, and the other one-time values of an authorization request.
 *
 * @see [RFC 7636 - Proof Key for Code Exchange by OAuth Public Clients](https://www.rfc-editor.org/rfc/rfc7636.html)
 * @module
 */
import { assertString } from '../errors/assertions.ts'
import { sha256 } from '../platform/digest.ts'
import { randomString } from '../platform/random.ts'

/** Generates a `code_verifier` of 43 characters. */
export function generateRandomCodeVerifier(): string {
  // rfc7636 4.1/2, 4.1/4: 32 random octets, base64url
  return randomString()
}

/** Generates a `state` of 43 characters. */
export function generateRandomState(): string {
  return randomString()
}

/** Generates a `nonce` of 43 characters. */
export function generateRandomNonce(): string {
  return randomString()
}

/** Calculates the S256 `code_challenge` of a `code_verifier`. */
export async function calculatePKCECodeChallenge(codeVerifier: string): Promise<string> {
  assertString(codeVerifier, 'codeVerifier')
  // rfc7636 4.2/1, 4.2/2, 7.2/1, rfc9700 2.1.1/p4, fapi1-baseline 5.2.3/1, 5.2.3/2, fapi2-sp 5.3.3.2/3: the only method
  return sha256(codeVerifier)
}
