import type { JsonObject } from '../../json/json.ts'
import { randomString } from '../../platform/random.ts'
import type { RegisteredClient } from '../clients.ts'
import { type Incoming, required } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import { resourcesIn } from '../resource_indicators.ts'
import type { Binding, ServerState } from '../state.ts'
import { issueTokens } from '../tokens.ts'

const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token'

// rfc8693 2: exchanges an access token of this server for another one
export async function exchangeToken(
  state: ServerState,
  incoming: Incoming,
  client: RegisteredClient,
  form: URLSearchParams,
  binding: Binding,
): Promise<JsonObject> {
  const subject = state.accessTokens.get(required(form, 'subject_token'))
  const isGood = subject && (subject.claims.exp as number) > state.clock.now()
  if (required(form, 'subject_token_type') !== accessTokenType || !isGood) {
    throw new Refusal('invalid_request', 'the subject token is no access token of this server, or expired')
  }
  if ((form.get('requested_token_type') ?? accessTokenType) !== accessTokenType) {
    throw new Refusal('invalid_request', 'only access tokens are issued')
  }
  const { user, scope } = subject.grant
  const resources = resourcesIn(form)
  const grant = { client, scope: form.get('scope') ?? scope, resources, ...(user && { user }) }
  const tokens = await issueTokens(state, incoming.exchange, { grant, resources, binding, family: randomString() })
  return { ...tokens, issued_token_type: accessTokenType }
}
