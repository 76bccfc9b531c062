import { presentedToken } from '../access.ts'
import { type Answer, json, text } from '../answer.ts'
import type { Incoming } from '../incoming.ts'
import { issueJwt } from '../issue_jwt.ts'
import { challenge } from '../refusal.ts'
import type { ServerState } from '../state.ts'

// rfc6750: a protected resource, which says what the access token stands for
export async function resource(state: ServerState, incoming: Incoming): Promise<Answer> {
  const { claims } = await presentedToken(state, incoming)
  return json({ sub: claims.sub, client_id: claims.client_id, scope: claims.scope, method: incoming.method })
}

// oidc-core 5.3
export async function userinfo(state: ServerState, incoming: Incoming): Promise<Answer> {
  const { grant } = await presentedToken(state, incoming)
  const { client, scope, user } = grant
  if (!user || !scope.split(' ').includes('openid')) {
    throw challenge('Bearer', 'insufficient_scope', 'the scope openid is needed')
  }
  if (client.userinfo_signed_response_alg === undefined) {
    return json(user)
  }
  const claims = { ...user, iss: state.metadata.issuer, aud: client.client_id }
  const alg = client.userinfo_signed_response_alg
  const draft = { place: 'userinfo_jwt', client, alg, header: {}, claims } as const
  return text('application/jwt', await issueJwt(state, incoming.exchange, draft))
}
