/**
 * The `application/x-www-form-urlencoded` encoding of one client credential.
 *
 * @see [RFC 6749, Appendix B](https://www.rfc-editor.org/rfc/rfc6749.html#appendix-B)
 * @module
 */
export function encodeFormComponent(text: string): string {
  return encodeURIComponent(text).replace(/%20|[-_.!~*'()]/g, (found) =>
    found === '%20' ? '+' : `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
