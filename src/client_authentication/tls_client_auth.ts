import type { ClientAuth } from './client_auth.ts'
import { None } from './none.ts'

/**
 * Authentication by the TLS client certificate, whether issued by an authority or self-signed: the body carries `client_id`, the
 * certificate is the matter of the transport (see `customFetch`).
 *
 * @returns The method, to be passed as `clientAuthentication`.
 * @see [RFC 8705, 2 - Mutual TLS for OAuth Client Authentication](https://www.rfc-editor.org/rfc/rfc8705.html#section-2)
 */
export function TlsClientAuth(): ClientAuth {
  // rfc8705 2/3, fapi1-baseline 5.2.4/1, fapi2-sp 5.3.3.1/2: `client_id` is in every request, it tells the server which certificate to expect
  return None()
}
