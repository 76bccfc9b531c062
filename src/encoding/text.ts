let encoder: TextEncoder | undefined
let decoder: TextDecoder | undefined

/** The UTF-8 bytes of a text. */
export function encodeText(text: string): Uint8Array<ArrayBuffer> {
  encoder ??= new TextEncoder()
  return encoder.encode(text) as Uint8Array<ArrayBuffer>
}

/** The text of UTF-8 bytes; malformed sequences become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  decoder ??= new TextDecoder()
  return decoder.decode(bytes)
}
