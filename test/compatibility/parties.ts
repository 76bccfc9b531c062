/** The parties of most cases, and their endpoints. */
export const issuer = 'https://op.example'

export const server = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  registration_endpoint: `${issuer}/register`,
  revocation_endpoint: `${issuer}/revoke`,
  introspection_endpoint: `${issuer}/introspect`,
  device_authorization_endpoint: `${issuer}/device`,
  userinfo_endpoint: `${issuer}/userinfo`,
  pushed_authorization_request_endpoint: `${issuer}/par`,
  backchannel_authentication_endpoint: `${issuer}/ciba`,
}

export const aliases = {
  token_endpoint: 'https://mtls.op.example/token',
  revocation_endpoint: 'https://mtls.op.example/revoke',
  introspection_endpoint: 'https://mtls.op.example/introspect',
  device_authorization_endpoint: 'https://mtls.op.example/device',
  userinfo_endpoint: 'https://mtls.op.example/userinfo',
  pushed_authorization_request_endpoint: 'https://mtls.op.example/par',
  backchannel_authentication_endpoint: 'https://mtls.op.example/ciba',
  registration_endpoint: 'https://mtls.op.example/register',
}

export const client = { client_id: 'client' }
