// The keys of the clients, new for each run.
import * as oauth from 'relying'

/** Keys by JWS algorithm: `{ key, kid }` as the library takes it, and the public JWKs as a client registers them. */
export async function makeKeys() {
  const keys = {}
  const jwks = []
  for (const alg of ['ES256', 'RS256', 'PS256', 'Ed25519']) {
    const { privateKey, publicKey } = await oauth.generateKeyPair(alg)
    const kid = `client-${alg}`
    keys[alg] = { key: privateKey, kid }
    // deviation `ed25519-name`
    const known = alg === 'Ed25519' ? 'EdDSA' : alg
    jwks.push({ ...(await crypto.subtle.exportKey('jwk', publicKey)), kid, alg: known, use: 'sig' })
  }
  const encryption = await crypto.subtle.generateKey(
    { name: 'RSA-OAEP', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
    true,
    ['encrypt', 'decrypt'],
  )
  const encryptionJwk = await crypto.subtle.exportKey('jwk', encryption.publicKey)
  jwks.push({ ...encryptionJwk, kid: 'client-enc', alg: 'RSA-OAEP-256', use: 'enc', key_ops: undefined })
  return { ...keys, encryption: encryption.privateKey, jwks: { keys: jwks } }
}
