/**
 * Protected resource metadata: how a resource publishes which authorization servers it trusts.
 *
 * @see [RFC 9728 - OAuth 2.0 Protected Resource Metadata](https://www.rfc-editor.org/rfc/rfc9728.html)
 * @module
 */
import type { HttpRequestOptions } from '../http/options.ts'
import { insertWellKnown } from '../http/well_known_url.ts'
import type { ResourceServer } from './resource_server.ts'
import { processMetadataResponse, requestMetadata } from './well_known_metadata.ts'

/**
 * Requests a protected resource's metadata with `GET` from the well-known URL of its identifier.
 *
 * That URL is the identifier with `/.well-known/oauth-protected-resource` between host and path: for
 * `https://rs.example/api?v=1` it is `https://rs.example/.well-known/oauth-protected-resource/api?v=1`.
 *
 * @param resourceIdentifier Resource identifier, as the resource writes it in `resource`; not the URL of the metadata.
 * @param options Abort signal, headers, `customFetch`.
 * @returns The `Response`, untouched; pass it to {@link processResourceDiscoveryResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `HTTP_REQUEST_FORBIDDEN`: the resource is not https;
 *   `REQUEST_PROTOCOL_FORBIDDEN`: with {@link allowInsecureRequests}, it is neither https nor http.
 * @throws Whatever `fetch` or the `customFetch` rejects with.
 * @see [RFC 9728, 3 - Obtaining Protected Resource Metadata](https://www.rfc-editor.org/rfc/rfc9728.html#section-3)
 */
export async function resourceDiscoveryRequest(
  resourceIdentifier: URL,
  options?: HttpRequestOptions<'GET'>,
): Promise<Response> {
  return requestMetadata(
    resourceIdentifier,
    '"resourceIdentifier"',
    // rfc9728 3/1, 3.1/3: inserted between host and path
    (resource) => insertWellKnown(resource, 'oauth-protected-resource', true),
    options,
  )
}

/**
 * Checks the response to {@link resourceDiscoveryRequest} and resolves with the metadata.
 *
 * @param expectedResourceIdentifier The resource identifier that was passed to {@link resourceDiscoveryRequest}.
 * @param response What {@link resourceDiscoveryRequest} resolved with; its body is consumed.
 * @returns The metadata. Only `resource` is checked. It is compared as a URL, so a slash at the end of a path matters.
 *   Everything else is returned as it was received.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: the status is not 200; `RESPONSE_IS_NOT_JSON`:
 *   the body is not JSON and has another media type; `PARSE_ERROR`: the body is not JSON in spite of its media type;
 *   `INVALID_RESPONSE`: the body is not a JSON object, or its `resource` is missing or not a URL.
 * @throws {@link OperationProcessingError} `JSON_ATTRIBUTE_COMPARISON`: the metadata belongs to another resource.
 * @see [RFC 9728, 3.3 - Protected Resource Metadata Validation](https://www.rfc-editor.org/rfc/rfc9728.html#section-3.3)
 */
export async function processResourceDiscoveryResponse(
  expectedResourceIdentifier: URL,
  response: Response,
): Promise<ResourceServer> {
  // rfc9728 3.3/1: the resource must be the one that the URL was made from
  return processMetadataResponse(
    expectedResourceIdentifier,
    '"expectedResourceIdentifier"',
    response,
    'resource',
  ) as Promise<ResourceServer>
}
