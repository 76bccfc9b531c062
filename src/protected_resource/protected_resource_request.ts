/**
 * Requests with an access token.
 *
 * @see [RFC 6750, 2.1 - Authorization Request Header Field](https://www.rfc-editor.org/rfc/rfc6750.html#section-2.1)
 * @see [RFC 9449, 7 - Protected Resource Access](https://www.rfc-editor.org/rfc/rfc9449.html#section-7)
 * @module
 */
import type { DPoPRequestOptions } from '../dpop/dpop.ts'
import { assertString, invalidType } from '../errors/assertions.ts'
import type { HttpRequestOptions, SendOptions } from '../http/options.ts'
import { proofFrom } from '../http/proof_of_possession.ts'
import { checkProtocol, enforcesHttps } from '../http/protocol.ts'
import { headerValue, type RequestHeaders } from '../http/request_headers.ts'
import { prepareHeaders, send } from '../http/send.ts'
import { rejectChallenges } from '../http/www_authenticate.ts'
import { isPlatformObject } from '../platform/platform_object.ts'

/** The body of a request to a protected resource. */
export type ProtectedResourceRequestBody =
  | ArrayBuffer
  | null
  | ReadableStream
  | string
  | Uint8Array
  | undefined
  | URLSearchParams

/** Options of {@link protectedResourceRequest}. */
export interface ProtectedResourceRequestOptions
  extends Omit<HttpRequestOptions<string, ProtectedResourceRequestBody>, 'headers'>,
    DPoPRequestOptions {}

/**
 * Requests a protected resource with an access token.
 *
 * @param accessToken The access token.
 * @param method The request method.
 * @param url The URL of the resource.
 * @param headers Further request headers.
 * @param body The request body.
 * @param options Abort signal, `customFetch`, a {@link DPoP} handle.
 * @returns The `Response`, untouched; a 401 without challenges resolves too.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `HTTP_REQUEST_FORBIDDEN`: the URL is not https; `REQUEST_PROTOCOL_FORBIDDEN`: with {@link allowInsecureRequests}, it is neither https nor http.
 * @throws {@link WWWAuthenticateChallengeError} when the answer carries challenges, whatever its status.
 * @throws Whatever `fetch` or the `customFetch` rejects with.
 * @see [RFC 6750, 2.1 - Authorization Request Header Field](https://www.rfc-editor.org/rfc/rfc6750.html#section-2.1)
 * @see [RFC 9449, 7.1 - The DPoP Authentication Scheme](https://www.rfc-editor.org/rfc/rfc9449.html#section-7.1)
 */
export async function protectedResourceRequest(
  accessToken: string,
  method: string,
  url: URL,
  headers?: Headers,
  body?: ProtectedResourceRequestBody,
  options?: ProtectedResourceRequestOptions,
): Promise<Response> {
  const response = await requestResource(accessToken, method, url, headers, undefined, body, options, options?.DPoP)
  rejectChallenges(response)
  return response
}

/** The same without looking at the answer. */
export async function requestResource(
  accessToken: string,
  method: string,
  url: URL,
  headers: SendOptions['headers'] | null,
  accept: string | undefined,
  body: ProtectedResourceRequestBody,
  options: SendOptions | undefined,
  dpop: unknown,
): Promise<Response> {
  assertString(accessToken, '"accessToken"')
  if (!isPlatformObject(url, 'URL')) {
    throw invalidType('"url" must be a URL')
  }
  checkProtocol(url, enforcesHttps(options))
  // fapi1-baseline 6.2.2/3, 6.2.2/4, 6.2.2/5: whatever the caller wants to say
  const prepared = prepareHeaders(headers)
  if (accept) {
    prepared.accept = accept
  }
  const proof = proofFrom(dpop)
  // rfc9449 4.2/5, 7/1a, 7/1b, 7.3/1: method names are case-sensitive, and upper-case in all that are registered
  let target = url
  if (proof) {
    // a copy: what the proof names is what is requested, whatever becomes of the caller's object meanwhile
    target = new URL(url.href)
    prepared.dpop = await proof.prove(target, method.toUpperCase(), accessToken)
  }
  authorize(prepared, accessToken)
  const duplex = isPlatformObject(body, 'ReadableStream') ? 'half' : undefined
  return send(target, { duplex, body, headers: prepared, method }, options, proof)
}

/** Presents the access token; a proof in the headers decides on the scheme. */
export function authorize(headers: RequestHeaders, accessToken: string): void {
  // rfc9449 7.1/p1, 7/1a, rfc6750 2/1, 2.1/1, 2.3/4, 5.3/7, oidc-core 5.3.1/1, fapi1-baseline 6.2.2/1, fapi2-sp 5.3.3.1/3: one way only, the header
  headers.authorization = headerValue(
    `${headers.dpop === undefined ? 'Bearer' : 'DPoP'} ${accessToken}`,
    'the access token',
  )
}
