/**
 * Reads a JWT and checks its form, algorithm and times. `verify.ts` checks the signature.
 *
 * @see [RFC 7519, 7.2 - Validating a JWT](https://www.rfc-editor.org/rfc/rfc7519.html#section-7.2)
 * @module
 */

import { invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE, JWT_TIMESTAMP_CHECK, PARSE_ERROR } from '../errors/codes.ts'
import { OperationProcessingError } from '../errors/operation_processing_error.ts'
import { UnsupportedOperationError } from '../errors/unsupported_operation_error.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json.ts'
import { type ClockSettings, currentTime, toleranceOf } from '../metadata/time.ts'
import { decodeBase64urlText } from '../platform/base64url.ts'
import type { ConfirmationClaims } from './confirmation_claims.ts'
import type { JweDecryptFunction } from './jwe_decrypt.ts'

/** The registered claims. */
export interface JWTPayload {
  /** Issuer. */
  readonly iss?: string
  /** Subject. */
  readonly sub?: string
  /** Audience. */
  readonly aud?: string | string[]
  /** Identifier of the JWT. */
  readonly jti?: string
  /** Not before, in seconds since the epoch. */
  readonly nbf?: number
  /** Expiration, in seconds since the epoch. */
  readonly exp?: number
  /** Time of issue, in seconds since the epoch. */
  readonly iat?: number
  /** Confirmation: what the bearer must prove to possess. */
  readonly cnf?: ConfirmationClaims
  readonly [claim: string]: JsonValue | undefined
}

/** A JOSE header. */
export interface JwtHeader extends JsonObject {
  alg?: string
  kid?: string
}

/** A JWT that has been read. */
export interface Jwt {
  header: JwtHeader
  claims: JsonObject
  /** the compact JWS, decrypted if it was encrypted */
  jwt: string
}

/** Checks the `alg` of a header; throws if it is not acceptable. */
export type AlgorithmRule = (header: JwtHeader) => void

/** Reads a compact JWT, decrypts it if it is encrypted, and checks the rules that hold for every JWT. */
export async function readJwt(
  text: string,
  rule: AlgorithmRule,
  clock: ClockSettings | undefined,
  decrypt?: JweDecryptFunction,
): Promise<Jwt> {
  let jwt = text
  let parts = jwt.split('.', 6)
  // rfc7519 7.2/6, 7.2/8, 11.2/1: a compact JWE has five parts
  if (parts.length === 5) {
    if (!decrypt) {
      throw new UnsupportedOperationError('JWE decryption is not configured', { cause: text })
    }
    jwt = await decrypt(text)
    parts = jwt.split('.', 4)
  }
  // rfc7515 5.2/1, rfc7519 7.2/1
  if (parts.length !== 3) {
    throw invalidData('JWT is malformed', INVALID_RESPONSE, jwt)
  }
  const header: JwtHeader = decodeJwtPart(parts[0] as string, jwt, 'header')
  // rfc7519 7.2/p2, rfc7515 4.1.1/1, 5.2/p3, fapi2-sp 5.4.1/1.1
  rule(header)
  // rfc7515 4.1.11/1, 5.2/5: an extension that is not understood makes the JWS invalid, and none is understood here
  if (header.crit !== undefined) {
    throw new UnsupportedOperationError('JWT "crit" is not supported', {
      cause: { header },
    })
  }
  const claims = decodeJwtPart(parts[1] as string, jwt, 'payload')
  checkRegisteredClaims(claims, clock)
  return { header, claims, jwt }
}

/**
 * The algorithm must be the client's registered one. If there is none, it must be one that the server publishes. If the
 * server publishes none, it must be the specification's default.
 */
export function algorithmRule(
  client: string | string[] | null | undefined,
  issuer: unknown,
  fallback: string | ((alg: string) => boolean) | undefined,
): AlgorithmRule {
  // rfc8725 3.1/1a
  const [expected, reason] =
    client !== undefined && client !== null
      ? [client, 'client configuration']
      : Array.isArray(issuer)
        ? [issuer, 'authorization server metadata']
        : [fallback, 'default value']
  return (header) => {
    if (expected === undefined) {
      throw new OperationProcessingError('JWT "alg" is not configured', { cause: { client, issuer, fallback } })
    }
    const { alg } = header
    // rfc7515 4.1.1/1: a string
    const matches =
      typeof alg === 'string' &&
      (Array.isArray(expected)
        ? expected.includes(alg)
        : // only the default may be a predicate: a function in the metadata accepts nothing
          alg === expected || (typeof fallback === 'function' && expected === fallback && fallback(alg)))
    if (!matches) {
      throw invalidData('JWT "alg" is unexpected', INVALID_RESPONSE, { header, expected, reason })
    }
  }
}

/** Decodes one part of a compact JWS as a JSON object. */
export function decodeJwtPart(part: string, jwt: string, name: string): JsonObject {
  let value: unknown
  try {
    // rfc7515 5.2/2, 5.2/3, 5.2/6, 4/1, 4/2, rfc7519 7.2/4, 7.2/10, 4/1, 4/2
    value = JSON.parse(decodeBase64urlText(part))
  } catch (cause) {
    throw invalidData(`JWT ${name} is not JSON`, PARSE_ERROR, cause)
  }
  if (!isJsonObject(value)) {
    throw invalidData(`JWT ${name} must be a JSON object`, INVALID_RESPONSE, jwt)
  }
  return value
}

// rfc7519 2/10 (exp, iat, nbf), 4.1.1/1 (iss), 4.1.6/1, oidc-core 2/5: checked in this order
const claimTypes: readonly [claim: string, type: string][] = [
  ['exp', 'number'],
  ['iat', 'number'],
  ['iss', 'string'],
  ['nbf', 'number'],
]

function checkRegisteredClaims(claims: JsonObject, clock: ClockSettings | undefined): void {
  const now = currentTime(clock)
  const tolerance = toleranceOf(clock)
  for (const [claim, type] of claimTypes) {
    const value = claims[claim] as number
    if (value === undefined) {
      continue
    }
    assertClaimType(typeof value === type, claim, claims)
    // rfc7519 4.1.4/1, oidc-core 2/4, 3.1.3.7/9, jarm 2.4/4, rfc9068 4/6: invalid from `exp` on, plus the tolerance
    // rfc7519 4.1.5/1: invalid before `nbf`
    if (claim === 'exp' ? value <= now - tolerance : claim === 'nbf' && value > now + tolerance) {
      throw invalidData(`JWT "${claim}" check failed`, JWT_TIMESTAMP_CHECK, { claims, now, tolerance, claim })
    }
  }
  const { aud } = claims
  if (aud !== undefined) {
    assertClaimType(typeof aud === 'string' || Array.isArray(aud), 'aud', claims)
  }
}

function assertClaimType(fits: boolean, claim: string, claims: JsonObject): asserts fits {
  if (!fits) {
    throw invalidData(`JWT "${claim}" is of the wrong type`, INVALID_RESPONSE, { claims })
  }
}
