/**
 * Any value as text, with everything that a caller can observe: prototype, own members in order with their flags, error
 * classes by name, state of bodies. Two texts are equal exactly when the values behave alike. Only what may differ is
 * left out: message texts, stacks, random identifiers, signatures of randomised algorithms, the product in `user-agent`.
 */
import { types } from 'node:util'
import { signer } from './keys.ts'
import { classes, type Library } from './libraries.ts'

const random = /^[\w-]{43}$/

export class Describer {
  readonly #library: Library
  readonly #symbols: Map<symbol, string>
  readonly #keysUsed: Set<string>
  /** Client secrets that may have signed. */
  readonly secrets = new Set<string>()
  readonly #labels = new Map<unknown, string>()
  #seen = new Set<unknown>()

  constructor(library: Library, symbols: Map<symbol, string>, keysUsed: Set<string>) {
    this.#library = library
    this.#symbols = symbols
    this.#keysUsed = keysUsed
  }

  /** The first name wins. */
  label(value: unknown, name: string): void {
    if (!this.#labels.has(value)) this.#labels.set(value, name)
  }

  text(value: unknown): string {
    this.#seen = new Set()
    return this.#any(value, '')
  }

  /** The two arguments of a fetch function. */
  request([url, init, ...rest]: unknown[]): string {
    this.#seen = new Set()
    // the members matter, not their order
    const sorted = Object.fromEntries(Object.entries(init as object).sort(([one], [other]) => (one < other ? -1 : 1)))
    return `request ${this.#any(url, '')} ${this.#any(sorted, '')} ${this.#any(rest, '')}`
  }

  #any(value: unknown, indent: string, name?: PropertyKey): string {
    if (typeof value === 'string') return this.#string(value, name)
    if (typeof value === 'symbol') return this.#symbols.get(value) ?? String(value)
    if (typeof value === 'bigint') return `${value}n`
    if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value)
    if (typeof value === 'function') return this.#labels.get(value) ?? '<function>'
    if (typeof value !== 'object' || value === null) return String(value)
    try {
      return this.#object(value, indent)
    } catch {
      return '<unreadable>'
    }
  }

  #string(value: string, name?: PropertyKey): string {
    if (name === 'jti' && random.test(value)) return '<random>'
    if (name === 'user-agent')
      return JSON.stringify(value.replace(/^[a-z0-9]+\/v\d+\.\d+\.\d+$/, '<product>/v<version>'))
    const parts = value.split('.')
    if (parts.length === 3 && value.startsWith('ey')) return this.#jws(parts as [string, string, string])
    return JSON.stringify(value)
  }

  #jws([header, payload, signature]: [string, string, string]): string {
    const text = (part: string) =>
      Buffer.from(part, 'base64url')
        .toString()
        .replace(/"jti":"[\w-]{43}"/, '"jti":<random>')
    const by = signer(this.#keysUsed, this.secrets, `${header}.${payload}`, signature)
    const length = Buffer.from(signature, 'base64url').length
    return `JWS ${text(header)} ${text(payload)} ${by === 'nobody' ? signature : `${length} bytes by ${by}`}`
  }

  #object(value: object, indent: string): string {
    const label = this.#labels.get(value)
    const name = label === undefined ? '' : `«${label}» `
    if (this.#seen.has(value)) return `${name}again`
    this.#seen.add(value)
    if (types.isNativeError(value) || value instanceof Error) return name + this.#error(value as Error, indent)
    const platform = this.#platform(value, indent)
    if (platform !== undefined) return name + platform
    if (ArrayBuffer.isView(value)) {
      return `${name}${value.constructor.name} ${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`
    }
    if (value instanceof ArrayBuffer) return `${name}ArrayBuffer ${Buffer.from(value).toString('hex')}`
    if (typeof Reflect.get(value, 'calculateThumbprint') === 'function') return `${name}DPoP handle`
    return `${name}${this.#prototype(value)} ${this.#members(value, indent)}`
  }

  /** Objects whose state is not in their own members. */
  #platform(value: object, indent: string): string | undefined {
    const read = (member: string) => Reflect.get(value, member)
    const entries = () => {
      const pairs = [...(value as URLSearchParams)]
      return `[${pairs.map(([name, item]) => `\n${indent}  ${name}: ${this.#string(item, name)}`).join('')}]`
    }
    switch (Object.prototype.toString.call(value)) {
      case '[object Response]':
        return `${value.constructor.name} ${read('type')} ${read('status')} bodyUsed=${read('bodyUsed')}`
      case '[object Request]':
        return `${value.constructor.name} ${read('method')} ${read('url')} bodyUsed=${read('bodyUsed')}`
      case '[object Headers]':
        return `Headers ${entries()}`
      case '[object URLSearchParams]':
        return `URLSearchParams ${entries()}`
      case '[object URL]':
        return `URL ${read('href')}`
      case '[object AbortSignal]':
        return `AbortSignal aborted=${read('aborted')}`
      case '[object ReadableStream]':
        return `ReadableStream locked=${read('locked')}`
      case '[object CryptoKey]':
        return `CryptoKey ${read('type')} extractable=${read('extractable')} ${read('usages')} ${this.#any(read('algorithm'), indent)}`
      case '[object Promise]':
        return 'Promise'
      default:
        return undefined
    }
  }

  #error(error: Error, indent: string): string {
    if (error instanceof DOMException) return `DOMException ${error.name} ${JSON.stringify(error.message)}`
    const own = this.#prototype(error)
    const code = Reflect.get(error, 'code')
    const ours = own.startsWith('library ') || code === 'ERR_INVALID_ARG_TYPE' || code === 'ERR_INVALID_ARG_VALUE'
    return `${own} name=${error.name} ${this.#members(error, indent, ours)}`
  }

  #prototype(value: object): string {
    const prototype = Object.getPrototypeOf(value) as object | null
    if (prototype === null) return 'null'
    for (const name of classes) {
      if ((this.#library[name] as { prototype: object } | undefined)?.prototype === prototype) return `library ${name}`
    }
    const { constructor } = prototype
    if (typeof constructor !== 'function') return 'unknown'
    return `${Object.hasOwn(prototype, 'constructor') ? '' : 'below '}${constructor.name}`
  }

  #members(value: object, indent: string, withoutMessage = false): string {
    const deeper = `${indent}  `
    const lines = observable(value).map((name) => {
      // reading the stack would make the engine create it
      if (name === 'stack' && value instanceof Error) return `\n${deeper}"stack"`
      const {
        enumerable,
        writable,
        configurable,
        get,
        value: member,
      } = Reflect.getOwnPropertyDescriptor(value, name) as PropertyDescriptor
      // V8 of Node 20 forgets, after some instances, that a field which shadows an own member is enumerable
      const isCause = name === 'cause' && /Challenge|Response/.test((value as Error).name)
      const flags = [
        enumerable || isCause ? '' : ' hidden',
        writable || get ? '' : ' read-only',
        configurable ? '' : ' fixed',
        get ? ' getter' : '',
      ].join('')
      const shown = typeof name === 'symbol' ? `[${this.#symbols.get(name) ?? String(name)}]` : JSON.stringify(name)
      const content =
        name !== 'message' || !(value instanceof Error) || member === ''
          ? this.#any(member, deeper, name)
          : withoutMessage
            ? '<text>'
            : JSON.stringify(engineText(String(member)))
      return `\n${deeper}${shown}${flags}: ${content}`
    })
    return Array.isArray(value) ? `(${value.length}) [${lines.join('')}]` : `{${lines.join('')}}`
  }
}

/** Omits the mark by which two copies of this library recognise each other's errors (difference 31). */
const observable = (value: object): PropertyKey[] =>
  Reflect.ownKeys(value).filter((name) => typeof name !== 'symbol' || Symbol.keyFor(name) !== 'relying')

/** An engine's message names the failed expression in the source, which a build may have shortened, or the method. */
const engineText = (message: string): string =>
  message
    .replace(/^\S+ (is not (a function|iterable|a constructor))/, '<expression> $1')
    .replace(/ \(reading '.*'\)$/, '')
    .replace(/^Headers\.(set|append):.*is an invalid header value/s, 'Headers: an invalid header value')
