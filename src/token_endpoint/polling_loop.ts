import { isDPoPNonceError } from '../dpop/is_dpop_nonce_error.ts'
import { assertNumber, invalidType } from '../errors/assertions.ts'
import { OperationProcessingError } from '../errors/operation_processing_error.ts'
import { ResponseBodyError } from '../errors/response_body_error.ts'
import { WWWAuthenticateChallengeError } from '../errors/www_authenticate_challenge_error.ts'
import { customFetch, type SendOptions } from '../http/options.ts'
import { type SteadyClock, steadyClock } from '../platform/clock.ts'
import { platformFetch } from '../platform/fetch.ts'
import { isPlatformObject } from '../platform/platform_object.ts'
import { sleepUntil, throwIfAborted, unlessAborted, withDeadline } from '../platform/timer.ts'
import {
  beginPoll,
  isChallengedToWait,
  isTransient,
  longestPause,
  nextPollingState,
  type PollingState,
  retryAfter,
} from './polling.ts'
import type { ProcessTokenResponseOptions } from './process_token_response.ts'
import type { TokenEndpointRequestOptions } from './token_endpoint_request.ts'
import type { TokenEndpointResponse } from './token_endpoint_response.ts'

/**
 * Options of what polls the token endpoint until the user has decided.
 *
 * @see [CIBA Core 1.0, 10.1](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_request)
 */
export interface PollOptions extends Omit<TokenEndpointRequestOptions, 'signal'>, ProcessTokenResponseOptions {
  /**
   * Ends the polling, whatever it is doing; the promise rejects with the signal's reason. It cannot be a function, as it can for a single
   * request: for each poll there is `requestDeadline`.
   */
  signal?: AbortSignal
  /** Seconds to wait for the answer to one poll; 40 when not set. Servers may hold an answer back for 30. */
  requestDeadline?: number
  /**
   * Called with each new state, before each poll and after each that brought no tokens, and awaited. Store the state here: another
   * process can go on from it. What it throws ends the polling.
   */
  onProgress?: (state: PollingState) => void | PromiseLike<void>
  /**
   * When it is fulfilled, for example because a ping came, the next poll is sent at once. Where a poll is under way then and is answered
   * `slow_down`, or with a `Retry-After`, the next one comes when that time is over, unless that is too late. When it rejects, nothing
   * happens.
   */
  notified?: PromiseLike<unknown>
}

/** Polls until there are tokens, or an error that ends the polling. `poll` sends one request and processes its answer. */
export async function pollTokens(
  initial: PollingState,
  options: PollOptions | undefined,
  poll: (options: TokenEndpointRequestOptions & ProcessTokenResponseOptions) => Promise<TokenEndpointResponse>,
): Promise<TokenEndpointResponse> {
  // ciba 10.1/p5, 10.1/3: 30 seconds at least, and some for the way
  const { signal, requestDeadline = 40, onProgress, notified } = options ?? {}
  // not the rest of the line above: compilers that are told to be loose leave symbols out of that
  const request = { ...options }
  if (signal !== undefined && !isPlatformObject(signal, 'AbortSignal')) {
    throw invalidType('"options.signal" must be an AbortSignal')
  }
  assertNumber(requestDeadline, '"options.requestDeadline"', true)
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw invalidType('"options.onProgress" must be a function')
  }
  if (notified !== undefined && typeof notified?.then !== 'function') {
    throw invalidType('"options.notified" must be a promise')
  }
  throwIfAborted(signal)
  let alarm = new AbortController()
  const ring = () => alarm.abort()
  signal?.addEventListener('abort', ring)
  // ciba 10.1/p9, 10.2/7: a ping is a reason to ask at once; a way for pings that broke is none
  notified?.then(ring, () => {})
  try {
    const clock = steadyClock()
    let state = initial
    let lastError: unknown
    // after a restart only the runtime's clock is left, and it may have been moved: such a pause is the longest wait then
    let due = Math.min(state.notBefore, clock.now() + longestPause(state))
    for (;;) {
      // ciba 10.1/p3, 10.1/2, rfc8628 3.5/1b
      clock.skip(await sleepUntil(clock.toMonotonic(due), alarm.signal))
      throwIfAborted(signal)
      alarm = alarm.signal.aborted ? new AbortController() : alarm
      state = await reported(beginPoll(state, clock.now(), lastError))
      const exchange = new Exchange(request, clock)
      try {
        // ciba 10.1.1/1: with the tokens it is over, the id is not used again
        return await withNonceRetry(() =>
          withDeadline(requestDeadline, signal, (limit) =>
            poll({ ...request, ...exchange.within(limit) }).catch((error) => exchange.discarded(error)),
          ),
        )
      } catch (error) {
        throwIfAborted(signal)
        lastError = error
        const outcome = { sentAt: exchange.sentAt, receivedAt: clock.now(), error: exchange.judged(error) }
        const next = nextPollingState(state, outcome)
        due = next.notBefore
        if (alarm.signal.aborted) {
          alarm = new AbortController()
          // ciba 11/2, 10.1/p7, rfc8628 3.5/2: a ping asked for this poll; it waits only for what the server told, if it fits in
          const isSlower = next.interval > state.interval
          const told = isSlower ? due : outcome.receivedAt + retryAfter(outcome.error, outcome.receivedAt)
          due = told < next.expiresAt ? told : outcome.receivedAt
        }
        state = await reported(next)
      }
    }
  } finally {
    signal?.removeEventListener('abort', ring)
  }

  async function reported(state: PollingState): Promise<PollingState> {
    await unlessAborted(signal, () => onProgress?.(state))
    return state
  }
}

