import { encodeFormComponent } from '../encoding/form.ts'
import { encodeText } from '../encoding/text.ts'
import { assertString } from '../errors/assertions.ts'
import { encodeBase64 } from '../platform/base64url.ts'
import { builtIn, type ClientAuth } from './client_auth.ts'

/**
 * Authentication by the client secret in the `authorization` header, with HTTP Basic.
 *
 * @param clientSecret The client secret.
 * @returns The method, to be passed as `clientAuthentication`.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @see [RFC 6749, 2.3.1 - Client Password](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3.1)
 */
export function ClientSecretBasic(clientSecret: string): ClientAuth {
  assertString(clientSecret, '"clientSecret"')
  return builtIn((_as, client, _body, headers) => {
    // rfc6749 2.3.1/p1, B/1, oidc-core 9/1: each part is form-encoded before they are joined
    const credentials = `${encodeFormComponent(client.client_id)}:${encodeFormComponent(clientSecret)}`
    headers.set('authorization', `Basic ${encodeBase64(encodeText(credentials))}`)
  })
}
