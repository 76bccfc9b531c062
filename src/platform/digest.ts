import { encodeText } from '../encoding/text.ts'
import { encodeBase64url } from './base64url.ts'

/** The digest of a string's UTF-8 bytes. */
export async function digest(algorithm: AlgorithmIdentifier, text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest(algorithm, encodeText(text)))
}

/** The SHA-256 digest of a string's UTF-8 bytes, as base64url. */
export async function sha256(text: string): Promise<string> {
  // not through `digest`: one promise less to wait for saves a tenth of the time (measured on Bun)
  return encodeBase64url(new Uint8Array(await crypto.subtle.digest('SHA-256', encodeText(text))))
}
