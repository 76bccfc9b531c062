import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'

/**
 * A client authentication method: a function that writes the client's credentials into the body and the headers of a request
 * to the authorization server, in place. Applications may bring their own, for a server that wants something special:
 *
 * ```ts
 * const withApiKey = (_as, client, body, headers) => {
 *   body.set('client_id', client.client_id)
 *   headers.set('x-api-key', apiKey)
 * }
 * ```
 *
 * It may return a promise, which is waited for; with what it throws or rejects with, the request rejects.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param body The form as it will be sent; the parameters of the request are in it already.
 * @param headers The headers as they will be sent.
 * @see [RFC 6749, 2.3 - Client Authentication](https://www.rfc-editor.org/rfc/rfc6749.html#section-2.3)
 */
export type ClientAuth = (
  as: AuthorizationServer,
  client: Client,
  body: URLSearchParams,
  headers: Headers,
) => void | Promise<void>

/** A method of ours: it touches the headers in one way only, so that no `Headers` has to be made for it. */
type BuiltIn = (
  as: AuthorizationServer,
  client: Client,
  body: URLSearchParams,
  headers: Pick<Headers, 'set'>,
) => void | Promise<void>

const known: WeakSet<ClientAuth> = new WeakSet()

/** Declares a method to be one of ours. */
export function builtIn(method: BuiltIn): ClientAuth {
  known.add(method)
  return method
}

export function isBuiltIn(method: ClientAuth): method is BuiltIn {
  return known.has(method)
}
