/**
 * What an authorization request asks of the user's sign-in: how long ago it may have been, whether the user may be asked, and which
 * claims it must return.
 *
 * @see [OpenID Connect Core 1.0, 3.1.2.1 - Authentication Request](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)
 * @module
 */
import { isJsonObject, type JsonObject } from '../json/json.ts'
import type { AuthorizationRequest } from './authorization_request.ts'
import { jsonParameter } from './incoming.ts'
import { Refusal } from './refusal.ts'
import type { Grant, RequestedClaims, ServerState, User } from './state.ts'

/** The part of a grant that describes the sign-in. `signedInAt`: when the user signed in before, if at all. */
export function signIn(
  state: ServerState,
  { client, parameters }: AuthorizationRequest,
  user: User,
  signedInAt: number | undefined,
): Pick<Grant, 'authTime' | 'acr' | 'requestedClaims'> {
  assertHint(state, parameters, user)
  const requestedClaims = claimsIn(parameters, user)
  const now = state.clock.now()
  const prompts = parameters.get('prompt')?.split(' ') ?? []
  // oidc-core 3.1.2.1: prompt, max_age
  if (prompts.includes('none') && prompts.length > 1) {
    throw new Refusal('invalid_request', 'prompt none stands alone')
  }
  const maxAge = parameters.get('max_age') ?? client.default_max_age ?? Number.MAX_SAFE_INTEGER
  if (!/^\d+$/.test(`${maxAge}`)) {
    throw new Refusal('invalid_request', 'max_age must be seconds')
  }
  const lasts = signedInAt !== undefined && now - signedInAt <= Number(maxAge) && !prompts.includes('login')
  if (!lasts && prompts.includes('none')) {
    throw new Refusal('login_required', 'the user would have to sign in')
  }
  const acr = wantedAcr(parameters, requestedClaims)
  return { authTime: lasts ? signedInAt : now, requestedClaims, ...(acr !== undefined && { acr }) }
}

/** The user must be the one whom the client expects. */
function assertHint({ idTokens }: ServerState, parameters: URLSearchParams, user: User): void {
  const hint = parameters.get('id_token_hint')
  // oidc-core 3.1.2.1: id_token_hint
  if (hint !== null && idTokens.get(hint)?.user?.sub !== user.sub) {
    throw new Refusal('login_required', 'id_token_hint is about somebody else')
  }
}

// oidc-core 5.5
function claimsIn(parameters: URLSearchParams, user: User): RequestedClaims {
  const request = jsonParameter(parameters.get('claims') ?? '{}')
  const { userinfo = {}, id_token = {} } = (request ?? {}) as JsonObject
  if (!isJsonObject(request) || !isJsonObject(userinfo) || !isJsonObject(id_token)) {
    throw new Refusal('invalid_request', 'claims must be a JSON object of objects')
  }
  // oidc-core 5.5.1
  for (const { sub } of [userinfo, id_token]) {
    if (isJsonObject(sub) && sub.value !== undefined && sub.value !== user.sub) {
      throw new Refusal('login_required', 'claims is about somebody else')
    }
  }
  return { userinfo, id_token }
}

/** The authentication context class that the client prefers: oidc-core 3.1.2.1, 5.5.1.1. */
function wantedAcr(parameters: URLSearchParams, { id_token: { acr } }: RequestedClaims): string | undefined {
  const { value = parameters.get('acr_values')?.split(' '), values = value } = isJsonObject(acr) ? acr : {}
  return [values].flat()[0] as string | undefined
}
