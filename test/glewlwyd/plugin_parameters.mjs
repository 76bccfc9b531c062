// The configuration of glewlwyd's OpenID Connect plugin: everything that the tests use is enabled.
import { RESOURCE, SCOPE } from './clients.mjs'

/** @param {string} issuer @param {object} serverKeys private JWKs by algorithm; ES256 signs by default */
export function pluginParameters(issuer, serverKeys) {
  // the first key is the default key; `default-kid` alone does not select it
  const signing = ['ES256', 'RS256', 'PS256'].map((alg) => serverKeys[alg])
  return {
    iss: issuer,
    'jwks-private': JSON.stringify({ keys: signing }),
    'default-kid': signing[0].kid,
    'jwks-show': true,
    'access-token-duration': 3600,
    'refresh-token-duration': 1209600,
    'refresh-token-rolling': true,
    'refresh-token-one-use': 'always', // rotation; a replay revokes the whole chain
    'code-duration': 600,
    'allow-non-oidc': true,
    'subject-type': 'public',
    ...GRANTS,
    ...REQUEST_OBJECTS,
    ...ENCRYPTION,
    ...INTROSPECTION,
    ...REGISTRATION,
    ...CLIENT_CERTIFICATES,
    ...CIBA,
    ...CLAIMS,
    'oauth-dpop-allowed': true,
    'oauth-dpop-iat-duration': 60,
    'oauth-dpop-iat-gap-duration': 10,
    'oauth-dpop-dpop_bound_access_tokens-property': 'dpop_bound',
    'resource-allowed': true,
    'resource-client-property': 'resource',
    'resource-scope-and-client-property': false,
    'resource-scope': { [SCOPE]: [RESOURCE] },
    'oauth-par-allowed': true,
    'oauth-par-required': false,
    'oauth-par-request_uri-prefix': 'urn:ietf:params:oauth:request_uri:',
    'oauth-par-duration': 90,
    'oauth-fapi-allow-jarm': true,
    'oauth-fapi-add-s_hash': true,
    'oauth-as-iss-id': true,
  }
}

/** The same server with `use_dpop_nonce`: a proof without the server's nonce is refused. */
export function mandatoryNonce(parameters) {
  return { ...parameters, 'oauth-dpop-nonce-mandatory': true, 'oauth-dpop-nonce-counter': 1 }
}

const GRANTS = {
  'auth-type-code-enabled': true,
  'auth-type-token-enabled': true,
  'auth-type-id-token-enabled': true,
  'auth-type-none-enabled': true,
  'auth-type-password-enabled': false,
  'auth-type-client-enabled': true,
  'auth-type-device-enabled': true,
  'auth-type-refresh-enabled': true,
  'device-authorization-expiration': 600,
  'device-authorization-interval': 5,
  'pkce-allowed': true,
  'pkce-method-plain-allowed': false,
}

const REQUEST_OBJECTS = {
  'request-parameter-allow': true,
  'request-parameter-ietf-strict': true,
  'request-parameter-allow-encrypted': true,
  'request-maximum-exp': 3600,
  'request-uri-allow-https-non-secure': true,
  'client-jwks-parameter': 'jwks',
  'client-jwks_uri-parameter': 'jwks_uri',
  'client-pubkey-parameter': 'pubkey',
}

const ENCRYPTION = {
  'encrypt-out-token-allow': true,
  'client-enc-parameter': 'enc',
  'client-alg-parameter': 'alg',
  'client-alg_kid-parameter': 'alg_kid',
  'client-sign_kid-parameter': 'sign_kid',
  'client-encrypt_code-parameter': 'encrypt_code',
  'client-encrypt_at-parameter': 'encrypt_at',
  'client-encrypt_userinfo-parameter': 'encrypt_userinfo',
  'client-encrypt_id_token-parameter': 'encrypt_id_token',
  'client-encrypt_refresh_token-parameter': 'encrypt_refresh_token',
  'client-encrypt_introspection-parameter': 'encrypt_introspection',
}

const INTROSPECTION = {
  'introspection-revocation-allowed': true,
  'introspection-revocation-allow-target-client': true,
  'introspection-revocation-auth-scope': ['introspect'],
}

const REGISTRATION = {
  'register-client-allowed': true,
  'register-client-auth-scope': [],
  'register-client-credentials-scope': [SCOPE],
  'register-client-management-allowed': true,
}

const CLIENT_CERTIFICATES = {
  'client-cert-source': 'TLS',
  'client-cert-use-endpoint-aliases': true,
  'client-cert-self-signed-allowed': true,
}

const CIBA = {
  'oauth-ciba-allowed': true,
  'oauth-ciba-default-expiry': 600,
  'oauth-ciba-maximum-expiry': 1200,
  'oauth-ciba-mode-poll-allowed': true,
  'oauth-ciba-mode-ping-allowed': true,
  'oauth-ciba-mode-push-allowed': true,
  'oauth-ciba-allow-https-non-secure': true, // the notification endpoints of the tests have a certificate from our own CA
  'oauth-ciba-user-code-allowed': false,
  'oauth-ciba-email-allowed': false,
}

const CLAIMS = {
  'name-claim': 'on-demand',
  'name-claim-scope': [],
  'email-claim': 'mandatory',
  'email-claim-scope': [],
  'scope-claim': 'on-demand',
  'scope-claim-scope': [],
  claims: [],
  'additional-parameters': [],
  'address-claim': { type: 'no' },
}
