// The server's configuration: everything that a test uses is enabled.

import { createHash, randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { errors } from 'oidc-provider'
import { Agent, fetch } from 'undici'

const HMAC = ['HS256']
const KEY_ENCRYPTION = ['RSA-OAEP-256', 'ECDH-ES']
const CONTENT_ENCRYPTION = ['A256GCM', 'A128CBC-HS256']
const RESOURCE_SERVERS = {
  'urn:example:jwt': { scope: 'api:read api:write', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } },
  'urn:example:opaque': { scope: 'api:read api:write', accessTokenFormat: 'opaque' },
}
// The endpoints for clients with mutual TLS (RFC 8705 5).
const ALIASES = {
  token_endpoint: '/token',
  introspection_endpoint: '/token/introspection',
  revocation_endpoint: '/token/revocation',
  pushed_authorization_request_endpoint: '/request',
  userinfo_endpoint: '/me',
  device_authorization_endpoint: '/device/auth',
  backchannel_authentication_endpoint: '/backchannel',
}

export async function configuration({ clients, mtlsOrigin, authority }) {
  const dispatcher = new Agent({ connect: { ca: authority } })
  const keys = await signingKeys()
  const algorithms = [...new Set(keys.map(({ alg }) => alg))]
  return {
    clients,
    jwks: { keys },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: ['openid', 'offline_access', 'api:read', 'api:write'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    responseTypes: ['code', 'code id_token'],
    clientAuthMethods: [
      'none',
      'client_secret_basic',
      'client_secret_post',
      'client_secret_jwt',
      'private_key_jwt',
      'tls_client_auth',
      'self_signed_tls_client_auth',
    ],
    enabledJWA: jwa(algorithms),
    // Client metadata members that are specific to this server.
    extraClientMetadata: { properties: ['nonce_required', 'fapi_profile', 'lifetime'] },
    discovery: {
      mtls_endpoint_aliases: Object.fromEntries(
        Object.entries(ALIASES).map(([endpoint, path]) => [endpoint, `${mtlsOrigin}${path}`]),
      ),
    },
    findAccount: (_ctx, sub) =>
      sub === 'nobody'
        ? undefined
        : {
            accountId: sub,
            claims: () => ({ sub, name: `User ${sub}`, email: `${sub}@example.test`, email_verified: true }),
          },
    // Its own fetch would not reach loopback, and does not trust the tests' authority.
    fetch: (url, { dispatcher: _, headers, ...options }) =>
      fetch(url, { ...options, headers: Object.fromEntries(headers), dispatcher }),
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    pkce: { required: () => true },
    ttl: {
      AccessToken: 600,
      AuthorizationCode: 60,
      BackchannelAuthenticationRequest: (ctx, _request, client) =>
        Number(ctx?.oidc?.params.requested_expiry ?? client.lifetime ?? 600),
      ClientCredentials: 600,
      DeviceCode: (_ctx, _code, client) => client.lifetime ?? 600,
      Grant: 600,
      IdToken: 600,
      Interaction: 600,
      RefreshToken: 600,
      Session: 600,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      claimsParameter: { enabled: true },
      clientCredentials: { enabled: true },
      encryption: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      jwtIntrospection: { enabled: true },
      jwtResponseModes: { enabled: true },
      jwtUserinfo: { enabled: true },
      registration: { enabled: true, initialAccessToken: false },
      revocation: { enabled: true, allowedPolicy: () => true },
      userinfo: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      requestObjects: { enabled: true },
      deviceFlow: { enabled: true },
      dPoP: {
        enabled: true,
        nonceSecret: randomBytes(32),
        requireNonce: (ctx) => ctx.oidc.client?.nonce_required === true,
      },
      fapi: { enabled: true, profile: (_ctx, client) => client?.fapi_profile },
      ciba: {
        enabled: true,
        deliveryModes: ['poll', 'ping'],
        processLoginHint: (_ctx, hint) => (hint === 'nobody' ? undefined : hint),
        validateRequestContext: () => {},
        verifyUserCode: (_ctx, _account, code) => {
          if (code !== undefined && code !== '1234') throw new errors.InvalidUserCode('wrong user_code')
        },
        triggerAuthenticationDevice: () => {}, // the test decides: see server_process.mjs
      },
      mTLS: {
        enabled: true,
        certificateBoundAccessTokens: true,
        tlsClientAuth: true,
        selfSignedTlsClientAuth: true,
        getCertificate: ({ req }) => req.socket.getPeerX509Certificate?.(),
        certificateAuthorized: ({ req }) => req.socket.authorized === true,
        certificateSubjectMatches: ({ req }, property, expected) =>
          property === 'tls_client_auth_subject_dn' && subject(req.socket.getPeerX509Certificate()) === expected,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          const found = RESOURCE_SERVERS[resource]
          if (!found) throw new errors.InvalidTarget('unknown resource')
          return { audience: resource, ...found }
        },
      },
    },
  }
}

/** RFC 4514: the most specific part first; a certificate lists it last. */
function subject(certificate) {
  return certificate.subject.split('\n').reverse().join(',')
}

function jwa(algorithms) {
  return {
    clientAuthSigningAlgValues: [...HMAC, ...algorithms],
    requestObjectSigningAlgValues: algorithms,
    idTokenSigningAlgValues: algorithms,
    userinfoSigningAlgValues: algorithms,
    introspectionSigningAlgValues: algorithms,
    authorizationSigningAlgValues: algorithms,
    dPoPSigningAlgValues: algorithms,
    idTokenEncryptionAlgValues: KEY_ENCRYPTION,
    idTokenEncryptionEncValues: CONTENT_ENCRYPTION,
    userinfoEncryptionAlgValues: KEY_ENCRYPTION,
    userinfoEncryptionEncValues: CONTENT_ENCRYPTION,
    introspectionEncryptionAlgValues: KEY_ENCRYPTION,
    introspectionEncryptionEncValues: CONTENT_ENCRYPTION,
  }
}

async function signingKeys() {
  const algorithms = ['RS256', 'PS256', 'ES256', 'Ed25519']
  const keys = await Promise.all(algorithms.map(signingKey))
  // If this Node supports it (24.7 and later).
  const postQuantum = await signingKey('ML-DSA-65').catch(() => undefined)
  return postQuantum ? [...keys, postQuantum] : keys
}

async function signingKey(alg) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = await exportJWK(privateKey)
  const kid = createHash('sha256').update(JSON.stringify(jwk)).digest('base64url').slice(0, 8)
  return { ...jwk, alg, use: 'sig', kid: `${alg}-${kid}` }
}
