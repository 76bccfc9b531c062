/**
 * The parameters of a backchannel authentication request, put together so that they keep to the specification.
 *
 * Optional: `backchannelAuthenticationRequest` takes parameters in any shape.
 *
 * @see [CIBA Core 1.0, 7.1 - Authentication Request](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#auth_request)
 * @module
 */
import { assertString, invalidType, invalidValue } from '../errors/assertions.ts'
import { sha256 } from '../platform/digest.ts'
import { randomString } from '../platform/random.ts'

/** What a backchannel authentication asks for; exactly one of the three hints is there. */
export interface BackchannelAuthenticationParameters {
  /** Scope values, separated by spaces; `openid` is one of them. */
  readonly scope: string
  /** Who is to be authenticated: an identifier that the authorization server knows. */
  readonly login_hint?: string
  /** Who is to be authenticated: a token about the user. */
  readonly login_hint_token?: string
  /** Who is to be authenticated: an ID Token of an earlier authentication. */
  readonly id_token_hint?: string
  /** Text that is shown on both devices. */
  readonly binding_message?: string
  /** A code that only the user knows. */
  readonly user_code?: string
  /** Seconds that the request shall be good for. */
  readonly requested_expiry?: number
  /** Authentication context class references, the most wanted first. */
  readonly acr_values?: string | readonly string[]
  /** For ping and push: what the authorization server authenticates with; see {@link generateClientNotificationToken}. */
  readonly client_notification_token?: string
  readonly [parameter: string]: string | number | readonly string[] | undefined
}

/** Puts together the parameters of a backchannel authentication request. */
export function buildBackchannelAuthenticationParameters(
  parameters: BackchannelAuthenticationParameters,
): URLSearchParams {
  if (typeof parameters !== 'object' || parameters === null) {
    throw invalidType('"parameters" must be an object')
  }
  const { scope, requested_expiry, client_notification_token } = parameters
  assertString(scope, '"scope"')
  // ciba 7.1/1
  if (!scope.split(' ').includes('openid')) {
    throw invalidValue('"scope" must include "openid"')
  }
  assertOneHint(parameters)
  // ciba 7.1/9
  if (requested_expiry !== undefined && !(Number.isSafeInteger(requested_expiry) && requested_expiry > 0)) {
    throw invalidValue('"requested_expiry" must be a positive integer')
  }
  if (client_notification_token !== undefined) {
    assertNotificationToken(client_notification_token)
  }
  const result = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) {
      // ciba 7.1/3
      result.set(name, Array.isArray(value) ? value.join(' ') : String(value))
    }
  }
  return result
}

/** Generates a `client_notification_token`: 256 bits of randomness in 43 characters. One for each request. */
export function generateClientNotificationToken(): string {
  // ciba 7.1/2d
  return randomString()
}

/**
 * Calculates what the application stores of a `client_notification_token`: its SHA-256, base64url. The token itself need not be
 * kept once the request was sent.
 */
export async function calculateClientNotificationTokenHash(clientNotificationToken: string): Promise<string> {
  assertString(clientNotificationToken, '"clientNotificationToken"')
  return sha256(clientNotificationToken)
}

function assertOneHint(parameters: BackchannelAuthenticationParameters): void {
  const hints = (['login_hint', 'login_hint_token', 'id_token_hint'] as const).filter(
    (name) => parameters[name] !== undefined,
  )
  // ciba 7.1/p4
  if (hints.length !== 1) {
    throw invalidValue('exactly one of "login_hint", "login_hint_token", "id_token_hint" must be there')
  }
  for (const name of hints) {
    assertString(parameters[name], `"${name}"`)
  }
}

function assertNotificationToken(token: unknown): void {
  assertString(token, '"client_notification_token"')
  // ciba 7.1/2b, 7.1/2c, 7.1/2d: 128 bits need 22 characters of that alphabet
  if (token.length < 22 || token.length > 1024 || !/^[\w.~+/-]+=*$/.test(token)) {
    throw invalidValue('"client_notification_token" must be 22 to 1024 characters of the bearer token alphabet')
  }
}
