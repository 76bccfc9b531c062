import { invalidValue } from '../errors/assertions.ts'

/**
 * The headers of a request that is being built: lower-case names, in no order. A plain object, because a `Headers`
 * costs more than everything else that the library does for a request without cryptography (measured:
 * `npm run bench -- --only memory`).
 */
export type RequestHeaders = Record<string, string>

/** Converts headers of any shape; the `Headers` constructor checks names and values, and joins repeated headers. */
export function plainHeaders(input: HeadersInit): RequestHeaders {
  return Object.fromEntries(new Headers(input))
}

/** Checks and trims a header value that contains a secret. The message of `Headers` itself would reveal the value. */
export function headerValue(value: string, label: string): string {
  // rfc9110 5.5/1: visible characters and single spaces are always valid
  if (/^[!-~]+( [!-~]+)*$/.test(value)) {
    return value
  }
  try {
    return new Headers({ value }).get('value') as string
  } catch {
    throw invalidValue(`${label} cannot be sent in a header`)
  }
}

/**
 * The headers in the order in which they are sent: sorted by name. By insertion, because they are few: `sort` takes 5 % of
 * a request (measured).
 */
export function sortedHeaders(headers: RequestHeaders): RequestHeaders {
  const names: string[] = []
  for (const name of Object.keys(headers)) {
    let at = names.length
    for (; at > 0 && (names[at - 1] as string) > name; at--) {
      names[at] = names[at - 1] as string
    }
    names[at] = name
  }
  const sorted: RequestHeaders = {}
  for (const name of names) {
    sorted[name] = headers[name] as string
  }
  return sorted
}
