import { builtIn, type ClientAuth } from './client_auth.ts'

/**
 * No client authentication, for public clients: the body carries `client_id`.
 *
 * @returns The method, to be passed as `clientAuthentication`.
 * @see [RFC 6749, 3.2.1 - Client Authentication](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.2.1)
 */
export function None(): ClientAuth {
  return builtIn((_as, client, body) => {
    // rfc6749 3.2.1/p2, 4.1.3/4, oidc-core 9/5: a client that does not authenticate identifies itself
    body.set('client_id', client.client_id)
  })
}
