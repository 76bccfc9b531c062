/**
 * The media type of a message, lower-case and without parameters; `undefined` when the header is missing.
 *
 * @param input The message.
 * @returns The media type.
 * @internal
 * @see [RFC 9110, 8.3.1 - Media Type](https://www.rfc-editor.org/rfc/rfc9110.html#section-8.3.1)
 */
export function getContentType(input: Response | Request): string | undefined {
  // rfc9110 8.3.1/1: type and subtype are case-insensitive, white space may surround the semicolon
  return input.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
}
