import { assertString } from '../errors/assertions.ts'
import { expectClaim } from '../jose/claims.ts'
import type { JsonObject } from '../json/json.ts'

/** Value for `expectedNonce`: the authorization request had no `nonce`, so the ID Token must not have one. */
export const expectNoNonce: unique symbol = Symbol()

/** The nonce that an argument expects; `undefined` if there must be none. */
export function nonceFrom(expectedNonce: unknown): string | undefined {
  if (expectedNonce === undefined || expectedNonce === expectNoNonce) {
    return undefined
  }
  assertString(expectedNonce, '"expectedNonce"')
  return expectedNonce
}

/** Throws unless the ID Token has the nonce of the request, or none if the request had none. */
export function checkNonce(claims: JsonObject, expected: string | undefined): void {
  // oidc-core 3.1.3.7/11a, 2/7, 3.2.2.11/2, 3.3.2.11/1, rfc9700 2.1.1/p1: the one that was sent, or none if none was
  expectClaim(claims, 'nonce', expected)
}
