/**
 * The tokens that are issued for a grant.
 *
 * @module
 */
import { algorithmOf } from '../jose/algorithms.ts'
import type { JwtPart } from '../jose/sign_jwt.ts'
import type { JsonObject, JsonValue } from '../json/json.ts'
import { encodeBase64url } from '../platform/base64url.ts'
import { digest } from '../platform/digest.ts'
import { randomString } from '../platform/random.ts'
import { assertGrantType, type Incoming } from './incoming.ts'
import { defaultAlgorithm, issueJwt } from './issue_jwt.ts'
import { checkProof } from './proof.ts'
import type { Exchange } from './record.ts'
import { Refusal } from './refusal.ts'
import type { Binding, Grant, ServerState } from './state.ts'

/** Lifetime of tokens in seconds. */
export const lifetime = 300

/** What a request to the token endpoint binds its tokens to. */
export async function bindingOf(state: ServerState, incoming: Incoming, client: Grant['client']): Promise<Binding> {
  const jkt = await checkProof(state, incoming)
  if (client.dpop_bound_access_tokens === true && jkt === undefined) {
    throw new Refusal('invalid_dpop_proof', 'the client is registered for DPoP')
  }
  const { certificate } = incoming
  // rfc8705 3: a token that must be bound to a certificate is not issued without one, unless it is bound to a key
  if (client.tls_client_certificate_bound_access_tokens === true && !certificate && jkt === undefined) {
    throw new Refusal('invalid_request', 'the client is registered for access tokens that are bound to its certificate')
  }
  const bindsCertificate = certificate && client.tls_client_certificate_bound_access_tokens
  return {
    ...(jkt !== undefined && { jkt }),
    ...(bindsCertificate && { 'x5t#S256': certificate['x5t#S256'] }),
  }
}

/** What the tokens of one answer have in common. */
export interface Issue {
  grant: Grant
  binding: Binding
  /** tokens of one family are revoked together */
  family: string
  /** the scope of the access token, if it is narrower than the granted one */
  scope?: string
  /** the resources that the access token is for; empty for the server's own */
  resources: string[]
  /** further claims of the ID Token, made once the other tokens are known */
  idTokenClaims?: (tokens: JsonObject, alg: string) => Promise<JwtPart>
}

/** The members of a token response. */
export async function issueTokens(state: ServerState, exchange: Exchange, issue: Issue): Promise<JsonObject> {
  const { grant, binding, family, scope = grant.scope } = issue
  const tokens: JsonObject = {
    access_token: await issueAccessToken(state, exchange, { ...issue, grant: { ...grant, scope } }),
    token_type: binding.jkt === undefined ? 'Bearer' : 'DPoP',
    expires_in: lifetime,
    // rfc6749 3.3: a scope has at least one value
    ...(scope && { scope }),
  }
  if (grant.authorizationDetails !== undefined) {
    tokens.authorization_details = grant.authorizationDetails
  }
  if (grant.user && mayRefresh(grant)) {
    const refreshToken = randomString()
    const isPublic = grant.client.token_endpoint_auth_method === 'none'
    // rfc6749 6: with the granted scope, even if that of the access token is narrower
    const issued = { grant, family, used: false, binding: isPublic ? binding : {} }
    store(state, state.refreshTokens, refreshToken, issued)
    tokens.refresh_token = refreshToken
  }
  if (grant.user && scope.split(' ').includes('openid')) {
    tokens.id_token = await issueIdToken(state, exchange, grant, async (alg) => ({
      at_hash: await halfHash(tokens.access_token as string, alg),
      ...(await issue.idTokenClaims?.(tokens, alg)),
    }))
  }
  return tokens
}

function mayRefresh({ client }: Grant): boolean {
  try {
    assertGrantType(client, 'refresh_token')
    return true
  } catch {
    return false
  }
}

// rfc9068 2.2
async function issueAccessToken(
  state: ServerState,
  exchange: Exchange,
  { grant, binding, family, resources }: Issue,
): Promise<string> {
  const now = state.clock.now()
  const { client, scope, user } = grant
  const claims: JwtPart = {
    iss: state.metadata.issuer,
    sub: user?.sub ?? client.client_id,
    aud: audienceOf(state, resources),
    client_id: client.client_id,
    iat: now,
    exp: now + lifetime,
    jti: randomString(),
    ...(scope && { scope }),
    ...(Object.keys(binding).length > 0 && { cnf: { ...binding } }),
  }
  const header = { typ: 'at+jwt' }
  const token = await issueJwt(state, exchange, { place: 'access_token', client, alg: undefined, header, claims })
  store(state, state.accessTokens, token, { grant, family, claims })
  return token
}

// rfc9068 3
function audienceOf(state: ServerState, resources: string[]): JsonValue {
  const [one = state.resource.resource, ...more] = resources
  return more.length > 0 ? resources : one
}

/** Issues an ID Token. `more` makes the claims that depend on its algorithm. */
export async function issueIdToken(
  state: ServerState,
  exchange: Exchange,
  grant: Grant,
  more: (alg: string) => Promise<JwtPart>,
): Promise<string> {
  const { client, user, nonce, authTime, acr, requestedClaims } = grant
  const now = state.clock.now()
  const alg = client.id_token_signed_response_alg ?? defaultAlgorithm(state)
  const wanted = Object.keys(requestedClaims?.id_token ?? {})
  const claims: JwtPart = {
    // oidc-core 5.5
    ...Object.fromEntries(Object.entries(user ?? {}).filter(([name]) => wanted.includes(name))),
    iss: state.metadata.issuer,
    sub: user?.sub,
    aud: client.client_id,
    iat: now,
    exp: now + lifetime,
    auth_time: authTime,
    nonce,
    acr,
    ...(await more(alg)),
  }
  const token = await issueJwt(state, exchange, { place: 'id_token', client, alg, header: {}, claims })
  state.idTokens.set(token, grant)
  return token
}

/** The value of a hash claim of an ID Token: oidc-core 3.3.2.11. */
export async function halfHash(value: string, alg: string): Promise<string> {
  const bytes = await digest(algorithmOf(alg).hash, value)
  return encodeBase64url(bytes.subarray(0, bytes.length / 2))
}

// a code or refresh token that is used twice at once also revokes the tokens still being issued for the other request
function store<Issued extends { family: string }>(
  { revokedFamilies }: ServerState,
  tokens: Map<string, Issued>,
  token: string,
  issued: Issued,
): void {
  if (!revokedFamilies.has(issued.family)) {
    tokens.set(token, issued)
  }
}

/** Revokes every token of a family, including those issued later. */
export function revokeFamily(state: ServerState, family: string): void {
  state.revokedFamilies.add(family)
  for (const tokens of [state.accessTokens, state.refreshTokens]) {
    for (const [token, issued] of tokens) {
      if (issued.family === family) {
        tokens.delete(token)
      }
    }
  }
}
