import { assertString } from '../errors/assertions.ts'
import { expectClaim } from '../jose/claims.ts'
import type { JsonObject } from '../json/json.ts'

/** Value for `expectedNonce`: the authorization request had no `nonce`, so the ID Token must have none. */
export const expectNoNonce: unique symbol = Symbol()

/** The nonce that an argument asks for; `undefined` when there must be none. */
export function nonceFrom(expectedNonce: unknown): string | undefined {
  if (expectedNonce === undefined || expectedNonce === expectNoNonce) {
    return undefined
  }
  assertString(expectedNonce, '"expectedNonce"')
  return expectedNonce
}

/** The ID Token must carry the nonce of the request, or none when there was none. */
export function checkNonce(claims: JsonObject, expected: string | undefined): void {
  // oidc-core 3.1.3.7/11a, 2/7, 3.2.2.11/2, 3.3.2.11/1, rfc9700 2.1.1/p1: the same as sent, and none where none was
  expectClaim(claims, 'nonce', expected)
}
