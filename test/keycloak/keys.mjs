// The keys of the clients, new for each run.
import { makeClientKeys } from '../independent_servers/client_keys.mjs'

/** Keys by JWS algorithm, one for decryption, and the public JWKs as a client registers them. */
export async function makeKeys() {
  // deviation `ed25519-name`
  const nameOf = (alg) => (alg === 'Ed25519' ? 'EdDSA' : alg)
  const { jwks, ...keys } = await makeClientKeys(['ES256', 'RS256', 'PS256', 'Ed25519'], nameOf)
  const encryption = await crypto.subtle.generateKey(
    { name: 'RSA-OAEP', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' },
    true,
    ['encrypt', 'decrypt'],
  )
  const encryptionJwk = await crypto.subtle.exportKey('jwk', encryption.publicKey)
  jwks.keys.push({ ...encryptionJwk, kid: 'client-enc', alg: 'RSA-OAEP-256', use: 'enc', key_ops: undefined })
  return { ...keys, encryption: encryption.privateKey, jwks }
}
