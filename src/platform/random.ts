import { encodeBase64url } from './base64url.ts'

/** 32 random bytes as base64url: 43 characters. */
export function randomString(): string {
  // rfc6749 10.10/2, rfc7515 10.1/1, fapi2-sp 5.4.1/4, rfc9449 4.2/4, ciba 7.1/2d: 256 bits
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(32)))
}
