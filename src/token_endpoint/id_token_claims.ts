import { invalidValue } from '../errors/assertions.ts'
import type { IDToken } from '../id_token/id_token.ts'
import type { JsonObject } from '../json/json.ts'
import type { TokenEndpointResponse } from './token_endpoint_response.ts'

const validated: WeakMap<TokenEndpointResponse, IDToken> = new WeakMap()

export function rememberClaims(tokens: TokenEndpointResponse, claims: JsonObject): void {
  validated.set(tokens, claims as unknown as IDToken)
}

/** The claims of the ID Token in a processed answer of the token endpoint. */
export function getValidatedIdTokenClaims(ref: TokenEndpointResponse): IDToken | undefined {
  if (!ref.id_token) {
    return undefined
  }
  const claims = validated.get(ref)
  if (!claims) {
    throw invalidValue('"ref" must be the very object that a token response was processed to')
  }
  return claims
}
