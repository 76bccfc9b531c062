/** The only ambient names on which the declarations may depend. */
interface AbortSignal {
  readonly aborted: boolean
}
interface Headers {
  get(name: string): string | null
}
interface ReadableStream {
  readonly locked: boolean
}
interface Request {
  readonly method: string
}
interface Response {
  readonly status: number
}
interface URL {
  readonly href: string
}
interface URLSearchParams {
  get(name: string): string | null
}
