/**
 * The part of npm `undici` that is used, in all supported versions. It is loaded at the first request.
 *
 * @module
 */

/** What sends requests in undici: an `Agent`, a `Pool`, a `ProxyAgent`, a `MockAgent`. */
export interface UndiciDispatcher {
  /** Starts a request. */
  dispatch(options: never, handler: never): boolean
  /** Waits for the requests under way, then closes the connections. */
  close(): Promise<void>
}

/** One request. */
export interface DispatchOptions {
  origin: string
  path: string
  method: string
  headers: Record<string, string>
  body: unknown
}

/** Receives what happens to a request: the methods for undici 6, then those for undici 7 and later. */
export interface DispatchHandler {
  onConnect(abort: (reason?: Error) => void): void
  onHeaders(status: number, rawHeaders: Uint8Array[], resume: () => void, statusText?: string): boolean
  onData(chunk: Uint8Array): boolean
  onComplete(): void
  onError(error: Error): void
  onRequestStart(controller: Controller): void
  onResponseStart(controller: Controller, status: number, headers: ResponseHeaders, statusText?: string): void
  onResponseData(controller: Controller, chunk: Uint8Array): void
  onResponseEnd(): void
  onResponseError(controller: Controller, error: Error): void
}

/** The headers of a response as undici 7 passes them; names are lower-case. */
export type ResponseHeaders = Record<string, string | string[] | undefined>

interface Controller {
  abort(reason: Error): void
}

/** The connections to one origin. */
export interface UndiciPool extends UndiciDispatcher {
  /** Asks a proxy for a tunnel. */
  connect(options: object): Promise<Tunnel>
}

interface Tunnel {
  statusCode: number
  socket: { readonly readableLength: number; on(event: 'error', listener: () => void): { destroy(): void } }
}

/** The classes of undici. */
export interface Undici {
  Agent: new (options: object) => UndiciDispatcher
  Pool: new (origin: URL, options: object) => UndiciPool
  ProxyAgent: new (options: object) => UndiciDispatcher
}

export async function loadUndici(): Promise<Undici> {
  // written so that the compiler does not load undici's own declarations, and Node's with them
  return (await import('undici' as string)) as Undici
}
