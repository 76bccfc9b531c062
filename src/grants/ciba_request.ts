/**
 * Builds the parameters of a backchannel authentication request so that they conform to the specification.
 *
 * It is optional: `backchannelAuthenticationRequest` takes parameters in any shape.
 *
 * @see [CIBA Core 1.0, 7.1 - Authentication Request](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#auth_request)
 * @module
 */
import { assertObject, assertString, invalidValue } from '../errors/assertions.ts'
import type { Client } from '../metadata/client.ts'
import { sha256 } from '../platform/digest.ts'
import { randomString } from '../platform/random.ts'

/**
 * What a backchannel authentication request asks for. Exactly one of the three hints must be set.
 *
 * @see [CIBA Core 1.0, 7.1 - Authentication Request](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#auth_request)
 */
export interface BackchannelAuthenticationParameters {
  /** Scope values, separated by spaces. They must include `openid`. */
  readonly scope: string
  /** The user to authenticate: an identifier that the authorization server knows. */
  readonly login_hint?: string
  /** The user to authenticate: a token about the user. */
  readonly login_hint_token?: string
  /** The user to authenticate: an ID Token from an earlier authentication, decrypted. */
  readonly id_token_hint?: string
  /** Short, plain text that is shown on both devices. */
  readonly binding_message?: string
  /** A code that only the user knows. Ask for it each time, and do not store it. */
  readonly user_code?: string
  /** Requested lifetime of the request in seconds, a positive integer. */
  readonly requested_expiry?: number
  /** Authentication context class references, most preferred first: an array, or a string with spaces between them. */
  readonly acr_values?: string | readonly string[]
  /** For ping and push: the bearer token of the notification; see {@link generateClientNotificationToken}. */
  readonly client_notification_token?: string
  /** Parameters of extensions. An array becomes a repeated parameter. */
  readonly [parameter: string]: string | number | readonly string[] | undefined
}

/**
 * Builds the parameters of a backchannel authentication request.
 *
 * @param client The client. If its `backchannel_token_delivery_mode` is `ping` or `push`, a `client_notification_token` is required.
 * @param parameters What to ask for; members that are `undefined` are left out.
 * @returns Form parameters, for {@link backchannelAuthenticationRequest} or {@link issueBackchannelAuthenticationRequestObject}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described: `scope` lacks `openid`,
 *   there is no hint or more than one, a parameter that takes one string is an array, `requested_expiry` is not a positive integer, or
 *   `client_notification_token` is missing, shorter than 22 characters, longer than 1024, or not a valid bearer token.
 * @see [CIBA Core 1.0, 7.1 - Authentication Request](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#auth_request)
 */
export function buildBackchannelAuthenticationParameters(
  client: Client,
  parameters: BackchannelAuthenticationParameters,
): URLSearchParams {
  assertObject(client, '"client"')
  assertObject(parameters, '"parameters"')
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
  // ciba 7.1/2a
  const notified =
    client.backchannel_token_delivery_mode === 'ping' || client.backchannel_token_delivery_mode === 'push'
  if (client_notification_token !== undefined || notified) {
    assertNotificationToken(client_notification_token)
  }
  return formOf(parameters)
}

/**
 * Generates a `client_notification_token`: 256 bits of randomness in 43 characters. Use a new one for each request.
 *
 * @returns The token. Send it with the request and store its {@link calculateClientNotificationTokenHash}.
 * @see [CIBA Core 1.0, 7.1](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#auth_request)
 */
export function generateClientNotificationToken(): string {
  // ciba 7.1/2d
  return randomString()
}

/**
 * Calculates the SHA-256 of a `client_notification_token`, base64url, for the application to store. The token itself need not be kept
 * after the request has been sent.
 *
 * @param clientNotificationToken The token, as it is sent with the request.
 * @returns 43 characters by which to look up a ping or a push: the `tokenHash` of an {@link ExpectedNotification}, and the argument with
 *   which {@link validateBackchannelPing} and {@link validateBackchannelPush} call the look-up.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when the token is not a string, or is empty.
 * @see [CIBA Core 1.0, 9 - Client Notification Endpoint](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#client_notification_endpoint)
 */
export async function calculateClientNotificationTokenHash(clientNotificationToken: string): Promise<string> {
  assertString(clientNotificationToken, '"clientNotificationToken"')
  return sha256(clientNotificationToken)
}

const single = ['login_hint', 'login_hint_token', 'id_token_hint', 'binding_message', 'user_code']

function formOf(parameters: BackchannelAuthenticationParameters): URLSearchParams {
  const form = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) {
    // ciba 7.1/3: the preferred classes are one parameter, the best first
    const wanted = name === 'acr_values' && Array.isArray(value) ? value.join(' ') : value
    // ciba 7.1/p4: a hint has one value, but many frameworks turn a form field that was sent twice into an array
    for (const each of single.includes(name) ? [wanted] : [wanted].flat()) {
      if (each === undefined) {
        continue
      }
      if (typeof each !== 'number') {
        assertString(each, `"${name}"`)
      }
      form.append(name, String(each))
    }
  }
  return form
}

function assertOneHint(parameters: BackchannelAuthenticationParameters): void {
  const hints = (['login_hint', 'login_hint_token', 'id_token_hint'] as const).filter(
    (name) => parameters[name] !== undefined,
  )
  // ciba 7.1/p4
  if (hints.length !== 1) {
    throw invalidValue('exactly one of "login_hint", "login_hint_token", "id_token_hint" must be present')
  }
}

function assertNotificationToken(token: unknown): void {
  assertString(token, '"client_notification_token"')
  // ciba 7.1/2b, 7.1/2c, 7.1/2d: 128 bits need 22 characters of that alphabet
  if (token.length < 22 || token.length > 1024 || !/^[\w.~+/-]+=*$/.test(token)) {
    throw invalidValue('"client_notification_token" must be 22 to 1024 characters of the bearer token alphabet')
  }
}
