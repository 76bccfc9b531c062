/** Objects of other implementations and realms: the same interfaces, other classes. */
import * as undici from 'undici'

interface Joined {
  join: [string, string][]
}
const joined = (pairs: [string, string][]) => new URLSearchParams(pairs).toString()

const factories: Record<string, (...of: never[]) => unknown> = {
  'undici Response': (body: undici.BodyInit | null, init: undici.ResponseInit) => new undici.Response(body, init),
  'undici Request': (url: string, init: undici.RequestInit) => new undici.Request(url, init),
  'undici Headers': (entries: [string, string][]) => new undici.Headers(entries),
  // another realm has its own URL class: same tag, another prototype
  URL: (value: URL) => disguise(value),
  URLSearchParams: (value: URLSearchParams) => disguise(value),
  AbortSignal: (value: AbortSignal) => disguise(value),
  CryptoKey: (value: CryptoKey) => disguise(value),
  'joined URL': (start: string, { join }: Joined) => new URL(start + joined(join)),
  'form post': ({ join }: Joined) =>
    new Request('https://rp.example/cb', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: joined(join),
    }),
  'request with': (url: string, entries: [string, ...string[]][]) =>
    new Request(url, { headers: entries.map(([name, ...words]) => [name, words.join(' ')] as [string, string]) }),
  /** Has the tag on the object itself, which must not be enough. */
  'tagged object': (tag: string) => ({ [Symbol.toStringTag]: tag }),
  'hostile proxy': () =>
    new Proxy(
      {},
      {
        get() {
          throw new Error('trapped')
        },
        getPrototypeOf() {
          throw new Error('trapped')
        },
      },
    ),
}

export function foreignValue(what: string, of: unknown[]): unknown {
  const make = factories[what]
  if (!make) throw new Error(`no foreign ${what}`)
  return make(...(of as never[]))
}

/** An object that works like `value` without being an instance of its class. */
function disguise<T extends object>(value: T): T {
  const shown = Object.getPrototypeOf(value) as object
  const prototype = {}
  for (const name of Reflect.ownKeys(shown)) {
    const { get, value: member } = Object.getOwnPropertyDescriptor(shown, name) as PropertyDescriptor
    const bound = typeof member === 'function' ? member.bind(value) : member
    Object.defineProperty(prototype, name, get ? { get: () => Reflect.get(value, name) } : { value: bound })
  }
  if (!Reflect.has(prototype, Symbol.toStringTag)) {
    Object.defineProperty(prototype, Symbol.toStringTag, { value: Reflect.get(value, Symbol.toStringTag) })
  }
  return Object.create(prototype) as T
}
