import { invalidValue } from '../errors/assertions.ts'
import type { JsonValue } from '../json/json.ts'
import { encodeBase64url, encodeBase64urlText } from '../platform/base64url.ts'
import { sign } from '../platform/signature.ts'
import { signatureParameters } from './algorithms.ts'

/** A JOSE header or JWT payload that is being built; members that are `undefined` are left out. */
export type JwtPart = Record<string, JsonValue | undefined>

/**
 * Signs a JWT in the compact serialization. A header that is a string has already been encoded.
 *
 * @see [RFC 7515, 7.1](https://www.rfc-editor.org/rfc/rfc7515.html#section-7.1)
 */
export async function signJwt(header: JwtPart | string, payload: JwtPart, key: CryptoKey): Promise<string> {
  if (!key.usages.includes('sign')) {
    throw invalidValue('the key must have the usage "sign"')
  }
  const input = signingInput(header, payload)
  return compactJwt(input, await sign(signatureParameters(key), key, input))
}

/** The signing input: header and payload, joined by a period. */
export function signingInput(header: JwtPart | string, payload: JwtPart): string {
  // rfc7515 5.1/8, 2/8, rfc7519 7.1/2
  return `${typeof header === 'string' ? header : encodePart(header)}.${encodePart(payload)}`
}

/** Joins a signing input and its signature. */
export function compactJwt(input: string, signature: Uint8Array): string {
  return `${input}.${encodeBase64url(signature)}`
}

/** Encodes a header or payload as a part of the compact serialization. */
export function encodePart(part: JwtPart): string {
  return encodeBase64urlText(JSON.stringify(part))
}
