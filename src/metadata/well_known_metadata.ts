import { assertString, invalidData, invalidType } from '../errors/assertions.ts'
import { INVALID_RESPONSE, JSON_ATTRIBUTE_COMPARISON } from '../errors/codes.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { checkProtocol, enforcesHttps } from '../http/protocol.ts'
import { assertResponse, readJsonObject, unexpectedStatus } from '../http/response.ts'
import { prepareHeaders, send } from '../http/send.ts'
import { parseUrl } from '../http/url.ts'
import type { JsonObject } from '../json/json.ts'
import { isPlatformObject } from '../platform/platform_object.ts'

/** In the place of the expected identifier: the identifier in the metadata is not compared. @internal */
export const _nodiscoverycheck: unique symbol = Symbol()

/** Fetches a document from the well-known URL of an identifier. */
export async function requestMetadata(
  identifier: URL,
  label: string,
  wellKnownUrl: (identifier: URL) => URL,
  options: HttpRequestOptions<'GET'> | undefined,
): Promise<Response> {
  if (!isPlatformObject(identifier, 'URL')) {
    throw invalidType(`${label} must be an instance of URL`)
  }
  checkProtocol(identifier, enforcesHttps(options))
  const url = wellKnownUrl(identifier)
  const headers = prepareHeaders(options?.headers)
  headers.set('accept', 'application/json')
  return send(url, { body: undefined, headers, method: 'GET' }, options)
}

/** Checks such a document: it must name the identifier that it was asked for. */
export async function processMetadataResponse(
  expected: unknown,
  label: string,
  response: Response,
  attribute: 'issuer' | 'resource',
): Promise<JsonObject> {
  if (expected !== _nodiscoverycheck && !isPlatformObject(expected, 'URL')) {
    throw invalidType(`${label} must be an instance of URL`)
  }
  assertResponse(response)
  if (response.status !== 200) {
    throw unexpectedStatus(response, 'Metadata')
  }
  const body = await readJsonObject(response)
  const identifier = body[attribute]
  assertString(identifier, `"response" body "${attribute}" property`, INVALID_RESPONSE, { body })
  if (expected !== _nodiscoverycheck) {
    const { href } = expected as URL
    const url = parseUrl(identifier)
    if (!url) {
      throw invalidData(`"response" body "${attribute}" property must be a URL`, INVALID_RESPONSE, { body })
    }
    if (url.href !== href) {
      throw invalidData(
        `"response" body "${attribute}" property does not match the expected value`,
        JSON_ATTRIBUTE_COMPARISON,
        { expected: href, body, attribute },
      )
    }
  }
  return body
}
