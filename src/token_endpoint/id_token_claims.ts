import { invalidValue } from '../errors/assertions.ts'
import { checkIssuedRecently, type IDToken } from '../id_token/id_token.ts'
import type { JsonObject } from '../json/json.ts'
import type { Client } from '../metadata/client.ts'
import type { TokenEndpointResponse } from './token_endpoint_response.ts'

const validated: WeakMap<TokenEndpointResponse, IDToken> = new WeakMap()

export function rememberClaims(tokens: TokenEndpointResponse, claims: JsonObject): void {
  validated.set(tokens, claims as unknown as IDToken)
}

/**
 * Returns the claims of the ID Token in a processed token response.
 *
 * @param ref The very object that a `process…` function of a grant resolved with.
 * @returns The claims; `undefined` if there was no ID Token.
 * @throws `TypeError` (`ERR_INVALID_ARG_VALUE`) when the object has an `id_token` but is a different one, such as a
 *   copy.
 * @see [OpenID Connect Core 1.0, 3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation)
 */
export function getValidatedIdTokenClaims(ref: TokenEndpointResponse): IDToken | undefined {
  if (!ref.id_token) {
    return undefined
  }
  // fapi-ciba 5.2.2/8, oidc-core 2/p3: all claims, known or not
  const claims = validated.get(ref)
  if (!claims) {
    throw invalidValue('"ref" must be a processed token response')
  }
  return claims
}

/** Returns the tokens; throws if they include an ID Token that was issued more than an hour ago. */
export function issuedRecently(tokens: TokenEndpointResponse, client: Client): TokenEndpointResponse {
  const claims = getValidatedIdTokenClaims(tokens)
  if (claims) {
    checkIssuedRecently(claims, client)
  }
  return tokens
}
