interface PlatformClasses {
  AbortSignal: AbortSignal
  CryptoKey: CryptoKey
  Headers: Headers
  ReadableStream: ReadableStream
  Request: Request
  Response: Response
  URL: URL
  URLSearchParams: URLSearchParams
}

/**
 * Whether a value is an object of that platform class: of this runtime's, of another realm's (a vm context, jsdom, an
 * iframe) or of another Fetch implementation (npm `undici`, polyfills). The latter two are no `instanceof` the global
 * class, but their prototype carries the same tag.
 */
export function isPlatformObject<Name extends keyof PlatformClasses>(
  value: unknown,
  name: Name,
): value is PlatformClasses[Name] {
  // what has no prototype would be told by an exception, which costs more than the request around it (measured)
  if (value === undefined || value === null) {
    return false
  }
  try {
    // the tag first: a test environment with a DOM may have the objects of Node, but not all of its classes
    return Object.getPrototypeOf(value)[Symbol.toStringTag] === name || value instanceof globalThis[name]
  } catch {
    return false
  }
}
