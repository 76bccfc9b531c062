// The clients that the tests use, as Server.java reads them.
import { CLIENT_SUBJECT } from '../independent_servers/certificates.mjs'

/** Spring requires each secret to be unique. */
export const secretOf = (id) => `${id}-secret-secret_secret.secret~secret+secret/secret:12`
/** Characters that must be form-encoded in the Authorization header (RFC 6749 2.3.1). */
export const STRANGE_SECRET = 'a:b %+&=/?ü€"\\~'
export const RESOURCE = 'https://api.example.test'
export const REDIRECT_URI = 'https://rp.example.test/callback'
export const USER = { username: 'alice', password: 'password', email: 'alice@example.test' }

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code'
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

/** @param {{ jwks: string }} addresses the URL of the clients' keys */
export function clients({ jwks }) {
  const client = (id, settings = {}) => ({
    id,
    secret: `{noop}${secretOf(id)}`, // Spring's notation for a secret that is not hashed
    methods: ['client_secret_basic', 'client_secret_post'],
    grants: ['authorization_code', 'refresh_token', 'client_credentials', DEVICE_CODE, TOKEN_EXCHANGE],
    redirectUris: [REDIRECT_URI],
    scopes: ['openid', 'email', 'read', 'write'],
    ...settings,
  })
  const withoutSecret = (id, method, settings) => client(id, { methods: [method], secret: undefined, ...settings })
  const byCertificate = { subject: CLIENT_SUBJECT }
  return [
    client('main'),
    client('strange', { secret: `{noop}${STRANGE_SECRET}` }),
    client('consent', { consent: true }),
    withoutSecret('public', 'none', { requireProofKey: true }),
    // the secret is the key, so it is stored unhashed
    client('secretjwt', { secret: secretOf('secretjwt'), methods: ['client_secret_jwt'], assertionAlg: 'HS256' }),
    ...['ES256', 'RS256', 'PS256'].flatMap((alg) => [
      withoutSecret(`keyed-${alg}`, 'private_key_jwt', { assertionAlg: alg, jwkSetUrl: jwks }),
      client(`signed-${alg}`, { idTokenAlg: alg }),
    ]),
    withoutSecret('tls', 'tls_client_auth', byCertificate),
    withoutSecret('tlsbound', 'tls_client_auth', { ...byCertificate, certificateBound: true }),
    withoutSecret('tlsself', 'self_signed_tls_client_auth', { certificateBound: true, jwkSetUrl: jwks }),
    client('opaque', { opaque: true }),
    client('rfc9068'),
    withoutSecret('rfc9068-tls', 'tls_client_auth', { ...byCertificate, certificateBound: true }),
    client('registrar', { scopes: ['client.create'] }),
  ]
}