/** One poll on the network, in the options' way of sending. */
class Exchange {
  /** When the request left, of several the last: signing takes time, and the interval does not count from there. */
  sentAt: number
  /** How far it came; answered: to the last byte. */
  phase: 'unsent' | 'sent' | 'reading' | 'answered' = 'unsent'
  limit: AbortSignal | undefined
  response: Response | undefined
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>

  constructor(options: SendOptions, clock: SteadyClock) {
    this.sentAt = clock.now()
    this.fetch = async (url, init) => {
      this.sentAt = clock.now()
      this.phase = 'sent'
      const response = await ((options[customFetch] || platformFetch()) as ReturnType<typeof platformFetch>)(url, init)
      if (isPlatformObject(response, 'Response')) {
        this.follow(response)
      }
      return response
    }
  }

  within(limit: AbortSignal) {
    this.limit = limit
    this.phase = 'unsent'
    this.response = undefined
    return { [customFetch]: this.fetch, signal: limit }
  }

  /** What is to be judged of an error. Throws it when neither the network nor the server has anything to do with it. */
  judged(error: unknown): unknown {
    const { phase } = this
    const answer =
      error instanceof ResponseBodyError ||
      error instanceof WWWAuthenticateChallengeError ||
      error instanceof OperationProcessingError
    // once an answer is there, nothing but what it says lets the polling go on: it may have been the tokens
    if (phase === 'unsent' ? !this.limit?.aborted : phase === 'answered' && !answer) {
      throw error
    }
    // a connection that breaks while the body comes is a failure of the network, not an answer that fails its checks
    return phase === 'reading' ? undefined : error
  }

  /** Notices when the body is read. A copy would not do: whoever kept the response may ask later what was in it. */
  follow(response: Response): void {
    this.response = response
    const json = async () => {
      this.phase = 'reading'
      const text = await response.text()
      this.phase = 'answered'
      return JSON.parse(text)
    }
    // of a response that an application has frozen, or reads in its own way, nothing can be said but that it is there
    const own = Object.hasOwn(response, 'json')
    if (own || !Reflect.defineProperty(response, 'json', { value: json, configurable: true, writable: true })) {
      this.phase = 'answered'
    }
  }

  /** Reads what nobody else will look at, because the polling goes on: unread it would keep its connection. */
  async discarded(error: unknown): Promise<never> {
    if (isTransient(this.response) || isDPoPNonceError(error) || isChallengedToWait(error)) {
      await this.response?.arrayBuffer().catch(() => {})
    }
    throw error
  }
}

/** A server that wants a nonce in the DPoP proof has not looked at the poll: it is sent again at once, twice at most. */
async function withNonceRetry<T>(send: () => Promise<T>): Promise<T> {
  for (let retries = 0; ; retries++) {
    try {
      return await send()
    } catch (error) {
      // rfc9449 8/3, 8/5
      if (retries === 2 || !isDPoPNonceError(error)) {
        throw error
      }
    }
  }
}
