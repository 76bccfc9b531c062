// The keys of the clients, new for each run: for signing, for decryption, and that of the self-signed certificate.
import { X509Certificate } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { makeClientKeys } from '../independent_servers/client_keys.mjs'
import { ALGORITHMS } from './clients.mjs'

/** Keys by JWS and JWE algorithm, and the public JWKs of all. */
export async function makeKeys({ selfSigned }) {
  const { jwks, ...keys } = await makeClientKeys(ALGORITHMS)
  for (const alg of ['RSA-OAEP-256', 'ECDH-ES']) {
    const { privateKey, publicKey } = await generateKeyPair(alg)
    keys[alg] = privateKey
    jwks.keys.push({ ...(await exportJWK(publicKey)), kid: alg, use: 'enc' })
  }
  const { publicKey, raw } = new X509Certificate(selfSigned.cert)
  jwks.keys.push({ ...publicKey.export({ format: 'jwk' }), x5c: [raw.toString('base64')], kid: 'self-signed' })
  return { ...keys, jwks }
}
