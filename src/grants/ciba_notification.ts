/**
 * What a ping and a push have in common: a request of the authorization server to the client, with the bearer token that the client
 * chose for this one authentication.
 *
 * @see [CIBA Core 1.0, 9 - Client Notification Endpoint](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#client_notification_endpoint)
 * @module
 */
import { invalidData, invalidType, invalidValue } from '../errors/assertions.ts'
import { INVALID_REQUEST } from '../errors/codes.ts'
import { OperationProcessingError } from '../errors/operation_processing_error.ts'
import { UnsupportedOperationError } from '../errors/unsupported_operation_error.ts'
import { getContentType } from '../http/media_type.ts'
import { isJsonObject, type JsonObject } from '../json/json.ts'
import { sha256 } from '../platform/digest.ts'
import { isPlatformObject } from '../platform/platform_object.ts'

/**
 * What the application stored of a backchannel authentication that it expects to hear of: what a {@link FindExpectedNotification}
 * returns. It may have more members.
 *
 * @see [CIBA Core 1.0, 9 - Client Notification Endpoint](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#client_notification_endpoint)
 */
export interface ExpectedNotification {
  /** SHA-256 of the `client_notification_token`, base64url; see {@link calculateClientNotificationTokenHash}. */
  readonly tokenHash: string
  /**
   * The `auth_req_id`; not set, or `null`, while the answer to the backchannel authentication request is not stored yet. Then it is for
   * the application to compare what the notification says with that answer when it comes.
   */
  readonly auth_req_id?: string | null
}

/**
 * Looks up what the application stored under the SHA-256 (base64url) of a `client_notification_token`; nothing when there is none, or when
 * that authentication is over: a notification that comes twice is then refused.
 */
export type FindExpectedNotification = (
  tokenHash: string,
) => ExpectedNotification | null | undefined | Promise<ExpectedNotification | null | undefined>

/** A notification that failed a check: the answer to send, and why. Nothing else is to be done about it. */
export interface RejectedNotification {
  /** The HTTP answer to send: 400, 401, 405 or 415, without a body. */
  readonly response: Response
  /** What failed, for the log. Its `code` is `INVALID_REQUEST`, beside those of the checks of the pushed tokens. */
  readonly error: OperationProcessingError | UnsupportedOperationError
  readonly auth_req_id?: undefined
  readonly tokens?: undefined
}

/** A notification whose sender is authenticated. */
export interface AuthenticNotification {
  readonly auth_req_id: string
  readonly body: JsonObject
}

/** Authenticates a notification and has it processed; what fails becomes the answer to send. */
export async function receiveNotification<T extends object>(
  request: Request,
  find: FindExpectedNotification,
  process: (notification: AuthenticNotification) => T | Promise<T>,
): Promise<(T & { readonly response: Response }) | RejectedNotification> {
  assertRequest(request)
  if (typeof find !== 'function') {
    throw invalidType('"find" must be a function')
  }
  // ciba 10.2/2, 10.3.1/4, 12/p1
  if (request.method !== 'POST') {
    return rejected(405, 'a notification must use the POST method', { allow: 'POST' })
  }
  if (getContentType(request) !== 'application/json') {
    return rejected(415, 'a notification must be application/json')
  }
  const token = bearerToken(request.headers)
  if (!token) {
    // rfc6750 3.1/p2: without credentials there is nothing to say about them
    return rejected(401, 'a notification must carry one bearer token', { 'www-authenticate': 'Bearer' })
  }
  const tokenHash = await sha256(token)
  const expected = await find(tokenHash)
  // ciba 9/5, 10.2/3b, 10.3.1/6b
  if (!expected) {
    return unknownToken('the bearer token of the notification is unknown')
  }
  if (!isEqual(tokenHash, expected.tokenHash)) {
    return unknownToken('what was found has not the "tokenHash" of the bearer token')
  }
  const body = parseObject(await request.text())
  // ciba 10.2/8, 10.3.1/13, 12/3: and whatever else
  const authReqId = body?.auth_req_id
  if (!body || typeof authReqId !== 'string' || !authReqId) {
    return rejected(400, 'a notification must be a JSON object with an "auth_req_id"')
  }
  // ciba 7.4/2, 10.2/3a, 10.3.1/6a
  if ((expected.auth_req_id ?? authReqId) !== authReqId) {
    return unknownToken('the bearer token of the notification belongs to another authentication')
  }
  try {
    // ciba 10.2/4, 10.2/5, 10.3.1/10, 10.3.1/11: never a redirect
    return { ...(await process({ auth_req_id: authReqId, body })), response: answer(204) }
  } catch (error) {
    if (error instanceof OperationProcessingError || error instanceof UnsupportedOperationError) {
      return { response: answer(400), error }
    }
    throw error instanceof Unjudged ? error.reason : error
  }
}

/** Thrown in processing a notification for a reason that says nothing of it; the caller gets the reason. */
export class Unjudged {
  reason: unknown

  constructor(reason: unknown) {
    this.reason = reason
  }
}

function assertRequest(request: unknown): asserts request is Request {
  if (!isPlatformObject(request, 'Request')) {
    throw invalidType('"request" must be a Request')
  }
  if (request.bodyUsed) {
    throw invalidValue('"request" body is used')
  }
}

// rfc6750 2.1/1: spaces, then the token; two headers arrive joined by a comma, which is no character of a token
function bearerToken(headers: Headers): string | undefined {
  return /^bearer +([\w.~+/-]+=*)$/i.exec(headers.get('authorization') ?? '')?.[1]
}

/** Compares in a time that depends on the length only. */
function isEqual(one: string, other: unknown): boolean {
  if (typeof other !== 'string' || one.length !== other.length) {
    return false
  }
  let difference = 0
  for (let at = 0; at < one.length; at++) {
    difference |= one.charCodeAt(at) ^ other.charCodeAt(at)
  }
  return difference === 0
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isJsonObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function unknownToken(message: string): RejectedNotification {
  return rejected(401, message, { 'www-authenticate': 'Bearer error="invalid_token"' })
}

function rejected(status: number, message: string, headers: Record<string, string> = {}): RejectedNotification {
  return { response: answer(status, headers), error: invalidData(message, INVALID_REQUEST) }
}

function answer(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers })
}
