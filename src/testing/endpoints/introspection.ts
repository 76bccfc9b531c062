import type { JwtPart } from '../../jose/sign_jwt.ts'
import { type Answer, json, text } from '../answer.ts'
import { authenticateClient } from '../client_authentication.ts'
import { formOf, type Incoming, required } from '../incoming.ts'
import { issueJwt } from '../issue_jwt.ts'
import { Refusal } from '../refusal.ts'
import type { ServerState } from '../state.ts'
import { revokeFamily } from '../tokens.ts'

const signedMediaType = 'application/token-introspection+jwt'

// rfc7662 2, rfc9701
export async function introspection(state: ServerState, incoming: Incoming): Promise<Answer> {
  const form = formOf(incoming)
  const client = await authenticateClient(state, incoming, form)
  if (client.token_endpoint_auth_method === 'none') {
    throw new Refusal('invalid_client', 'only for clients that authenticate', 401)
  }
  const result = meaning(state, required(form, 'token'))
  if (incoming.headers.get('accept') !== signedMediaType) {
    return json(result)
  }
  const claims = {
    iss: state.metadata.issuer,
    aud: client.client_id,
    iat: state.clock.now(),
    token_introspection: result,
  }
  const alg = client.introspection_signed_response_alg
  const header = { typ: 'token-introspection+jwt' }
  const draft = { place: 'introspection_jwt', client, alg, header, claims } as const
  return text(signedMediaType, await issueJwt(state, incoming.exchange, draft))
}

function meaning(state: ServerState, token: string): JwtPart {
  const access = state.accessTokens.get(token)
  if (access && (access.claims.exp as number) > state.clock.now()) {
    const { jkt } = (access.claims.cnf ?? {}) as { jkt?: string }
    // rfc8705 3.2: a token that is bound to a certificate is still a bearer token
    return { active: true, token_type: jkt === undefined ? 'Bearer' : 'DPoP', ...access.claims }
  }
  const refresh = state.refreshTokens.get(token)
  if (refresh && !refresh.used) {
    const { client, scope, user } = refresh.grant
    return { active: true, iss: state.metadata.issuer, client_id: client.client_id, sub: user?.sub, scope }
  }
  // rfc7662 2.2: nothing more is said about other tokens
  return { active: false }
}

// rfc7009 2
export async function revocation(state: ServerState, incoming: Incoming): Promise<Answer> {
  const form = formOf(incoming)
  const client = await authenticateClient(state, incoming, form)
  const token = required(form, 'token')
  const refresh = state.refreshTokens.get(token)
  const issued = refresh ?? state.accessTokens.get(token)
  if (issued && issued.grant.client !== client) {
    throw new Refusal('invalid_grant', 'the token is not of this client')
  }
  if (refresh) {
    revokeFamily(state, refresh.family)
  }
  state.accessTokens.delete(token)
  // rfc7009 2.2: an unknown token gets the same answer
  return { status: 200, headers: {}, body: null }
}
