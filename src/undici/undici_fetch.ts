/**
 * A lean transport for Node: HTTP through npm `undici`, without the machinery of a browser's `fetch`.
 *
 * It has one drawback: a program that patches the global `fetch`, to observe it or to mock it, does not see these requests.
 *
 * @module
 */
import { exchange } from './exchange.ts'
import { makeDispatcher } from './own_dispatcher.ts'
import type { UndiciDispatcher } from './undici.ts'

export type { UndiciDispatcher }

/** Options of {@link undiciFetch}. */
export interface UndiciFetchOptions {
  /** Sends the requests, and manages their connections. When not set, one is created from the options below. */
  dispatcher?: UndiciDispatcher
  /** Maximum number of connections to one origin; no limit when not set. */
  connections?: number
  /** Milliseconds to keep an idle connection for the next request, if the server does not say how long; 4,000 when not set. */
  keepAliveTimeout?: number
  /** The URL of a proxy, with credentials if the proxy requires them; they are sent in UTF-8. */
  proxy?: string
  /** TLS options for the servers, as in `node:tls`: `ca` for a private certificate authority, `cert` and `key` for mutual TLS, … */
  tls?: {
    ca?: string | Uint8Array | (string | Uint8Array)[]
    cert?: string | Uint8Array
    key?: string | Uint8Array
    passphrase?: string
    pfx?: string | Uint8Array
    servername?: string
  }
  /**
   * Milliseconds to connect; 10,000 when not set. With a proxy, the limit applies to each step: reaching the proxy, its response, and TLS
   * with the server.
   */
  connectTimeout?: number
  /**
   * Milliseconds to wait for the headers of the response, counted again from each interim response; 60,000 when not set. With CIBA, a
   * server may hold a poll for 30 seconds or more before it responds (long polling), so a shorter limit ends valid polls.
   */
  headersTimeout?: number
  /** Maximum milliseconds between two chunks of the body; 30,000 when not set. */
  bodyTimeout?: number
  /** Maximum size of a response body in bytes, before and after decompression; 8 MiB when not set, `Infinity` for no limit. */
  maxResponseSize?: number
}

/** A transport made by {@link undiciFetch}: the value of the option {@link customFetch}. */
export interface UndiciFetch {
  /**
   * Sends a request.
   *
   * @param url The URL to request.
   * @param options `method`, `headers`, and optionally `body` and `signal`, as the library passes them. All other options of `fetch` are
   *   ignored.
   * @returns The response, with its body already read.
   */
  (url: string, options: UndiciFetchInit): Promise<Response>
  /**
   * Waits for the requests under way, then closes the connections; a later request opens new ones. A dispatcher that was passed in the
   * options stays open.
   */
  close(): Promise<void>
}

/** What the library calls a transport with. */
export interface UndiciFetchInit {
  /** The method. It is converted to upper case, or refused, in the same cases as by `fetch`. */
  method: string
  /** The header fields. A missing `accept` is sent as any type, and a missing `content-type` as `fetch` sends it for the body. */
  headers: Record<string, string> | Headers | [string, string][]
  /** A string, bytes or `URLSearchParams`; none with GET and HEAD. Anything else is passed to npm `undici` unchanged. */
  body?: unknown
  /** Aborts the request. */
  signal?: AbortSignal | undefined
}

/**
 * Creates a transport that reuses its connections and reads each body completely before it resolves. Import it from `relying/undici`.
 *
 * The response is a plain object with the properties and methods of a `Response`, but `instanceof` does not hold. As with `fetch`, a
 * network failure is a `TypeError` with the reason as its `cause`; the cause is a `RangeError` when the body is too large or has more
 * than five content codings. Redirects are not followed. The transport needs npm `undici` 6 (from 6.21), 7 or 8, which
 * is not installed with this library.
 *
 * @param options Connections, proxy, TLS, limits.
 * @returns The transport. One is enough for a whole program.
 * @throws Nothing itself. A request rejects when npm `undici` is not installed, with a `TypeError` (`ERR_INVALID_ARG_VALUE`) when `proxy` is
 *   not a URL, and as `fetch` does when the network fails.
 */
export function undiciFetch(options: UndiciFetchOptions = {}): UndiciFetch {
  const { dispatcher: given, maxResponseSize = 8 * 1024 * 1024 } = options
  let own: Promise<UndiciDispatcher> | undefined
  let ready = given
  let closing: Promise<unknown> | undefined
  const transport = (url: string, init: UndiciFetchInit) => {
    // without waiting: one promise less
    if (ready) {
      return exchange(ready, url, init, maxResponseSize)
    }
    own ??= makeDispatcher(options)
    const opening = own
    return opening.then((dispatcher) => {
      // unless it was closed meanwhile
      if (own === opening) {
        ready = dispatcher
      }
      return exchange(dispatcher, url, init, maxResponseSize)
    })
  }
  return Object.assign(transport, {
    close: async () => {
      const closed = own?.then((dispatcher) => dispatcher.close())
      // reset at once: a request that comes now gets a new one
      own = undefined
      ready = given
      closing = Promise.allSettled([closing, closed]).then(() => {})
      await closing
      await closed
    },
  })
}
