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
  key: (alg: string) => CryptoKey | Promise<CryptoKey>
}

// clients come back with the same key: the latest that were new are remembered
const bound = 500
const known: Map<string, ProofKey> = new Map()

// what makes a public key; nothing else of the JWK is looked at
const members = ['alg', 'crv', 'e', 'kty', 'n', 'pub', 'x', 'y'] as const

/** The key of the JWK in a proof's header. A JWK that cannot be one fails with `INVALID_REQUEST`. */
export async function proofKey(header: JsonObject): Promise<ProofKey> {
  // with the members that are there and no others: one that is `null` makes another key than one that is missing
  const material: JsonObject = {}
  for (const member of members) {
    const value = header[member]
    if (value !== undefined) {
      material[member] = value
    }
    // rfc7518 6: texts; an object may be nested deeper than it could be written down again
    if (typeof value === 'object' && value !== null) {
      throw invalidJwk(header, INVALID_REQUEST)
    }
  }
  const text = JSON.stringify(material)
  // not a secret, nor what is larger than any key
  const cacheable = text.length < 4096 && !isPrivateJwk(header)
  const found = cacheable ? known.get(text) : undefined
  if (found) {
    return found
  }
  const thumbprint = await jwkThumbprint(header as JWK)
  // what is remembered holds nothing else of the request
  const jwk = (cacheable ? material : header) as JWK
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
