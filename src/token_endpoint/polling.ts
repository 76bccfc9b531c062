/**
 * Polling as data: what a client must remember between two polls of the token endpoint, and what each answer changes.
 *
 * The device grant and CIBA share it. Nothing here waits or sends; see `polling_loop.ts` for what does.
 *
 * @see [CIBA Core 1.0, 10.1 and 11](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#token_request)
 * @see [RFC 8628, 3.5 - Device Access Token Response](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.5)
 * @module
 */
import { assertString, invalidData, invalidValue } from '../errors/assertions.ts'
import { POLLING_EXPIRED, RESPONSE_IS_NOT_CONFORM, WWW_AUTHENTICATE_CHALLENGE } from '../errors/codes.ts'
import { OperationProcessingError } from '../errors/operation_processing_error.ts'
import { ResponseBodyError } from '../errors/response_body_error.ts'
import { UnsupportedOperationError } from '../errors/unsupported_operation_error.ts'
import { isJsonObject } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { parseDate } from '../platform/clock.ts'
import { isPlatformObject } from '../platform/platform_object.ts'

/**
 * What a client must remember between two polls. It is plain JSON: store it, and another process can go on.
 *
 * **It holds a secret**: `id` is the `auth_req_id` or the `device_code`. Keep it as safe as a token.
 *
 * Moments are in seconds since the epoch and may have decimals.
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
  /** Seconds between two polls, at least, counted from when one is sent. */
  readonly interval: number
  /** When the next poll may be sent. */
  readonly notBefore: number
  /** When the `id` ends to be good. */
  readonly expiresAt: number
  /** How many polls were sent. */
  readonly attempts: number
  /** How many of the latest polls had no answer of the authorization server. */
  readonly failures: number
}

/** What came of one poll; moments are in seconds since the epoch. */
export interface PollOutcome {
  /** When the poll was sent. */
  readonly sentAt: number
  /** When its answer, or the failure, was there. */
  readonly receivedAt: number
  /** What the request or the processing of its answer rejected with. */
  readonly error: unknown
}

/** The state before the first poll. */
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
  return {
    version: 1,
    grant,
    issuer: as.issuer,
    client_id: client.client_id,
    id,
    interval: seconds,
    notBefore: now + seconds,
    expiresAt: now + expiresIn,
    attempts: 0,
    failures: 0,
  }
}

/**
 * The state with a poll on its way: to be stored before the request is sent, so that no other process polls meanwhile.
 *
 * @param state The state before the poll.
 * @param sentAt When the poll is sent, in seconds since the epoch.
 * @throws {@link OperationProcessingError} `POLLING_EXPIRED` when the `id` is no longer good; cause `{ expiresAt, now }`.
 */
export function beginPoll(state: PollingState, sentAt: number): PollingState {
  // ciba 7.4/3, 10.2/1
  if (sentAt >= state.expiresAt) {
    throw pollingExpired(state, sentAt)
  }
  // ciba 10.1/p6a: the interval counts from the moment a poll is sent
  return { ...state, attempts: state.attempts + 1, notBefore: sentAt + state.interval }
}

/**
 * The state after a poll that brought no tokens: when to poll again. Pure; what it is given decides alone.
 *
 * @param state The state as it was when the poll was sent.
 * @param outcome What came of the poll.
 * @returns The next state; poll again at its `notBefore`.
 * @throws What the poll rejected with, when polling has ended: every error of the authorization server but `authorization_pending` and
 *   `slow_down`, and every answer that fails its checks. {@link OperationProcessingError} `POLLING_EXPIRED` when the next poll
 *   would come too late.
 */
export function nextPollingState(state: PollingState, outcome: PollOutcome): PollingState {
  const { sentAt, receivedAt, error } = outcome
  const answer = judge(error)
  if (answer === 'end') {
    throw error
  }
  // ciba 11/2, rfc8628 3.5/2: five seconds more, from now on
  const interval = answer === 'slow_down' ? state.interval + 5 : state.interval
  // rfc8628 3.5/p4b: twice as long with each failure
  const failures = answer === 'failure' ? state.failures + 1 : 0
  const wait = Math.min(interval * 2 ** failures, Math.max(interval, 300))
  // ciba 10.1/p6b, 10.1/p7: not before the answer to the last poll, nor before the server says
  const notBefore = Math.max(sentAt + wait, receivedAt + retryAfter(error, receivedAt))
  if (notBefore >= state.expiresAt) {
    throw pollingExpired(state, receivedAt)
  }
  return { ...state, interval, failures, notBefore: Math.max(notBefore, receivedAt) }
}

/** A stored state must be whole, and belong to this server, this client and this grant. */
export function assertPollingState(
  state: unknown,
  grant: PollingState['grant'],
  as: AuthorizationServer,
  client: Client,
): asserts state is PollingState {
  if (!isJsonObject(state) || state.version !== 1) {
    throw invalidValue('the polling state must be one that this library made')
  }
  assertString(state.id, 'polling state "id"')
  for (const name of ['interval', 'notBefore', 'expiresAt', 'attempts', 'failures']) {
    if (!Number.isFinite(state[name])) {
      throw invalidValue(`polling state "${name}" must be a finite number`)
    }
  }
  if (state.grant !== grant || state.issuer !== as.issuer || state.client_id !== client.client_id) {
    throw invalidValue('the polling state belongs to another authorization server, client, or grant')
  }
}

export function pollingExpired(state: PollingState, now: number): Error {
  return invalidData('the time to wait for the user is over', POLLING_EXPIRED, { expiresAt: state.expiresAt, now })
}

function judge(error: unknown): 'pending' | 'slow_down' | 'failure' | 'end' {
  if (error instanceof ResponseBodyError) {
    // ciba 11/1, 11/3, 11/4, 11/5, 11/p2, 11/p4, rfc8628 3.5/1a, 3.5/3, 3.5/4a, 3.5/p3: every other error ends polling
    return error.error === 'authorization_pending' ? 'pending' : error.error === 'slow_down' ? 'slow_down' : 'end'
  }
  if (error instanceof OperationProcessingError) {
    return error.code === RESPONSE_IS_NOT_CONFORM && isTransient(error.cause) ? 'failure' : 'end'
  }
  const { code } = (error ?? {}) as { code?: unknown }
  const ours = error instanceof UnsupportedOperationError || code === WWW_AUTHENTICATE_CHALLENGE
  const mistake = typeof code === 'string' && code.startsWith('ERR_INVALID_ARG_')
  // rfc8628 3.5/p4a: what remains are failures of the network, and time-outs
  return ours || mistake ? 'end' : 'failure'
}

// an answer of something that is busy or broken, not of the authorization server itself
function isTransient(response: unknown): boolean {
  return isPlatformObject(response, 'Response') && (response.status > 499 || [408, 425, 429].includes(response.status))
}

// rfc9110 10.2.3/1: seconds, or a date
function retryAfter(error: unknown, now: number): number {
  const { cause, response = cause } = (error ?? {}) as { cause?: unknown; response?: unknown }
  const header = isPlatformObject(response, 'Response') ? response.headers.get('retry-after') : null
  if (!header) {
    return 0
  }
  const seconds = /^\d+$/.test(header) ? Number(header) : parseDate(header) - now
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : 0
}
