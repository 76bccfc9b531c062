// the structure of a key if the host declares no WebCrypto
interface OpaqueCryptoKey {
  readonly algorithm: { name: string }
  readonly extractable: boolean
  readonly type: string
  readonly usages: string[]
}

/**
 * The host's key type: the DOM's `CryptoKey`, Node's `webcrypto.CryptoKey`, or whatever the ambient `crypto.subtle`
 * generates. If the host declares none, it is a structural type with the same properties.
 *
 * @see [Web Cryptography API - CryptoKey](https://www.w3.org/TR/webcrypto-2/#cryptokey-interface)
 */
export type CryptoKey = typeof globalThis extends {
  crypto: { subtle: { generateKey(...args: never[]): Promise<infer Generated> } }
}
  ? Extract<Generated, { type: string }>
  : OpaqueCryptoKey

/** A private key and its public key. */
export interface CryptoKeyPair {
  /** The private key. */
  privateKey: CryptoKey
  /** The public key. */
  publicKey: CryptoKey
}
