/**
 * A JSON Web Key.
 *
 * @see [RFC 7517, 4](https://www.rfc-editor.org/rfc/rfc7517.html#section-4)
 */
export type JWK = {
  /** Key type. */
  readonly kty?: string
  /** JWS algorithm. */
  readonly alg?: string
  /** Permitted operations. */
  readonly key_ops?: string[]
  /** Whether the key can be exported. */
  readonly ext?: boolean
  /** Use: `sig` or `enc`. */
  readonly use?: string
  /** Certificate chain. */
  readonly x5c?: string[]
  /** SHA-1 thumbprint of the certificate. */
  readonly x5t?: string
  /** SHA-256 thumbprint of the certificate. */
  readonly 'x5t#S256'?: string
  /** URL of the certificate chain. */
  readonly x5u?: string
  /** Key identifier. */
  readonly kid?: string
  /** Curve (EC, OKP). */
  readonly crv?: string
  /** Private key (EC, OKP), private exponent (RSA). */
  readonly d?: string
  /** First factor's CRT exponent (RSA). */
  readonly dp?: string
  /** Second factor's CRT exponent (RSA). */
  readonly dq?: string
  /** Public exponent (RSA). */
  readonly e?: string
  /** Secret (oct). */
  readonly k?: string
  /** Modulus (RSA). */
  readonly n?: string
  /** First prime factor (RSA). */
  readonly p?: string
  /** Second prime factor (RSA). */
  readonly q?: string
  /** First CRT coefficient (RSA). */
  readonly qi?: string
  /** x coordinate (EC), public key (OKP). */
  readonly x?: string
  /** y coordinate (EC). */
  readonly y?: string
  /** Public key (AKP). */
  readonly pub?: string
  /** Private key (AKP). */
  readonly priv?: string
  /** Other primes (RSA). */
  readonly oth?: Array<{ d?: string; r?: string; t?: string }>
}

/**
 * A JSON Web Key Set.
 *
 * @see [RFC 7517, 5](https://www.rfc-editor.org/rfc/rfc7517.html#section-5)
 */
export interface JWKS {
  /** The keys. */
  readonly keys: JWK[]
}

// rfc7517 9.2/1, rfc7518 6.2.2/1, 6.3.2/1, rfc8037 2/4: members that only the owner of the key may have
const privateMembers: readonly string[] = ['d', 'dp', 'dq', 'k', 'oth', 'p', 'priv', 'q', 'qi']

/** Whether a JWK has private or secret members. A member that is `null` does not count. */
export function isPrivateJwk(jwk: object): boolean {
  return privateMembers.some((member) => {
    const value = (jwk as Record<string, unknown>)[member]
    return value !== undefined && value !== null
  })
}

/** The members of a JWK that may be shown. */
export function publicMembers(jwk: object): JWK {
  return Object.fromEntries(Object.entries(jwk).filter(([member]) => !privateMembers.includes(member)))
}
