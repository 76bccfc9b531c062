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
 * Whether a value is an object of that platform class: this runtime's, another realm's (a vm context, jsdom, an
 * iframe), or another Fetch implementation's (npm `undici`, polyfills). The latter two are not `instanceof` the global
 * class, but their prototype has the same tag.
 */
export function isPlatformObject<Name extends keyof PlatformClasses>(
  value: unknown,
  name: Name,
): value is PlatformClasses[Name] {
  // reading their prototype would throw, and an exception costs more than the rest of the request (measured)
  if (value === undefined || value === null) {
    return false
  }
  try {
    // the tag comes first: a test environment with a DOM may have the objects of Node, but not all of its classes
    return Object.getPrototypeOf(value)[Symbol.toStringTag] === name || value instanceof globalThis[name]
  } catch {
    return false
  }
}
