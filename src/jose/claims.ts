import { invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE, JWT_CLAIM_COMPARISON } from '../errors/codes.ts'
import type { JsonObject } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Jwt } from './jwt.ts'

/** On an `as` object: a function that returns the issuer a JWT must have, if that depends on the token. @internal */
export const _expectedIssuer: unique symbol = Symbol()

/** Throws unless these claims are present. If `aud` is one of them and an array, its members must be strings. */
export function requireClaims({ claims }: Jwt, names: readonly string[]): void {
  for (const name of names) {
    if (claims[name] === undefined) {
      throw invalidData(`JWT "${name}" is missing`, INVALID_RESPONSE, { claims })
    }
  }
  // rfc7519 4.1.3/1: a string or an array of strings
  const { aud } = claims
  if (names.includes('aud') && Array.isArray(aud) && !aud.every((member) => typeof member === 'string')) {
    throw invalidData('JWT "aud" must be strings', INVALID_RESPONSE, { claims })
  }
}

export function checkIssuer(as: AuthorizationServer, jwt: Jwt): void {
  const expectation = (as as { [_expectedIssuer]?: (jwt: Jwt) => string | undefined })[_expectedIssuer]
  const expected = (typeof expectation === 'function' ? expectation.call(as, jwt) : undefined) ?? as.issuer
  expectClaim(jwt.claims, 'iss', expected)
}

export function checkAudience(expected: string, { claims }: Jwt): void {
  const { aud } = claims
  // rfc7519 4.1.3/1, rfc8725 3.9/2: whoever is not named in the audience must reject the JWT
  if (Array.isArray(aud) ? !aud.includes(expected) : aud !== expected) {
    throw unexpectedClaim(claims, 'aud', expected)
  }
}

/** Throws unless a claim has exactly that value. */
export function expectClaim(claims: JsonObject, claim: string, expected: string | undefined): void {
  // rfc7519 7.3/3, oidc-core 14/2, 14/3, rfc8414 4/3: compared code point by code point
  if (claims[claim] !== expected) {
    throw unexpectedClaim(claims, claim, expected)
  }
}

function unexpectedClaim(claims: JsonObject, claim: string, expected: string | undefined): Error {
  return invalidData(`JWT "${claim}" is unexpected`, JWT_CLAIM_COMPARISON, { expected, claims, claim })
}

/** Checks the explicit type of a JWT (`typ`), with or without its optional prefix `application/`. */
export function checkType({ header }: Jwt, expected: string): void {
  const { typ } = header
  // rfc7515 4.1.9/2, 4.1.9/3, rfc7519 5.1/1, rfc8725 3.11/2: a media type whose `application/` may be left out
  if (typeof typ !== 'string' || typ.toLowerCase().replace(/^application\//, '') !== expected) {
    throw invalidData('JWT "typ" is unexpected', INVALID_RESPONSE, { header })
  }
}
