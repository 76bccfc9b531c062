import type { DispatchOptions } from './undici.ts'
import type { UndiciFetchInit } from './undici_fetch.ts'

// the methods that `fetch` converts to upper case; `patch` is not one of them
const NORMALIZED = /^(?:delete|get|head|options|post|put)$/i

// the methods that `fetch` refuses; for the first, undici would open a tunnel and do nothing more
const FORBIDDEN = /^(?:connect|trace|track)$/i
const BODILESS = /^(?:get|head)$/i

/**
 * The options with which undici sends a request as `fetch` would.
 *
 * @throws A `TypeError` for what `fetch` also refuses.
 */
export function dispatchOptions(url: string, { method, headers, body }: UndiciFetchInit): DispatchOptions {
  const { origin, path } = targetOf(`${url}`)
  if (FORBIDDEN.test(method) || (BODILESS.test(method) && body !== undefined && body !== null)) {
    throw new TypeError('the method of a request is not allowed, or not with a body')
  }
  return {
    origin,
    path,
    method: NORMALIZED.test(method) ? method.toUpperCase() : method,
    headers: withDefaults(Symbol.iterator in headers ? Object.fromEntries(new Headers(headers)) : headers, body),
    body: payloadOf(body),
  }
}

interface Target {
  origin: string
  path: string
}

// parsing a URL takes a third of the transport's own time for a request (measured)
const targets: Map<string, Target> = new Map()

function targetOf(url: string): Target {
  let target = targets.get(url)
  if (!target) {
    target = parseTarget(url)
    // a query may contain secrets, and rarely occurs twice
    if (!url.includes('?')) {
      if (targets.size === 100) {
        targets.clear()
      }
      targets.set(url, target)
    }
  }
  return target
}

function parseTarget(url: string): Target {
  const { origin, href, username, password } = new URL(url)
  if (username || password) {
    throw new TypeError('the URL of a request must not include credentials')
  }
  // not `pathname` and `search`, which drop a question mark at the end
  return { origin, path: (href.split('#', 1)[0] as string).slice(origin.length) }
}

/** Returns the same object when there is nothing to add. */
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

/** The media type of the bodies that undici sends without one. It adds that of a `Blob` or a form itself. */
function contentTypeOf(body: unknown): string | undefined {
  if (typeof body === 'string') {
    return 'text/plain;charset=UTF-8'
  }
  return body instanceof URLSearchParams ? 'application/x-www-form-urlencoded;charset=UTF-8' : undefined
}

/** The body as undici takes it. */
function payloadOf(body: unknown): unknown {
  return body instanceof URLSearchParams ? body.toString() : (body ?? null)
}
