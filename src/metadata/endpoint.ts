import { invalidData } from '../errors/assertions.ts'
import { INVALID_SERVER_METADATA, MISSING_SERVER_METADATA } from '../errors/codes.ts'
import { checkProtocol } from '../http/protocol.ts'
import { isJsonObject } from '../json/json.ts'
import { sharedUrl } from '../platform/url.ts'
import type { AuthorizationServer } from './authorization_server.ts'

/**
 * The URL of an endpoint in the server metadata.
 *
 * @param as Authorization server metadata.
 * @param endpoint Name of the endpoint's metadata member.
 * @param useMtlsAlias Whether to look in `as.mtls_endpoint_aliases` first.
 * @param enforceHttps Whether to reject every scheme other than `https:`.
 * @returns The URL.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`, cause `{ attribute }`;
 *   and the errors of {@link checkProtocol}.
 * @see [RFC 8705, 5](https://www.rfc-editor.org/rfc/rfc8705.html#section-5)
 * @internal
 */
export function resolveEndpoint(
  as: AuthorizationServer,
  endpoint: keyof AuthorizationServer,
  useMtlsAlias: boolean | undefined,
  enforceHttps: boolean | undefined,
): URL {
  return new URL(endpointUrl(as, endpoint, useMtlsAlias, enforceHttps))
}

/** The same without a copy, for callers that neither change the URL nor expose it. */
export function endpointUrl(
  as: AuthorizationServer,
  endpoint: keyof AuthorizationServer,
  useMtlsAlias: boolean | undefined,
  enforceHttps: boolean | undefined,
): URL {
  // rfc8705 5/1a, 5/1b, 5/1c, fapi1-advanced 5.2.3/1, fapi2-sp 5.3.3.1/1, 5.3.3.1/7: an alias, if any, takes precedence
  const aliases = as.mtls_endpoint_aliases
  const aliased = useMtlsAlias && isJsonObject(aliases) && endpoint in aliases
  const value = aliased ? aliases[endpoint] : as[endpoint]
  const url = sharedUrl(value)
  if (!url) {
    const attribute = aliased ? `mtls_endpoint_aliases.${endpoint}` : endpoint
    throw invalidData(
      `"as.${attribute}" must be a URL`,
      value === undefined ? MISSING_SERVER_METADATA : INVALID_SERVER_METADATA,
      { attribute },
    )
  }
  checkProtocol(url, enforceHttps)
  return url
}
