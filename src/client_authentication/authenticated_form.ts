import { invalidValue } from '../errors/assertions.ts'
import type { FormParameters, SendOptions } from '../http/options.ts'
import type { ProofOfPossession } from '../http/proof_of_possession.ts'
import { prepareHeaders, send } from '../http/send.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import type { ClientAuth } from './client_auth.ts'

/** A form on its way to the authorization server, from a client that authenticates. */
export interface AuthenticatedForm {
  as: AuthorizationServer
  client: Client
  clientAuthentication: ClientAuth
  url: URL
  body: URLSearchParams
  /** `undefined`: whatever the platform sends */
  accept: string | undefined
  proof?: ProofOfPossession | undefined
}

/** A form body with the caller's parameters, in any shape, or none. */
export function formBody(parameters: FormParameters | undefined | null): URLSearchParams {
  return new URLSearchParams(parameters ?? '')
}

/**
 * The one place where a form is sent: it gets its proof of possession and the client's credentials, in this order, and the
 * proof's nonce is remembered.
 */
export async function sendForm(form: AuthenticatedForm, options: SendOptions | undefined): Promise<Response> {
  const { as, client, url, body, accept, proof } = form
  // rfc6749 2.3.1: beside HTTP Basic nothing else would keep a foreign client out of the body
  if (body.getAll('client_id').some((id) => id !== client.client_id)) {
    throw invalidValue('the parameters must not include the "client_id" of another client')
  }
  const headers = prepareHeaders(options?.headers)
  if (accept) {
    headers.set('accept', accept)
  } else {
    headers.delete('accept')
  }
  await proof?.addProof(url, headers, 'POST')
  await form.clientAuthentication(as, client, body, headers)
  headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
  const response = await send(url, { body, headers, method: 'POST' }, options)
  proof?.cacheNonce(response, url)
  return response
}
