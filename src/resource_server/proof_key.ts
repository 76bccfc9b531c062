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

// clients use the same key again: the most recently added ones are cached
const bound = 500
const known: Map<string, ProofKey> = new Map()

// the members that make up a public key; the rest of the JWK is ignored
const members = ['alg', 'crv', 'e', 'kty', 'n', 'pub', 'x', 'y'] as const

/** The key in the JWK of a proof's header. An invalid JWK fails with `INVALID_REQUEST`. */
export async function proofKey(header: JsonObject): Promise<ProofKey> {
  // only members that are present: a `null` member must not share a cache entry with a missing one
  const material: JsonObject = {}
  for (const member of members) {
    const value = header[member]
    if (value !== undefined) {
      material[member] = value
    }
    // rfc7518 6: these members are strings; an object could be nested too deeply to be serialised
    if (typeof value === 'object' && value !== null) {
      throw invalidJwk(header, INVALID_REQUEST)
    }
  }
  const text = JSON.stringify(material)
  // never a secret, nor anything larger than a real key
  const cacheable = text.length < 4096 && !isPrivateJwk(header)
  const found = cacheable ? known.get(text) : undefined
  if (found) {
    return found
  }
  const thumbprint = await jwkThumbprint(header as JWK)
  // the cached key holds on to nothing else from the request
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
