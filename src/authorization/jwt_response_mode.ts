/**
 * Authorization responses as a signed JWT.
 *
 * @see [JWT Secured Authorization Response Mode for OAuth 2.0 (JARM)](https://openid.net/specs/oauth-v2-jarm.html)
 * @module
 */
import { invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE } from '../errors/codes.ts'
import { checkAudience, checkIssuer, requireClaims } from '../jose/claims.ts'
import { type JWEDecryptOptions, jweDecrypt } from '../jose/jwe_decrypt.ts'
import type { ValidateSignatureOptions } from '../jose/jwks.ts'
import { algorithmRule, readJwt } from '../jose/jwt.ts'
import { verifyIssuerSignature } from '../jose/verify.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import { queryOf, single, validateParameters } from './authorization_response.ts'
import type { expectNoState, skipStateCheck } from './state.ts'

/**
 * Validates an authorization response that is a JWT in the parameter `response` and resolves with the parameters inside it.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param parameters The query of the redirect URI, or the whole URL.
 * @param expectedState The `state` of the authorization request; {@link expectNoState} or nothing when it had none; {@link skipStateCheck} to skip the check.
 * @param options Decryption (`jweDecrypt`); abort signal, headers, `customFetch` and cache for the JWK Set.
 * @returns The parameters. Pass this object itself, not a copy, to {@link authorizationCodeGrantRequest}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link AuthorizationResponseError} when the response is an error.
 * @throws {@link OperationProcessingError} `INVALID_RESPONSE`, `PARSE_ERROR`, `JWT_CLAIM_COMPARISON`, `JWT_TIMESTAMP_CHECK`: the JWT or a parameter fails a check.
 * @throws {@link OperationProcessingError} about the keys: `KEY_SELECTION`, and every error with which fetching the JWK Set from `as.jwks_uri` can fail.
 * @throws {@link UnsupportedOperationError} when the JWT is encrypted and no `jweDecrypt` is given, has a `crit` header parameter, or is signed with an unsupported algorithm; or when the response carries tokens.
 * @see [JARM, 2.4 - Processing rules](https://openid.net/specs/oauth-v2-jarm.html#section-2.4)
 */
export async function validateJwtAuthResponse(
  as: AuthorizationServer,
  client: Client,
  parameters: URLSearchParams | URL,
  expectedState?: string | typeof expectNoState | typeof skipStateCheck,
  options?: ValidateSignatureOptions & JWEDecryptOptions,
): Promise<URLSearchParams> {
  assertParties(as, client)
  // jarm 2.3.1/p1, 2.3.2/1, 2.3.3/1: wherever the response mode put it
  const response = single(queryOf(parameters), 'response')
  if (!response) {
    throw invalidData('"response" is missing', INVALID_RESPONSE)
  }
  // jarm 3/1
  const rule = algorithmRule(
    client.authorization_signed_response_alg,
    as.authorization_signing_alg_values_supported,
    'RS256',
  )
  // jarm 2.2/1, 2.4/1
  const jwt = await readJwt(response, rule, client, options?.[jweDecrypt])
  // jarm 2.1/1, 2.1/2, 2.1/3
  requireClaims(jwt, ['aud', 'exp', 'iss'])
  // jarm 2.4/2, 2.4/3, 5.1/2, rfc9700 2.1/2, rfc9207 4/4: checked before a key is fetched
  checkIssuer(as, jwt)
  checkAudience(client.client_id, jwt)
  // jarm 2.4/5a, 2.4/p4, fapi1-advanced 5.2.3.2/1, fapi2-ms 5.4.2/2
  await verifyIssuerSignature(as, options, jwt)
  const inside = new URLSearchParams()
  for (const [name, value] of Object.entries(jwt.claims)) {
    // jarm 2.1/p2, 2.1/p4: the parameters are claims, but `aud` belongs to the JWT itself
    if (typeof value === 'string' && name !== 'aud') {
      inside.append(name, value)
    }
  }
  return validateParameters(as, inside, expectedState, as.authorization_response_iss_parameter_supported)
}
