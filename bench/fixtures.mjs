/** The parties, keys and messages that the rows use. */
import { jose } from './contenders.mjs'

export const issuer = 'https://as.example.com'
export const audience = 'https://rs.example.com'
export const accessToken = 'm7hIbQKs1cGe3Tj9vV0nq2Rr8sXyZ4wA'
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const secret = 'secret-secret-secret-secret-secret-secret'

export const server = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  userinfo_endpoint: `${issuer}/userinfo`,
  backchannel_authentication_endpoint: `${issuer}/ciba`,
  pushed_authorization_request_endpoint: `${issuer}/par`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'private_key_jwt'],
  dpop_signing_alg_values_supported: ['ES256', 'Ed25519', 'RS256', 'PS256'],
  claims_supported: ['sub', 'name', 'email'],
}

export const clientId = 'client-01'
export const clientSecret = secret

/** Keys as WebCrypto itself generates them, not extractable. */
export function webCryptoKeyPair(alg) {
  const rsa = { modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }
  const algorithm = {
    ES256: { name: 'ECDSA', namedCurve: 'P-256' },
    Ed25519: { name: 'Ed25519' },
    RS256: { name: 'RSASSA-PKCS1-v1_5', ...rsa },
    PS256: { name: 'RSA-PSS', ...rsa },
  }[alg]
  return crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
}

/** An issuer's signing key, its published JWK Set and a way to sign with it. */
export async function issuerKey(alg) {
  const { privateKey, publicKey } = await jose.generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await jose.exportJWK(publicKey)), kid: `${alg}-1`, alg, use: 'sig' }
  const sign = (claims, header = {}) =>
    new jose.SignJWT(claims).setProtectedHeader({ alg, kid: jwk.kid, ...header }).sign(privateKey)
  return { alg, jwks: { keys: [jwk] }, sign }
}

export const now = () => Math.floor(Date.now() / 1000)

export const idTokenClaims = () => ({
  iss: issuer,
  sub: 'user-01',
  aud: clientId,
  iat: now(),
  exp: now() + 3600,
  nonce: 'n-0S6_WzA2Mj',
  auth_time: now() - 10,
})

export const json = (status, body) => {
  const text = JSON.stringify(body)
  const init = { status, headers: { 'content-type': 'application/json' } }
  return () => new Response(text, init)
}
