/**
 * Polling as data: what a client must remember between two polls of the token endpoint, and how each response changes
 * it.
 *
 * The device grant and CIBA share it. Nothing here waits or sends; `polling_loop.ts` does.
 *
 * @see [CIBA Core 1.0, 10.1 and 11](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_request)
 * @see [RFC 8628, 3.5 - Device Access Token Response](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.5)
 * @module
 */
import { assertNumber, assertString, invalidData, invalidType, invalidValue } from '../errors/assertions.ts'
import { POLLING_EXPIRED } from '../errors/codes.ts'
import { OperationProcessingError } from '../errors/operation_processing_error.ts'
import { ResponseBodyError } from '../errors/response_body_error.ts'
import { UnsupportedOperationError } from '../errors/unsupported_operation_error.ts'
import { WWWAuthenticateChallengeError } from '../errors/www_authenticate_challenge_error.ts'
import { isJsonObject } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { parseDate } from '../platform/clock.ts'
import { isPlatformObject } from '../platform/platform_object.ts'

/**
 * What a client must remember between two polls. It is plain JSON: store it, and another process can continue.
 *
 * **It holds a secret**: `id` is the `auth_req_id` or the `device_code`. Protect it like a token.
 *
 * Times are in seconds since the epoch and may have decimals.
 */
export type PollingState = {
  /** Version of this shape. */
  readonly version: 1
  /** What is polled for. */
  readonly grant: 'ciba' | 'device'
  /** Issuer identifier of the authorization server. */
  readonly issuer: string
  /** Client identifier. */
  readonly client_id: string
  /** The `auth_req_id` or the `device_code`: a secret. */
  readonly id: string
  /** Minimum number of seconds between two polls, counted from when one is sent. */
  readonly interval: number
  /**
   * When the next poll may be sent. If it equals `expiresAt`, no further poll is possible: only a ping can still bring
   * tokens.
   */
  readonly notBefore: number
  /** When the `id` expires. */
  readonly expiresAt: number
  /** How many polls were sent. */
  readonly attempts: number
  /** How many of the latest polls, in a row, got no response from the authorization server. */
  readonly failures: number
}

/** The outcome of one poll. Times are in seconds since the epoch. */
export interface PollOutcome {
  /** When the poll was sent. */
  readonly sentAt: number
  /** When its response, or the failure, arrived. */
  readonly receivedAt: number
  /** What the request or the processing of its response rejected with. */
  readonly error: unknown
}

/** The state before the first poll, which is due one interval from now. */
export function initialPollingState(
  grant: PollingState['grant'],
  as: AuthorizationServer,
  client: Client,
  id: string,
  expiresIn: number,
  interval: number | undefined,
  now: number,
): PollingState {
  // ciba 7.3/3b, rfc8628 3.2/6b
  const seconds = interval ?? 5
  assertString(id, grant === 'ciba' ? '"auth_req_id"' : '"device_code"')
  assertNumber(expiresIn, '"expires_in"', false)
  assertNumber(seconds, '"interval"', true)
  return {
    version: 1,
    grant,
    issuer: as.issuer,
    client_id: client.client_id,
    id,
    interval: seconds,
    notBefore: now + Math.min(seconds, expiresIn),
    expiresAt: now + expiresIn,
    attempts: 0,
    failures: 0,
  }
}

/**
 * Returns the state with a poll on its way: store it before the request is sent. A pure function.
 *
 * If a process ends before the response arrives, it leaves this state behind, and another process continues from it
 * after the interval. If several processes run at once, a lease in the store must keep the others away until the
 * response arrives.
 *
 * @param state The state before the poll.
 * @param sentAt When the poll is sent, in seconds since the epoch.
 * @param lastError What the previous poll rejected with. It goes into the cause of the error, so that a log shows why
 *   there were no tokens.
 * @returns The state while the response is awaited: one more attempt, and `notBefore` one interval after `sentAt`, but
 *   not after `expiresAt`.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `POLLING_EXPIRED` when the `id` has expired; cause
 *   `{ expiresAt, now, lastError }`.
 * @see [CIBA Core 1.0, 10.1](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_request)
 */
export function beginPoll(state: PollingState, sentAt: number, lastError?: unknown): PollingState {
  assertShape(state)
  assertNumber(sentAt, '"sentAt"', false)
  // ciba 7.4/3, 10.2/1, rfc8628 3.3/3a
  if (sentAt >= state.expiresAt) {
    const cause = { expiresAt: state.expiresAt, now: sentAt, lastError }
    throw invalidData('the time to wait for the user is over', POLLING_EXPIRED, cause)
  }
  // ciba 10.1/p6a: the interval counts from the moment a poll is sent
  return { ...state, attempts: state.attempts + 1, notBefore: Math.min(sentAt + state.interval, state.expiresAt) }
}

/**
 * Returns the state after a poll that brought no tokens, which says when to poll again. A pure function.
 *
 * An error that is not one of the library's counts as a network failure or a timeout, whatever its class, because
 * `fetch` may reject with anything. A mistake in your own code, for example in a client authentication method or in
 * `modifyAssertion`, looks the same. So do not pass in errors that were thrown before `fetch` was called or after the
 * response arrived; the loops do not.
 *
 * @param state The state as it was when the poll was sent.
 * @param outcome When the poll was sent, when its response arrived, and what it rejected with.
 * @returns The next state. Poll again at its `notBefore`: one interval after the poll was sent, plus the time that its
 *   response took, up to one second, because servers count from when they looked at the poll. If `notBefore` equals
 *   `expiresAt`, {@link beginPoll} will throw at that time.
 * @throws What the poll rejected with, when polling has ended: every error of the authorization server except
 *   `authorization_pending` and `slow_down` (in the body, even with status 200, or in a challenge, which some servers
 *   send along with every error), every other response that fails its checks, and an argument of the request that is
 *   not as described. Polling goes on after network failures, timeouts, any 5xx, and 408, 425 and 429 without an OAuth
 *   error.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @see [CIBA Core 1.0, 11 - Token Error Response](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_error_response)
 * @see [RFC 8628, 3.5 - Device Access Token Response](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.5)
 */
