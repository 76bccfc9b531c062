// The keys of the clients, new for each run.
import * as oauth from 'relying'

/**
 * Keys by JWS algorithm, `{ key, kid }` for the library, and the public JWKs as a client registers them. `nameOf` maps
 * an algorithm to the name that the server knows.
 */
export async function makeClientKeys(algorithms, nameOf = (alg) => alg) {
  const keys = {}
  const jwks = []
  for (const alg of algorithms) {
    const { privateKey, publicKey } = await oauth.generateKeyPair(alg)
    const kid = `client-${alg}`
    keys[alg] = { key: privateKey, kid }
    const jwk = await crypto.subtle.exportKey('jwk', publicKey)
    jwks.push({ ...jwk, kid, alg: nameOf(alg), use: 'sig', key_ops: undefined })
  }
  return { ...keys, jwks: { keys: jwks } }
}
