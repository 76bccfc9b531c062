import { assertString } from '../errors/assertions.ts'
import { builtIn, type ClientAuth } from './client_auth.ts'

/**
 * Authenticates the client with its secret in the body: `client_id` and `client_secret`.
 *
 * @param clientSecret The client secret.
 * @returns The method, to be passed as `clientAuthentication`.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @see [RFC 6749, 2.3.1 - Client Password](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3.1)
 */
export function ClientSecretPost(clientSecret: string): ClientAuth {
  assertString(clientSecret, '"clientSecret"')
  return builtIn((_as, client, body) => {
    // rfc6749 2.3.1/1, 2.3.1/2, 2.3.1/p3b, oidc-core 9/2
    body.set('client_id', client.client_id)
    body.set('client_secret', clientSecret)
  })
}
