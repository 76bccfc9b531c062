import { LightHeaders, type RawHeaders } from './light_headers.ts'

let decoder: TextDecoder | undefined

/**
 * A response that has arrived completely, with everything that a `Response` has. Like a `Response`, it can be read once. The stream and
 * whatever else is costly is created on demand.
 */
export class LightResponse {
  readonly url: string
  readonly status: number
  readonly statusText: string
  readonly redirected: boolean = false
  readonly type: string = 'basic'
  #list: RawHeaders
  #headers: LightHeaders | undefined
  /** `null` for a response that cannot have content; may be a `Buffer`, whose methods behave differently */
  #bytes: Uint8Array | null
  #stream: ReadableStream<Uint8Array> | undefined
  #used = false

  constructor(url: string, status: number, statusText: string, list: RawHeaders, bytes: Uint8Array | null) {
    this.url = url
    this.status = status
    this.statusText = statusText
    this.#list = list
    this.#bytes = bytes
  }

  get ok(): boolean {
    // an interim response never becomes one of these
    return this.status < 300
  }

  get headers(): LightHeaders {
    this.#headers ??= new LightHeaders(this.#list)
    return this.#headers
  }

  get bodyUsed(): boolean {
    return this.#used
  }

  get body(): ReadableStream<Uint8Array> | null {
    if (this.#bytes === null) {
      return null
    }
    // a body that was already read is not available again
    this.#stream ??= this.#makeStream(this.#used ? new Uint8Array() : this.#bytes)
    return this.#stream
  }

  async text(): Promise<string> {
    return this.#text()
  }

  async json(): Promise<unknown> {
    return JSON.parse(this.#text())
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(this.#take())
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return (await this.bytes()).buffer
  }

  async blob(): Promise<Blob> {
    return this.#full().blob()
  }

  async formData(): Promise<FormData> {
    return this.#full().formData()
  }

  clone(): LightResponse {
    this.#assertReadable()
    return new LightResponse(this.url, this.status, this.statusText, this.#list, this.#bytes)
  }

  get [Symbol.toStringTag](): string {
    return 'Response'
  }

  #text(): string {
    decoder ??= new TextDecoder()
    return decoder.decode(this.#take())
  }

  #take(): Uint8Array {
    if (this.#bytes === null) {
      // like the null body of a `Response`, it is never used up
      return new Uint8Array()
    }
    this.#assertReadable()
    this.#used = true
    // whoever holds the stream sees its end
    this.#stream?.cancel().catch(() => {})
    return this.#bytes
  }

  #full(): Response {
    // no other header matters for a blob or a form, and `Headers` refuses some that undici accepts
    return new Response(this.#take() as Uint8Array<ArrayBuffer>, {
      headers: { 'content-type': this.headers.get('content-type') ?? '' },
    })
  }

  #assertReadable(): void {
    if (this.#used || this.#stream?.locked) {
      throw new TypeError('Body is unusable: Body has already been read')
    }
  }

  #makeStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
    return new ReadableStream({
      // like the stream of `fetch`: a reader may bring its own buffer
      type: 'bytes',
      // called only when somebody reads
      pull: (controller) => {
        this.#used = true
        if (bytes.length) {
          controller.enqueue(new Uint8Array(bytes))
        }
        controller.close()
        // still pending if nothing was written into it
        controller.byobRequest?.respond(0)
      },
      cancel: () => {
        this.#used = true
      },
    })
  }
}
