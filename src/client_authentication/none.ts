import type { ClientAuth } from './client_auth.ts'

/** No client authentication, for public clients: the body carries `client_id`. */
export function None(): ClientAuth {
  return (_as, client, body) => {
    // rfc6749 3.2.1/p2, 4.1.3/4, oidc-core 9/5: a client that does not authenticate identifies itself
    body.set('client_id', client.client_id)
  }
}
