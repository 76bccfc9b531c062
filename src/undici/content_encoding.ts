interface Zlib {
  brotliDecompress: Decompress
  gunzip: Decompress
  inflate: Decompress
  inflateRaw: Decompress
  /** not in every version of Node */
  zstdDecompress?: Decompress
  constants: { BROTLI_OPERATION_FLUSH: number; Z_SYNC_FLUSH: number }
}

type Decompress = (
  bytes: Uint8Array,
  options: { maxOutputLength: number; finishFlush: number | undefined },
  callback: (error: Error | null, bytes: Uint8Array) => void,
) => void

/** Undoes one coding. */
type Step = (bytes: Uint8Array, maxOutputLength: number) => Promise<Uint8Array>

// the limit that Node's `fetch` has: each coding may multiply the work by a thousand
const MOST_CODINGS = 5

/**
 * Undoes the compression that a server applied without being asked to. The limit applies to the output of each coding. Like `fetch`, it
 * accepts truncated input, and returns the bytes unchanged when one of the codings is not known.
 */
export async function decode(
  codings: string,
  bytes: Uint8Array,
  most: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  // split at the comma alone: an expression that also matches the spaces around it takes quadratic time for many spaces
  const names = codings.toLowerCase().split(',')
  if (names.length > MOST_CODINGS) {
    throw new RangeError(`the response has more than ${MOST_CODINGS} content codings`)
  }
  const zlib = (await import('node:zlib' as string)) as Zlib
  const { constants } = (await import('node:buffer' as string)) as { constants: { MAX_LENGTH: number } }
  const steps = names
    .map((name) => name.trim())
    .filter((name) => name && name !== 'identity')
    .map((name) => stepFor(zlib, name))
  let decoded = bytes
  // rfc9110 8.4/2: they are listed in the order in which they were applied
  for (const step of steps.every((known) => known !== undefined) ? steps.reverse() : []) {
    signal?.throwIfAborted()
    decoded = await step(decoded, Math.min(most, constants.MAX_LENGTH))
  }
  return new Uint8Array(decoded)
}

function stepFor(zlib: Zlib, coding: string): Step | undefined {
  const { BROTLI_OPERATION_FLUSH, Z_SYNC_FLUSH } = zlib.constants
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return stepOf(zlib.gunzip, Z_SYNC_FLUSH)
    case 'deflate':
      // many servers leave out the zlib header, whose low four bits are 8
      return (bytes, most) =>
        stepOf(((bytes[0] as number) & 15) === 8 ? zlib.inflate : zlib.inflateRaw, Z_SYNC_FLUSH)(bytes, most)
    case 'br':
      return stepOf(zlib.brotliDecompress, BROTLI_OPERATION_FLUSH)
    case 'zstd':
      return zlib.zstdDecompress && stepOf(zlib.zstdDecompress)
    default:
      return undefined
  }
}

/** With `finishFlush`, the input may be truncated. */
function stepOf(decompress: Decompress, finishFlush?: number): Step {
  return (bytes, maxOutputLength) =>
    new Promise((resolve, reject) => {
      decompress(bytes, { maxOutputLength, finishFlush }, (error, value) => (error ? reject(error) : resolve(value)))
    })
}
