import { invalidValue } from '../errors/assertions.ts'

/**
 * The headers of a request in the making: lower-case names, in no order. A plain object, because a `Headers` costs more than all else
 * that the library does for a request without cryptography (measured: `npm run bench -- --only memory`).
 */
export type RequestHeaders = Record<string, string>

/** Headers in any shape that a `Headers` is made from; it checks names and values, and joins what occurs more than once. */
export function plainHeaders(input: HeadersInit): RequestHeaders {
  return Object.fromEntries(new Headers(input))
}

/** A value with a secret in it, checked and trimmed as a `Headers` does, whose own message would show it. */
export function headerValue(value: string, label: string): string {
  // rfc9110 5.5/1: visible characters and single spaces are beyond doubt
  if (/^[!-~]+( [!-~]+)*$/.test(value)) {
    return value
  }
  try {
    return new Headers({ value }).get('value') as string
  } catch {
    throw invalidValue(`${label} cannot be sent in a header`)
  }
}

/** The headers as they are sent: sorted by name. */
export function sortedHeaders(headers: RequestHeaders): RequestHeaders {
  const sorted: RequestHeaders = {}
  for (const name of Object.keys(headers).sort()) {
    sorted[name] = headers[name] as string
  }
  return sorted
}
