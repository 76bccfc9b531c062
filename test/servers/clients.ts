// The metadata (RFC 7591) of the clients that the server knows, named by what is special about each.

import type * as oauth from 'relying'

export interface Registration extends oauth.Client {
  token_endpoint_auth_method: string
}

export interface PublicKeys {
  signing: oauth.JWK[]
  encryption: oauth.JWK
  selfSignedCertificate: oauth.JWK
  certificateSubject: string
  notifications: string
}

export const REDIRECT_URI = 'https://client.example.test/callback'
export const CIBA = 'urn:openid:params:grant-type:ciba'
export const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code'
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

// Every character that form encoding and percent-encoding treat differently, and long enough for HS256.
export const SECRET = "a secret: 100%, 1+1=2 & more_than-32.characters~!*'()/?"

const GRANTS = ['authorization_code', 'refresh_token', 'client_credentials', CIBA, DEVICE, TOKEN_EXCHANGE]

export function registrations({
  signing,
  encryption,
  selfSignedCertificate,
  certificateSubject,
  notifications,
}: PublicKeys) {
  const keys = { jwks: { keys: [...signing, encryption] as unknown as oauth.JsonValue } }
  const base = {
    grant_types: GRANTS,
    response_types: ['code'],
    redirect_uris: [REDIRECT_URI],
    backchannel_token_delivery_mode: 'poll',
    id_token_signed_response_alg: 'ES256',
  }
  const withSecret = { ...base, token_endpoint_auth_method: 'client_secret_basic', client_secret: SECRET }
  const withKeys = { ...base, token_endpoint_auth_method: 'private_key_jwt', ...keys }
  const withCertificate = {
    ...base,
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_subject_dn: certificateSubject,
    tls_client_certificate_bound_access_tokens: true,
    use_mtls_endpoint_aliases: true,
  }
  const ping = {
    backchannel_token_delivery_mode: 'ping',
    backchannel_client_notification_endpoint: notifications,
  }
  const hybrid = { response_types: ['code id_token', 'code'], grant_types: [...GRANTS, 'implicit'] }

  const clients: Registration[] = [
    // one for each client authentication method, named after it
    { ...withSecret, client_id: 'client_secret_basic' },
    { ...withSecret, client_id: 'client_secret_post', token_endpoint_auth_method: 'client_secret_post' },
    { ...withSecret, client_id: 'client_secret_jwt', token_endpoint_auth_method: 'client_secret_jwt' },
    { ...withKeys, client_id: 'private_key_jwt' },
    {
      ...base,
      client_id: 'none',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token', DEVICE],
      backchannel_token_delivery_mode: undefined,
    },
    { ...withCertificate, client_id: 'tls_client_auth' },
    {
      ...withCertificate,
      client_id: 'self_signed_tls_client_auth',
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      tls_client_auth_subject_dn: undefined,
      jwks: { keys: [selfSignedCertificate] as unknown as oauth.JsonValue },
    },
    // one for each algorithm that signs ID Tokens
    ...['RS256', 'PS256', 'ES256', 'Ed25519'].map((alg) => ({
      ...withKeys,
      client_id: `id_token ${alg}`,
      id_token_signed_response_alg: alg,
    })),
    // signed, encrypted or bound messages
    { ...withSecret, client_id: 'bound', dpop_bound_access_tokens: true },
    { ...withSecret, client_id: 'bound with nonce', dpop_bound_access_tokens: true, nonce_required: true },
    {
      ...withKeys,
      client_id: 'signed messages',
      require_pushed_authorization_requests: true,
      require_signed_request_object: true,
      request_object_signing_alg: 'ES256',
      authorization_signed_response_alg: 'ES256',
    },
    {
      ...withSecret,
      client_id: 'signed answers',
      userinfo_signed_response_alg: 'PS256',
      introspection_signed_response_alg: 'ES256',
    },
    {
      ...withKeys,
      client_id: 'encrypted answers',
      id_token_encrypted_response_alg: 'RSA-OAEP-256',
      id_token_encrypted_response_enc: 'A256GCM',
      userinfo_signed_response_alg: 'ES256',
      userinfo_encrypted_response_alg: 'RSA-OAEP-256',
      userinfo_encrypted_response_enc: 'A128CBC-HS256',
      introspection_signed_response_alg: 'ES256',
      introspection_encrypted_response_alg: 'RSA-OAEP-256',
      introspection_encrypted_response_enc: 'A256GCM',
    },
    { ...withSecret, client_id: 'short-lived', lifetime: 1 },
    { ...withKeys, client_id: 'signed ciba', backchannel_authentication_request_signing_alg: 'ES256' },
    { ...withKeys, ...ping, client_id: 'ping' },
    { ...withKeys, ...ping, client_id: 'signed ping', backchannel_authentication_request_signing_alg: 'PS256' },
    // profiles
    { ...withSecret, ...hybrid, client_id: 'hybrid' },
    {
      ...withCertificate,
      ...hybrid,
      ...keys,
      client_id: 'fapi1',
      fapi_profile: '1.0 Final',
      id_token_signed_response_alg: 'PS256',
      request_object_signing_alg: 'PS256',
      require_signed_request_object: true,
    },
    {
      ...withKeys,
      client_id: 'fapi2',
      fapi_profile: '2.0',
      id_token_signed_response_alg: 'PS256',
      token_endpoint_auth_signing_alg: 'PS256',
      require_pushed_authorization_requests: true,
      dpop_bound_access_tokens: true,
    },
  ]
  return clients
}
