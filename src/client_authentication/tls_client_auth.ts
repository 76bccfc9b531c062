import type { ClientAuth } from './client_auth.ts'
import { None } from './none.ts'

/**
 * Authentication by the TLS client certificate, whether issued by an authority or self-signed: the body carries `client_id`, the
 * certificate is the matter of the transport (see `customFetch`).
 */
export function TlsClientAuth(): ClientAuth {
  // rfc8705 2/3: `client_id` is in every request, it tells the server which certificate to expect
  return None()
}
