import { invalidData } from '../errors/assertions.ts'
import { importPublicKey } from '../platform/keys.ts'
import { type Algorithm, keyParameters } from './algorithms.ts'
import { isPrivateJwk, type JWK, publicMembers } from './jwk.ts'

// the promise of a key while it is being imported
const imported: WeakMap<object, Map<Algorithm, CryptoKey | Promise<CryptoKey>>> = new WeakMap()

/**
 * The public key of a JWK, for verifying with that algorithm. Imported once per JWK object and algorithm. A JWK that is
 * malformed or private fails with that code; the cause shows only its public members.
 */
export function importVerificationKey(jwk: JWK, algorithm: Algorithm, code: string): CryptoKey | Promise<CryptoKey> {
  let keys = imported.get(jwk)
  if (!keys) {
    keys = new Map()
    imported.set(jwk, keys)
  }
  let key = keys.get(algorithm)
  if (!key) {
    key = makeKey(jwk, algorithm, code)
    keys.set(algorithm, key)
    key.then(
      (made) => keys.set(algorithm, made),
      () => keys.delete(algorithm),
    )
  }
  return key
}

async function makeKey(jwk: JWK, algorithm: Algorithm, code: string): Promise<CryptoKey> {
  // rfc7517 9.2/1, rfc9449 4.3/7: a private key that was published no longer identifies anybody
  if (isPrivateJwk(jwk)) {
    throw invalidJwk(jwk, code)
  }
  try {
    // rfc8725 3.4/1, rfc7518 6.2.1/1, 6.3.1/1, rfc8037 2/3: the runtime rejects what is not a key
    return await importPublicKey(keyMaterial(jwk, algorithm), keyParameters(algorithm))
  } catch (error) {
    // the runtime's own error says that it does not support the algorithm
    if ((error as Error | undefined)?.name === 'NotSupportedError') {
      throw error
    }
    throw invalidJwk(jwk, code)
  }
}

// the use that a JWK declares was checked when it was chosen, and some runtimes know only one name of Ed25519
function keyMaterial(jwk: JWK, algorithm: Algorithm): JsonWebKey {
  const { ext, key_ops, use, ...material }: JsonWebKey = jwk
  if (algorithm.kty === 'OKP') {
    delete material.alg
  }
  return material
}

/** The error about an unusable JWK; its cause shows only the public members. */
export function invalidJwk(jwk: object, code: string): Error {
  return invalidData('the JWK is unusable', code, { jwk: publicMembers(jwk) })
}
