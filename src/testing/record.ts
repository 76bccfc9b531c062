import type { JsonObject } from '../json/json.ts'
import type { AnswerPlace, MisbehaviourName } from './misbehaviour_names.ts'

/** One request that the server saw, and what it answered. */
export interface Exchange {
  /** Where it went; `client_notification` is a ping or a push of the server, `unknown` an address that it does not have. */
  endpoint: AnswerPlace | 'authorization' | 'client_notification' | 'unknown'
  /** What was asked. */
  request: {
    method: string
    url: string
    /** The headers; names are lower-case. */
    headers: Record<string, string>
    /** The body as text; empty when there was none. */
    body: string
  }
  /** The client that asked, once it is known. */
  client_id?: string
  /** What was answered; missing where nothing was. */
  response?: {
    status: number
    /** The headers; names are lower-case. */
    headers: Record<string, string>
    /** The body: parsed where it is a JSON object, text otherwise. */
    body: JsonObject | string | null
  }
  /** What could have gone wrong: the places, and the single switches, that `misbehave()` knows. */
  touches: string[]
  /** The switches that were used. */
  misbehaviour: MisbehaviourName[]
}
