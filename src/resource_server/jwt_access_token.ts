/**
 * The resource server's side: JWT access tokens, bound to a DPoP key or not.
 *
 * @see [RFC 9068 - JSON Web Token (JWT) Profile for OAuth 2.0 Access Tokens](https://www.rfc-editor.org/rfc/rfc9068.html)
 * @module
 */
import { assertString, invalidData, invalidType } from '../errors/assertions.ts'
import { INVALID_REQUEST, INVALID_RESPONSE } from '../errors/codes.ts'
import { OperationProcessingError } from '../errors/operation_processing_error.ts'
import { UnsupportedOperationError } from '../errors/unsupported_operation_error.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { isSupported } from '../jose/algorithms.ts'
import { checkAudience, checkIssuer, checkType, requireClaims } from '../jose/claims.ts'
import type { JWKSCacheOptions } from '../jose/jwks.ts'
import { algorithmRule, type JWTPayload, readJwt } from '../jose/jwt.ts'
import { verifyIssuerSignature } from '../jose/verify.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { clockSkew, clockTolerance } from '../metadata/client.ts'
import { assertAuthorizationServer } from '../metadata/parties.ts'
import { isPlatformObject } from '../platform/platform_object.ts'
import type { AuthorizationDetails } from '../token_endpoint/token_endpoint_response.ts'
import { checkDPoPProof } from './dpop_proof.ts'

/** Options of {@link validateJwtAccessToken}. The HTTP options apply to the request for the JWK Set. */
export interface ValidateJWTAccessTokenOptions extends HttpRequestOptions<'GET'>, JWKSCacheOptions {
  /** Whether a token without a DPoP proof is refused. */
  requireDPoP?: boolean
  /** Seconds to add to the local clock. */
  [clockSkew]?: number
  /** Tolerance for time claims in seconds; 30 when not set. */
  [clockTolerance]?: number
  /** The JWS algorithms that are accepted for the token and the proof; all supported ones when not set. */
  signingAlgorithms?: string[]
}

/**
 * The claims of a JWT access token.
 *
 * @see [RFC 9068, 2.2 - Data Structure](https://www.rfc-editor.org/rfc/rfc9068.html#section-2.2)
 */
export interface JWTAccessTokenClaims extends JWTPayload {
  /** Issuer identifier. */
  readonly iss: string
  /** Expiration, in seconds since the epoch. */
  readonly exp: number
  /** Audience: the resource, perhaps among others. */
  readonly aud: string | string[]
  /** Subject: the user, or the client itself. */
  readonly sub: string
  /** Time of issue, in seconds since the epoch. */
  readonly iat: number
  /** Identifier of the token. */
  readonly jti: string
  /** The client that the token was issued to. */
  readonly client_id: string
  /** Authorization details. */
  readonly authorization_details?: AuthorizationDetails[]
  /** Scope. */
  readonly scope?: string
  readonly [claim: string]: JsonValue | undefined
}

/**
 * Validates the JWT access token of a request and resolves with its claims.
 *
 * @param as Authorization server metadata.
 * @param request The request that carries the access token, and a DPoP proof if the token is bound to a key.
 * @param expectedAudience The resource's own identifier.
 * @param options Whether a proof is required, the algorithms, the clock; abort signal, headers, `customFetch` and cache for the JWK Set.
 * @returns The claims. The resource server must decide what they permit, and detect replayed proofs by their `jti`.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `INVALID_REQUEST`: no usable `authorization` header or claim; `INVALID_RESPONSE`, `PARSE_ERROR`, `JWT_CLAIM_COMPARISON`, `JWT_TIMESTAMP_CHECK`: the token or the proof fails a check.
 * @throws {@link OperationProcessingError} about the keys: `KEY_SELECTION`, and every error with which fetching the JWK Set from `as.jwks_uri` can fail.
 * @throws {@link UnsupportedOperationError} for a scheme other than `Bearer` and `DPoP`, a confirmation other than `jkt`, an unsupported algorithm or key type, or a `crit` header parameter.
 * @see [RFC 9068, 4 - Validating JWT Access Tokens](https://www.rfc-editor.org/rfc/rfc9068.html#section-4)
 * @see [RFC 9449, 4.3 - Checking DPoP Proofs](https://www.rfc-editor.org/rfc/rfc9449.html#section-4.3)
 */
