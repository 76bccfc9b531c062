// The clients that the tests use, in the form of Keycloak's administration.
import { CLIENT_SUBJECT } from '../independent_servers/certificates.mjs'

export const SECRET = 'secret-secret_secret.secret~secret+secret/secret:12'
export const RESOURCE = 'https://api.example.test'
export const REDIRECT_URI = 'https://rp.example.test/callback'

/** The attribute that puts a client under one of Keycloak's profiles. */
const PROFILE = 'profile'

/** Which profiles apply to which clients. */
export const POLICIES = [
  policy('fapi2', ['fapi-2-dpop-security-profile']),
  policy('fapi2ms', ['fapi-2-dpop-message-signing']),
  policy('fapiciba', ['fapi-ciba']),
]

/** @param {{ keys: object, notifications: string }} ingredients */
export function clients({ keys, notifications }) {
  const jwks = { 'use.jwks.string': 'true', 'jwks.string': JSON.stringify(keys.jwks) }
  const client = (clientId, attributes = {}, properties = {}) => ({
    clientId,
    secret: SECRET,
    redirectUris: [REDIRECT_URI],
    standardFlowEnabled: true,
    implicitFlowEnabled: true, // the hybrid flow needs it
    directAccessGrantsEnabled: false,
    serviceAccountsEnabled: true,
    protocolMappers: [
      audience({ 'included.client.audience': clientId }),
      audience({ 'included.custom.audience': RESOURCE }),
    ],
    ...properties,
    attributes: {
      ...jwks,
      'oauth2.device.authorization.grant.enabled': 'true',
      'oidc.ciba.grant.enabled': 'true',
      'ciba.backchannel.token.delivery.mode': 'poll',
      ...attributes,
    },
  })
  const signedWith = (alg) => ({ 'id.token.signed.response.alg': alg, 'access.token.signed.response.alg': alg })
  const subject = { 'x509.subjectdn': CLIENT_SUBJECT, 'x509.allow.regex.pattern.comparison': 'false' }
  const fapi = {
    ...signedWith('PS256'),
    'dpop.bound.access.tokens': 'true',
    'pkce.code.challenge.method': 'S256',
    'token.endpoint.auth.signing.alg': 'PS256',
    'request.object.signature.alg': 'PS256',
  }
  const atJwt = { 'access.token.header.type.rfc9068': 'true' }
  const keyed = { clientAuthenticatorType: 'client-jwt' }
  return [
    client('main', { 'standard.token.exchange.enabled': 'true' }),
    client('public', {}, { publicClient: true, serviceAccountsEnabled: false }),
    client('consent', {}, { consentRequired: true }),
    client(
      'secretjwt',
      { 'token.endpoint.auth.signing.alg': 'HS256' },
      { clientAuthenticatorType: 'client-secret-jwt' },
    ),
    client('keyed', {}, keyed),
    client('tls', subject, { clientAuthenticatorType: 'client-x509' }),
    client(
      'tlsbound',
      { ...subject, 'tls.client.certificate.bound.access.tokens': 'true' },
      { clientAuthenticatorType: 'client-x509' },
    ),
    client('dpopbound', { 'dpop.bound.access.tokens': 'true' }),
    ...['RS256', 'ES256', 'PS256', 'EdDSA'].map((alg) => client(`signed-${alg}`, signedWith(alg))),
    client('encrypted', {
      'id.token.encrypted.response.alg': 'RSA-OAEP-256',
      'id.token.encrypted.response.enc': 'A256GCM',
    }),
    client('userinfojwt', { 'user.info.response.signature.alg': 'ES256' }),
    client('requestobject', { 'request.object.signature.alg': 'ES256' }),
    client('jarm', { 'authorization.signed.response.alg': 'PS256' }),
    client('detached', { 'id.token.as.detached.signature': 'true', ...signedWith('PS256') }),
    client('atjwt', atJwt),
    client('rfc9068', atJwt, {
      protocolMappers: [audience({ 'included.custom.audience': RESOURCE }), clientId('rfc9068')],
    }),
    client('introspectionjwt', { 'client.introspection.response.allow.jwt.claim.enabled': 'true' }),
    client('fapi2', { ...fapi, [PROFILE]: 'fapi2' }, keyed),
    client('fapi2ms', { ...fapi, 'authorization.signed.response.alg': 'PS256', [PROFILE]: 'fapi2ms' }, keyed),
    client(
      'fapiciba',
      {
        ...signedWith('PS256'),
        'ciba.backchannel.auth.request.signing.alg': 'PS256',
        'tls.client.certificate.bound.access.tokens': 'true',
        [PROFILE]: 'fapiciba',
      },
      keyed,
    ),
    client('cibasigned', { 'ciba.backchannel.auth.request.signing.alg': 'ES256' }),
    client('cibaping', {
      'ciba.backchannel.token.delivery.mode': 'ping',
      'ciba.backchannel.client.notification.endpoint': `${notifications}/ping`,
    }),
  ]
}

/** A client may introspect a token only if it is in the token's audience. */
function audience(config) {
  return {
    name: Object.values(config)[0],
    protocol: 'openid-connect',
    protocolMapper: 'oidc-audience-mapper',
    config: { 'access.token.claim': 'true', 'introspection.token.claim': 'true', ...config },
  }
}

/** Deviation `access-token-client-id`. */
function clientId(value) {
  return {
    name: 'client_id',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-hardcoded-claim-mapper',
    config: {
      'claim.name': 'client_id',
      'claim.value': value,
      'jsonType.label': 'String',
      'access.token.claim': 'true',
      'introspection.token.claim': 'true',
    },
  }
}

function policy(name, profiles) {
  const attributes = JSON.stringify([{ key: PROFILE, value: name }])
  return {
    name,
    enabled: true,
    conditions: [{ condition: 'client-attributes', configuration: { attributes } }],
    profiles,
  }
}
