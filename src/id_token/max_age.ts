import { assertNumber, invalidData } from '../errors/assertions.ts'
import { JWT_TIMESTAMP_CHECK } from '../errors/codes.ts'
import type { JsonObject } from '../json/json.ts'
import type { Client } from '../metadata/client.ts'
import { currentTime, toleranceOf } from '../metadata/time.ts'

/** Value for `maxAge`: the age of the user's authentication is not checked, whatever `client.default_max_age` says. */
export const skipAuthTimeCheck: unique symbol = Symbol()

/** The maximum age of the user's authentication that applies, in seconds; `undefined` if there is none. */
export function maximumAge(client: Client, maxAge: number | typeof skipAuthTimeCheck | undefined): number | undefined {
  if (maxAge === skipAuthTimeCheck) {
    return undefined
  }
  if (maxAge !== undefined) {
    assertNumber(maxAge, '"maxAge"', false)
    return maxAge
  }
  return defaultMaximumAge(client)
}

/** The client's own maximum age, if it has one. */
export function defaultMaximumAge(client: Client): number | undefined {
  const { default_max_age } = client
  if (default_max_age !== undefined) {
    assertNumber(default_max_age, '"client.default_max_age"', false)
  }
  return default_max_age
}

/** Throws unless the user authenticated within that many seconds. */
export function checkMaximumAge(claims: JsonObject, maxAge: number, client: Client): void {
  const now = currentTime(client)
  const tolerance = toleranceOf(client)
  // oidc-core 3.1.3.7/13
  if ((claims.auth_time as number) + maxAge < now - tolerance) {
    throw invalidData('JWT "auth_time" is too old', JWT_TIMESTAMP_CHECK, {
      claims,
      now,
      tolerance,
      claim: 'auth_time',
    })
  }
}