export function nextPollingState(state: PollingState, outcome: PollOutcome): PollingState {
  assertShape(state)
  const { sentAt, receivedAt, error } = outcome
  assertNumber(sentAt, '"outcome.sentAt"', false)
  assertNumber(receivedAt, '"outcome.receivedAt"', false)
  const answer = judge(error)
  if (answer === 'end') {
    throw error
  }
  // ciba 11/2, rfc8628 3.5/2: five seconds more, from now on
  const interval = answer === 'slow_down' ? state.interval + 5 : state.interval
  // rfc8628 3.5/p4b: twice as long with each failure
  const failures = answer === 'failure' ? state.failures + 1 : 0
  const wait = Math.min(interval * 2 ** failures, longestPause({ interval, failures }))
  // ciba 10.1/p3, rfc8628 3.5/1b: servers count from when they looked at the poll, before the response arrived
  const lookedAt = Math.max(sentAt, Math.min(receivedAt, sentAt + 1))
  // ciba 10.1/p6b, 10.1/p6c, 10.1/p7: neither before the response to the last poll, nor before the server allows it
  const notBefore = Math.max(lookedAt + wait, receivedAt + retryAfter(error, receivedAt))
  return { ...state, interval, failures, notBefore: Math.min(notBefore, state.expiresAt) }
}

/**
 * Maximum number of seconds between two polls. It is higher after failures: a restart must not hurry what is broken.
 */
export function longestPause({ interval, failures }: Pick<PollingState, 'interval' | 'failures'>): number {
  return failures > 0 ? Math.max(interval, 300) : interval
}

/** Throws unless a stored state is complete and belongs to this server, this client and this grant. */
export function assertPollingState(
  state: unknown,
  grant: PollingState['grant'],
  as: AuthorizationServer,
  client: Client,
): asserts state is PollingState {
  assertShape(state)
  if (state.grant !== grant || state.issuer !== as.issuer || state.client_id !== client.client_id) {
    throw invalidValue('the polling state belongs to another authorization server, client, or grant')
  }
}

function assertShape(state: unknown): asserts state is PollingState {
  if (!isJsonObject(state)) {
    throw invalidType('"state" must be an object')
  }
  if (state.version !== 1) {
    throw invalidValue('"state" must be a polling state that this library made')
  }
  assertString(state.id, '"state.id"')
  assertNumber(state.interval, '"state.interval"', true)
  for (const name of ['notBefore', 'expiresAt', 'attempts', 'failures']) {
    assertNumber(state[name], `"state.${name}"`, false)
  }
}

function judge(error: unknown): 'pending' | 'slow_down' | 'failure' | 'end' {
  if (error instanceof ResponseBodyError) {
    return said(error.error)
  }
  if (error instanceof OperationProcessingError || error instanceof WWWAuthenticateChallengeError) {
    return isTransient(responseOf(error)) ? 'failure' : said(challengedWith(error) ?? errorWithoutTokens(error))
  }
  const { code } = (error ?? {}) as { code?: unknown }
  const mistake = typeof code === 'string' && code.startsWith('ERR_INVALID_ARG_')
  // rfc8628 3.5/p4a: what remains are network failures and timeouts
  return mistake || error instanceof UnsupportedOperationError ? 'end' : 'failure'
}

// ciba 11/1, 11/3, 11/4, 11/5, 11/p2, 11/p4, rfc8628 3.5/1a, 3.5/3, 3.5/4a, 3.5/p3: every other error ends polling
function said(error: string | undefined): 'pending' | 'slow_down' | 'end' {
  return error === 'authorization_pending' ? 'pending' : error === 'slow_down' ? 'slow_down' : 'end'
}

/** Whether a challenge says that the user has not decided yet: some servers send one along with every error. */
export function isChallengedToWait(error: unknown): boolean {
  return said(challengedWith(error)) !== 'end'
}

function challengedWith(error: unknown): string | undefined {
  if (error instanceof WWWAuthenticateChallengeError) {
    return error.cause.find(({ parameters }) => parameters.error)?.parameters.error
  }
  return undefined
}

// GitHub's device grant uses status 200 to say that the user has not decided yet
function errorWithoutTokens({ cause }: Error): string | undefined {
  const { body } = (cause ?? {}) as { body?: unknown }
  return isJsonObject(body) && !body.access_token ? (body.error as string) : undefined
}

/** Whether a response comes from something that is busy or broken, not from the authorization server itself. */
export function isTransient(response: Response | undefined): boolean {
  return !!response && (response.status > 499 || [408, 425, 429].includes(response.status))
}

function responseOf(error: unknown): Response | undefined {
  const { cause, response = cause } = (error ?? {}) as { cause?: unknown; response?: unknown }
  return isPlatformObject(response, 'Response') ? response : undefined
}

/** Seconds that a response says to wait; 0 if it says nothing. */
export function retryAfter(error: unknown, now: number): number {
  const headers = responseOf(error)?.headers
  const header = headers?.get('retry-after')
  if (!header) {
    return 0
  }
  // rfc9110 10.2.3/1: seconds, or a date by the clock of the server, whose current time is in `Date`
  const seconds = /^\d+$/.test(header)
    ? Number(header)
    : parseDate(header) - (parseDate(headers?.get('date') ?? '') || now)
  return Number.isNaN(seconds) ? 0 : Math.max(seconds, 0)
}
