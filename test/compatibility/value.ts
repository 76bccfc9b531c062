/**
 * Arguments and responses written as data, so that each library gets its own values, a generated
 * case can be shrunk and printed, and a recorded difference can be replayed with one detail changed.
 *
 * Plain data stands for itself; a member named `@customFetch` is the library's exported symbol `customFetch`;
 * everything else (a URL, a key, a response, …) is `Made`.
 */
import { inspect } from 'node:util'

export type Kind =
  | 'url'
  | 'params'
  | 'headers'
  | 'symbol'
  | 'key'
  | 'pair'
  | 'response'
  | 'request'
  | 'proven'
  | 'call'
  | 'copy'
  | 'ref'
  | 'jwt'
  | 'json'
  | 'jwk'
  | 'members'
  | 'raw'
  | 'bytes'
  | 'stream'
  | 'signal'
  | 'fetcher'
  | 'hook'
  | 'foreign'
  | 'throws'
  | 'inherits'

export class Made {
  readonly kind: Kind
  readonly of: unknown[]
  constructor(kind: Kind, ...of: unknown[]) {
    this.kind = kind
    this.of = of
  }
  [inspect.custom](depth: number, options: object): string {
    return `${this.kind}(${this.of.map((part) => inspect(part, { ...options, depth })).join(', ')})`
  }
}

/**
 * One call. `fn` names an export, or with a dot a method of the first argument (`DPoP.addProof`), or after `instanceof`
 * a class on the right of that operator.
 */
export interface Step {
  fn: string
  args: unknown[]
  /** When the result is itself a function: what it is called with. */
  call?: unknown[]
  /** The name under which later steps find the result through `ref`. */
  as?: string
  /** Seconds after `now` at which it happens. */
  at?: number
}

export interface Case {
  /** Named values, built once for each library, that steps share through `ref`. */
  given?: Record<string, unknown>
  /** Calls one after another; an array inside is called at the same time. */
  steps: (Step | Step[])[]
  /** The responses of the fetch function, in order; the last one repeats. */
  answers?: unknown[]
  /** Whether imports and exports of keys are recorded. */
  watchKeys?: boolean
}

/** The time of all cases, in seconds. */
export const now = 1_750_000_000

export const url = (href: string) => new Made('url', href)
export const params = (entries: unknown) => new Made('params', entries)
export const headers = (entries: unknown) => new Made('headers', entries)
export const symbol = (name: string) => new Made('symbol', name)
export const key = (name: string, part: 'private' | 'public' | 'secret' = 'private') => new Made('key', name, part)
export const pair = (name: string) => new Made('pair', name)
export const call = (fn: string, ...args: unknown[]) => new Made('call', fn, ...args)
/** The same from a second copy of the library. */
export const copy = (fn: string, ...args: unknown[]) => new Made('copy', fn, ...args)
export const ref = (name: string) => new Made('ref', name)
export const json = (value: unknown) => new Made('json', value)
export const jwk = (name: string, changes: object = {}) => new Made('jwk', name, changes)
export const members = (entries: [string, unknown][]) => new Made('members', entries)
export const raw = (text: string) => new Made('raw', text)
export const bytes = (base64: string) => new Made('bytes', base64)
export const stream = (text: string, failure?: string) => new Made('stream', text, failure)
export const signal = (aborted = false) => new Made('signal', aborted)
export const fetcher = () => new Made('fetcher')
export const hook = (name: string, ...of: unknown[]) => new Made('hook', name, ...of)
export const foreign = (what: string, ...of: unknown[]) => new Made('foreign', what, ...of)
export const throws = (name: string) => new Made('throws', name)
/** An object whose prototype is the given one. */
export const inherits = (prototype: unknown, own: object = {}) => new Made('inherits', prototype, own)

export interface ResponseData {
  status?: number
  headers?: [string, string][]
  /** Text, `json(…)`, `bytes(…)`, `stream(…)` or null. */
  body?: unknown
  used?: boolean | undefined
  /** Which implementation creates it; `error` is `Response.error()`. */
  kind?: 'undici' | 'error' | undefined
}
export const response = (data: ResponseData) => new Made('response', data)

export interface RequestData {
  url?: string
  method?: string
  headers?: [string, string][]
  body?: unknown
  used?: boolean
  kind?: 'undici'
}
export const request = (data: RequestData) => new Made('request', data)

export interface JwtData {
  header?: unknown
  claims?: unknown
  /** Name of the key that signs; without one the signature is three zero bytes. */
  key?: string | undefined
  /** Which algorithm signs, when not the key's own. */
  alg?: string
  /** Segments to replace (index 0 to 2) or to append, applied after signing. */
  segments?: [number, string][]
}
export const jwt = (data: JwtData) => new Made('jwt', data)

/** Replaces each `Made` and each plain value for which `change` returns something else, from the leaves up. */
export function mapValue(value: unknown, change: (value: unknown) => unknown): unknown {
  if (value instanceof Made) return change(new Made(value.kind, ...value.of.map((part) => mapValue(part, change))))
  if (Array.isArray(value)) return change(value.map((item) => mapValue(item, change)))
  if (typeof value === 'object' && value !== null) {
    const copy = {}
    for (const [name, member] of Object.entries(value)) define(copy, name, mapValue(member, change))
    return change(copy)
  }
  return change(value)
}

/** Sets an own member, whatever its name (`__proto__` included). */
export function define(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true })
}