export async function validateJwtAccessToken(
  as: AuthorizationServer,
  request: Request,
  expectedAudience: string,
  options?: ValidateJWTAccessTokenOptions,
): Promise<JWTAccessTokenClaims> {
  assertAuthorizationServer(as)
  if (!isPlatformObject(request, 'Request')) {
    throw invalidType('"request" must be a Request')
  }
  assertString(expectedAudience, '"expectedAudience"')
  const { scheme, token } = readAuthorization(request)
  const needsProof = !!options?.requireDPoP || scheme === 'dpop' || request.headers.has('dpop')
  // rfc9068 2.1/1, 2.1/2, 4/5b
  const rule = algorithmRule(options?.signingAlgorithms, undefined, isSupported)
  const jwt = await readJwt(token, rule, options)
  // rfc9068 4/1: an explicit type, so that no other kind of JWT is accepted
  // rfc8725 2.8/1, 3.12/1
  checkType(jwt, 'at+jwt')
  // rfc9068 2.2/1, 2.2/2, 2.2/3, 2.2/4, 2.2/5, 2.2/6, 2.2/7
  const required = ['iss', 'exp', 'aud', 'sub', 'iat', 'jti', 'client_id']
  requireClaims(jwt, needsProof ? [...required, 'cnf'] : required)
  const { claims } = jwt
  if (claims.sub === '') {
    throw invalidData('JWT "sub" is empty', INVALID_RESPONSE, { claims })
  }
  // rfc9068 4/3
  checkIssuer(as, jwt)
  // rfc9068 4/4, rfc9700 2.3/2
  checkAudience(expectedAudience, jwt)
  for (const claim of ['client_id', 'jti', 'sub']) {
    if (typeof claims[claim] !== 'string') {
      throw invalidData(`JWT "${claim}" must be a string`, INVALID_REQUEST, { claims })
    }
  }
  const jkt = confirmedKey(claims)
  // rfc9068 4/5a, fapi2-sp 5.3.4/3
  await verifyIssuerSignature(as, options, jwt)
  // rfc9449 7.1/p3: before the claims are returned
  if (needsProof || jkt !== undefined) {
    try {
      await checkDPoPProof(request, { scheme, token, claims, jkt }, options)
    } catch (error) {
      throw recoded(error)
    }
  }
  return claims as unknown as JWTAccessTokenClaims
}

function readAuthorization(request: Request): { scheme: string; token: string } {
  const { headers } = request
  // rfc9449 4/3: a proof does not replace it
  const authorization = headers.get('authorization')
  if (authorization === null) {
    throw invalidData('the Authorization header is missing', INVALID_REQUEST, { headers })
  }
  // one or more spaces
  const [name = '', token, ...rest] = authorization.split(/ +/, 3)
  const scheme = name.toLowerCase()
  if (scheme !== 'dpop' && scheme !== 'bearer') {
    throw new UnsupportedOperationError('the Authorization scheme is not supported', { cause: { headers } })
  }
  // rfc6750 2.1/1, fapi2-sp 5.3.4/1, 5.3.4/2: the token is accepted in this header only
  if (token === undefined || rest.length) {
    throw invalidData('the Authorization header is malformed', INVALID_REQUEST, { headers })
  }
  if (token.split('.', 6).length === 5) {
    throw invalidData('encrypted access tokens are not accepted', INVALID_REQUEST, { headers })
  }
  return { scheme, token }
}

// rfc9449 6.1/1, 6/1: `jkt` is the only confirmation that can be checked here
function confirmedKey(claims: JsonObject): JsonValue | undefined {
  const { cnf } = claims
  if (cnf === undefined) {
    return undefined
  }
  if (!isJsonObject(cnf)) {
    throw invalidData('JWT "cnf" must be a JSON object', INVALID_REQUEST, { claims })
  }
  const [method, ...more] = Object.keys(cnf)
  if (more.length) {
    throw new UnsupportedOperationError('several confirmations are not supported', { cause: { claims } })
  }
  if (method !== undefined && method !== 'jkt') {
    throw new UnsupportedOperationError('the confirmation is not supported', { cause: { claims } })
  }
  return cnf.jkt
}

// a malformed proof is reported like any other malformed JWT, because callers match on that code
function recoded(error: unknown): unknown {
  return error instanceof OperationProcessingError && error.code === INVALID_REQUEST
    ? invalidData(error.message, INVALID_RESPONSE, error.cause)
    : error
}
