import type { JsonObject } from '../json/json.ts'
import type { AnswerPlace, MisbehaviourName } from './misbehaviour_names.ts'

/** One request, and its answer. */
export interface Exchange {
  /** The endpoint; `client_notification` is a ping or a push from the server, `unknown` an address that the server does not have. */
  endpoint: AnswerPlace | 'authorization' | 'client_notification' | 'unknown'
  /** The request. */
  request: {
    method: string
    url: string
    /** The headers; names are lower-case. */
    headers: Record<string, string>
    /** The body as text; empty when there was none. */
    body: string
  }
  /** The client that sent the request, once it is known. */
  client_id?: string
  /** The answer; missing if there was none. */
  response?: {
    status: number
    /** The headers; names are lower-case. */
    headers: Record<string, string>
    /** The body: parsed if it is a JSON object, otherwise a string; `null` if there is none. */
    body: JsonObject | string | null
  }
  /** What could have gone wrong: the places and the single switches of `misbehave()` that apply to this request. */
  touches: string[]
  /** The switches that were used. */
  misbehaviour: MisbehaviourName[]
}
