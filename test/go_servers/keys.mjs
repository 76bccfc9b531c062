// The keys of the clients, new for each run.
import * as oauth from 'relying'

/** Keys by JWS algorithm: `{ key, kid }` as the library takes it, and the public JWKs as the servers are told them. */
export async function makeKeys() {
  const keys = {}
  const jwks = []
  for (const alg of ['ES256', 'RS256', 'PS256']) {
    const { privateKey, publicKey } = await oauth.generateKeyPair(alg)
    const kid = `client-${alg}`
    keys[alg] = { key: privateKey, kid }
    jwks.push({ ...(await crypto.subtle.exportKey('jwk', publicKey)), kid, alg, use: 'sig', key_ops: undefined })
  }
  return { ...keys, jwks: { keys: jwks } }
}
