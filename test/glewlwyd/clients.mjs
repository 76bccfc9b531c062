// The clients that the tests use, in the form of glewlwyd's client database.
import { X509Certificate } from 'node:crypto'
import { CLIENT_DN, CLIENT_SAN_DNS } from './certificates.mjs'
import { publicJwks } from './keys.mjs'

export const SCOPE = 'scope1'
export const RESOURCE = 'https://api.example.test/'
export const REDIRECT_URI = 'https://rp.example.test/callback'

// letters and digits only: glewlwyd does not form-decode the credentials of client_secret_basic (deviation
// `basic-encoding`)
export const SECRET = 'secretsecretsecretsecretsecretsecret12'
export const SECRET_WITH_SIGNS = 'secret-secret_secret.secret-secret_12'

// Members that the client database drops silently unless its data format names them.
export const EXTRA_PROPERTIES = [
  'tls_client_auth_subject_dn',
  'dpop_bound',
  'sign_kid',
  'encrypt_introspection',
  'userinfo_signed_response_alg',
]

const GRANTS = [
  'code',
  'token',
  'id_token',
  'none',
  'client_credentials',
  'refresh_token',
  'delete_token',
  'device_authorization',
  'urn:openid:params:grant-type:ciba',
]

/** @param {{ keys: object, certificates: object, notifications: string }} ingredients */
export function clients({ keys, certificates, notifications }) {
  const jwks = publicJwks(keys.client)
  const client = (client_id, properties) => ({
    client_id,
    enabled: true,
    confidential: true,
    client_secret: SECRET,
    redirect_uri: [REDIRECT_URI],
    scope: ['openid', SCOPE],
    authorization_type: GRANTS,
    token_endpoint_auth_method: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    jwks,
    token_endpoint_signing_alg: 'ES256',
    request_object_signing_alg: 'ES256',
    resource: [RESOURCE],
    backchannel_token_delivery_mode: 'poll',
    ...properties,
  })
  const certificate = new X509Certificate(certificates.selfSigned.cert)
  const selfSignedJwk = {
    ...certificate.publicKey.export({ format: 'jwk' }),
    kid: 'tls',
    x5c: [certificate.raw.toString('base64')],
  }
  return [
    client('main'),
    client('secretjwt', { token_endpoint_auth_method: ['client_secret_jwt'], token_endpoint_signing_alg: 'HS256' }),
    client('signs', { client_secret: SECRET_WITH_SIGNS }),
    client('dpopbound', { dpop_bound: '1' }),
    client('encrypted', {
      alg: 'RSA-OAEP-256',
      enc: 'A256GCM',
      alg_kid: keys.client['RSA-OAEP-256'].kid,
      encrypt_id_token: '1',
    }),
    client('cibasigned', { backchannel_authentication_request_signing_alg: 'ES256' }),
    client('cibaping', {
      backchannel_token_delivery_mode: 'ping',
      backchannel_client_notification_endpoint: `${notifications}/ping`,
    }),
    client('cibapush', {
      backchannel_token_delivery_mode: 'push',
      backchannel_client_notification_endpoint: `${notifications}/push`,
    }),
    client('tlsdn', { token_endpoint_auth_method: ['tls_client_auth'], tls_client_auth_subject_dn: CLIENT_DN }),
    client('tlssan', { token_endpoint_auth_method: ['tls_client_auth'], tls_client_auth_san_dns: CLIENT_SAN_DNS }),
    client('tlsself', { token_endpoint_auth_method: ['self_signed_tls_client_auth'], jwks: { keys: [selfSignedJwk] } }),
  ]
}
