import { INVALID_REQUEST } from '../errors/codes.ts'
import { algorithmOf } from '../jose/algorithms.ts'
import { importVerificationKey } from '../jose/import_key.ts'
import { isPrivateJwk, type JWK } from '../jose/jwk.ts'
import { jwkThumbprint } from '../jose/thumbprint.ts'
import type { JsonObject } from '../json/json.ts'

/** A key that proofs are signed with. */
export interface ProofKey {
  /** SHA-256 thumbprint, base64url */
  thumbprint: string
  /** the key for verifying with an algorithm */
  key: (alg: string) => Promise<CryptoKey>
}

// clients come back with the same key: the ones of the latest requests are remembered, by the exact text of the JWK
const bound = 500
const known: Map<string, ProofKey> = new Map()

export async function proofKey(header: JsonObject): Promise<ProofKey> {
  const text = JSON.stringify(header)
  const found = known.get(text)
  if (found) {
    return found
  }
  const jwk = header as JWK
  const thumbprint = await jwkThumbprint(jwk)
  const key = (alg: string) => importVerificationKey(jwk, algorithmOf(alg), INVALID_REQUEST)
  const made = { thumbprint, key }
  // not what is larger than any key, nor a secret
  if (text.length < 4096 && !isPrivateJwk(jwk)) {
    known.set(text, made)
    if (known.size > bound) {
      known.delete(known.keys().next().value as string)
    }
  }
  return made
}
