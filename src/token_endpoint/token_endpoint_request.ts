import { sendForm } from '../client_authentication/authenticated_form.ts'
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import type { DPoPRequestOptions } from '../dpop/dpop.ts'
import type { FormParameters, HttpRequestOptions } from '../http/options.ts'
import { proofFrom } from '../http/proof_of_possession.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'

/** Options of a request to the token endpoint. */
export interface TokenEndpointRequestOptions extends HttpRequestOptions<'POST', URLSearchParams>, DPoPRequestOptions {
  /** Additional form parameters. They never override those of the grant. */
  additionalParameters?: URLSearchParams | Record<string, string> | string[][]
}

/** Sends a request to the token endpoint. `own` contains the grant type and its parameters. */
export function requestTokens(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  parameters: FormParameters | undefined,
  own: Record<string, string>,
  options: Omit<TokenEndpointRequestOptions, 'additionalParameters'> | undefined,
): Promise<Response> {
  // rfc9449 5/1, rfc9700 4.10.1/1, fapi2-sp 5.3.3.1/1: with a proof for every grant
  const form = { endpoint: 'token_endpoint', parameters, own, proofFrom }
  return sendForm(as, client, clientAuthentication, form, options)
}
