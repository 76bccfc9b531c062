import { invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE, PARSE_ERROR, RESPONSE_IS_NOT_CONFORM, RESPONSE_IS_NOT_JSON } from '../errors/codes.ts'
import { type OAuth2Error, ResponseBodyError } from '../errors/response_body_error.ts'
import { isJsonObject, type JsonObject } from '../json/json.ts'
import { getContentType } from './media_type.ts'
import { assertResponse, assertUnread } from './response_assertions.ts'
import { challengeError } from './www_authenticate.ts'

/** Reads the body of a response as a JSON object. The response must have that status. */
export function readAnswer(response: Response, status: number): Promise<JsonObject> {
  assertResponse(response)
  return response.status === status ? readJsonObject(response) : rejectStatus(response)
}

/** Rejects because of an unexpected status: with the challenges, else the OAuth error body, else the status itself. */
export async function rejectStatus(response: Response): Promise<never> {
  // rfc6749 5.2/1.2, rfc6750 3/1, 3.1/1, oidc-core 5.3.3/1, rfc7662 2.3/1, rfc9110 11.6.1/1: challenges come first
  const challenged = challengeError(response)
  if (challenged) {
    throw challenged
  }
  // ciba 11/p6, 13/p2, 13/1, rfc8628 3.2/p2, rfc9101 7/2, rfc9396 5/1, rfc8693 2.2.2/1, rfc8707 2/5, rfc7636 4.6/3
  if (response.status > 399 && response.status < 500) {
    assertUnread(response)
    assertMediaType(response)
    let cause: unknown
    try {
      cause = await response.json()
    } catch {
      // not JSON: only the status tells what is wrong
    }
    // rfc6749 5.2/p1, 5.2/1, 5.2/2, 5.2/3, 5.2/p2, oidc-core 3.1.3.4/1: an error is a JSON object with an `error` member
    if (isJsonObject(cause) && typeof cause.error === 'string' && cause.error) {
      throw new ResponseBodyError('the server responded with an error', { cause: cause as OAuth2Error, response })
    }
  }
  throw unexpectedStatus(response)
}

export function unexpectedStatus(response: Response): Error {
  return invalidData('the HTTP status is unexpected', RESPONSE_IS_NOT_CONFORM, response)
}

/**
 * Reads the body of a response as a JSON object. Any media type is accepted if the body parses: real servers need it.
 */
export async function readJsonObject(response: Response, mediaTypes?: readonly string[]): Promise<JsonObject> {
  assertUnread(response)
  let body: unknown
  try {
    body = await response.json()
  } catch (cause) {
    assertMediaType(response, mediaTypes)
    throw invalidData('response is not JSON', PARSE_ERROR, cause)
  }
  // rfc6749 5.1/p2, rfc8414 3.2/1a, oidc-discovery 4.2/1a, rfc9728 3.2/1a, oidc-core 5.3.2/1, rfc7662 2.2/p1
  if (!isJsonObject(body)) {
    throw invalidData('response must be a JSON object', INVALID_RESPONSE, { body })
  }
  return body
}

function assertMediaType(response: Response, mediaTypes: readonly string[] = ['application/json']): void {
  if (!mediaTypes.includes(getContentType(response) as string)) {
    throw invalidData(`response must be ${mediaTypes.join(' or ')}`, RESPONSE_IS_NOT_JSON, response)
  }
}
