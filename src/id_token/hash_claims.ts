import { assertString, invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE, JWT_CLAIM_COMPARISON } from '../errors/codes.ts'
import { algorithmOf } from '../jose/algorithms.ts'
import type { Jwt } from '../jose/jwt.ts'
import { encodeBase64url } from '../platform/base64url.ts'
import { digest } from '../platform/digest.ts'

/** A hash claim must be there as text. */
export function assertHashClaim({ claims }: Jwt, claim: string): void {
  assertString(claims[claim], `JWT "${claim}"`, INVALID_RESPONSE, { claims })
}

/** A hash claim must be the one of that value; `shown` is what the cause of the failure shows beside the claims. */
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

/** The left half of a value's digest, by the digest that belongs to the algorithm; base64url. */
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
