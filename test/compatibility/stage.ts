/** The stage on which one library plays one case: its arguments, its fetch function, and what was observed. */
import { Canned } from './canned.ts'
import { Describer } from './describe.ts'
import { foreignValue } from './foreign.ts'
import { hooks } from './hooks.ts'
import { cryptoKey, keyName } from './keys.ts'
import { type Callable, type Library, symbolNames } from './libraries.ts'
import { define, Made, type RequestData, type ResponseData } from './value.ts'

export class Stage {
  readonly library: Library
  readonly describer: Describer
  readonly named = new Map<string, unknown>()
  readonly keysUsed = new Set<string>()
  /** What happened since the last `takeNotes`, in order. */
  #notes: string[] = []
  #answers: unknown[]
  /** The responses sent so far. */
  readonly answered: unknown[] = []
  #waiting: Promise<unknown>[] = []
  #errors = new Map<string, Canned>()

  readonly #copy: Library

  constructor(library: Library, copy: Library, answers: unknown[] = []) {
    this.library = library
    this.#copy = copy
    this.#answers = answers
    this.describer = new Describer(library, symbolNames(library), this.keysUsed)
  }

  takeNotes(): string[] {
    const taken = this.#notes
    this.#notes = []
    return taken
  }

  note(what: string, values: unknown): void {
    this.#notes.push(`${what} ${this.describer.text(values)}`)
  }

  canned(name: string): Canned {
    const made = this.#errors.get(name) ?? new Canned(name)
    this.#errors.set(name, made)
    return made
  }

  /** Waits for work that building started (bodies that are read in advance). */
  async settle(): Promise<void> {
    await Promise.all(this.#waiting)
    this.#waiting = []
  }

  /** The fetch function of this side. */
  fetch = async (...args: unknown[]): Promise<unknown> => {
    this.#notes.push(this.describer.request(args))
    const index = Math.min(this.answered.length, this.#answers.length - 1)
    const answer = this.#answers[index]
    const throwing = answer instanceof Made && answer.kind === 'throws'
    const value = throwing || index < 0 ? undefined : this.build(answer)
    this.answered.push(value)
    await this.settle()
    if (index < 0) throw this.canned('no answer')
    if (throwing) throw this.canned(answer.of[0] as string)
    this.label(value, `answer ${this.answered.length}`)
    return value
  }

  label(value: unknown, name: string): void {
    if ((typeof value === 'object' && value !== null) || typeof value === 'function') this.describer.label(value, name)
  }

  build(value: unknown): unknown {
    if (value instanceof Made) return this.#make(value)
    if (Array.isArray(value)) return value.map((item) => this.build(item))
    if (typeof value !== 'object' || value === null) return value
    const copy = {}
    for (const [name, member] of Object.entries(value)) {
      define(copy, name.startsWith('@') ? this.#symbol(name.slice(1)) : name, this.build(member))
    }
    return copy
  }

  #symbol(name: string): symbol {
    const value = this.library[name]
    if (typeof value !== 'symbol') throw new Error(`no symbol ${name}`)
    return value
  }

  #make({ kind, of }: Made): unknown {
    const [first, second] = of
    switch (kind) {
      case 'url':
        return new URL(first as string)
      case 'params':
        return new URLSearchParams(first as string)
      case 'headers':
        return new Headers(first as [string, string][])
      case 'symbol':
        return this.#symbol(first as string)
      case 'key':
        return this.#key(first as string, second as string)
      case 'pair':
        return { privateKey: this.#key(first as string, 'private'), publicKey: this.#key(first as string, 'public') }
      case 'ref':
        return this.named.get(first as string)
      case 'call':
        return call(
          this.library,
          first as string,
          of.slice(1).map((part) => this.build(part)),
        )
      case 'copy':
        return call(
          this.#copy,
          first as string,
          of.slice(1).map((part) => this.build(part)),
        )
      case 'response':
        return this.#response(first as ResponseData)
      case 'request':
        return this.#request(first as RequestData)
      case 'bytes':
        return Buffer.from(first as string, 'base64')
      case 'stream':
        return this.#stream(first as string, second as string | undefined)
      case 'signal':
        return first ? AbortSignal.abort(this.canned('aborted')) : new AbortController().signal
      case 'fetcher':
        return this.fetch
      case 'hook':
        return hooks[first as string]?.(
          this,
          of.slice(1).map((part) => this.build(part)),
        )
      case 'foreign':
        return foreignValue(
          first as string,
          of.slice(1).map((part) => this.build(part)),
        )
      case 'inherits': {
        const made = Object.create(this.build(first) as object)
        for (const [name, member] of Object.entries(second as object)) define(made, name, this.build(member))
        return made
      }
      default:
        throw new Error(`cannot make ${kind} here`)
    }
  }

  #key(name: string, part: string): CryptoKey {
    const made = cryptoKey(name, part)
    this.keysUsed.add(name)
    this.label(made, keyName(made) ?? name)
    return made
  }

  /** Text becomes bytes, so that no content-type comes with it. */
  #body(body: unknown): BodyInit | null | undefined {
    if (typeof body === 'string') return new TextEncoder().encode(body)
    return this.build(body) as BodyInit | null | undefined
  }

  #response({ status = 200, headers = [], body = null, used, kind }: ResponseData): unknown {
    if (kind === 'error') return Response.error()
    const empty = [101, 204, 205, 304].includes(status)
    const init = { status, headers }
    const content = empty ? null : this.#body(body)
    const made =
      kind === 'undici'
        ? (foreignValue('undici Response', [content, init]) as Response)
        : new Response(content as BodyInit, init)
    if (used) this.#waiting.push(made.arrayBuffer().catch(() => undefined))
    return made
  }

  #request({ url = 'https://rs.example/api', method = 'GET', headers = [], body, used, kind }: RequestData): unknown {
    const init: Record<string, unknown> = { method, headers }
    if (body !== undefined && !['GET', 'HEAD'].includes(method))
      Object.assign(init, { body: this.#body(body), duplex: 'half' })
    const made =
      kind === 'undici'
        ? (foreignValue('undici Request', [url, init]) as Request)
        : new Request(url, init as RequestInit)
    if (used) this.#waiting.push(made.arrayBuffer().catch(() => undefined))
    return made
  }

  #stream(text: string, failure: string | undefined): ReadableStream {
    const content = new TextEncoder().encode(text)
    const error = failure === undefined ? undefined : this.canned(failure)
    return new ReadableStream({
      start(controller) {
        controller.enqueue(content)
        if (error) controller.error(error)
        else controller.close()
      },
    })
  }
}

/** Calls (or constructs, for a class) what `fn` names; a dot means a method of the first argument. */
export function call(library: Library, fn: string, args: unknown[]): unknown {
  if (fn.startsWith('instanceof ')) return args[0] instanceof (library[fn.slice(11)] as typeof Error)
  if (fn.includes('.')) {
    const [target, ...rest] = args
    const method = (target as Record<string, unknown>)[fn.split('.')[1] as string] as Callable
    return Reflect.apply(method, target, rest)
  }
  const called = library[fn] as Callable
  if (fn.endsWith('Error') && !fn.startsWith('is')) return Reflect.construct(called, args)
  return called(...args)
}
