import { type HeaderList, LightHeaders } from './light_headers.ts'

let decoder: TextDecoder | undefined

// rfc9110 15.3.5/1, 15.3.6/2, 15.4.5/p6
export function mayHaveContent(status: number): boolean {
  return status !== 204 && status !== 205 && status !== 304
}

/**
 * A response that has arrived whole: all that a `Response` can be asked, and like one it can be read once. The stream and whatever
 * else costs something is made when it is asked for.
 */
export class LightResponse {
  readonly url: string
  readonly status: number
  readonly statusText: string
  readonly redirected: boolean = false
  readonly type: string = 'default'
  #list: HeaderList
  #headers: LightHeaders | undefined
  #bytes: Uint8Array<ArrayBuffer>
  #stream: ReadableStream<Uint8Array> | undefined
  #used = false

  constructor(url: string, status: number, statusText: string, list: HeaderList, bytes: Uint8Array<ArrayBuffer>) {
    this.url = url
    this.status = status
    this.statusText = statusText
    this.#list = list
    this.#bytes = bytes
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300
  }

  get headers(): LightHeaders {
    this.#headers ??= new LightHeaders(this.#list)
    return this.#headers
  }

  get bodyUsed(): boolean {
    return this.#used
  }

  get body(): ReadableStream<Uint8Array> | null {
    if (!mayHaveContent(this.status)) {
      return null
    }
    this.#stream ??= this.#makeStream()
    return this.#stream
  }

  async text(): Promise<string> {
    decoder ??= new TextDecoder()
    return decoder.decode(this.#take())
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text())
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#take().slice()
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

  #take(): Uint8Array<ArrayBuffer> {
    this.#assertReadable()
    this.#used = true
    // whoever holds the stream finds it at its end
    this.#stream?.cancel().catch(() => {})
    return this.#bytes
  }

  #full(): Response {
    return new Response(this.#take(), { headers: [...this.headers] })
  }

  #assertReadable(): void {
    if (this.#used || this.#stream?.locked) {
      throw new TypeError('Body is unusable: Body has already been read')
    }
  }

  #makeStream(): ReadableStream<Uint8Array> {
    return new ReadableStream(
      {
        // only asked when somebody reads
        pull: (controller) => {
          this.#used = true
          if (this.#bytes.length) {
            controller.enqueue(this.#bytes.slice())
          }
          controller.close()
        },
        cancel: () => {
          this.#used = true
        },
      },
      { highWaterMark: 0 },
    )
  }
}
