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
  assertString(expectedNonce, '"expectedNonce" argument')
  return expectedNonce
}

/** The ID Token must carry the nonce of the request, or none when there was none. */
export function checkNonce(claims: JsonObject, expected: string | undefined): void {
  // oidc-core 3.1.3.7/11
  expectClaim(claims, 'nonce', expected)
}
