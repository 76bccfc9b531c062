import { assertString } from '../errors/assertions.ts'
import type { CryptoKeyPair } from '../platform/crypto_key.ts'
import { generateSigningKeyPair } from '../platform/keys.ts'
import { algorithmOf, keyParameters } from './algorithms.ts'

/** Options of {@link generateKeyPair}. */
export interface GenerateKeyPairOptions {
  /** Whether the private key can be exported; `false` when not set. */
  extractable?: boolean
  /**
   * Size of the modulus in bits, for RSA algorithms; 2048 when not set. A smaller key is generated, but rejected when
   * used.
   */
  modulusLength?: number
}

/**
 * Generates a key pair for a JWS algorithm.
 *
 * @param alg The algorithm, for example `ES256`; see {@link JWSAlgorithm}.
 * @param options Whether the private key is extractable, and the size of an RSA modulus in bits.
 * @returns The key pair; the private key can sign, the public key can verify and is extractable.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link UnsupportedOperationError} if the library does not support the algorithm.
 * @throws The runtime's own error if the runtime does not support the algorithm or the `modulusLength`.
 * @see [RFC 7518, 3.1 - "alg" (Algorithm) Header Parameter Values for JWS](https://www.rfc-editor.org/rfc/rfc7518.html#section-3.1)
 */
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
  // rfc9449 11.4/2, rfc7515 10.1/1
  return generateSigningKeyPair(parameters, options?.extractable ?? false)
}
