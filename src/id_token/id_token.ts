/**
 * The rules of an ID Token, wherever it came from.
 *
 * @see [OpenID Connect Core 1.0, 2 - ID Token](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)
 * @see [OpenID Connect Core 1.0, 3.1.3.7 - ID Token Validation](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation)
 * @module
 */
import { assertNumber, assertString, invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE, JWT_CLAIM_COMPARISON, JWT_TIMESTAMP_CHECK } from '../errors/codes.ts'
import { checkAudience, checkIssuer, expectClaim, requireClaims } from '../jose/claims.ts'
import type { JweDecryptFunction } from '../jose/jwe_decrypt.ts'
import { algorithmRule, type JWTPayload, type Jwt, readJwt } from '../jose/jwt.ts'
import type { JsonObject, JsonValue } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { currentTime } from '../metadata/time.ts'

/**
 * The claims of an ID Token.
 *
 * @see [OpenID Connect Core 1.0, 2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)
 */
export interface IDToken extends JWTPayload {
  /** Issuer identifier. */
  readonly iss: string
  /** Subject identifier: the user at this issuer. */
  readonly sub: string
  /** Audience: the client, perhaps among others. */
  readonly aud: string | string[]
  /** Time of issue, in seconds since the epoch. */
  readonly iat: number
  /** Expiration, in seconds since the epoch. */
  readonly exp: number
  /** The `nonce` of the authorization request. */
  readonly nonce?: string
  /** When the user authenticated, in seconds since the epoch. */
  readonly auth_time?: number
  /** Authorized party: the client that the ID Token was issued to. */
  readonly azp?: string
  readonly [claim: string]: JsonValue | undefined
}

/** Reads an ID Token and checks what holds for all of them. `required` names additional claims that it must have. */
export async function readIdToken(
  as: AuthorizationServer,
  client: Client,
  text: string,
  required: readonly string[],
  decrypt: JweDecryptFunction | undefined,
): Promise<Jwt> {
  // oidc-core 3.1.3.7/7: the registered algorithm, or else the server's, or else RS256
  const rule = algorithmRule(client.id_token_signed_response_alg, as.id_token_signing_alg_values_supported, 'RS256')
  // oidc-core 2/p4a, 2/p4c, 3.1.3.7/1a
  const idToken = await readJwt(text, rule, client, decrypt)
  // oidc-core 2/1, 2/3, 2/4, 2/5
  requireClaims(idToken, ['aud', 'exp', 'iat', 'iss', 'sub', ...required])
  const { claims } = idToken
  // oidc-core 2/2, rfc7519 4.1.2/1
  assertString(claims.sub, 'JWT "sub"', INVALID_RESPONSE, { claims })
  // oidc-core 3.1.3.7/2, 2/1, 12.2/1, oidc-discovery 4.3/2b, 7.2/2, rfc9207 2.4/5
  checkIssuer(as, idToken)
  // oidc-core 3.1.3.7/3a, 2/3, 12.2/4
  checkAudience(client.client_id, idToken)
  return idToken
}

/** Throws unless an ID Token with several audiences was issued to this client. */
export function checkAuthorizedParty(claims: JsonObject, client: Client): void {
  const { aud, azp } = claims
  if (!Array.isArray(aud) || aud.length === 1) {
    return
  }
  // oidc-core 3.1.3.7/3b: other audiences are trusted only if the ID Token says that it was issued to us
  if (azp === undefined) {
    throw invalidData('JWT "aud" is unexpected', JWT_CLAIM_COMPARISON, {
      claims,
      claim: 'aud',
    })
  }
  // oidc-core 3.1.3.7/5, 2/10
  expectClaim(claims, 'azp', client.client_id)
}

/** Throws if `auth_time` is present but not a number of 0 or more. */
export function checkAuthTime(claims: JsonObject): void {
  // oidc-core 2/6
  if (claims.auth_time !== undefined) {
    assertNumber(claims.auth_time, 'JWT "auth_time"', false, INVALID_RESPONSE, { claims })
  }
}

/** Throws if the ID Token was issued more than an hour ago, and therefore not for the current request. */
export function checkIssuedRecently(claims: { iat?: unknown }, client: Client): void {
  const now = currentTime(client)
  // oidc-core 3.1.3.7/10
  if ((claims.iat as number) < now - 3600) {
    throw invalidData('JWT "iat" is too old', JWT_TIMESTAMP_CHECK, { now, claims, claim: 'iat' })
  }
}
