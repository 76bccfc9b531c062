import type { DispatchOptions } from './undici.ts'
import type { UndiciFetchInit } from './undici_fetch.ts'

// the methods that `fetch` puts into capitals; `patch` is none of them
const NORMALIZED = /^(?:delete|get|head|options|post|put)$/i

// what `fetch` refuses; undici would open a tunnel for the first, and leave it at that
const FORBIDDEN = /^(?:connect|trace|track)$/i
const BODILESS = /^(?:get|head)$/i

/**
 * A request as `fetch` would send it, and as undici takes it.
 *
 * @throws A `TypeError` for what `fetch` refuses, too.
 */
export function dispatchOptions(url: string, { method, headers, body }: UndiciFetchInit): DispatchOptions {
  const { origin, href, username, password } = new URL(url)
  if (username || password) {
    throw new TypeError('the URL of a request must not include credentials')
  }
  if (FORBIDDEN.test(method) || (BODILESS.test(method) && body !== undefined && body !== null)) {
    throw new TypeError('the method of a request is not allowed, or not with a body')
  }
  return {
    origin,
    // not `pathname` and `search`, which drop a question mark at the end
    path: (href.split('#', 1)[0] as string).slice(origin.length),
    method: NORMALIZED.test(method) ? method.toUpperCase() : method,
    headers: withDefaults(Symbol.iterator in headers ? Object.fromEntries(new Headers(headers)) : headers, body),
    body: payloadOf(body),
  }
}

/** The same object when there is nothing to add. */
function withDefaults(headers: Record<string, string>, body: unknown): Record<string, string> {
  const type = contentTypeOf(body)
  const accepting = has(headers, 'accept') ? headers : { ...headers, accept: '*/*' }
  return type === undefined || has(headers, 'content-type') ? accepting : { ...accepting, 'content-type': type }
}

function has(headers: Record<string, string>, name: string): boolean {
  return (
    headers[name] !== undefined ||
    Object.keys(headers).some((key) => key.toLowerCase() === name && headers[key] !== undefined)
  )
}

/** The type of the bodies that undici takes for bytes; that of a `Blob` and of a form it adds itself. */
function contentTypeOf(body: unknown): string | undefined {
  if (typeof body === 'string') {
    return 'text/plain;charset=UTF-8'
  }
  return body instanceof URLSearchParams ? 'application/x-www-form-urlencoded;charset=UTF-8' : undefined
}

/** The body as undici takes it. */
function payloadOf(body: unknown): unknown {
  if (body instanceof URLSearchParams) {
    return body.toString()
  }
  return body instanceof ArrayBuffer ? new Uint8Array(body) : (body ?? null)
}
