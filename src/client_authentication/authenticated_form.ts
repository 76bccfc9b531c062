import { invalidType } from '../errors/assertions.ts'
import type { FormParameters, SendOptions } from '../http/options.ts'
import type { ProofOfPossession } from '../http/proof_of_possession.ts'
import { enforcesHttps } from '../http/protocol.ts'
import { plainHeaders } from '../http/request_headers.ts'
import { prepareHeaders, send } from '../http/send.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { endpointUrl } from '../metadata/endpoint.ts'
import { type ClientAuth, isBuiltIn } from './client_auth.ts'

/** The particulars of a form that is sent to the authorization server. */
export interface Form {
  endpoint: keyof AuthorizationServer
  /** the caller's parameters */
  parameters: FormParameters | undefined
  /** the library's parameters, which the caller's never override */
  own: Record<string, string>
  /** the `accept` header: JSON by default; '' leaves it to the platform */
  accept?: string
  /** how `options.DPoP` is read, if the request may have one */
  proofFrom?: (option: unknown) => ProofOfPossession | undefined
}

/** A form body with the caller's parameters in any shape; empty if there are none. */
export function formBody(parameters: FormParameters | undefined | null): URLSearchParams {
  return new URLSearchParams(parameters ?? '')
}

/** The one place where a form is sent. It adds the proof of possession, then the client's credentials. */
export async function sendForm(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  { endpoint, parameters, own, accept = 'application/json', proofFrom }: Form,
  options: (SendOptions & { DPoP?: unknown }) | undefined,
): Promise<Response> {
  // rfc6749 3.2/3, 3.2/4, oidc-core 3.1.3/2, rfc7009 2/2, rfc7662 2/2, rfc8628 3.1/p4, rfc9126 2/1,
  // ciba 7/2: https, and the query of the URL is kept
  const url = endpointUrl(as, endpoint, client.use_mtls_endpoint_aliases, enforcesHttps(options))
  const body = formBody(parameters)
  // rfc6749 3.2/6, rfc8707 2.2/1, rfc9396 6/1: none of our parameters occurs twice, whatever the caller adds
  for (const [name, value] of Object.entries(own)) {
    body.set(name, value)
  }
  const proof = proofFrom?.(options?.DPoP)
  let headers = prepareHeaders(options?.headers)
  if (accept) {
    headers.accept = accept
  } else {
    delete headers.accept
  }
  if (proof) {
    headers.dpop = await proof.prove(url, 'POST')
  }
  // rfc6749 2.3/4, 3.2.1/p1, 4.1.3/p2, 4.4.2/p2, 6/p2, oidc-core 3.1.3.1/1, 12.1/1, ciba 4/2.5, 7.1/p2a, 10.1/p2,
  // rfc7009 2.1/p2, rfc7662 2.1/p3, rfc8628 3.1/p6, 3.4/p2, rfc9126 2/4, rfc9701 4/2, rfc7521 4.2/p2: once,
  // with the complete form
  if (isBuiltIn(clientAuthentication)) {
    const set = (name: string, value: string) => {
      headers[name] = value
    }
    await clientAuthentication(as, client, body, { set })
  } else {
    if (typeof clientAuthentication !== 'function') {
      throw invalidType('"clientAuthentication" must be a function')
    }
    // an application's own method may do anything that a `Headers` allows
    const full = new Headers(headers)
    await clientAuthentication(as, client, body, full)
    headers = plainHeaders(full)
  }
  headers['content-type'] = 'application/x-www-form-urlencoded;charset=UTF-8'
  // rfc6749 3.2/5, 4.1.3/p1, oidc-core 3.1.3.1/2, ciba 7.1/p1, 7.1/p5, 7.1.1/p3c, 10.1/p11: a form, in UTF-8, by POST
  return send(url, { body, headers, method: 'POST' }, options, proof)
}
