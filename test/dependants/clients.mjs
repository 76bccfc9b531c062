// The registrations of the dependants' clients, and their keys.
import { exportJWK, generateKeyPair } from 'jose'

export const APP = 'https://app.example.test'
export const CALLBACK = `${APP}/callback`
export const SECRET = 'a-secret-of-more-than-thirty-two-characters'
export const signing = await generateKeyPair('ES256', { extractable: true })
export const encryption = await generateKeyPair('RSA-OAEP-256', { extractable: true })

const jwks = {
  keys: [
    { ...(await exportJWK(signing.publicKey)), alg: 'ES256', use: 'sig', kid: 'signing' },
    { ...(await exportJWK(encryption.publicKey)), alg: 'RSA-OAEP-256', use: 'enc', kid: 'encryption' },
  ],
}
const CIBA = 'urn:openid:params:grant-type:ciba'
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'
const base = {
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials', CIBA, DEVICE],
  response_types: ['code'],
  redirect_uris: [CALLBACK, `${APP}/auth/callback/op`, `${APP}/auth/callback`],
  backchannel_token_delivery_mode: 'poll',
}
const withSecret = { ...base, token_endpoint_auth_method: 'client_secret_basic', client_secret: SECRET }
const withKeys = { ...base, token_endpoint_auth_method: 'private_key_jwt', jwks }

export const clients = [
  { ...withSecret, client_id: 'basic' },
  { ...withSecret, client_id: 'post', token_endpoint_auth_method: 'client_secret_post' },
  { ...withSecret, client_id: 'secretjwt', token_endpoint_auth_method: 'client_secret_jwt' },
  { ...withKeys, client_id: 'keyjwt' },
  { ...withSecret, client_id: 'nonce', dpop_bound_access_tokens: true, nonce_required: true },
  { ...withKeys, client_id: 'signed_ciba', backchannel_authentication_request_signing_alg: 'ES256' },
  {
    ...withSecret,
    client_id: 'hybrid',
    response_types: ['code id_token', 'code'],
    grant_types: [...base.grant_types, 'implicit'],
  },
  {
    ...withKeys,
    client_id: 'messages',
    require_pushed_authorization_requests: true,
    require_signed_request_object: true,
    request_object_signing_alg: 'ES256',
    authorization_signed_response_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
  },
  {
    ...withKeys,
    client_id: 'encrypted',
    id_token_encrypted_response_alg: 'RSA-OAEP-256',
    id_token_encrypted_response_enc: 'A256GCM',
    userinfo_signed_response_alg: 'ES256',
    introspection_signed_response_alg: 'ES256',
  },
]
