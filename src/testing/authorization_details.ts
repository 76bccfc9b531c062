/**
 * The authorization details of a request, accepted wherever a scope is.
 *
 * @see [RFC 9396, 2 - Request Parameter "authorization_details"](https://www.rfc-editor.org/rfc/rfc9396.html#section-2)
 * @module
 */
import { isJsonObject, type JsonObject } from '../json/json.ts'
import { jsonParameter } from './incoming.ts'
import { Refusal } from './refusal.ts'
import type { Grant } from './state.ts'

/** The authorization details of a grant: objects, each with a type; any type is accepted: rfc9396 2, 5. */
export function authorizationDetailsIn(parameters: URLSearchParams): Pick<Grant, 'authorizationDetails'> {
  const text = parameters.get('authorization_details')
  if (text === null) {
    return {}
  }
  const details = jsonParameter(text)
  if (!Array.isArray(details) || !details.every(isDetail)) {
    throw new Refusal('invalid_authorization_details', 'authorization_details must be objects with a type')
  }
  return { authorizationDetails: details }
}

function isDetail(value: unknown): value is JsonObject {
  return isJsonObject(value) && typeof value.type === 'string'
}
