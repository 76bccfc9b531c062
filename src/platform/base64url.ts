/**
 * The base64url encoding without padding.
 *
 * @see [RFC 4648, 5](https://www.rfc-editor.org/rfc/rfc4648.html#section-5)
 * @see [RFC 7515, 2](https://www.rfc-editor.org/rfc/rfc7515.html#section-2)
 * @module
 */
import { decodeText, encodeText } from '../encoding/text.ts'
import { invalidValue } from '../errors/assertions.ts'

// methods that only some platforms have (ES2026)
interface Base64Bytes extends Uint8Array {
  toBase64?: (options: { alphabet: 'base64url'; omitPadding: boolean }) => string
}
interface Base64BytesConstructor extends Uint8ArrayConstructor {
  fromBase64?: (text: string, options: { alphabet: 'base64url' }) => Uint8Array<ArrayBuffer>
}

export function encodeBase64url(bytes: Uint8Array): string {
  // rfc4648 5/1
  return (
    (bytes as Base64Bytes).toBase64?.({ alphabet: 'base64url', omitPadding: true }) ??
    encodeBase64(bytes).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_')
  )
}

/** Decodes base64url; throws a `TypeError` (`ERR_INVALID_ARG_VALUE`) if the string is not base64url. */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> {
  try {
    const constructor = Uint8Array as Base64BytesConstructor
    if (constructor.fromBase64) {
      return constructor.fromBase64(text, { alphabet: 'base64url' })
    }
    // rfc4648 3.3/1
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/\s/g, ''))
    // one by one: `Uint8Array.from` with a function takes ten times as long (measured)
    const bytes = new Uint8Array(binary.length)
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] = binary.charCodeAt(at)
    }
    return bytes
  } catch (cause) {
    throw invalidValue('the value is not base64url', cause)
  }
}

/** Encodes the UTF-8 bytes of a string as base64url. */
export function encodeBase64urlText(text: string): string {
  return encodeBase64url(encodeText(text))
}

/** Decodes base64url and then UTF-8; throws like {@link decodeBase64url}. */
export function decodeBase64urlText(text: string): string {
  return decodeText(decodeBase64url(text))
}

function encodeBase64(bytes: Uint8Array): string {
  // in steps: the number of arguments of a call is limited
  const step = 0x8000
  let binary = ''
  for (let at = 0; at < bytes.length; at += step) {
    // by `apply`: spreading the bytes takes ten times as long (measured)
    binary += String.fromCharCode.apply(null, bytes.subarray(at, at + step) as unknown as number[])
  }
  return btoa(binary)
}
