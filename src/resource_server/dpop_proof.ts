/**
 * The proof that comes with a DPoP-bound access token.
 *
 * @see [RFC 9449, 4.3 - Checking DPoP Proofs](https://www.rfc-editor.org/rfc/rfc9449.html#section-4.3)
 * @module
 */
import { invalidData, invalidValue } from '../errors/assertions.ts'
import { INVALID_REQUEST, INVALID_RESPONSE, JWT_CLAIM_COMPARISON, JWT_TIMESTAMP_CHECK } from '../errors/codes.ts'
import { isSupported } from '../jose/algorithms.ts'
import { checkType, expectClaim, requireClaims } from '../jose/claims.ts'
import { algorithmRule, readJwt } from '../jose/jwt.ts'
import { verifySignature } from '../jose/verify.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json.ts'
import { currentTime } from '../metadata/time.ts'
import { sha256 } from '../platform/digest.ts'
import { parseUrl } from '../platform/url.ts'
import type { ValidateJWTAccessTokenOptions } from './jwt_access_token.ts'
import { proofKey } from './proof_key.ts'

/** What the proof must match: the access token, how it was presented, and its claims. */
export interface PresentedToken {
  scheme: string
  token: string
  claims: JsonObject
  /** thumbprint of the key that the token says it is bound to */
  jkt: JsonValue | undefined
}

export async function checkDPoPProof(
  request: Request,
  { scheme, token, claims: tokenClaims, jkt }: PresentedToken,
  options: ValidateJWTAccessTokenOptions | undefined,
): Promise<void> {
  const { headers } = request
  const proof = headers.get('dpop')
  // rfc9449 4.3/1: exactly one header
  if (proof === null) {
    throw invalidData('the DPoP header is missing', INVALID_REQUEST, {
      headers,
    })
  }
  if (proof.includes(',') || proof.split('.', 6).length === 5) {
    throw invalidData('the DPoP header must be one signed JWT', INVALID_REQUEST, { headers })
  }
  // rfc9449 7.1/p2, 7.2/p1: a bound token is not a bearer token
  if (scheme !== 'dpop') {
    throw invalidData('the scheme must be DPoP', INVALID_REQUEST, {
      headers,
    })
  }
  if (typeof jkt !== 'string') {
    throw invalidData('JWT "cnf.jkt" must be a string', INVALID_REQUEST, {
      claims: tokenClaims,
    })
  }
  // rfc9449 4.3/2, 4.3/5, 11.6/1
  const jwt = await readJwt(proof, algorithmRule(options?.signingAlgorithms, undefined, isSupported), options)
  // rfc9449 4.3/4, 11.5/1
  checkType(jwt, 'dpop+jwt')
  // rfc9449 4.3/3
  requireClaims(jwt, ['iat', 'jti', 'ath', 'htm', 'htu'])
  const { claims, header } = jwt
  if (typeof claims.jti !== 'string') {
    throw invalidData('JWT "jti" must be a string', INVALID_RESPONSE, { claims })
  }
  const now = currentTime(options)
  // rfc9449 4.3/11, 11.1/1: five minutes
  if (Math.abs(now - (claims.iat as number)) > 300) {
    throw invalidData('JWT "iat" is not recent', JWT_TIMESTAMP_CHECK, { now, claims, claim: 'iat' })
  }
  // rfc9449 4.3/8
  expectClaim(claims, 'htm', request.method)
  // rfc9449 4.3/9, 4.3/p2a, rfc9110 4.2.3/1: compared as normalised URLs
  const expected = withoutQuery(request.url)
  if (expected === undefined) {
    throw invalidValue('"request" must have an absolute URL')
  }
  if (withoutQuery(claims.htu) !== expected) {
    throw invalidData('JWT "htu" is unexpected', JWT_CLAIM_COMPARISON, { expected, claims, claim: 'htu' })
  }
  // rfc9449 4.3/12a, 7/3
  expectClaim(claims, 'ath', await sha256(token))
  if (!isJsonObject(header.jwk)) {
    throw invalidData('JWT "jwk" must be a JSON object', INVALID_REQUEST, { header })
  }
  const { thumbprint, key } = await proofKey(header.jwk)
  // rfc9449 4.3/12b, 6/2, fapi2-sp 5.3.4/5
  if (thumbprint !== jkt) {
    throw invalidData('JWT "cnf.jkt" is unexpected', JWT_CLAIM_COMPARISON, {
      expected: thumbprint,
      claims: tokenClaims,
      claim: 'cnf.jkt',
    })
  }
  // rfc9449 4.3/6
  await verifySignature(await key(header.alg as string), proof)
}

function withoutQuery(value: unknown): string | undefined {
  const url = parseUrl(value)
  if (url) {
    url.search = ''
    url.hash = ''
  }
  return url?.href
}
