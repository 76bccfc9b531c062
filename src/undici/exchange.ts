import { contentCodings, decode } from './content_encoding.ts'
import { dispatchOptions } from './dispatch_options.ts'
import { type HeaderList, listHeaders } from './light_headers.ts'
import { LightResponse } from './light_response.ts'
import type { DispatchHandler, UndiciDispatcher } from './undici.ts'
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
    // read now, because a dispatcher may change the object
    const { origin, path, method } = request
    let abort: (reason: Error) => void = () => {}
    const onAbort = () => {
      reject(signal?.reason)
      abort(signal?.reason as Error)
    }
    if (signal?.aborted) {
      onAbort()
      return
    }
    signal?.addEventListener('abort', onAbort)
    const fail = (cause: unknown) => {
      signal?.removeEventListener('abort', onAbort)
      reject(new TypeError('fetch failed', { cause }))
    }
    const handler = new Reception(
      method,
      most,
      (stop) => {
        abort = stop
        if (signal?.aborted) {
          stop(signal.reason as Error)
        }
      },
      (status, statusText, list, bytes) => {
        const respond = (content: Uint8Array<ArrayBuffer> | null) => {
          // not earlier: the signal also ends the decompression
          signal?.removeEventListener('abort', onAbort)
          resolve(new LightResponse(origin + path, status, statusText, list, content) as unknown as Response)
        }
        const codings = bytes?.length ? contentCodings(list) : undefined
        if (codings === undefined) {
          respond(bytes)
          return
        }
        decode(codings, bytes as Uint8Array<ArrayBuffer>, most, signal).then(respond, fail)
      },
      fail,
    )
    try {
      dispatcher.dispatch(request as never, handler as never)
    } catch (error) {
      fail(error)
    }
  })
}

// rfc9110 15.3.5/1, 15.3.6/2, 15.4.5/p6
function mayHaveContent(method: string, status: number): boolean {
  return method !== 'HEAD' && status !== 204 && status !== 205 && status !== 304
}

type Finish = (status: number, statusText: string, headers: HeaderList, bytes: Uint8Array<ArrayBuffer> | null) => void

/** Collects a response as it arrives. */
class Reception implements DispatchHandler {
  #method: string
  #most: number
  #begin: (abort: (reason: Error) => void) => void
  #finish: Finish
  #fail: (error: unknown) => void
  #status = 0
  #statusText = ''
  #headers: HeaderList = []
  #chunks: Uint8Array[] = []
  #size = 0
  #abort: (reason: Error) => void = () => {}

  constructor(
    method: string,
    most: number,
    begin: (abort: (reason: Error) => void) => void,
    finish: Finish,
    fail: (error: unknown) => void,
  ) {
    this.#method = method
    this.#most = most
    this.#begin = begin
    this.#finish = finish
    this.#fail = fail
  }

  // undici 6

  onConnect(abort: (reason?: Error) => void): void {
    this.#abort = abort
    this.#begin(abort)
  }

  onHeaders(status: number, rawHeaders: Uint8Array[], _resume: () => void, statusText: string): boolean {
    // an interim response is followed by the final one
    if (status >= 200) {
      const list: HeaderList = []
      for (let at = 0; at < rawHeaders.length; at += 2) {
        list.push([latin1(rawHeaders[at] as Uint8Array), latin1(rawHeaders[at + 1] as Uint8Array)])
      }
      this.#head(status, statusText, list)
    }
    return true
  }

  onData(chunk: Uint8Array): boolean {
    this.#size += chunk.length
    // written so that a limit of NaN admits nothing
    if (!(this.#size <= this.#most)) {
      this.#abort(new RangeError(`the response body has more than ${this.#most} bytes`))
      return false
    }
    this.#chunks.push(chunk)
    return true
  }

  onComplete(): void {
    if (this.#status === 0) {
      // an interceptor mistook an interim response for the final one
      this.#fail(new Error('the response ended before its header fields'))
      return
    }
    if (mayHaveContent(this.#method, this.#status)) {
      this.#finish(this.#status, this.#statusText, this.#headers, joined(this.#chunks, this.#size))
    }
  }

  onError(error: Error): void {
    this.#fail(error)
  }

  // undici 7 and later

  onRequestStart(controller: { abort(reason: Error): void }): void {
    this.onConnect((reason) => controller.abort(reason as Error))
  }

  onResponseStart(
    _controller: unknown,
    status: number,
    headers: Record<string, string | string[] | undefined>,
    statusText = '',
  ): void {
    if (status >= 200) {
      this.#head(status, statusText, listHeaders(headers))
    }
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

  #head(status: number, statusText: string, headers: HeaderList): void {
    this.#status = status
    this.#statusText = statusText
    this.#headers = headers
    if (!mayHaveContent(this.#method, status)) {
      // finish now: undici would wait for the content that a 304 announces, or fail without it
      this.#finish(status, statusText, headers, null)
      if (this.#method !== 'HEAD' && announcesContent(headers)) {
        this.#abort(new Error('the response announces content that it cannot have'))
      }
    }
  }
}

function announcesContent(headers: HeaderList): boolean {
  return headers.some(([name, value]) => name.toLowerCase() === 'content-length' && value.trim() !== '0')
}

// rfc9110 5.5: octets of a header value that are not ASCII are opaque; undici passes `Buffer`s
function latin1(bytes: Uint8Array): string {
  return (bytes as { toString(encoding?: string): string }).toString('latin1')
}

function joined(chunks: Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const [first] = chunks
  if (first && first.length === size) {
    // no copy, but not the `Buffer` itself: its methods behave differently
    return new Uint8Array(first.buffer as ArrayBuffer, first.byteOffset, size)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
