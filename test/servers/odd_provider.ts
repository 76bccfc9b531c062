// A provider that sends one response, and the key that signs its ID Tokens.

import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import * as oauth from 'relying'

export const as: oauth.AuthorizationServer = {
  issuer: 'https://op.example.test',
  token_endpoint: 'https://op.example.test/token',
  registration_endpoint: 'https://op.example.test/register',
  revocation_endpoint: 'https://op.example.test/revoke',
  jwks_uri: 'https://op.example.test/jwks',
  id_token_signing_alg_values_supported: ['ES256', 'Ed25519', 'EdDSA'],
}
export const client: oauth.Client = { client_id: 'app' }
export const auth = oauth.ClientSecretPost('secret')
export const token = { access_token: 'access', token_type: 'bearer', expires_in: 3600 }

const pairs = { ES256: await generateKeyPair('ES256'), Ed25519: await generateKeyPair('Ed25519') }

/**
 * Options whose fetch answers each request with a copy of this response, changed by `mend` if given. `sent` has the
 * requests.
 */
export function respond(answer: Response, mend: (response: Response) => Response | Promise<Response> = (same) => same) {
  const sent: { url: string; form: URLSearchParams; headers: Record<string, string> }[] = []
  return {
    sent,
    [oauth.customFetch]: async (url: string, options: { body?: unknown; headers: Record<string, string> }) => {
      sent.push({ url, form: new URLSearchParams(String(options.body ?? '')), headers: options.headers })
      return mend(answer.clone())
    },
  }
}

/** A valid ID Token for alice, with the given changes. */
export function idToken(claims: Record<string, unknown> = {}, header: { alg?: string; kid?: string } = {}) {
  const now = Math.floor(Date.now() / 1000)
  const payload = { iss: as.issuer, aud: client.client_id, sub: 'alice', iat: now, exp: now + 300, ...claims }
  const key = header.alg?.startsWith('Ed') ? pairs.Ed25519.privateKey : pairs.ES256.privateKey
  return new SignJWT(payload as Record<string, unknown>).setProtectedHeader({ alg: 'ES256', ...header }).sign(key)
}

export function publicKey(alg: keyof typeof pairs): Promise<JWK> {
  return exportJWK(pairs[alg].publicKey)
}
