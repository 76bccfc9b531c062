/**
 * Option: a function that is called in the place of the global `fetch`.
 *
 * It takes the URL as a string and a {@link CustomFetchOptions}, and resolves with a `Response`. For proxies, private
 * certificate authorities, mutual TLS, time-outs, size caps, retries, logging and tests.
 */
export const customFetch: unique symbol = Symbol()

/**
 * Option: `true` permits requests over plain `http:`. Only for development on one's own machine.
 *
 * @deprecated To make it stand out: requests over `http:` can be read and changed by anyone on the way.
 */
export const allowInsecureRequests: unique symbol = Symbol()

/** What a {@link customFetch} function is called with, beside the URL. */
export interface CustomFetchOptions<Method, BodyType = undefined> {
  /** The request body. */
  body: BodyType
  /** The request headers; names are lower-case. */
  headers: Record<string, string>
  /** The request method. */
  method: Method
  /** Redirects are never followed. */
  redirect: 'manual'
  /** `'half'` when the body is a stream. */
  duplex?: 'half'
  /** What `options.signal` was or produced. */
  signal?: AbortSignal
}

/** The options of everything that sends a request. */
export interface HttpRequestOptions<Method, BodyType = undefined> {
  /** Ends the request: a signal, or a function that makes one for the request's URL. */
  signal?: ((url: string) => AbortSignal) | AbortSignal
  /**
   * Further request headers. `authorization` must not be among them; `accept`, `content-type` and a `dpop` that the request sets itself
   * replace the caller's.
   */
  headers?: [string, string][] | Record<string, string> | Headers
  /** See {@link customFetch}. */
  [customFetch]?: (url: string, options: CustomFetchOptions<Method, BodyType>) => Promise<Response>
  /**
   * See {@link allowInsecureRequests}.
   *
   * @deprecated To make it stand out.
   */
  [allowInsecureRequests]?: boolean
}

/** Form parameters, in any shape that `URLSearchParams` is made from. */
export type FormParameters = URLSearchParams | Record<string, string> | string[][]

/** What sending looks at in the options of any request, whatever its method and body. */
export interface SendOptions {
  signal?: ((url: string) => AbortSignal) | AbortSignal | undefined
  headers?: [string, string][] | Record<string, string> | Headers
  [customFetch]?: ((url: string, options: never) => Promise<Response>) | undefined
  [allowInsecureRequests]?: boolean
}
