import { isDPoPNonceError } from '../dpop/is_dpop_nonce_error.ts'
import { invalidType } from '../errors/assertions.ts'
import { customFetch, type SendOptions } from '../http/options.ts'
import { steadyClock } from '../platform/clock.ts'
import { platformFetch } from '../platform/fetch.ts'
import { isPlatformObject } from '../platform/platform_object.ts'
import { sleepUntil, withDeadline } from '../platform/timer.ts'
import { beginPoll, nextPollingState, type PollingState } from './polling.ts'
import type { ProcessTokenResponseOptions } from './process_token_response.ts'
import type { TokenEndpointRequestOptions } from './token_endpoint_request.ts'
import type { TokenEndpointResponse } from './token_endpoint_response.ts'

/** Options of what polls the token endpoint until the user has decided. */
export interface PollOptions extends Omit<TokenEndpointRequestOptions, 'signal'>, ProcessTokenResponseOptions {
  /** Ends the polling. */
  signal?: AbortSignal
  /** Seconds to wait for the answer to one poll; 40 when not set. Servers may hold an answer back for 30. */
  requestDeadline?: number
  /**
   * Called with each new state, before each poll and after it, and awaited. Store the state here: another process can go on
   * from it. What it throws ends the polling.
   */
  onProgress?: (state: PollingState) => void | Promise<void>
  /** When it settles, for example because a ping came, the wait for the next poll is over. */
  notified?: PromiseLike<unknown>
}

/** Polls until there are tokens, or an error that ends the polling. `poll` sends one request and processes its answer. */
export async function pollTokens(
  initial: PollingState,
  options: PollOptions | undefined,
  poll: (options: TokenEndpointRequestOptions & ProcessTokenResponseOptions) => Promise<TokenEndpointResponse>,
): Promise<TokenEndpointResponse> {
  const { signal, requestDeadline = 40, onProgress, notified, ...rest } = options ?? {}
  if (signal !== undefined && !isPlatformObject(signal, 'AbortSignal')) {
    throw invalidType('"options.signal" must be an instance of AbortSignal')
  }
  let wake = new AbortController()
  const interrupt = () => wake.abort()
  signal?.addEventListener('abort', interrupt)
  // ciba 10.1/p9, 10.2/7: a ping is a reason to ask at once
  notified?.then(interrupt, interrupt)
  try {
    const clock = steadyClock()
    let state = initial
    // after a restart only the runtime's clock is left, and it may have been moved: the interval is the longest wait then
    let due = Math.min(state.notBefore, clock.now() + state.interval)
    for (;;) {
      // ciba 10.1/p3, 10.1/2, rfc8628 3.5/1b
      await sleepUntil(clock.toMonotonic(due), wake.signal)
      signal?.throwIfAborted()
      wake = wake.signal.aborted ? new AbortController() : wake
      let sentAt = clock.now()
      state = beginPoll(state, sentAt)
      await onProgress?.(state)
      try {
        // signing takes time: the interval counts from when the request leaves
        const sending = noted(rest, () => {
          sentAt = clock.now()
        })
        // ciba 10.1.1/1: with the tokens it is over, the id is not used again
        return await withNonceRetry(() =>
          // ciba 10.1/p5, 10.1/3: 40 seconds for an answer, then anew
          withDeadline(requestDeadline, signal, (limit) => poll({ ...rest, [customFetch]: sending, signal: limit })),
        )
      } catch (error) {
        signal?.throwIfAborted()
        state = nextPollingState(state, { sentAt, receivedAt: clock.now(), error })
        due = state.notBefore
        await onProgress?.(state)
      }
    }
  } finally {
    signal?.removeEventListener('abort', interrupt)
  }
}

/** The options' way of sending, with a note when it is used. */
function noted(options: SendOptions, note: () => void): (url: string, init: RequestInit) => Promise<Response> {
  return (url, init) => {
    note()
    return ((options[customFetch] || platformFetch) as typeof platformFetch)(url, init)
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
