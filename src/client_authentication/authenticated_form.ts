import { invalidValue } from '../errors/assertions.ts'
import type { FormParameters, SendOptions } from '../http/options.ts'
import type { ProofOfPossession } from '../http/proof_of_possession.ts'
import { plainHeaders, type RequestHeaders } from '../http/request_headers.ts'
import { prepareHeaders, send } from '../http/send.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { type ClientAuth, isBuiltIn } from './client_auth.ts'

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

/** The one place where a form is sent: it gets its proof of possession and the client's credentials, in this order. */
export async function sendForm(form: AuthenticatedForm, options: SendOptions | undefined): Promise<Response> {
  const { client, url, body, accept, proof } = form
  // rfc7521 4.2/3: one client only; beside HTTP Basic nothing else would keep a foreign client out of the body
  if (body.getAll('client_id').some((id) => id !== client.client_id)) {
    throw invalidValue('"client_id" must be the client\'s')
  }
  const headers = prepareHeaders(options?.headers)
  if (accept) {
    headers.accept = accept
  } else {
    delete headers.accept
  }
  if (proof) {
    headers.dpop = await proof.prove(url, 'POST')
  }
  // rfc6749 2.3/4, 3.2.1/p1, 4.1.3/p2, 4.4.2/p2, 6/p2, oidc-core 3.1.3.1/1, 12.1/1, ciba 4/2.5, 7.1/p2a, 10.1/p2,
  // rfc7009 2.1/p2, rfc7662 2.1/p3, rfc8628 3.1/p6, 3.4/p2, rfc9126 2/4, rfc9701 4/2, rfc7521 4.2/p2: once, after what else is there
  const authenticated = await authenticate(form, headers)
  authenticated['content-type'] = 'application/x-www-form-urlencoded;charset=UTF-8'
  // rfc6749 3.2/5, 4.1.3/p1, oidc-core 3.1.3.1/2, ciba 7.1/p1, 7.1/p5, 7.1.1/p3c, 10.1/p11: a form, in UTF-8, by POST
  return send(url, { body, headers: authenticated, method: 'POST' }, options, proof)
}

/** The headers with the client's credentials; those in the body are written in place. */
async function authenticate(form: AuthenticatedForm, headers: RequestHeaders): Promise<RequestHeaders> {
  const { as, client, clientAuthentication, body } = form
  if (isBuiltIn(clientAuthentication)) {
    const set = (name: string, value: string) => {
      headers[name] = value
    }
    await clientAuthentication(as, client, body, { set })
    return headers
  }
  // an application's own method may do anything that a `Headers` can
  const full = new Headers(headers)
  await clientAuthentication(as, client, body, full)
  return plainHeaders(full)
}
