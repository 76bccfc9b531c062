// The clients, the user and the resource that the servers know.
export const SECRET = 'secret-secret_secret.secret~secret+secret/secret:12'
export const RESOURCE = 'https://api.example.test'
export const REDIRECT_URI = 'https://rp.example.test/callback'
export const USER = { id: 'alice', email: 'alice@example.test' }

/** A `login_hint` with which the user refuses. */
export const REFUSER = 'refuser'

/** Seconds between two polls. */
export const INTERVAL = 1

const client = (client_id, token_endpoint_auth_method, more) => ({ client_id, token_endpoint_auth_method, ...more })
const everywhere = [
  client('main', 'client_secret_basic'),
  client('post', 'client_secret_post'),
  client('public', 'none'),
]
const keyed = (alg) => client(`keyed-${alg}`, 'private_key_jwt', { token_endpoint_auth_signing_alg: alg })
const signed = (alg) => client(`signed-${alg}`, 'client_secret_basic', { id_token_signed_response_alg: alg })

export const CLIENTS = {
  zitadel: [
    ...everywhere,
    ...['RS256', 'ES256'].map(keyed),
    client('jwt', 'client_secret_basic', { jwt_access_token: true }),
  ],
  fosite: [
    ...everywhere,
    ...['RS256', 'ES256', 'PS256'].map(keyed),
    ...['RS256', 'ES256', 'PS256'].map(signed),
    client('requestobject', 'client_secret_basic', { request_object_signing_alg: 'ES256' }),
  ],
}
