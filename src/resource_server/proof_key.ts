import { INVALID_REQUEST } from '../errors/codes.ts'
import { algorithmOf } from '../jose/algorithms.ts'
import { importVerificationKey, invalidJwk } from '../jose/import_key.ts'
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

// clients come back with the same key: the ones of the latest requests are remembered
const bound = 500
const known: Map<string, ProofKey> = new Map()

// what makes a public key; nothing else of the JWK is looked at
const members = ['alg', 'crv', 'e', 'kty', 'n', 'pub', 'x', 'y'] as const

/** The key of the JWK in a proof's header. A JWK that cannot be one fails with `INVALID_REQUEST`. */
export async function proofKey(header: JsonObject): Promise<ProofKey> {
  const values = members.map((member) => header[member])
  // rfc7517 4/2, rfc7518 6: texts; an object may be nested deeper than it could be written down again
  if (values.some((value) => typeof value === 'object' && value !== null)) {
    throw invalidJwk(header, INVALID_REQUEST)
  }
  const text = JSON.stringify(values)
  // not a secret, nor what is larger than any key
  const cacheable = text.length < 4096 && !isPrivateJwk(header)
  const found = cacheable ? known.get(text) : undefined
  if (found) {
    return found
  }
  const jwk = header as JWK
  const thumbprint = await jwkThumbprint(jwk)
  const key = (alg: string) => importVerificationKey(jwk, algorithmOf(alg), INVALID_REQUEST)
  const made = { thumbprint, key }
  if (cacheable) {
    known.set(text, made)
    if (known.size > bound) {
      known.delete(known.keys().next().value as string)
    }
  }
  return made
}
