/**
 * Discovery: how an authorization server publishes its metadata.
 *
 * @see [RFC 8414 - OAuth 2.0 Authorization Server Metadata](https://www.rfc-editor.org/rfc/rfc8414.html)
 * @see [OpenID Connect Discovery 1.0](https://openid.net/specs/openid-connect-discovery-1_0.html)
 * @module
 */
import { invalidValue } from '../errors/assertions.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { appendWellKnown, insertWellKnown } from '../http/well_known_url.ts'
import type { AuthorizationServer } from './authorization_server.ts'
import { processMetadataResponse, requestMetadata } from './well_known_metadata.ts'

/** Options of {@link discoveryRequest}. */
export interface DiscoveryRequestOptions extends HttpRequestOptions<'GET'> {
  /** `'oidc'` (the default): OpenID Connect Discovery; `'oauth2'`: RFC 8414. They differ in the URL. */
  algorithm?: 'oidc' | 'oauth2'
}

/**
 * Requests an authorization server's metadata with `GET` from the well-known URL of its issuer identifier.
 *
 * @param issuerIdentifier Issuer identifier.
 * @param options Abort signal, headers, `customFetch`, and which well-known URL to use (`algorithm`).
 * @returns The `Response`, untouched; pass it to {@link processDiscoveryResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `HTTP_REQUEST_FORBIDDEN`: the issuer is not https;
 *   `REQUEST_PROTOCOL_FORBIDDEN`: with `allowInsecureRequests`, it is neither https nor http.
 * @throws Whatever `fetch` or the `customFetch` rejects with.
 * @see [OpenID Connect Discovery 1.0, 4](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig)
 * @see [RFC 8414, 3 - Obtaining Authorization Server Metadata](https://www.rfc-editor.org/rfc/rfc8414.html#section-3)
 */
export async function discoveryRequest(issuerIdentifier: URL, options?: DiscoveryRequestOptions): Promise<Response> {
  return requestMetadata(issuerIdentifier, '"issuerIdentifier"', wellKnownUrl(options?.algorithm), options)
}

/**
 * Checks the response to {@link discoveryRequest} and resolves with the metadata.
 *
 * @param expectedIssuerIdentifier The issuer identifier that was passed to {@link discoveryRequest}.
 * @param response What {@link discoveryRequest} resolved with; its body is consumed.
 * @returns The metadata. Keep one object per server, because caches are tied to its identity. Only `issuer` is checked
 *   here. An endpoint is checked when it is used. Everything else is returned as it was received.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: the status is not 200; `RESPONSE_IS_NOT_JSON`:
 *   the body is not JSON and has another media type; `PARSE_ERROR`: the body is not JSON in spite of its media type;
 *   `INVALID_RESPONSE`: the body is not a JSON object, or its `issuer` is missing or not a URL.
 * @throws {@link OperationProcessingError} `JSON_ATTRIBUTE_COMPARISON`: the metadata belongs to another issuer.
 * @see [RFC 8414, 3.3 - Authorization Server Metadata Validation](https://www.rfc-editor.org/rfc/rfc8414.html#section-3.3)
 */
export async function processDiscoveryResponse(
  expectedIssuerIdentifier: URL,
  response: Response,
): Promise<AuthorizationServer> {
  // rfc8414 3.3/1, 6.2/1, oidc-discovery 4.3/1, 4.3/2a, 7.2/2, fapi2-sp 5.3.3.1/11: the issuer must be the one that the
  // URL was made from
  return processMetadataResponse(
    expectedIssuerIdentifier,
    '"expectedIssuerIdentifier"',
    response,
    'issuer',
  ) as Promise<AuthorizationServer>
}

function wellKnownUrl(algorithm: unknown): (issuer: URL) => URL {
  return (issuer) => {
    switch (algorithm) {
      case undefined:
      case 'oidc':
        // oidc-discovery 4.1/3: appended to the issuer, without its trailing slash
        return appendWellKnown(issuer, 'openid-configuration')
      case 'oauth2':
        // rfc8414 3/1, 3.1/3: inserted between host and path, the trailing slash removed
        return insertWellKnown(issuer, 'oauth-authorization-server', false)
      default:
        throw invalidValue('"options.algorithm" must be "oidc" or "oauth2"')
    }
  }
}
