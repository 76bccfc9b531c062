import { invalidValue } from '../errors/assertions.ts'
import { getContentType } from '../http/media_type.ts'

/**
 * Reads an authorization response that arrived as a form.
 *
 * @param request The request that the browser made.
 * @returns The form-encoded body.
 * @throws `TypeError` (`ERR_INVALID_ARG_VALUE`) when the request is not a form POST, or its body was already read; its cause is the request.
 * @see [OAuth 2.0 Form Post Response Mode, 2](https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html#FormPostResponseMode)
 * @internal
 */
export async function formPostResponse(request: Request): Promise<string> {
  // jarm 2.3.3/1
  if (request.method !== 'POST') {
    throw invalidValue('"request" method must be POST', request)
  }
  if (getContentType(request) !== 'application/x-www-form-urlencoded') {
    throw invalidValue('"request" must be a form', request)
  }
  if (request.bodyUsed) {
    throw invalidValue('"request" body is used', request)
  }
  return request.text()
}
