/**
 * Dynamic client registration.
 *
 * @see [RFC 7591 - OAuth 2.0 Dynamic Client Registration Protocol](https://www.rfc-editor.org/rfc/rfc7591.html)
 * @see [OpenID Connect Dynamic Client Registration 1.0](https://openid.net/specs/openid-connect-registration-1_0.html)
 * @module
 */
import type { DPoPRequestOptions } from '../dpop/dpop.ts'
import { assertObject } from '../errors/assertions.ts'
import { assertMember, readSeconds } from '../http/members.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { enforcesHttps } from '../http/protocol.ts'
import { readAnswer } from '../http/response.ts'
import { prepareHeaders } from '../http/send.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client, OmitSymbolProperties } from '../metadata/client.ts'
import { endpointUrl } from '../metadata/endpoint.ts'
import { assertAuthorizationServer } from '../metadata/parties.ts'
import { sendWithToken } from '../protected_resource/protected_resource_request.ts'

/** Options of {@link dynamicClientRegistrationRequest}. */
export interface DynamicClientRegistrationRequestOptions
  extends HttpRequestOptions<'POST', string>,
    DPoPRequestOptions {
  /** Access token for the registration endpoint, if it is protected; none is sent when it is empty. */
  initialAccessToken?: string
}

/**
 * Asks to register a client: sends the metadata as JSON to `as.registration_endpoint`.
 *
 * @param as Authorization server metadata.
 * @param metadata Client metadata, under the names used on the wire: `redirect_uris`, `grant_types`, `token_endpoint_auth_method`, …
 * @param options Abort signal, headers, `customFetch`, a {@link DPoP} handle, an initial access token.
 * @returns The `Response`, untouched; hand it to {@link processDynamicClientRegistrationResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: `as.registration_endpoint` is missing or not a URL; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: `allowInsecureRequests` is set, and it is neither https nor http.
 * @throws Whatever `fetch` or the `customFetch` rejects with.
 * @see [RFC 7591, 3.1 - Client Registration Request](https://www.rfc-editor.org/rfc/rfc7591.html#section-3.1)
 */
export async function dynamicClientRegistrationRequest(
  as: AuthorizationServer,
  metadata: Partial<OmitSymbolProperties<Client>>,
  options?: DynamicClientRegistrationRequestOptions,
): Promise<Response> {
  assertAuthorizationServer(as)
  assertObject(metadata, '"metadata"')
  const useMtlsAlias = metadata.use_mtls_endpoint_aliases as boolean | undefined
  // rfc7591 3/1
  const url = endpointUrl(as, 'registration_endpoint', useMtlsAlias, enforcesHttps(options))
  const headers = prepareHeaders(options?.headers)
  headers.accept = 'application/json'
  // rfc7591 3.1/1: client metadata as JSON
  headers['content-type'] = 'application/json'
  const { initialAccessToken } = options ?? {}
  // compatible: any value is converted to a string
  const token = initialAccessToken ? `${initialAccessToken}` : undefined
  // rfc7591 3.1/2
  return sendWithToken(url, { body: JSON.stringify(metadata), headers, method: 'POST' }, token, options)
}

/**
 * Checks the response to a {@link dynamicClientRegistrationRequest} and resolves with the registered client.
 *
 * @param response What {@link dynamicClientRegistrationRequest} resolved with; its body is consumed.
 * @returns The client as registered, which may differ from what was asked for. Pass it as `client` to the other functions: they follow
 *   its metadata, including the server's defaults. `client_secret`, if present, is a string, although its TypeScript type is any JSON.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link ResponseBodyError} when the response is an OAuth error; {@link WWWAuthenticateChallengeError} instead when the response carries challenges, for example with `invalid_client` after HTTP Basic.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: an unexpected status, for example a 5xx; `RESPONSE_IS_NOT_JSON`: the media type is not `application/json`, and the body is not JSON or the status is a 4xx; `PARSE_ERROR`: the media type is `application/json`, but the body is not JSON; `INVALID_RESPONSE`: a member is missing, of the wrong type or out of range.
 * @see [RFC 7591, 3.2.1 - Client Information Response](https://www.rfc-editor.org/rfc/rfc7591.html#section-3.2.1)
 */
export async function processDynamicClientRegistrationResponse(
  response: Response,
): Promise<OmitSymbolProperties<Client>> {
  // rfc7591 3.2.1/p1, 3.2.2/p1, 3.2.2/1, 3.2.2/2: 201, or an error
  const body = await readAnswer(response, 201)
  // rfc7591 3.2.1/1, 3.2.1/2
  assertMember(body, 'client_id')
  if (body.client_secret !== undefined) {
    assertMember(body, 'client_secret')
    // rfc7591 3.2.1/4: required with a secret; 0 means that it never expires
    body.client_secret_expires_at = readSeconds(body, 'client_secret_expires_at')
  }
  return body as unknown as OmitSymbolProperties<Client>
}
