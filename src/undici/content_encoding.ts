import { type HeaderList, LightHeaders } from './light_headers.ts'

interface Zlib {
  brotliDecompress: Decompress
  gunzip: Decompress
  inflate: Decompress
}

type Decompress = (
  bytes: Uint8Array,
  options: { maxOutputLength: number },
  callback: (error: Error | null, bytes: Uint8Array) => void,
) => void

/** Undoes the compression that a server applied although it was not asked to; the limit holds for what comes out. */
export async function decode(
  list: HeaderList,
  bytes: Uint8Array<ArrayBuffer>,
  most: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!list.some(([name]) => name.toLowerCase() === 'content-encoding') || !bytes.length) {
    return bytes
  }
  const codings = (new LightHeaders(list).get('content-encoding') as string).toLowerCase().split(/\s*,\s*/)
  const zlib = (await import('node:zlib' as string)) as Zlib
  let decoded: Uint8Array = bytes
  // rfc9110 8.4/2: in the order in which they were applied
  for (const coding of codings.reverse()) {
    const decompress = decompressor(zlib, coding)
    if (decompress) {
      decoded = await new Promise((resolve, reject) => {
        decompress(decoded, { maxOutputLength: most }, (error, value) => (error ? reject(error) : resolve(value)))
      })
    }
  }
  return new Uint8Array(decoded)
}

function decompressor(zlib: Zlib, coding: string): Decompress | undefined {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.gunzip
    case 'deflate':
      return zlib.inflate
    case 'br':
      return zlib.brotliDecompress
    case 'identity':
    case '':
      return undefined
    default:
      throw new TypeError('the response has a content coding that is not known')
  }
}
