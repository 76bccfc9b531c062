// what is left of a key where the host declares no WebCrypto
interface OpaqueCryptoKey {
  readonly algorithm: { name: string }
  readonly extractable: boolean
  readonly type: string
  readonly usages: string[]
}

/**
 * The host's key type: the DOM's `CryptoKey`, Node's `webcrypto.CryptoKey`, whichever the ambient `crypto.subtle`
 * promises; a structural stand-in where there is none.
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
