// The keys of the clients, new for each run.
import * as oauth from 'relying'

/**
 * Keys by JWS algorithm, `{ key, kid }` as the library takes it, and the public JWKs as a client registers them. `nameOf` gives
 * an algorithm the name by which the server knows it.
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
