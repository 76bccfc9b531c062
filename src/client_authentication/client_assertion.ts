/**
 * What the two authentication methods with a signed JWT have in common.
 *
 * @see [RFC 7523, 3 - JWT Format and Processing Requirements](https://www.rfc-editor.org/rfc/rfc7523.html#section-3)
 * @module
 */
import type { JwtPart } from '../jose/sign_jwt.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { currentTime } from '../metadata/time.ts'
import { randomString } from '../platform/random.ts'

/** Sets `client_id` in a body, and returns the claims of an assertion about the same client, valid for one minute. */
export function beginClientAssertion(as: AuthorizationServer, client: Client, body: URLSearchParams): JwtPart {
  const now = currentTime(client)
  const { client_id } = client
  // rfc7521 4.2/3
  body.set('client_id', client_id)
  return {
    // oidc-core 9/3.4, 9/4.4, rfc7523 3/7, rfc7519 4.1.7/1: unique
    jti: randomString(),
    // rfc7523 3/3, oidc-core 9/3.3, 9/4.3, rfc9126 2/5, ciba 7.1/p2b, fapi2-sp 5.3.3.1/5: only the authorization server
    aud: as.issuer,
    // rfc7523 3/4, 3/5, 3/6, oidc-core 9/3.5, 9/4.5, 9/3.6, 9/4.6
    exp: now + 60,
    iat: now,
    nbf: now,
    // rfc7523 3/1, 3/2, oidc-core 9/3.1, 9/3.2, 9/4.1, 9/4.2
    iss: client_id,
    sub: client_id,
  }
}

/** Writes a client assertion into a body that already contains `client_id`. */
export function setClientAssertion(body: URLSearchParams, assertion: string): void {
  // rfc7523 2.2/1, 2.2/2, rfc7521 4.2/1, 4.2/2
  body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
  body.set('client_assertion', assertion)
}
