import { encodeFormComponent } from '../encoding/form.ts'
import { assertString, invalidValue } from '../errors/assertions.ts'
import { builtIn, type ClientAuth } from './client_auth.ts'

/**
 * Authenticates the client with its secret in the `authorization` header (HTTP Basic).
 *
 * @param clientSecret The client secret.
 * @returns The method, to be passed as `clientAuthentication`.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @see [RFC 6749, 2.3.1 - Client Password](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3.1)
 */
export function ClientSecretBasic(clientSecret: string): ClientAuth {
  assertString(clientSecret, '"clientSecret"')
  let last: { id: string; authorization: string } | undefined
  return builtIn((_as, { client_id: id }, body, headers) => {
    // the body must not name another client; all other methods set its `client_id` themselves
    if (body.getAll('client_id').some((given) => given !== id)) {
      throw invalidValue('"client_id" must be the client\'s')
    }
    if (last?.id !== id) {
      // rfc6749 2.3.1/p1, B/1, oidc-core 9/1: each part is form-encoded before they are joined
      const credentials = `${encodeFormComponent(id)}:${encodeFormComponent(clientSecret)}`
      last = { id, authorization: `Basic ${btoa(credentials)}` }
    }
    headers.set('authorization', last.authorization)
  })
}
