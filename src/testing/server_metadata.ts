import { appendWellKnown, insertWellKnown } from '../http/well_known_url.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { ResourceServer } from '../metadata/resource_server.ts'
import { parseUrl } from '../platform/url.ts'
import { grants } from './endpoints/token.ts'
import type { Incoming } from './incoming.ts'

type Endpoint = Incoming['endpoint']

// the endpoints with a metadata member, and whether they have an alias for mutual TLS (rfc8705 5)
const endpoints: Readonly<Record<string, { member: string; path: string; aliased: boolean }>> = {
  authorization: { member: 'authorization_endpoint', path: '/authorize', aliased: false },
  token: { member: 'token_endpoint', path: '/token', aliased: true },
  jwks: { member: 'jwks_uri', path: '/jwks', aliased: false },
  userinfo: { member: 'userinfo_endpoint', path: '/userinfo', aliased: true },
  introspection: { member: 'introspection_endpoint', path: '/introspect', aliased: true },
  revocation: { member: 'revocation_endpoint', path: '/revoke', aliased: true },
  registration: { member: 'registration_endpoint', path: '/register', aliased: false },
  pushed_authorization: { member: 'pushed_authorization_request_endpoint', path: '/par', aliased: true },
  device_authorization: { member: 'device_authorization_endpoint', path: '/device_authorization', aliased: true },
  backchannel_authentication: { member: 'backchannel_authentication_endpoint', path: '/ciba', aliased: true },
}

const authenticationMethods = [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'private_key_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
  'none',
]
const clientAlgorithms = ['ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512', 'Ed25519']

export function metadataFor(
  issuer: string,
  algorithms: readonly string[],
  more: Partial<AuthorizationServer> | undefined,
): AuthorizationServer {
  const urls: Record<string, string> = {}
  const aliases: Record<string, string> = {}
  for (const { member, path, aliased } of Object.values(endpoints)) {
    urls[member] = `${issuer.replace(/\/$/, '')}${path}`
    if (aliased) {
      aliases[member] = urls[member].replace('://', '://mtls.')
    }
  }
  return {
    issuer,
    ...urls,
    mtls_endpoint_aliases: aliases,
    response_types_supported: ['code', 'code id_token'],
    response_modes_supported: ['query', 'fragment', 'form_post', 'jwt', 'query.jwt', 'fragment.jwt', 'form_post.jwt'],
    grant_types_supported: Object.keys(grants),
    subject_types_supported: ['public'],
    scopes_supported: ['openid', 'profile', 'email', 'address', 'phone'],
    claims_parameter_supported: true,
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    tls_client_certificate_bound_access_tokens: true,
    backchannel_token_delivery_modes_supported: ['poll', 'ping', 'push'],
    token_endpoint_auth_methods_supported: authenticationMethods,
    token_endpoint_auth_signing_alg_values_supported: ['HS256', ...clientAlgorithms],
    request_object_signing_alg_values_supported: clientAlgorithms,
    backchannel_authentication_request_signing_alg_values_supported: clientAlgorithms,
    dpop_signing_alg_values_supported: clientAlgorithms,
    id_token_signing_alg_values_supported: [...algorithms],
    userinfo_signing_alg_values_supported: [...algorithms],
    introspection_signing_alg_values_supported: [...algorithms],
    authorization_signing_alg_values_supported: [...algorithms],
    ...more,
  }
}

export function resourceFor(resource: string, metadata: AuthorizationServer): ResourceServer {
  return {
    resource,
    authorization_servers: [metadata.issuer],
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: clientAlgorithms,
  }
}

/** The endpoint that a URL belongs to. */
export function endpointAt(
  url: URL,
  metadata: AuthorizationServer,
  { resource }: ResourceServer,
): Endpoint | undefined {
  const address = addressOf(url.href)
  for (const [endpoint, { member }] of Object.entries(endpoints)) {
    const candidates = [metadata[member], metadata.mtls_endpoint_aliases?.[member]]
    if (candidates.some((candidate) => addressOf(candidate) === address)) {
      return endpoint as Endpoint
    }
  }
  const issuer = new URL(metadata.issuer)
  const documents: [URL, Endpoint][] = [
    [appendWellKnown(issuer, 'openid-configuration'), 'discovery'],
    [insertWellKnown(issuer, 'oauth-authorization-server', false), 'discovery'],
    [insertWellKnown(new URL(resource), 'oauth-protected-resource', true), 'resource_metadata'],
    [new URL(resource), 'resource'],
  ]
  return documents.find(([document]) => addressOf(document.href) === address)?.[1]
}

function addressOf(value: unknown): string | undefined {
  const url = parseUrl(value)
  return url && `${url.origin}${url.pathname}`
}
