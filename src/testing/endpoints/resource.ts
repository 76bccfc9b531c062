import { presentedToken } from '../access.ts'
import { type Answer, json, text } from '../answer.ts'
import type { Incoming } from '../incoming.ts'
import { issueJwt } from '../issue_jwt.ts'
import { challenge } from '../refusal.ts'
import type { AccessToken, ServerState, User } from '../state.ts'

// rfc6750: a protected resource, which returns what the access token stands for
export async function resource(state: ServerState, incoming: Incoming): Promise<Answer> {
  const { claims } = await presentedToken(state, incoming)
  // rfc9068 4
  if (![claims.aud].flat().includes(state.resource.resource)) {
    throw challenge(schemeOf(claims), 'invalid_token', 'the access token is for another resource')
  }
  return json({ sub: claims.sub, client_id: claims.client_id, scope: claims.scope, method: incoming.method })
}

// rfc9449 7.1: the scheme of a challenge is that of the token
function schemeOf({ cnf }: AccessToken['claims']): string {
  return (cnf as { jkt?: string } | undefined)?.jkt === undefined ? 'Bearer' : 'DPoP'
}

// oidc-core 5.4: what each scope releases; a claim that belongs to none of them is always released
const claimsOf: Readonly<Record<string, readonly string[]>> = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
}

// oidc-core 5.5: in addition to the scopes, claims may be requested individually
function releasedClaims(user: User, scopes: readonly string[], wanted: object): User {
  const released = { ...user }
  for (const [scope, claims] of Object.entries(claimsOf)) {
    for (const claim of scopes.includes(scope) ? [] : claims) {
      if (!Object.hasOwn(wanted, claim)) {
        delete released[claim]
      }
    }
  }
  return released
}

// oidc-core 5.3
export async function userinfo(state: ServerState, incoming: Incoming): Promise<Answer> {
  const { grant, claims: token } = await presentedToken(state, incoming)
  const { client, user, requestedClaims } = grant
  const scopes = grant.scope.split(' ')
  if (!user || !scopes.includes('openid')) {
    throw challenge(schemeOf(token), 'insufficient_scope', 'the scope openid is needed')
  }
  const released = releasedClaims(user, scopes, requestedClaims?.userinfo ?? {})
  if (client.userinfo_signed_response_alg === undefined) {
    return json(released)
  }
  const claims = { ...released, iss: state.metadata.issuer, aud: client.client_id }
  const alg = client.userinfo_signed_response_alg
  const draft = { place: 'userinfo_jwt', client, alg, header: {}, claims } as const
  return text('application/jwt', await issueJwt(state, incoming.exchange, draft))
}
