import type { JWK } from '../jose/jwk.ts'
import { exportPublicKey } from '../platform/keys.ts'

const exported: WeakMap<CryptoKey, Promise<JWK>> = new WeakMap()

/** A public key as a JWK that contains only the members that make up the key. Exported once for each key. */
export function publicJwkOf(key: CryptoKey): Promise<JWK> {
  let jwk = exported.get(key)
  if (!jwk) {
    jwk = exportPublicKey(key).then((full) => {
      // rfc9449 4.2/3, rfc7517 9.2/1: the public key only; for AKP keys `alg` is part of it
      const members = ['kty', 'e', 'n', 'x', 'y', 'crv', 'pub', full.kty === 'AKP' ? 'alg' : '']
      return JSON.parse(JSON.stringify(full, members))
    })
    exported.set(key, jwk)
  }
  return jwk
}
