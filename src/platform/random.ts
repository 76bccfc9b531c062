import { encodeBase64url } from './base64url.ts'

/** 32 random bytes as base64url: 43 characters. */
export function randomString(): string {
  return encodeBase64url(crypto.getRandomValues(new Uint8Array(32)))
}
