import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'

/**
 * A client authentication method: a function that writes the client's credentials into the body and the headers of a request
 * to the authorization server, in place. Applications may bring their own.
 *
 * @see [RFC 6749, 2.3 - Client Authentication](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3)
 */
export type ClientAuth = (
  as: AuthorizationServer,
  client: Client,
  body: URLSearchParams,
  headers: Headers,
) => void | Promise<void>
