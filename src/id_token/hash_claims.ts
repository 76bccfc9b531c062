import { assertString, invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE, JWT_CLAIM_COMPARISON } from '../errors/codes.ts'
import { algorithmOf } from '../jose/algorithms.ts'
import type { Jwt } from '../jose/jwt.ts'
import { encodeBase64url } from '../platform/base64url.ts'
import { digest } from '../platform/digest.ts'

/** Throws unless a hash claim is a non-empty string. */
export function assertHashClaim({ claims }: Jwt, claim: string): void {
  assertString(claims[claim], `JWT "${claim}"`, INVALID_RESPONSE, { claims })
}

/** Throws unless a hash claim is the hash of that value; the error's cause contains the claims and `shown`. */
export async function checkHashClaim(
  { claims, header: { alg } }: Jwt,
  claim: string,
  value: string,
  shown: Record<string, string>,
): Promise<void> {
  // oidc-core 3.2.2.9/3, 3.3.2.10/3
  if (claims[claim] !== (await leftHalfHash(value, alg))) {
    throw invalidData(`JWT "${claim}" is unexpected`, JWT_CLAIM_COMPARISON, { ...shown, alg, claim, claims })
  }
}

/** The left half of a value's digest, as base64url. The digest is the one that belongs to the algorithm. */
export async function leftHalfHash(value: string, alg: unknown): Promise<string> {
  // oidc-core 3.3.2.10/1, 3.3.2.10/2, 3.2.2.9/1, 3.2.2.9/2, fapi1-advanced 5.1.1/1
  const { hash } = algorithmOf(alg)
  const bytes = await digest(
    // 512 bits; the name of the parameter changed between drafts of the WebCrypto extension
    hash === 'cSHAKE256' ? ({ name: hash, length: 512, outputLength: 512 } as Algorithm) : hash,
    value,
  )
  return encodeBase64url(bytes.subarray(0, bytes.length / 2))
}
