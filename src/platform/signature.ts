import { encodeText } from '../encoding/text.ts'

/** The parameters of `crypto.subtle.sign` and `verify`. */
export type SignatureParameters = AlgorithmIdentifier | RsaPssParams | EcdsaParams

/** Signs the UTF-8 bytes of a string; some platforms do so synchronously. */
export function sign(parameters: SignatureParameters, key: CryptoKey, text: string): Uint8Array | Promise<Uint8Array> {
  return crypto.subtle.sign(parameters, key, encodeText(text)).then((signature) => new Uint8Array(signature))
}

/**
 * Whether the signature over the UTF-8 bytes of a string is valid for that public key; synchronous on some platforms.
 */
export function verify(
  parameters: SignatureParameters,
  key: CryptoKey,
  signature: Uint8Array<ArrayBuffer>,
  text: string,
): boolean | Promise<boolean> {
  return crypto.subtle.verify(parameters, key, signature, encodeText(text))
}

/** A signer with HMAC SHA-256. Its key is imported once, at the first use. */
export function hmacSigner(secret: string): (text: string) => Promise<Uint8Array> {
  let key: Promise<CryptoKey> | undefined
  return async (text) => {
    // rfc7518 3.2/1
    key ??= crypto.subtle.importKey('raw', encodeText(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    // not through `sign`, which would add a promise, as in `sha256`
    return new Uint8Array(await crypto.subtle.sign('HMAC', await key, encodeText(text)))
  }
}
