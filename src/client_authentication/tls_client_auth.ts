import type { ClientAuth } from './client_auth.ts'
import { None } from './none.ts'

/**
 * Authenticates the client with its TLS certificate, whether issued by an authority or self-signed. The body carries
 * `client_id`; the transport supplies the certificate (see `customFetch`).
 *
 * @returns The method, to be passed as `clientAuthentication`.
 * @see [RFC 8705, 2 - Mutual TLS for OAuth Client Authentication](https://www.rfc-editor.org/rfc/rfc8705.html#section-2)
 */
export function TlsClientAuth(): ClientAuth {
  // rfc8705 2/3, fapi1-baseline 5.2.4/1, fapi2-sp 5.3.3.1/2: `client_id` in every request tells the server which
  // certificate to expect
  return None()
}
