/**
 * Base64url by `Buffer`. Input that `Buffer` would tolerate goes to the portable file, so that both accept the same
 * strings.
 */
import * as portable from './base64url.ts'
import { nodeBuffer } from './node_runtime.ts'

export function encodeBase64url(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes
  return nodeBuffer()?.from(buffer, byteOffset, byteLength).toString('base64url') ?? portable.encodeBase64url(bytes)
}

export function encodeBase64urlText(text: string): string {
  return nodeBuffer()?.from(text, 'utf8').toString('base64url') ?? portable.encodeBase64urlText(text)
}

export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> {
  const buffers = nodeBuffer()
  if (!buffers || !isPlain(text)) {
    return portable.decodeBase64url(text)
  }
  // a copy: a Buffer's memory may be part of a pool
  return new Uint8Array(buffers.from(text, 'base64url'))
}

export function decodeBase64urlText(text: string): string {
  const buffers = nodeBuffer()
  if (!buffers || !isPlain(text)) {
    return portable.decodeBase64urlText(text)
  }
  const decoded = buffers.from(text, 'base64url').toString('utf8')
  // `TextDecoder` drops the byte order mark, `Buffer` keeps it
  return decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded
}

/** Whether a string contains only the alphabet of rfc4648 5 and has a possible length. */
function isPlain(text: string): boolean {
  return text.length % 4 !== 1 && !/[^\w-]/.test(text)
}
