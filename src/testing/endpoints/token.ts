import type { JsonObject } from '../../json/json.ts'
import { type Answer, json } from '../answer.ts'
import { authenticateClient } from '../client_authentication.ts'
import type { RegisteredClient } from '../clients.ts'
import { redeemCode } from '../grants/authorization_code.ts'
import { clientCredentials } from '../grants/client_credentials.ts'
import { redeemAuthReqId, redeemDeviceCode } from '../grants/pending.ts'
import { refresh } from '../grants/refresh_token.ts'
import { exchangeToken } from '../grants/token_exchange.ts'
import { assertGrantType, formOf, type Incoming, required } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import type { Binding, ServerState } from '../state.ts'
import { bindingOf } from '../tokens.ts'

type GrantHandler = (
  state: ServerState,
  incoming: Incoming,
  client: RegisteredClient,
  form: URLSearchParams,
  binding: Binding,
) => Promise<JsonObject>

/** The grants of the token endpoint. */
export const grants: Readonly<Record<string, GrantHandler>> = {
  authorization_code: redeemCode,
  refresh_token: refresh,
  client_credentials: clientCredentials,
  'urn:ietf:params:oauth:grant-type:device_code': redeemDeviceCode,
  'urn:openid:params:grant-type:ciba': redeemAuthReqId,
  'urn:ietf:params:oauth:grant-type:token-exchange': exchangeToken,
}

// rfc6749 3.2, 5
export async function token(state: ServerState, incoming: Incoming): Promise<Answer> {
  const form = formOf(incoming)
  const grantType = required(form, 'grant_type')
  const client = await authenticateClient(state, incoming, form)
  if (!Object.hasOwn(grants, grantType)) {
    throw new Refusal('unsupported_grant_type', 'the grant type is not known')
  }
  assertGrantType(client, grantType)
  const binding = await bindingOf(state, incoming, client)
  return json(await (grants[grantType] as GrantHandler)(state, incoming, client, form, binding))
}
