import { assertString } from '../errors/assertions.ts'
import type { ClientAuth } from './client_auth.ts'

/** Authentication by the client secret in the body: `client_id` and `client_secret`. */
export function ClientSecretPost(clientSecret: string): ClientAuth {
  assertString(clientSecret, '"clientSecret"')
  return (_as, client, body) => {
    // rfc6749 2.3.1/1, 2.3.1/2, 2.3.1/p3b, oidc-core 9/2
    body.set('client_id', client.client_id)
    body.set('client_secret', clientSecret)
  }
}
