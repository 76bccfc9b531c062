/**
 * A lean transport for Node: HTTP by npm `undici`, without the machinery of a browser's `fetch`.
 *
 * It has one cost: a program that patches the global `fetch`, to watch it or to fake it, does not see these requests.
 *
 * @module
 */
import { exchange } from './exchange.ts'
import { makeDispatcher } from './own_dispatcher.ts'
import type { UndiciDispatcher } from './undici.ts'

export type { UndiciDispatcher }

/** Options of {@link undiciFetch}. */
export interface UndiciFetchOptions {
  /** Sends the requests; everything about connections is then its matter. When not set, one is made of the options below. */
  dispatcher?: UndiciDispatcher
  /** Connections to one origin at most; without a limit when not set. */
  connections?: number
  /** Milliseconds that an idle connection is kept for the next request where the server says nothing about it; 4,000 when not set. */
  keepAliveTimeout?: number
  /** A proxy: its URL, with the credentials where it wants some; they are sent in UTF-8. */
  proxy?: string
  /** For TLS to the servers, as in `node:tls`: `ca`, for a private certificate authority; `cert` and `key`, for mutual TLS; … */
  tls?: {
    ca?: string | Uint8Array | (string | Uint8Array)[]
    cert?: string | Uint8Array
    key?: string | Uint8Array
    passphrase?: string
    pfx?: string | Uint8Array
    servername?: string
  }
  /**
   * Milliseconds to connect; 10,000 when not set. With a proxy, for each step of it: to reach the proxy, for its answer, and for TLS with
   * the server.
   */
  connectTimeout?: number
  /**
   * Milliseconds to wait for the head of the response, anew after each interim one; 60,000 when not set. With CIBA a server may hold a poll
   * for 30 seconds or more before it answers (long polling), so that less ends polls that are in order.
   */
  headersTimeout?: number
  /** Milliseconds between two pieces of the body; 30,000 when not set. */
  bodyTimeout?: number
  /** Bytes that a response body may have, before and after decompression; 8 MiB when not set, `Infinity` for no limit. */
  maxResponseSize?: number
}

/** A transport made by {@link undiciFetch}: the value of the option {@link customFetch}. */
export interface UndiciFetch {
  /**
   * Sends a request.
   *
   * @param url Where to.
   * @param options `method`, `headers`, and where they are there `body` and `signal`, as the library gives them; nothing else of the
   *   options of `fetch` has an effect.
   * @returns The response, its body read.
   */
  (url: string, options: UndiciFetchInit): Promise<Response>
  /**
   * Waits for what is under way and closes the connections; a later request opens new ones. A dispatcher that was brought along stays
   * open.
   */
  close(): Promise<void>
}

/** What the library calls a transport with. */
export interface UndiciFetchInit {
  /** The method; what `fetch` puts into capitals is put into capitals, and what it refuses is refused. */
  method: string
  /** The header fields. When `accept` is missing it is sent as any type, and `content-type` as `fetch` sends it for the body. */
  headers: Record<string, string> | Headers | [string, string][]
  /** A text, bytes or `URLSearchParams`, and none with GET and HEAD; what else npm `undici` takes goes to it as it is. */
  body?: unknown
  /** Ends the request. */
  signal?: AbortSignal | undefined
}

/**
 * Makes a transport that keeps its connections and reads each body whole before it resolves. It comes from the entry `relying/undici`.
 *
 * The response is a plain object with the properties and methods of a `Response`, without `instanceof`. A failure of the network is a
 * `TypeError` with the reason as its `cause`, like that of `fetch`; a `RangeError` is the cause when the body is too large or has more than
 * five content codings. Redirects are not followed. It needs npm `undici`, 6.21 or later of version 6, or version 7, which is not installed
 * along with this library.
 *
 * @param options Connections, proxy, TLS, limits.
 * @returns The transport. One is enough for a program.
 * @throws Nothing itself. A request rejects when npm `undici` is not installed, with a `TypeError` (`ERR_INVALID_ARG_VALUE`) when `proxy` is
 *   no URL, and like `fetch` when the network fails.
 */
export function undiciFetch(options: UndiciFetchOptions = {}): UndiciFetch {
  const { dispatcher: given, maxResponseSize = 8 * 1024 * 1024 } = options
  let own: Promise<UndiciDispatcher> | undefined
  let closing: Promise<unknown> | undefined
  const transport = async (url: string, init: UndiciFetchInit) => {
    if (given) {
      return exchange(given, url, init, maxResponseSize)
    }
    own ??= makeDispatcher(options)
    return exchange(await own, url, init, maxResponseSize)
  }
  return Object.assign(transport, {
    close: async () => {
      const closed = own?.then((dispatcher) => dispatcher.close())
      // at once: a request that comes now gets a new one
      own = undefined
      closing = Promise.allSettled([closing, closed]).then(() => {})
      await closing
      await closed
    },
  })
}
