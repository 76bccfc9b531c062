import type { CryptoKeyPair } from './crypto_key.ts'

/** The parameters of `crypto.subtle.importKey` and `generateKey`. */
export type KeyParameters = string | { name: string; hash?: string; namedCurve?: string }

export function importPublicKey(jwk: JsonWebKey, parameters: KeyParameters): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', jwk, parameters as RsaHashedImportParams, true, ['verify'])
}

export function exportPublicKey(key: CryptoKey): Promise<JsonWebKey> {
  return crypto.subtle.exportKey('jwk', key)
}

export function generateSigningKeyPair(parameters: KeyParameters, extractable: boolean): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(parameters as RsaHashedKeyGenParams, extractable, [
    'sign',
    'verify',
  ]) as Promise<CryptoKeyPair>
}
