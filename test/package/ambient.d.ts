// Without DOM lib and Node types the published declarations may only depend on these names.
interface AbortSignal {
  readonly aborted: boolean
}
interface Headers {
  has(name: string): boolean
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
  has(name: string): boolean
}
