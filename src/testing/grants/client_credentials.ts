import type { JsonObject } from '../../json/json.ts'
import { randomString } from '../../platform/random.ts'
import { authorizationDetailsIn } from '../authorization_details.ts'
import type { RegisteredClient } from '../clients.ts'
import type { Incoming } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import { resourcesIn } from '../resource_indicators.ts'
import type { Binding, ServerState } from '../state.ts'
import { issueTokens } from '../tokens.ts'

// rfc6749 4.4
export async function clientCredentials(
  state: ServerState,
  incoming: Incoming,
  client: RegisteredClient,
  form: URLSearchParams,
  binding: Binding,
): Promise<JsonObject> {
  if (client.token_endpoint_auth_method === 'none') {
    throw new Refusal('unauthorized_client', 'only for clients that authenticate')
  }
  const resources = resourcesIn(form)
  const grant = { client, scope: form.get('scope') ?? '', resources, ...authorizationDetailsIn(form) }
  return issueTokens(state, incoming.exchange, { grant, resources, binding, family: randomString() })
}
