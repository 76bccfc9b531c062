// The clients that the tests use, as client registrations, which the server reads with Nimbus.
import { CLIENT_SUBJECT } from '../independent_servers/certificates.mjs'

export const SECRET = 'secret-secret_secret.secret~secret+secret/secret:1234567890'
/** Characters that must be form-encoded in the Authorization header (RFC 6749 2.3.1). */
export const STRANGE_SECRET = 'a:b %+&=/?ü€"\\~'
export const RESOURCE = 'https://api.example.test'
export const REDIRECT_URI = 'https://rp.example.test/callback'
export const USER = { username: 'alice', code: '1234', email: 'alice@example.test' }
export const REGISTRATION_TOKEN = 'registration-token'
/** The algorithms that both sides support. `EdDSA` and `Ed25519` are two names for one. */
export const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
]

const CIBA = 'urn:openid:params:grant-type:ciba'
const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

/** @param {{ jwks: object, notifications: string }} own the clients' keys, and their notification endpoint */
export function clients({ jwks, notifications }) {
  const client = (client_id, settings = {}) => ({
    client_id,
    client_secret: SECRET,
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials', CIBA, DEVICE_CODE, TOKEN_EXCHANGE],
    response_types: ['code', 'code id_token'],
    redirect_uris: [REDIRECT_URI],
    backchannel_token_delivery_mode: 'poll',
    jwks,
    ...settings,
  })
  const by = (client_id, token_endpoint_auth_method, settings) =>
    client(client_id, { token_endpoint_auth_method, ...settings })
  const withoutSecret = (client_id, method, settings) =>
    by(client_id, method, { client_secret: undefined, ...settings })
  const notified = (backchannel_token_delivery_mode) => ({
    backchannel_token_delivery_mode,
    backchannel_client_notification_endpoint: notifications,
  })
  const byCertificate = { tls_client_auth_subject_dn: CLIENT_SUBJECT }
  return [
    client('main'),
    client('strange', { client_secret: STRANGE_SECRET }),
    by('posting', 'client_secret_post', { client_secret: STRANGE_SECRET }),
    by('secretjwt', 'client_secret_jwt', { token_endpoint_auth_signing_alg: 'HS256' }),
    withoutSecret('keyed', 'private_key_jwt'),
    withoutSecret('keyed-ES256', 'private_key_jwt', { token_endpoint_auth_signing_alg: 'ES256' }),
    withoutSecret('public', 'none'),
    withoutSecret('tls', 'tls_client_auth', byCertificate),
    withoutSecret('tlsbound', 'tls_client_auth', {
      ...byCertificate,
      tls_client_certificate_bound_access_tokens: true,
    }),
    withoutSecret('tlsself', 'self_signed_tls_client_auth', { tls_client_certificate_bound_access_tokens: true }),
    client('nonces', { nonces: true }),
    client('bound', { dpop_bound_access_tokens: true }),
    client('usercode', { backchannel_user_code_parameter: true }),
    client('ping', notified('ping')),
    client('push', notified('push')),
    ...ALGORITHMS.flatMap((alg) => [
      client(`signed-${alg}`, {
        id_token_signed_response_alg: alg,
        userinfo_signed_response_alg: alg,
        authorization_signed_response_alg: alg,
        request_object_signing_alg: alg,
        backchannel_authentication_request_signing_alg: alg,
      }),
      client(`push-${alg}`, { ...notified('push'), id_token_signed_response_alg: alg }),
    ]),
    withoutSecret('fapiciba', 'private_key_jwt', {
      tls_client_certificate_bound_access_tokens: true,
      backchannel_authentication_request_signing_alg: 'PS256',
    }),
    client('push-unrenewed', { ...notified('push'), grant_types: [CIBA] }),
    client('push-encrypted', {
      ...notified('push'),
      id_token_encrypted_response_alg: 'ECDH-ES',
      id_token_encrypted_response_enc: 'A128CBC-HS256',
    }),
    ...['RSA-OAEP-256', 'ECDH-ES'].map((alg) =>
      client(`encrypted-${alg}`, {
        id_token_encrypted_response_alg: alg,
        id_token_encrypted_response_enc: alg === 'ECDH-ES' ? 'A128CBC-HS256' : 'A256GCM',
      }),
    ),
  ]
}
