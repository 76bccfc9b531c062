import type { ResponseHeaders } from './undici.ts'

/** Names and values in turn, in the order of arrival: bytes from undici 6, text from undici 7. Few of them are ever read. */
export type RawHeaders = (Uint8Array | string)[]

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

/** The headers of undici 7 as a list. */
export function listHeaders(headers: ResponseHeaders): RawHeaders {
  const list: RawHeaders = []
  for (const [name, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) {
      list.push(name, one)
    }
  }
  return list
}

/** The values of the header fields with a name, which must be in lower case. */
export function valuesOf(list: RawHeaders, name: string): string[] {
  const values: string[] = []
  for (let at = 0; at < list.length; at += 2) {
    const part = list[at] as Uint8Array | string
    // this runs for every response: comparing the length first saves the rest
    if (part.length === name.length && byteString(part).toLowerCase() === name) {
      values.push(trimmed(byteString(list[at + 1] as Uint8Array | string)))
    }
  }
  return values
}

// rfc9110 5.5: octets that are not ASCII are opaque, one character each; undici 7.0 decodes them as UTF-8
function byteString(part: Uint8Array | string): string {
  if (typeof part !== 'string') {
    // undici passes `Buffer`s
    return (part as { toString(encoding?: string): string }).toString('latin1')
  }
  return /[^\0-\xff]/.test(part) ? String.fromCharCode(...new TextEncoder().encode(part)) : part
}

// rfc9110 5.5/1: not `trim()`, which removes more, and not a regular expression, which takes quadratic time
function trimmed(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && isSpace(value.charCodeAt(start))) {
    start++
  }
  while (end > start && isSpace(value.charCodeAt(end - 1))) {
    end--
  }
  return value.slice(start, end)
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9
}

/** The headers of a response, with everything that a `Headers` has. Like those of `fetch`, they cannot be changed. */
export class LightHeaders {
  #list: RawHeaders

  constructor(list: RawHeaders) {
    this.#list = list
  }

  get(name: string): string | null {
    return this.#find(`${name}`) ?? null
  }

  has(name: string): boolean {
    return this.#find(`${name}`) !== undefined
  }

  getSetCookie(): string[] {
    return valuesOf(this.#list, 'set-cookie')
  }

  forEach(visit: (value: string, name: string, headers: LightHeaders) => void, receiver?: unknown): void {
    for (const [name, value] of this) {
      visit.call(receiver, value, name, this)
    }
  }

  *entries(): IterableIterator<[string, string]> {
    const all: Map<string, string[]> = new Map()
    for (let at = 0; at < this.#list.length; at += 2) {
      const name = byteString(this.#list[at] as Uint8Array | string).toLowerCase()
      const values = all.get(name) ?? []
      values.push(trimmed(byteString(this.#list[at + 1] as Uint8Array | string)))
      all.set(name, values)
    }
    for (const name of [...all.keys()].sort()) {
      const values = all.get(name) as string[]
      // rfc6265 3/3: cookies are not joined
      for (const value of name === 'set-cookie' ? values : [values.join(', ')]) {
        yield [name, value]
      }
    }
  }

  *keys(): IterableIterator<string> {
    for (const [name] of this) {
      yield name
    }
  }

  *values(): IterableIterator<string> {
    for (const [, value] of this) {
      yield value
    }
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries()
  }

  append(): never {
    throw new TypeError('immutable')
  }

  delete(): never {
    throw new TypeError('immutable')
  }

  set(): never {
    throw new TypeError('immutable')
  }

  get [Symbol.toStringTag](): string {
    return 'Headers'
  }

  #find(name: string): string | undefined {
    const values = valuesOf(this.#list, name.toLowerCase())
    if (values.length) {
      return values.join(', ')
    }
    // a name that was found is valid
    if (!TOKEN.test(name)) {
      throw new TypeError('the name of a header field is invalid')
    }
    return undefined
  }
}
