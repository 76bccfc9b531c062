import { invalidData } from '../errors/assertions.ts'
import { HTTP_REQUEST_FORBIDDEN, REQUEST_PROTOCOL_FORBIDDEN } from '../errors/codes.ts'
import { allowInsecureRequests, type SendOptions } from './options.ts'

/**
 * Throws if a URL must not be requested.
 *
 * @param url The URL about to be requested.
 * @param enforceHttps `true` allows only `https:`; otherwise `http:` is allowed as well.
 * @throws {@link OperationProcessingError} `HTTP_REQUEST_FORBIDDEN` or `REQUEST_PROTOCOL_FORBIDDEN`; cause: the URL.
 * @returns Nothing: the URL may be requested.
 * @internal
 */
export function checkProtocol(url: URL, enforceHttps: boolean | undefined): void {
  // rfc6749 10.3/1b, 10.4/2b, 10.8/1, rfc6750 5.3/3, rfc9449 2/2, rfc9700 2.6/p4, fapi-ciba 7.9/p1: nothing is sent
  // unencrypted
  if (enforceHttps && url.protocol !== 'https:') {
    throw invalidData('the URL must be https', HTTP_REQUEST_FORBIDDEN, url)
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw invalidData('the URL must be http or https', REQUEST_PROTOCOL_FORBIDDEN, url)
  }
}

/** Whether HTTPS is enforced: always, unless the option is exactly `true`. */
export function enforcesHttps(options: SendOptions | undefined): boolean {
  return options?.[allowInsecureRequests] !== true
}
