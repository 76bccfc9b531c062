/**
 * The `application/x-www-form-urlencoded` encoding of one client credential.
 *
 * @see [RFC 6749, Appendix B](https://www.rfc-editor.org/rfc/rfc6749.html#appendix-B)
 * @module
 */
import { invalidValue } from '../errors/assertions.ts'

export function encodeFormComponent(text: string): string {
  return percentEncoded(text).replace(/%20|[-_.!~*'()]/g, (found) =>
    found === '%20' ? '+' : `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function percentEncoded(text: string): string {
  try {
    return encodeURIComponent(text)
  } catch {
    // rfc6749 B/1: a lone surrogate has no UTF-8 encoding
    throw invalidValue('a client credential must be well-formed Unicode')
  }
}
