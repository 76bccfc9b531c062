import { assertString, invalidData, invalidType } from '../errors/assertions.ts'
import { INVALID_RESPONSE, JSON_ATTRIBUTE_COMPARISON } from '../errors/codes.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { checkProtocol, enforcesHttps } from '../http/protocol.ts'
import { readJsonObject, unexpectedStatus } from '../http/response.ts'
import { assertResponse } from '../http/response_assertions.ts'
import { prepareHeaders, send } from '../http/send.ts'
import type { JsonObject } from '../json/json.ts'
import { isPlatformObject } from '../platform/platform_object.ts'
import { parseUrl } from '../platform/url.ts'

/** Passed instead of the expected identifier: the identifier in the metadata is not compared. @internal */
export const _nodiscoverycheck: unique symbol = Symbol()

/** Fetches a document from the well-known URL of an identifier. */
export async function requestMetadata(
  identifier: URL,
  label: string,
  wellKnownUrl: (identifier: URL) => URL,
  options: HttpRequestOptions<'GET'> | undefined,
): Promise<Response> {
  if (!isPlatformObject(identifier, 'URL')) {
    throw invalidType(`${label} must be a URL`)
  }
  // oidc-discovery 7.1/2, rfc8414 3/2, rfc9728 7.2/1
  checkProtocol(identifier, enforcesHttps(options))
  const url = wellKnownUrl(identifier)
  const headers = prepareHeaders(options?.headers)
  headers.accept = 'application/json'
  // oidc-discovery 4.1/1, rfc8414 3.1/1, rfc9728 3.1/1, fapi1-baseline 5.2.3/11, fapi2-sp 5.3.3.1/9, rfc9700 2.6/p2
  return send(url, { body: undefined, headers, method: 'GET' }, options)
}

/** Checks such a document: it must name the identifier that it was requested for. */
export async function processMetadataResponse(
  expected: unknown,
  label: string,
  response: Response,
  attribute: 'issuer' | 'resource',
): Promise<JsonObject> {
  if (expected !== _nodiscoverycheck && !isPlatformObject(expected, 'URL')) {
    throw invalidType(`${label} must be a URL`)
  }
  assertResponse(response)
  // oidc-discovery 4.2/1a, rfc8414 3.2/1a, rfc9728 3.2/1a
  if (response.status !== 200) {
    throw unexpectedStatus(response)
  }
  const body = await readJsonObject(response)
  const identifier = body[attribute]
  // oidc-discovery 3/1, 4.2/1b, rfc8414 2/1, 2.1/1, 3.2/1b, rfc9728 2/1, 2.2/1, 3.2/1b: all other members, among them
  // `signed_metadata`, are returned as they were received
  assertString(identifier, `response "${attribute}"`, INVALID_RESPONSE, { body })
  if (expected !== _nodiscoverycheck) {
    const { href } = expected as URL
    const url = parseUrl(identifier)
    if (!url) {
      throw invalidData(`response "${attribute}" must be a URL`, INVALID_RESPONSE, { body })
    }
    // oidc-discovery 5/2, rfc8414 4/2, 4/3: compared as URLs, without further normalisation
    if (url.href !== href) {
      throw invalidData(`response "${attribute}" is unexpected`, JSON_ATTRIBUTE_COMPARISON, {
        expected: href,
        body,
        attribute,
      })
    }
  }
  return body
}
