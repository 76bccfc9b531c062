/**
 * Protected resource metadata: where a resource says which authorization servers it trusts.
 *
 * @see [RFC 9728 - OAuth 2.0 Protected Resource Metadata](https://www.rfc-editor.org/rfc/rfc9728.html)
 * @module
 */
import type { HttpRequestOptions } from '../http/options.ts'
import { insertWellKnown } from '../http/well_known_url.ts'
import type { ResourceServer } from './resource_server.ts'
import { processMetadataResponse, requestMetadata } from './well_known_metadata.ts'

/** Asks a protected resource for its metadata. */
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

/** Checks the answer to a {@link resourceDiscoveryRequest}; resolves with the metadata. */
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
