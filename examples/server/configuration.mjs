// The configuration of the examples' authorization server: everything that any of them needs.

import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { errors } from 'oidc-provider'

export const USERS = {
  alice: { name: 'Alice Example', email: 'alice@example.test', email_verified: true },
}
/** The API that access tokens can be issued for. */
const API = { resource: 'https://api.example.test', scope: 'orders:read orders:write' }
const ALGORITHMS = ['ES256', 'PS256', 'RS256', 'Ed25519']

export function configuration({ clients, askUser, mutualTls }) {
  return {
    clients,
    jwks: { keys: [signingKey('ec', 'ES256'), signingKey('rsa', 'PS256'), signingKey('rsa', 'RS256')] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: ['openid', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    clientAuthMethods: [
      ...['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      ...(mutualTls ? ['tls_client_auth'] : []),
    ],
    enabledJWA: {
      idTokenSigningAlgValues: ALGORITHMS.slice(0, 3),
      authorizationSigningAlgValues: ALGORITHMS.slice(0, 3),
      clientAuthSigningAlgValues: ALGORITHMS,
      requestObjectSigningAlgValues: ALGORITHMS,
      dPoPSigningAlgValues: ALGORITHMS,
      idTokenEncryptionAlgValues: ['ECDH-ES', 'RSA-OAEP-256'],
      idTokenEncryptionEncValues: ['A256GCM'],
    },
    extraClientMetadata: { properties: ['fapi_profile'] },
    clientBasedCORS: () => true,
    findAccount: (_ctx, sub) => USERS[sub] && { accountId: sub, claims: () => ({ sub, ...USERS[sub] }) },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    ttl: { AccessToken: 600, ClientCredentials: 600, Grant: 3600, IdToken: 600, Interaction: 600, Session: 3600 },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      encryption: { enabled: true },
      fapi: { enabled: true, profile: (_ctx, client) => client?.fapi_profile },
      introspection: { enabled: true, allowedPolicy: () => true },
      jwtResponseModes: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      registration: { enabled: true },
      requestObjects: { enabled: true },
      revocation: { enabled: true, allowedPolicy: () => true },
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      ciba: {
        enabled: true,
        deliveryModes: ['poll'],
        processLoginHint: (_ctx, hint) => (USERS[hint] ? hint : undefined),
        validateRequestContext: () => {},
        verifyUserCode: () => {},
        triggerAuthenticationDevice: (_ctx, request) => askUser(request),
      },
      mTLS: {
        enabled: mutualTls,
        tlsClientAuth: true,
        certificateBoundAccessTokens: true,
        getCertificate: ({ req }) => req.socket.getPeerX509Certificate?.(),
        certificateAuthorized: ({ req }) => req.socket.authorized === true,
        certificateSubjectMatches: ({ req }, _property, expected) =>
          req.socket.getPeerX509Certificate().subject.replace('\n', ',') === expected,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => undefined,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource) => {
          // and the one of ../unknown_api, whose URL is its identifier
          if (resource !== API.resource && !resource.startsWith('http://localhost:'))
            throw new errors.InvalidTarget('unknown resource')
          return { scope: API.scope, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } }
        },
      },
    },
  }
}

/** A key that signs what the server issues: made at each start. */
function signingKey(type, alg) {
  const { privateKey } = generateKeyPairSync(type, type === 'ec' ? { namedCurve: 'P-256' } : { modulusLength: 2048 })
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: `${alg}-1` }
}
