import type { JsonObject, JsonValue } from '../json/json.ts'
import type { Refusal } from './refusal.ts'

/** An HTTP answer before it is sent: a JSON object, a string of another media type, or nothing. */
export interface Answer {
  status: number
  headers: Record<string, string>
  body: JsonObject | string | null
}

/** A JSON answer; members that are `undefined` are left out. */
export function json(members: Record<string, JsonValue | undefined>, status = 200): Answer {
  // rfc6749 5.1: an answer with tokens must not be cached
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  return { status, headers, body: { ...members } }
}

/** An answer of another media type. */
export function text(mediaType: string, body: string, status = 200): Answer {
  return { status, headers: { 'content-type': mediaType }, body }
}

export function redirect(location: string): Answer {
  return { status: 303, headers: { location }, body: null }
}

/** The error body of rfc6749 5.2. */
export function refusalAnswer({ error, message, status, headers }: Refusal): Answer {
  const answer = json({ error, error_description: message }, status)
  Object.assign(answer.headers, headers)
  return answer
}
