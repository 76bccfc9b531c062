import { decode } from './content_encoding.ts'
import { dispatchOptions } from './dispatch_options.ts'
import { listHeaders, type RawHeaders, valuesOf } from './light_headers.ts'
import { LightResponse } from './light_response.ts'
import type { DispatchHandler, ResponseHeaders, UndiciDispatcher } from './undici.ts'
import type { UndiciFetchInit } from './undici_fetch.ts'

/** One request and its response, the body included. */
export function exchange(
  dispatcher: UndiciDispatcher,
  url: string,
  init: UndiciFetchInit,
  most: number,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { signal } = init
    const request = dispatchOptions(url, init)
    if (signal?.aborted) {
      reject(signal.reason)
      return
    }
    // read now, because a dispatcher may change the object
    const { origin, path, method } = request
    const reception = new Reception(origin + path, method, most, signal, resolve, reject)
    try {
      dispatcher.dispatch(request as never, reception as never)
    } catch (error) {
      reception.onError(error as Error)
    }
  })
}

// rfc9110 15.3.5/1, 15.3.6/2, 15.4.5/p6
function mayHaveContent(method: string, status: number): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 205 && status !== 304
}

/** Collects a response as it arrives, and settles the promise of the request. It is one object because closures cost more (measured). */
class Reception implements DispatchHandler {
  #url: string
  #method: string
  #most: number
  #signal: AbortSignal | undefined
  #resolve: (response: Response) => void
  #reject: (reason: unknown) => void
  #onAbort: (() => void) | undefined
  #abort: ((reason: Error) => void) | undefined
  #status = 0
  #statusText = ''
  #headers: RawHeaders = []
  #chunks: Uint8Array[] = []
  #size = 0

  constructor(
    url: string,
    method: string,
    most: number,
    signal: AbortSignal | undefined,
    resolve: (response: Response) => void,
    reject: (reason: unknown) => void,
  ) {
    this.#url = url
    this.#method = method
    this.#most = most
    this.#signal = signal
    this.#resolve = resolve
    this.#reject = reject
    if (signal) {
      this.#onAbort = () => {
        reject(signal.reason)
        this.#abort?.(signal.reason as Error)
      }
      signal.addEventListener('abort', this.#onAbort)
    }
  }

  // undici 6

  onConnect(abort: (reason?: Error) => void): void {
    this.#abort = abort
    if (this.#signal?.aborted) {
      abort(this.#signal.reason as Error)
    }
  }

  onHeaders(status: number, rawHeaders: Uint8Array[], _resume: () => void, statusText = ''): boolean {
    this.#head(status, statusText, rawHeaders)
    return true
  }

  onData(chunk: Uint8Array): boolean {
    this.#size += chunk.length
    // written so that a limit of NaN admits nothing
    if (!(this.#size <= this.#most)) {
      this.#abort?.(new RangeError(`the response body has more than ${this.#most} bytes`))
      return false
    }
    this.#chunks.push(chunk)
    return true
  }

  onComplete(): void {
    if (this.#status === 0) {
      // an interceptor mistook an interim response for the final one
      this.onError(new Error('the response ended before its header fields'))
      return
    }
    if (mayHaveContent(this.#method, this.#status)) {
      this.#finish(joined(this.#chunks, this.#size))
    }
  }

  onError(cause: unknown): void {
    this.#stopListening()
    this.#reject(new TypeError('fetch failed', { cause }))
  }

  // undici 7 and later

  onRequestStart(controller: { abort(reason: Error): void }): void {
    this.onConnect((reason) => controller.abort(reason as Error))
  }

  onResponseStart(_controller: unknown, status: number, headers: ResponseHeaders, statusText = ''): void {
    this.#head(status, statusText, listHeaders(headers))
  }

  onResponseData(_controller: unknown, chunk: Uint8Array): void {
    this.onData(chunk)
  }

  onResponseEnd(): void {
    this.onComplete()
  }

  onResponseError(_controller: unknown, error: Error): void {
    this.onError(error)
  }

  #head(status: number, statusText: string, headers: RawHeaders): void {
    // an interim response is followed by the final one
    if (status < 200) {
      return
    }
    this.#status = status
    this.#statusText = statusText
    this.#headers = headers
    if (!mayHaveContent(this.#method, status)) {
      // finish now: undici would wait for the content that a 304 announces, or fail without it
      this.#finish(null)
      if (this.#method !== 'HEAD' && announcesContent(headers)) {
        this.#abort?.(new Error('the response announces content that it cannot have'))
      }
    }
  }

  #finish(bytes: Uint8Array | null): void {
    const codings = bytes?.length ? valuesOf(this.#headers, 'content-encoding') : []
    if (codings.length === 0) {
      this.#respond(bytes)
      return
    }
    decode(codings.join(), bytes as Uint8Array, this.#most, this.#signal).then(
      (decoded) => this.#respond(decoded),
      (error) => this.onError(error),
    )
  }

  #respond(bytes: Uint8Array | null): void {
    // not earlier: the signal also ends the decompression
    this.#stopListening()
    const response = new LightResponse(this.#url, this.#status, this.#statusText, this.#headers, bytes)
    this.#resolve(response as unknown as Response)
  }

  #stopListening(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort as () => void)
  }
}

function announcesContent(headers: RawHeaders): boolean {
  return valuesOf(headers, 'content-length').some((value) => value !== '0')
}

function joined(chunks: Uint8Array[], size: number): Uint8Array {
  const [first] = chunks
  // no copy if there is only one
  if (first && first.length === size) {
    return first
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
