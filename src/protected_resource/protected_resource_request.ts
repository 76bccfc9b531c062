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
import { headerValue } from '../http/request_headers.ts'
import { type Message, prepareHeaders, send } from '../http/send.ts'
import { challengeError } from '../http/www_authenticate.ts'
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
 * @param method The request method, sent unchanged.
 * @param url The URL of the resource.
 * @param headers Further request headers. They must not include `authorization`.
 * @param body The request body. Set its `content-type` in `headers` if `fetch` cannot tell it from the body.
 * @param options Abort signal, `customFetch`, a {@link DPoP} handle.
 * @returns The `Response`, untouched. A 401 without challenges resolves too.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `HTTP_REQUEST_FORBIDDEN`: the URL is not https; `REQUEST_PROTOCOL_FORBIDDEN`: {@link allowInsecureRequests} is set, and the URL is neither https nor http.
 * @throws {@link WWWAuthenticateChallengeError} when the response carries challenges, whatever its status.
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
  assertString(accessToken, '"accessToken"')
  if (!isPlatformObject(url, 'URL')) {
    throw invalidType('"url" must be a URL')
  }
  checkProtocol(url, enforcesHttps(options))
  const duplex = isPlatformObject(body, 'ReadableStream') ? 'half' : undefined
  // fapi1-baseline 6.2.2/3, 6.2.2/4, 6.2.2/5: any headers that the caller adds
  const message: Message = { duplex, body, headers: prepareHeaders(headers), method }
  const response = await sendWithToken(url, message, accessToken, options)
  const challenged = challengeError(response)
  if (challenged) {
    throw challenged
  }
  return response
}

/**
 * Sends a message with an access token, if there is one, and with a proof of possession, if the options have one. A
 * mistake is thrown synchronously: as in {@link send}, one promise less makes a difference.
 */
export function sendWithToken(
  url: URL,
  message: Message,
  accessToken: string | undefined,
  options: (SendOptions & { DPoP?: unknown }) | undefined,
): Promise<Response> {
  const { headers, method } = message
  const proof = proofFrom(options?.DPoP)
  // a copy: the caller may change the object meanwhile, but the proof must name the URL that is requested
  const target = proof ? new URL(url.href) : url
  const authorized = () => {
    if (accessToken) {
      const scheme = headers.dpop === undefined ? 'Bearer' : 'DPoP'
      // rfc9449 7.1/p1, 7/1a, rfc6750 2/1, 2.1/1, 2.3/4, 5.3/7, oidc-core 5.3.1/1, fapi1-baseline 6.2.2/1, fapi2-sp 5.3.3.1/3: in the header only
      headers.authorization = headerValue(`${scheme} ${accessToken}`, 'the access token')
    }
    return send(target, message, options, proof)
  }
  // rfc9449 4.2/5, 7/1a, 7/1b, 7.3/1: method names are case-sensitive, and all registered ones are upper-case
  return proof
    ? proof.prove(target, method.toUpperCase(), accessToken).then((dpop) => {
        headers.dpop = dpop
        return authorized()
      })
    : authorized()
}
