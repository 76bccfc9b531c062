/**
 * Option: a function that is called instead of the global `fetch`.
 *
 * It takes the URL as a string and a {@link CustomFetchOptions}, and resolves with a `Response`. Use it for proxies,
 * private certificate authorities, mutual TLS, timeouts, size limits, retries, logging and tests.
 */
export const customFetch: unique symbol = Symbol()

/**
 * Option: `true` permits requests over plain `http:`. Use it only for development on your own machine.
 *
 * @deprecated Only to make it stand out: requests over `http:` can be read and changed by anyone on the way.
 */
export const allowInsecureRequests: unique symbol = Symbol()

/** What a {@link customFetch} function is called with, besides the URL. */
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
  /** `options.signal`, or the signal that it returned if it is a function. */
  signal?: AbortSignal
}

/** The options of every function that sends a request. */
export interface HttpRequestOptions<Method, BodyType = undefined> {
  /** Aborts the request: a signal, or a function that returns one for the request's URL. */
  signal?: ((url: string) => AbortSignal) | AbortSignal
  /**
   * Additional request headers. They must not include `authorization`. The `accept`, `content-type` and `dpop` headers
   * that the request sets itself replace the caller's.
   */
  headers?: [string, string][] | Record<string, string> | Headers
  /** See {@link customFetch}. */
  [customFetch]?: (url: string, options: CustomFetchOptions<Method, BodyType>) => Promise<Response>
  /**
   * See {@link allowInsecureRequests}.
   *
   * @deprecated Only to make it stand out.
   */
  [allowInsecureRequests]?: boolean
}

/** Form parameters, in any shape that the constructor of `URLSearchParams` accepts. */
export type FormParameters = URLSearchParams | Record<string, string> | string[][]

/** The options that sending reads, whatever the request's method and body. */
export interface SendOptions {
  signal?: ((url: string) => AbortSignal) | AbortSignal | undefined
  headers?: [string, string][] | Record<string, string> | Headers
  [customFetch]?: ((url: string, options: never) => Promise<Response>) | undefined
  [allowInsecureRequests]?: boolean
}
