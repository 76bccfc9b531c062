import { isJsonObject, type JsonObject } from '../../json/json.ts'
import { randomString } from '../../platform/random.ts'
import { type Answer, json } from '../answer.ts'
import { storeClient } from '../clients.ts'
import type { Incoming } from '../incoming.ts'
import { challenge, Refusal } from '../refusal.ts'
import type { ServerState } from '../state.ts'

// rfc7591 3
export async function registration(state: ServerState, incoming: Incoming): Promise<Answer> {
  const { initialAccessToken } = state
  if (initialAccessToken !== undefined && incoming.headers.get('authorization') !== `Bearer ${initialAccessToken}`) {
    throw challenge('Bearer', 'invalid_token', 'the initial access token is needed')
  }
  const { client_id: _, client_secret: __, ...metadata } = parse(incoming)
  const client = storeClient(state.clients, { ...metadata, client_id: randomString() })
  const usesSecret = client.token_endpoint_auth_method?.startsWith('client_secret')
  const { client_secret, ...rest } = client
  return json({ ...rest, ...(usesSecret && { client_secret, client_secret_expires_at: 0 }) }, 201)
}

function parse(incoming: Incoming): JsonObject {
  try {
    const value: unknown = JSON.parse(incoming.body)
    if (isJsonObject(value)) {
      return value
    }
  } catch {
    // said below
  }
  throw new Refusal('invalid_client_metadata', 'the client metadata must be a JSON object')
}
