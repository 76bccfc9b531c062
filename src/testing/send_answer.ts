/**
 * Turns an answer into an HTTP response, with everything that can go wrong on the way.
 *
 * @module
 */
import { encodeText } from '../encoding/text.ts'
import type { JsonObject } from '../json/json.ts'
import { monotonicTime } from '../platform/clock.ts'
import { sleepUntil, throwIfAborted } from '../platform/timer.ts'
import type { Answer } from './answer.ts'
import { json, redirect, refusalAnswer } from './answer.ts'
import type { Incoming } from './incoming.ts'
import { set } from './issue_jwt.ts'
import type { AnswerDeviations } from './misbehaviour_names.ts'
import { challenge } from './refusal.ts'

type Deviations = Partial<AnswerDeviations>

const html = '<!doctype html><title>Something went wrong</title>'

/** The answer that a switch demands whatever the request says; `undefined` when there is none. */
export function insteadOf(incoming: Incoming, switches: Map<string, unknown>): Answer | undefined {
  const { error, challenge: header, location } = Object.fromEntries(switches) as Deviations
  if (location !== undefined) {
    return redirect(location)
  }
  if (header !== undefined) {
    return { status: 401, headers: { 'www-authenticate': header }, body: null }
  }
  if (error === undefined) {
    return undefined
  }
  const more = typeof error === 'string' ? { error } : error
  if (typeof error === 'string' && (incoming.endpoint === 'userinfo' || incoming.endpoint === 'resource')) {
    return refusalAnswer(challenge('Bearer', error, 'as the test demands'))
  }
  const answer = json({ error: more.error, error_description: 'as the test demands' }, more.status ?? 400)
  Object.assign(answer.headers, more.headers, more.content_type && { 'content-type': more.content_type })
  return answer
}

/** Changes the members and the status of an answer. */
export function deviate(answer: Answer, switches: Map<string, unknown>): void {
  const { status, error, body, challenge, location, network, ...members } = Object.fromEntries(switches) as Deviations &
    Record<string, unknown>
  answer.status = (status as number | undefined) ?? answer.status
  if (typeof answer.body === 'object' && answer.body !== null) {
    for (const [name, value] of Object.entries(members)) {
      set(answer.body as Record<string, JsonObject[string]>, name, value)
    }
  }
}

/** The connection before there is an answer: it may fail, stay silent, or be slow. */
export async function connect(network: AnswerDeviations['network'] | undefined, signal?: AbortSignal): Promise<void> {
  throwIfAborted(signal)
  if (network === 'refused') {
    throw new TypeError('fetch failed', { cause: new Error('the connection was refused, as the test demands') })
  }
  if (network === 'silent') {
    await new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason))
    })
  }
  if (typeof network === 'number') {
    await sleepUntil(monotonicTime() + network * 1000, signal ?? new AbortController().signal)
    throwIfAborted(signal)
  }
}

/** The response, with the body that the switches demand. */
export function responseOf(answer: Answer, switches: Map<string, unknown>, signal?: AbortSignal): Response {
  const { body, network } = Object.fromEntries(switches) as Deviations
  const { status, headers } = answer
  const content = typeof answer.body === 'object' && answer.body !== null ? JSON.stringify(answer.body) : answer.body
  const init = { status, headers: { ...headers } as Record<string, string> }
  if (body === 'html' || body === 'mislabelled') {
    init.headers['content-type'] = 'text/html'
  }
  // fetch: these have no body
  if ([204, 205, 304].includes(status)) {
    return new Response(null, init)
  }
  const changed = bodyOf(content ?? '', body)
  if (network === 'reset' || body === 'endless') {
    return new Response(brokenBody(changed, network === 'reset', signal), init)
  }
  return new Response(content === null && body === undefined ? null : changed, init)
}

function bodyOf(content: string, deviation: AnswerDeviations['body'] | undefined): string {
  switch (deviation) {
    case 'html':
      return html
    case 'truncated':
      return content.slice(0, content.length / 2)
    case 'empty':
      return ''
    case 'null':
      return 'null'
    case 'array':
      return `[${content}]`
    case 'string':
      return '"a string"'
    case 'huge':
      return `${content}${' '.repeat(1 << 20)}`
    default:
      return content
  }
}

/** Half of the body. Once it is read, the connection breaks, or nothing more arrives until the request is aborted. */
function brokenBody(content: string, breaks: boolean, signal: AbortSignal | undefined): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(encodeText(content.slice(0, content.length / 2)))
      const abort = () => controller.error(signal?.reason)
      if (signal?.aborted) {
        abort()
      } else {
        signal?.addEventListener('abort', abort)
      }
    },
    pull(controller) {
      if (breaks) {
        const cause = new Error('the connection broke, as the test demands')
        controller.error(new TypeError('terminated', { cause }))
      }
    },
  })
}
