import { assertString, invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE } from '../errors/codes.ts'

/** Value for `expectedState`: the authorization request had no `state`, so the response must have none. */
export const expectNoState: unique symbol = Symbol()

/**
 * Value for `expectedState`: `state` is not compared. Only for applications that bind the response to the user's session by other
 * means, such as PKCE.
 */
export const skipStateCheck: unique symbol = Symbol()

/** The response must carry the `state` of the request, or none if the request had none. */
export function checkState(state: string | undefined, expectedState: unknown, parameters: URLSearchParams): void {
  if (expectedState === skipStateCheck) {
    return
  }
  const expected = stateFrom(expectedState)
  // rfc6749 4.1.2/2, 4.1.2.1/4, 10.12/3, 10.14/2, rfc9700 2.1/p3a, 4.7.1/1, fapi1-baseline 5.2.3/6, oidc-core 3.1.2.7/1
  if (state !== expected) {
    throw invalidData(state === undefined ? '"state" is missing' : '"state" is unexpected', INVALID_RESPONSE, {
      expected,
      parameters,
    })
  }
}

/** The `state` that the response must have; `undefined` when it must have none. */
export function stateFrom(expectedState: unknown): string | undefined {
  if (expectedState === undefined || expectedState === expectNoState) {
    return undefined
  }
  assertString(expectedState, '"expectedState"')
  return expectedState
}
