import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'

/**
 * A client authentication method: a function that writes the client's credentials into the body and the headers of a
 * request to the authorization server, in place. Applications may supply their own, for a server with special
 * requirements:
 *
 * ```ts
 * const withApiKey = (_as, client, body, headers) => {
 *   body.set('client_id', client.client_id)
 *   headers.set('x-api-key', apiKey)
 * }
 * ```
 *
 * It may return a promise, which is awaited. If it throws or rejects, the request rejects with the same error.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param body The form as it will be sent, which already contains the parameters of the request.
 * @param headers The headers as they will be sent.
 * @see [RFC 6749, 2.3 - Client Authentication](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3)
 */
export type ClientAuth = (
  as: AuthorizationServer,
  client: Client,
  body: URLSearchParams,
  headers: Headers,
) => void | Promise<void>

/** One of our own methods. It only sets headers, so no `Headers` object is created for it. */
type BuiltIn = (
  as: AuthorizationServer,
  client: Client,
  body: URLSearchParams,
  headers: Pick<Headers, 'set'>,
) => void | Promise<void>

const known: WeakSet<ClientAuth> = new WeakSet()

/** Registers a method as one of our own. */
export function builtIn(method: BuiltIn): ClientAuth {
  known.add(method)
  return method
}

export function isBuiltIn(method: ClientAuth): method is BuiltIn {
  return known.has(method)
}
