/**
 * What a ping and a push have in common: the authorization server sends the client a request, with the bearer token that the client
 * chose for this authentication.
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
 * What the application stored about a backchannel authentication for which it expects a notification. A
 * {@link FindExpectedNotification} returns it. It may have more members.
 *
 * @see [CIBA Core 1.0, 9 - Client Notification Endpoint](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#client_notification_endpoint)
 */
export interface ExpectedNotification {
  /** SHA-256 of the `client_notification_token`, base64url; see {@link calculateClientNotificationTokenHash}. */
  readonly tokenHash: string
  /**
   * The `auth_req_id`; not set, or `null`, until the response to the backchannel authentication request is stored. In that case the
   * application must compare the notification's `auth_req_id` with that response when it arrives.
   */
  readonly auth_req_id?: string | null
}

/**
 * Looks up what the application stored under the SHA-256 (base64url) of a `client_notification_token`. It returns nothing if there is no
 * such entry, and if that authentication is over, so that a repeated notification is refused.
 */
export type FindExpectedNotification = (
  tokenHash: string,
) => ExpectedNotification | null | undefined | Promise<ExpectedNotification | null | undefined>

/** A notification that failed a check: the HTTP response to send, and the reason. Nothing else needs to be done. */
export interface RejectedNotification {
  /** The HTTP response to send: 400, 401, 405 or 415, without a body. */
  readonly response: Response
  /** What failed, for the log. Its `code` is `INVALID_REQUEST`, or one from the checks of the pushed tokens. */
  readonly error: OperationProcessingError | UnsupportedOperationError
  readonly auth_req_id?: undefined
  readonly tokens?: undefined
}

/** A notification whose sender is authenticated. */
export interface AuthenticNotification {
  readonly auth_req_id: string
  readonly body: JsonObject
}

/** Authenticates a notification and processes it. A failed check becomes the response to send. */
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
    // rfc6750 3.1/p2: without credentials the challenge has no error code
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
  // ciba 10.2/8, 10.3.1/13, 12/3: unknown members are ignored
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

/** Thrown when processing fails for a reason that says nothing about the notification. The caller gets the reason. */
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

// rfc6750 2.1/1: spaces, then the token. Two headers arrive joined by a comma, which a token cannot contain
function bearerToken(headers: Headers): string | undefined {
  return /^bearer +([\w.~+/-]+=*)$/i.exec(headers.get('authorization') ?? '')?.[1]
}

/** Compares in a time that depends only on the length. */
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
