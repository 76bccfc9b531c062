/** Base64 by `Buffer`. What `Buffer` would let pass is left to the portable file, so that both accept the same texts. */
import * as portable from './base64url.ts'
import { node } from './node_runtime.ts'

export function encodeBase64url(bytes: Uint8Array): string {
  return view(bytes).toString('base64url')
}

export function encodeBase64urlText(text: string): string {
  return node().Buffer.from(text, 'utf8').toString('base64url')
}

export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> {
  if (!isPlain(text)) {
    return portable.decodeBase64url(text)
  }
  // a copy: a Buffer's memory may be part of a pool
  return new Uint8Array(node().Buffer.from(text, 'base64url'))
}

export function decodeBase64urlText(text: string): string {
  if (!isPlain(text)) {
    return portable.decodeBase64urlText(text)
  }
  const decoded = node().Buffer.from(text, 'base64url').toString('utf8')
  // a text decoder drops the byte order mark
  return decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded
}

function view(bytes: Uint8Array) {
  return node().Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** The alphabet of rfc4648 5 and nothing else, of a length that can be. */
function isPlain(text: string): boolean {
  return text.length % 4 !== 1 && !/[^\w-]/.test(text)
}
