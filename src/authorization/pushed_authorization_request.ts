/**
 * Pushed authorization requests: the parameters go to the server directly, the browser carries a reference.
 *
 * @see [RFC 9126 - OAuth 2.0 Pushed Authorization Requests](https://www.rfc-editor.org/rfc/rfc9126.html)
 * @module
 */
import { formBody, sendForm } from '../client_authentication/authenticated_form.ts'
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import type { DPoPRequestOptions } from '../dpop/dpop.ts'
import { assertMember, readSeconds } from '../http/members.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { proofFrom } from '../http/proof_of_possession.ts'
import { enforcesHttps } from '../http/protocol.ts'
import { assertResponse, expectStatus, readJsonObject } from '../http/response.ts'
import type { JsonValue } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { resolveEndpoint } from '../metadata/endpoint.ts'
import { assertParties } from '../metadata/parties.ts'

/** Options of {@link pushedAuthorizationRequest}. */
export interface PushedAuthorizationRequestOptions
  extends HttpRequestOptions<'POST', URLSearchParams>,
    DPoPRequestOptions {}

/**
 * The reference to a pushed authorization request.
 *
 * @see [RFC 9126, 2.2 - Successful Response](https://www.rfc-editor.org/rfc/rfc9126.html#section-2.2)
 */
export interface PushedAuthorizationResponse {
  /** The reference, to be sent to the authorization endpoint with `client_id`. */
  readonly request_uri: string
  /** Seconds that the reference is good for. */
  readonly expires_in: number
  readonly [parameter: string]: JsonValue | undefined
}

/** Pushes the parameters of an authorization request. */
export async function pushedAuthorizationRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  parameters: URLSearchParams | Record<string, string> | string[][],
  options?: PushedAuthorizationRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  const url = resolveEndpoint(
    as,
    'pushed_authorization_request_endpoint',
    client.use_mtls_endpoint_aliases,
    enforcesHttps(options),
  )
  // rfc9126 2.1/p2, 2.1/p3: what would go to the authorization endpoint, `client_id` always
  const body = formBody(parameters)
  body.set('client_id', client.client_id)
  const proof = proofFrom(options?.DPoP)
  return sendForm({ as, client, clientAuthentication, url, body, accept: 'application/json', proof }, options)
}

/** Checks the answer to a {@link pushedAuthorizationRequest}; resolves with the reference. */
export async function processPushedAuthorizationResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
): Promise<PushedAuthorizationResponse> {
  assertParties(as, client)
  assertResponse(response)
  // rfc9126 2.2/p1, 2.3/p1: 201, or an error
  await expectStatus(response, 201, 'Pushed Authorization Request Endpoint')
  const body = await readJsonObject(response)
  assertMember(body, 'request_uri')
  body.expires_in = readSeconds(body, 'expires_in')
  return body as unknown as PushedAuthorizationResponse
}
