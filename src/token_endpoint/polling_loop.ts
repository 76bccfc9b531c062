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
 * Options of functions that poll the token endpoint until the user has decided.
 *
 * @see [CIBA Core 1.0, 10.1](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_request)
 */
export interface PollOptions extends Omit<TokenEndpointRequestOptions, 'signal'>, ProcessTokenResponseOptions {
  /**
   * Aborts the polling, whatever it is doing; the promise rejects with the signal's reason. Unlike that of a single
   * request, it cannot be a function: use `requestDeadline` to limit each poll.
   */
  signal?: AbortSignal
  /** Seconds to wait for the response to one poll; 40 when not set. Servers may hold a response back for 30. */
  requestDeadline?: number
  /**
   * Called with each new state, before each poll and after each that brought no tokens, and awaited. Store the state
   * here, so that another process can continue from it. If it throws or rejects, polling ends with that error.
   */
  onProgress?: (state: PollingState) => void | PromiseLike<void>
  /**
   * When it is fulfilled, for example because a ping arrived, the next poll is sent at once. If a poll is under way at
   * that moment, and its response is `slow_down` or has a `Retry-After`, the next poll is sent when that time is over,
   * or at once if that would be too late. If it rejects, nothing happens.
   */
  notified?: PromiseLike<unknown>
}

/**
 * Polls until there are tokens, or an error that ends the polling. `poll` sends one request and processes its response.
 */
export async function pollTokens(
  initial: PollingState,
  options: PollOptions | undefined,
  poll: (options: TokenEndpointRequestOptions & ProcessTokenResponseOptions) => Promise<TokenEndpointResponse>,
): Promise<TokenEndpointResponse> {
  // ciba 10.1/p5, 10.1/3: at least 30 seconds, and some for the network
  const { signal, requestDeadline = 40, onProgress, notified } = options ?? {}
  // not by a rest element in the line above: in loose mode, compilers leave symbols out of it
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
  // ciba 10.1/p9, 10.2/7: a ping is a reason to poll at once; a broken channel for pings is not
  notified?.then(ring, () => {})
  try {
    const clock = steadyClock()
    let state = initial
    let lastError: unknown
    // after a restart only the runtime's clock is left, and it may have been moved: the longest pause caps the wait
    let due = Math.min(state.notBefore, clock.now() + longestPause(state))
    for (;;) {
      // ciba 10.1/p3, 10.1/2, rfc8628 3.5/1b
      clock.skip(await sleepUntil(clock.toMonotonic(due), alarm.signal))
      throwIfAborted(signal)
      alarm = alarm.signal.aborted ? new AbortController() : alarm
      state = await reported(beginPoll(state, clock.now(), lastError))
      const exchange = new Exchange(request, clock)
      try {
        // ciba 10.1.1/1: the tokens end the polling, and the id is not used again
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
          // ciba 11/2, 10.1/p7, rfc8628 3.5/2: a ping asked for this poll, so it waits only as long as the server
          // said, if there is time for that
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

/** One poll on the network, sent by the `fetch` of the options. */
class Exchange {
  /**
   * When the latest request was sent. Signing takes time, so the interval does not count from the start of the poll.
   */
  sentAt: number
  /** How far the latest request got; answered: its body was read to the last byte. */
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

  /** The error to be judged. Throws it if neither the network nor the server has anything to do with it. */
  judged(error: unknown): unknown {
    const { phase } = this
    const answer =
      error instanceof ResponseBodyError ||
      error instanceof WWWAuthenticateChallengeError ||
      error instanceof OperationProcessingError
    // once there is a response, only what it says may let the polling go on: it may have contained the tokens
    if (phase === 'unsent' ? !this.limit?.aborted : phase === 'answered' && !answer) {
      throw error
    }
    // a connection that breaks while the body arrives is a network failure, not a response that fails its checks
    return phase === 'reading' ? undefined : error
  }

  /** Tracks the reading of the body. A copy would not do: whoever kept the response may ask later what was in it. */
  follow(response: Response): void {
    this.response = response
    const json = async () => {
      this.phase = 'reading'
      const text = await response.text()
      this.phase = 'answered'
      return JSON.parse(text)
    }
    // if an application has frozen the response, or reads it in its own way, all that is known is that it arrived
    const own = Object.hasOwn(response, 'json')
    if (own || !Reflect.defineProperty(response, 'json', { value: json, configurable: true, writable: true })) {
      this.phase = 'answered'
    }
  }

  /** Reads a body that nobody else will read, because the polling goes on. Unread, it would keep its connection. */
  async discarded(error: unknown): Promise<never> {
    if (isTransient(this.response) || isDPoPNonceError(error) || isChallengedToWait(error)) {
      await this.response?.arrayBuffer().catch(() => {})
    }
    throw error
  }
}

/** Sends again at once, twice at most, if the server wants a nonce in the DPoP proof: it has not looked at the poll. */
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
