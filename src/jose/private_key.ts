import { assertString, invalidType, invalidValue } from '../errors/assertions.ts'
import type { CryptoKey } from '../platform/crypto_key.ts'
import { isPlatformObject } from '../platform/platform_object.ts'

/** A private key and its identifier. */
export interface PrivateKey {
  /** An asymmetric private key that can sign with one of the supported JWS algorithms. */
  key: CryptoKey
  /** Key identifier, for the `kid` header parameter, which is left out when this is not set. */
  kid?: string
}

/** The key and the key identifier of an argument in either form. */
export function privateKeyOf(
  input: CryptoKey | PrivateKey,
  label: string,
): { key: CryptoKey; kid: string | undefined } {
  const { key, kid } = (isPlatformObject(input, 'CryptoKey') ? { key: input } : (input ?? {})) as Partial<PrivateKey>
  assertCryptoKey(key, label)
  if (kid !== undefined) {
    assertString(kid, '"kid"')
  }
  assertKeyType(key, 'private', label)
  return { key, kid }
}

/** Throws unless the value is a key of that type. */
export function assertKey(key: unknown, type: 'private' | 'public', label: string): asserts key is CryptoKey {
  assertCryptoKey(key, label)
  assertKeyType(key, type, label)
}

function assertCryptoKey(key: unknown, label: string): asserts key is CryptoKey {
  if (!isPlatformObject(key, 'CryptoKey')) {
    throw invalidType(`${label} must be a CryptoKey`)
  }
}

function assertKeyType(key: CryptoKey, type: 'private' | 'public', label: string): void {
  if (key.type !== type) {
    throw invalidValue(`${label} must be a ${type} CryptoKey`)
  }
}
