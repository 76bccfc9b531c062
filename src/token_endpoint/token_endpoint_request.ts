import { formBody, sendForm } from '../client_authentication/authenticated_form.ts'
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import type { DPoPRequestOptions } from '../dpop/dpop.ts'
import type { FormParameters, HttpRequestOptions } from '../http/options.ts'
import { proofFrom } from '../http/proof_of_possession.ts'
import { enforcesHttps } from '../http/protocol.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { resolveEndpoint } from '../metadata/endpoint.ts'

/** Options of a request to the token endpoint. */
export interface TokenEndpointRequestOptions extends HttpRequestOptions<'POST', URLSearchParams>, DPoPRequestOptions {
  /** Further form parameters; they never override those of the grant. */
  additionalParameters?: URLSearchParams | Record<string, string> | string[][]
}

/** Asks the token endpoint for tokens: the caller's parameters, those of the grant, and the grant's name. */
export function requestTokens(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  grantType: string,
  parameters: FormParameters | undefined,
  grantParameters: Record<string, string>,
  options: Omit<TokenEndpointRequestOptions, 'additionalParameters'> | undefined,
): Promise<Response> {
  // rfc6749 3.2/3, 3.2/4, oidc-core 3.1.3/2: https, its query kept
  const url = resolveEndpoint(as, 'token_endpoint', client.use_mtls_endpoint_aliases, enforcesHttps(options))
  const body = formBody(parameters)
  // rfc6749 3.2/6, rfc8707 2.2/1, rfc9396 6/1: no parameter of the grant twice, whatever the caller adds
  for (const name in grantParameters) {
    body.set(name, grantParameters[name] as string)
  }
  body.set('grant_type', grantType)
  // rfc9449 5/1, rfc9700 4.10.1/1, fapi2-sp 5.3.3.1/1: with a proof for every grant
  return sendForm(
    {
      as,
      client,
      clientAuthentication,
      url,
      body,
      accept: 'application/json',
      proof: proofFrom(options?.DPoP),
    },
    options,
  )
}
