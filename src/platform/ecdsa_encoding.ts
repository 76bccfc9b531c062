/**
 * The two encodings of an ECDSA signature: JOSE and WebCrypto join the two numbers as they are, OpenSSL wraps them in
 * DER. The conversion is done here because Node's own (`dsaEncoding`) costs more than the signature (measured on Node
 * 24).
 *
 * @see [RFC 7518, 3.4](https://www.rfc-editor.org/rfc/rfc7518.html#section-3.4)
 * @see [RFC 3279, 2.2.3](https://www.rfc-editor.org/rfc/rfc3279.html#section-2.2.3)
 * @module
 */

/** Converts DER to the joined form, in which each number is `size` bytes long. */
export function joinedFromDer(der: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(2 * size)
  // a sequence of two integers; a length of 128 or more takes a second byte
  let at = der[1] === 0x81 ? 3 : 2
  for (const end of [size, 2 * size]) {
    const length = der[at + 1] as number
    at += 2
    // DER puts a zero before a number whose first bit is set, and leaves out leading zeros
    const number = der.subarray(at + Math.max(0, length - size), at + length)
    joined.set(number, end - number.length)
    at += length
  }
  return joined
}

/** Converts the joined form to DER. */
export function derFromJoined(joined: Uint8Array): Uint8Array<ArrayBuffer> {
  const size = joined.length / 2
  const numbers = [joined.subarray(0, size), joined.subarray(size)].map((number) => {
    let start = 0
    while (start < size - 1 && number[start] === 0) {
      start++
    }
    const bytes = number.subarray(start)
    return { bytes, padding: (bytes[0] as number) > 127 ? 1 : 0 }
  })
  const length = numbers.reduce((sum, { bytes, padding }) => sum + 2 + padding + bytes.length, 0)
  const prefix = length > 127 ? [0x30, 0x81, length] : [0x30, length]
  const der = new Uint8Array(prefix.length + length)
  der.set(prefix)
  let at = prefix.length
  for (const { bytes, padding } of numbers) {
    der[at] = 2
    der[at + 1] = padding + bytes.length
    at += 2 + padding
    der.set(bytes, at)
    at += bytes.length
  }
  return der
}
