/** Names and values in the order of arrival. */
export type HeaderList = [name: string, value: string][]

const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

/** The headers of undici 7 as a list. */
export function listHeaders(headers: Record<string, string | string[] | undefined>): HeaderList {
  const list: HeaderList = []
  for (const [name, value] of Object.entries(headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) {
      list.push([name, byteString(one)])
    }
  }
  return list
}

// rfc9110 5.5: octets that are not ASCII are opaque, one character each; undici 7.0 decodes them as UTF-8
function byteString(value: string): string {
  return /[^\0-\xff]/.test(value) ? String.fromCharCode(...new TextEncoder().encode(value)) : value
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
  #values: Map<string, string> = new Map()
  #cookies: string[] = []

  constructor(list: HeaderList) {
    for (const [key, raw] of list) {
      const name = key.toLowerCase()
      const value = trimmed(raw)
      const before = this.#values.get(name)
      this.#values.set(name, before === undefined ? value : `${before}, ${value}`)
      if (name === 'set-cookie') {
        this.#cookies.push(value)
      }
    }
  }

  get(name: string): string | null {
    return this.#find(`${name}`) ?? null
  }

  has(name: string): boolean {
    return this.#find(`${name}`) !== undefined
  }

  getSetCookie(): string[] {
    return [...this.#cookies]
  }

  forEach(visit: (value: string, name: string, headers: LightHeaders) => void, receiver?: unknown): void {
    for (const [name, value] of this) {
      visit.call(receiver, value, name, this)
    }
  }

  *entries(): IterableIterator<[string, string]> {
    for (const name of [...this.#values.keys()].sort()) {
      // rfc6265 3/3: cookies are not joined
      for (const value of name === 'set-cookie' ? this.#cookies : [this.#values.get(name) as string]) {
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
    const value = this.#values.get(name.toLowerCase())
    // a name that was found is valid
    if (value === undefined && !TOKEN.test(name)) {
      throw new TypeError('the name of a header field is invalid')
    }
    return value
  }
}
