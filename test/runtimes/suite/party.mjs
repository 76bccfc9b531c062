// A simulated authorization server: metadata, keys and responses, all created in this realm, for the checks that need
// no network.
import * as oauth from './library.mjs'
import { publicJwk, signJwt } from './web_crypto.mjs'

export const as = () => ({
  issuer: 'https://as.example.test',
  token_endpoint: 'https://as.example.test/token',
  jwks_uri: 'https://as.example.test/jwks',
  userinfo_endpoint: 'https://as.example.test/me',
  introspection_endpoint: 'https://as.example.test/introspect',
  revocation_endpoint: 'https://as.example.test/revoke',
  registration_endpoint: 'https://as.example.test/register',
  device_authorization_endpoint: 'https://as.example.test/device',
  backchannel_authentication_endpoint: 'https://as.example.test/ciba',
  pushed_authorization_request_endpoint: 'https://as.example.test/par',
})
export const client = () => ({ client_id: 'client' })
export const now = () => Math.floor(Date.now() / 1000)

const pairs = new Map()

/** One key pair for each algorithm, generated once by the library, because RSA keys are slow. */
export function keyPair(alg) {
  if (!pairs.has(alg)) pairs.set(alg, freshKeyPair(alg))
  return pairs.get(alg)
}

/**
 * A new key pair. WebKitGTK 2.50 fails to generate 1 of 136 Ed25519 keys with an `OperationError` (measured: 22 of 3,000) and
 * succeeds when asked again, which an application has to do, too.
 */
export async function freshKeyPair(alg) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await oauth.generateKeyPair(alg)
    } catch (error) {
      if (attempt === 4 || error.name !== 'OperationError' || !alg.startsWith('Ed')) throw error
    }
  }
}

export const claims = (more) => ({
  iss: 'https://as.example.test',
  aud: 'client',
  sub: 'alice',
  iat: now(),
  exp: now() + 60,
  ...more,
})

/** @param {string} alg @param {object} [more] claims; `undefined` removes one @param {object} [header] */
export async function idToken(alg, more, header) {
  const { privateKey } = await keyPair(alg)
  return signJwt({ alg, kid: alg, ...header }, claims(more), privateKey)
}

export async function jwks(...algs) {
  const keys = await Promise.all(
    algs.map(async (alg) => ({ ...(await publicJwk((await keyPair(alg)).publicKey)), kid: alg, use: 'sig' })),
  )
  return { keys }
}

/** Answers every JWKS request with these keys, and counts. */
export function serving(set) {
  const options = {
    requests: 0,
    [oauth.customFetch]: async () => {
      options.requests++
      return json(set)
    },
  }
  return options
}

export function json(body, status = 200, headers = {}) {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}

/** Records the requests instead of sending them. */
export function recording(answer = () => json({})) {
  const sent = []
  const options = {
    sent,
    [oauth.customFetch]: async (url, init) => {
      sent.push({ url, ...init })
      return answer()
    },
  }
  return options
}
