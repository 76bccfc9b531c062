/**
 * CIBA: the user signs in on another device, which the authorization server calls.
 *
 * @see [OpenID Connect Client-Initiated Backchannel Authentication Flow - Core 1.0](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html)
 * @module
 */
import { formBody, sendForm } from '../client_authentication/authenticated_form.ts'
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import { assertString } from '../errors/assertions.ts'
import { assertMember, readSeconds } from '../http/members.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { enforcesHttps } from '../http/protocol.ts'
import { assertResponse, expectStatus, readJsonObject } from '../http/response.ts'
import type { JsonValue } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { resolveEndpoint } from '../metadata/endpoint.ts'
import { assertParties } from '../metadata/parties.ts'
import { type ProcessTokenResponseOptions, processTokenResponse } from '../token_endpoint/process_token_response.ts'
import { requestTokens, type TokenEndpointRequestOptions } from '../token_endpoint/token_endpoint_request.ts'
import type { TokenEndpointResponse } from '../token_endpoint/token_endpoint_response.ts'

/** Options of {@link backchannelAuthenticationRequest}. */
export interface BackchannelAuthenticationRequestOptions extends HttpRequestOptions<'POST', URLSearchParams> {}

/**
 * The reference to a backchannel authentication.
 *
 * @see [CIBA Core 1.0, 7.3 - Successful Authentication Request Acknowledgement](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#successful_authentication_request_acknowdlegment)
 */
export interface BackchannelAuthenticationResponse {
  /** For polling; a secret. */
  readonly auth_req_id: string
  /** Seconds that the request is good for. */
  readonly expires_in: number
  /** Seconds between two polls, at least; 5 when not set. */
  readonly interval?: number
  readonly [parameter: string]: JsonValue | undefined
}

/** Asks the authorization server to authenticate a user on another device. */
export async function backchannelAuthenticationRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  parameters: URLSearchParams | Record<string, string> | string[][],
  options?: BackchannelAuthenticationRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  const url = resolveEndpoint(
    as,
    'backchannel_authentication_endpoint',
    client.use_mtls_endpoint_aliases,
    enforcesHttps(options),
  )
  // ciba 7.1/1: a form, by POST, from a client that authenticates
  const body = formBody(parameters)
  body.set('client_id', client.client_id)
  return sendForm({ as, client, clientAuthentication, url, body, accept: 'application/json' }, options)
}

/** Checks the answer to a {@link backchannelAuthenticationRequest}; resolves with the reference to poll with. */
export async function processBackchannelAuthenticationResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
): Promise<BackchannelAuthenticationResponse> {
  assertParties(as, client)
  assertResponse(response)
  await expectStatus(response, 200, 'Backchannel Authentication Endpoint')
  const body = await readJsonObject(response)
  // ciba 7.3/1, 7.3/2, 7.4/1
  assertMember(body, 'auth_req_id')
  body.expires_in = readSeconds(body, 'expires_in')
  if (body.interval !== undefined) {
    body.interval = readSeconds(body, 'interval', true)
  }
  return body as unknown as BackchannelAuthenticationResponse
}

/** Polls for the tokens of a backchannel authentication. */
export async function backchannelAuthenticationGrantRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  authReqId: string,
  options?: TokenEndpointRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  assertString(authReqId, '"authReqId"')
  // ciba 10.1/4, 10.1/5
  const parameters = { auth_req_id: authReqId }
  const { additionalParameters } = options ?? {}
  return requestTokens(
    as,
    client,
    clientAuthentication,
    'urn:openid:params:grant-type:ciba',
    additionalParameters,
    parameters,
    options,
  )
}

/** Checks the answer to a {@link backchannelAuthenticationGrantRequest}; resolves with the tokens. */
export async function processBackchannelAuthenticationGrantResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options?: ProcessTokenResponseOptions,
): Promise<TokenEndpointResponse> {
  return processTokenResponse(as, client, response, options)
}
