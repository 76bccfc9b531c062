import type { JsonObject } from '../../json/json.ts'
import type { RegisteredClient } from '../clients.ts'
import { type Incoming, required } from '../incoming.ts'
import { Refusal } from '../refusal.ts'
import { narrowedResources } from '../resource_indicators.ts'
import type { Binding, ServerState } from '../state.ts'
import { issueTokens, revokeFamily } from '../tokens.ts'

// rfc6749 6, rfc9700 4.14.2: each refresh token is valid for one use; when one is used again, somebody has a copy
export async function refresh(
  state: ServerState,
  incoming: Incoming,
  client: RegisteredClient,
  form: URLSearchParams,
  binding: Binding,
): Promise<JsonObject> {
  const token = state.refreshTokens.get(required(form, 'refresh_token'))
  if (!token || token.grant.client !== client) {
    throw new Refusal('invalid_grant', 'the refresh token is not known, or not of this client')
  }
  if (token.used) {
    revokeFamily(state, token.family)
    throw new Refusal('invalid_grant', 'the refresh token was used before')
  }
  // rfc9449 5, rfc8705 4
  const bound = Object.entries(token.binding) as [keyof Binding, string][]
  if (bound.some(([member, value]) => binding[member] !== value)) {
    throw new Refusal('invalid_grant', 'the refresh token is bound to another key, or another certificate')
  }
  const scope = narrowed(token.grant.scope, form.get('scope'))
  const resources = narrowedResources(token.grant, form)
  token.used = true
  // oidc-core 12.2: no nonce
  const { nonce, ...grant } = token.grant
  return issueTokens(state, incoming.exchange, { grant, scope, resources, binding, family: token.family })
}

function narrowed(granted: string, asked: string | null): string {
  const all = granted.split(' ')
  if (asked?.split(' ').some((value) => !all.includes(value))) {
    throw new Refusal('invalid_scope', 'more than was granted')
  }
  return asked ?? granted
}
