/**
 * What the library knows about each JWS algorithm: one table for signing, verifying, choosing a key and hashing.
 *
 * @see [RFC 7518, 3.1](https://www.rfc-editor.org/rfc/rfc7518.html#section-3.1)
 * @see [RFC 8037, 3.1](https://www.rfc-editor.org/rfc/rfc8037.html#section-3.1)
 * @see [RFC 9864 - Fully-Specified Algorithms for JOSE and COSE](https://www.rfc-editor.org/rfc/rfc9864.html)
 * @module
 */
import { UnsupportedOperationError } from '../errors/unsupported_operation_error.ts'
import type { KeyParameters } from '../platform/keys.ts'
import type { SignatureParameters } from '../platform/signature.ts'

/** JWS algorithms with which signatures are made and verified. `EdDSA` is the older name of `Ed25519`. */
export type JWSAlgorithm =
  | 'PS256'
  | 'ES256'
  | 'RS256'
  | 'Ed25519'
  | 'ES384'
  | 'PS384'
  | 'RS384'
  | 'ES512'
  | 'PS512'
  | 'RS512'
  | 'ML-DSA-44'
  | 'ML-DSA-65'
  | 'ML-DSA-87'
  | 'EdDSA'

/** One row of the table. */
export interface Algorithm {
  /** key type of its JWKs */
  kty: string
  /** WebCrypto's name */
  name: string
  /** digest of the signature, if the algorithm has a separate one, and of the hash claims (`c_hash`, `s_hash`) */
  hash: string
  /** curve of its JWKs */
  crv?: string
}

// rfc9864 2.2/1, 4.1.2/1: `Ed25519` replaces `EdDSA` with that curve
const ed25519: Algorithm = { kty: 'OKP', name: 'Ed25519', hash: 'SHA-512', crv: 'Ed25519' }

// fapi-ciba 7.10/1, 7.10/3, fapi1-advanced 8.6/1, 8.6/3, fapi2-sp 5.4.1/1.2, 5.4.1/1.3, 5.4.1/3,
// fapi1-baseline 5.2.4/3, rfc8725 3.2/2, 3.2/3, rfc7518 3.4/p2, 3.6/2, rfc9068 2.1/1, 4/5b, rfc8037 3.1/1: only
// algorithms that are still considered secure, and never `none`
const algorithms: Map<string, Algorithm> = new Map([
  ['PS256', { kty: 'RSA', name: 'RSA-PSS', hash: 'SHA-256' }],
  ['PS384', { kty: 'RSA', name: 'RSA-PSS', hash: 'SHA-384' }],
  ['PS512', { kty: 'RSA', name: 'RSA-PSS', hash: 'SHA-512' }],
  ['RS256', { kty: 'RSA', name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }],
  ['RS384', { kty: 'RSA', name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' }],
  ['RS512', { kty: 'RSA', name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' }],
  ['ES256', { kty: 'EC', name: 'ECDSA', hash: 'SHA-256', crv: 'P-256' }],
  ['ES384', { kty: 'EC', name: 'ECDSA', hash: 'SHA-384', crv: 'P-384' }],
  ['ES512', { kty: 'EC', name: 'ECDSA', hash: 'SHA-512', crv: 'P-521' }],
  ['Ed25519', ed25519],
  ['EdDSA', ed25519],
  ['ML-DSA-44', { kty: 'AKP', name: 'ML-DSA-44', hash: 'cSHAKE256' }],
  ['ML-DSA-65', { kty: 'AKP', name: 'ML-DSA-65', hash: 'cSHAKE256' }],
  ['ML-DSA-87', { kty: 'AKP', name: 'ML-DSA-87', hash: 'cSHAKE256' }],
])

/** The row of an algorithm, if it is supported; two names of the same algorithm share a row. */
export function findAlgorithm(alg: unknown): Algorithm | undefined {
  return algorithms.get(alg as string)
}

/** The row of an algorithm; throws if it is not supported. */
export function algorithmOf(alg: unknown): Algorithm {
  const found = findAlgorithm(alg)
  if (!found) {
    throw new UnsupportedOperationError('the algorithm is not supported', { cause: { alg } })
  }
  return found
}

/** Whether an algorithm is supported. */
export function isSupported(alg: unknown): boolean {
  return algorithms.has(alg as string)
}

/** The parameters with which a key for an algorithm is generated and imported. */
export function keyParameters({ kty, name, hash, crv }: Algorithm): KeyParameters {
  switch (kty) {
    case 'RSA':
      return { name, hash }
    case 'EC':
      return { name, namedCurve: crv as string }
    default:
      return name
  }
}

/** The JWS algorithm that a key signs with. */
export function algorithmNameOf(key: CryptoKey): JWSAlgorithm {
  return useOf(key).alg
}

/** The parameters with which a key signs and verifies; throws if the key is too weak for either. */
export function signatureParameters(key: CryptoKey): SignatureParameters {
  const { parameters } = useOf(key)
  if (!parameters) {
    throw new UnsupportedOperationError('RSA keys must have 2048 bits', { cause: key })
  }
  return parameters
}

interface KeyUse {
  alg: JWSAlgorithm
  /** `undefined` for a key that is too weak */
  parameters: SignatureParameters | undefined
}

// asking a key for its properties can take longer than all other work on a JWT (measured on Node 24)
const uses: WeakMap<CryptoKey, KeyUse> = new WeakMap()

function useOf(key: CryptoKey): KeyUse {
  let use = uses.get(key)
  if (!use) {
    use = findUse(key)
    uses.set(key, use)
  }
  return use
}

function findUse(key: CryptoKey): KeyUse {
  const { name, hash, namedCurve } = key.algorithm as { name: string; hash?: { name: string }; namedCurve?: string }
  for (const [alg, row] of algorithms) {
    if (row.name === name && (!hash || row.hash === hash.name) && (!namedCurve || row.crv === namedCurve)) {
      return { alg: alg as JWSAlgorithm, parameters: makeParameters(row, key) }
    }
  }
  throw new UnsupportedOperationError('the algorithm is not supported', { cause: key })
}

function makeParameters({ kty, name, hash }: Algorithm, key: CryptoKey): SignatureParameters | undefined {
  switch (kty) {
    case 'RSA':
      if (!isStrong(key)) {
        return undefined
      }
      // rfc7518 3.5/1: the salt is as long as the digest
      return name === 'RSA-PSS' ? { name, saltLength: Number(hash.slice(4)) / 8 } : name
    case 'EC':
      return { name, hash }
    default:
      return name
  }
}

// rfc7518 3.3/2, 3.5/2, fapi1-baseline 5.2.4/2, fapi2-sp 5.4.1/2: 2048 bits or more
function isStrong(key: CryptoKey): boolean {
  const { modulusLength } = key.algorithm as RsaHashedKeyAlgorithm
  return typeof modulusLength === 'number' && modulusLength >= 2048
}
