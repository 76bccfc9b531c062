// The plans for relying parties, and the modules of each. `outside` has those that are left out on purpose, with the
// reason.

const idTokens = [
  'oidcc-client-test',
  'oidcc-client-test-invalid-iss',
  'oidcc-client-test-missing-sub',
  'oidcc-client-test-invalid-aud',
  'oidcc-client-test-missing-iat',
  'oidcc-client-test-kid-absent-single-jwks',
  'oidcc-client-test-kid-absent-multiple-jwks',
  'oidcc-client-test-idtoken-sig-rs256',
  'oidcc-client-test-invalid-sig-rs256',
  'oidcc-client-test-userinfo-invalid-sub',
  'oidcc-client-test-nonce-invalid',
  'oidcc-client-test-scope-userinfo-claims',
  'oidcc-client-test-client-secret-basic',
]
const basic = [...idTokens, 'oidcc-client-test-idtoken-sig-none']
const hybrid = [
  ...idTokens,
  'oidcc-client-test-invalid-chash',
  'oidcc-client-test-missing-chash',
  'oidcc-client-test-nonce-unless-code-flow',
]
const config = [
  'oidcc-client-test-discovery-openid-config',
  'oidcc-client-test-discovery-jwks-uri-keys',
  'oidcc-client-test-discovery-issuer-mismatch',
  'oidcc-client-test-idtoken-sig-none',
  'oidcc-client-test-signing-key-rotation-just-before-signing',
  'oidcc-client-test-signing-key-rotation',
]

export const plans: Record<string, readonly string[]> = {
  'oidcc-client-basic-certification-test-plan': basic,
  'oidcc-client-hybrid-certification-test-plan': [
    ...hybrid,
    'oidcc-client-test-invalid-athash',
    'oidcc-client-test-missing-athash',
  ],
  'oidcc-client-formpost-basic-certification-test-plan': basic,
  'oidcc-client-formpost-hybrid-certification-test-plan': hybrid,
  'oidcc-client-config-certification-test-plan': config,
  'oidcc-client-dynamic-certification-test-plan': [
    ...config,
    'oidcc-client-test-discovery-webfinger-acct',
    'oidcc-client-test-discovery-webfinger-url',
    'oidcc-client-test-dynamic-registration',
    'oidcc-client-test-request-uri-signed-rs256',
    'oidcc-client-test-request-uri-signed-none',
    'oidcc-client-test-userinfo-signed',
  ],
  'oidcc-client-refreshtoken-test-plan': [
    'oidcc-client-test-refresh-token',
    'oidcc-client-test-refresh-token-invalid-issuer',
    'oidcc-client-test-refresh-token-invalid-sub',
  ],
  'oidcc-client-test-plan': [
    'oidcc-client-test-missing-aud',
    'oidcc-client-test-userinfo-bearer-header',
    'oidcc-client-test-userinfo-bearer-body',
    'oidcc-client-test-form-post-error',
    'oidcc-client-test-invalid-sig-hs256',
    'oidcc-client-test-invalid-sig-es256',
    'oidcc-client-test-aggregated-claims',
    'oidcc-client-test-distributed-claims',
    'oidcc-client-test-mtls-endpoint-aliases',
  ],
  'not in any plan when this was written': [
    'oidcc-client-test-refresh-token-invalid-aud',
    'oidcc-client-test-refresh-token-invalid-azp',
    'oidcc-client-test-ignores-unparseable-key-in-jwks',
  ],
}

/** The modules that no row plays. */
export const outside: Record<string, string> = {
  'oidcc-client-test-invalid-athash': 'a response type that sends an access token through the browser',
  'oidcc-client-test-missing-athash': 'a response type that sends an access token through the browser',
  'oidcc-client-test-userinfo-bearer-body': 'the library sends the access token in the header, as RFC 6750 recommends',
  'oidcc-client-test-request-uri-signed-none': 'RFC 9101 requires request objects to be signed',
  'oidcc-client-test-discovery-webfinger-acct': 'the library does not implement WebFinger',
  'oidcc-client-test-discovery-webfinger-url': 'the library does not implement WebFinger',
}
