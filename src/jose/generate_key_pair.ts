import { assertString } from '../errors/assertions.ts'
import type { CryptoKeyPair } from '../platform/crypto_key.ts'
import { generateSigningKeyPair } from '../platform/keys.ts'
import { algorithmOf, keyParameters } from './algorithms.ts'

/** Options of {@link generateKeyPair}. */
export interface GenerateKeyPairOptions {
  /** Whether the private key can be exported; `false` when not set. */
  extractable?: boolean
  /** Bits of the modulus, for RSA algorithms; 2048 when not set. */
  modulusLength?: number
}

/** Generates a key pair for a JWS algorithm. */
export async function generateKeyPair(alg: string, options?: GenerateKeyPairOptions): Promise<CryptoKeyPair> {
  assertString(alg, '"alg"')
  const algorithm = algorithmOf(alg)
  const parameters = keyParameters(algorithm)
  if (algorithm.kty === 'RSA') {
    Object.assign(parameters, {
      modulusLength: options?.modulusLength ?? 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
    })
  }
  return generateSigningKeyPair(parameters, options?.extractable ?? false)
}
