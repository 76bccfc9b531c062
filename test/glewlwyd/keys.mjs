// The signing and encryption keys of the server and of its clients, new for each run.
import { exportJWK, generateKeyPair } from 'jose'

export async function makeKeys() {
  return { server: await keysOf('server'), client: await keysOf('client') }
}

/** The private JWKs of one party by algorithm name. */
async function keysOf(owner) {
  const jwks = {}
  for (const alg of ['ES256', 'RS256', 'PS256']) jwks[alg] = await make(alg, 'sig', `${owner}-${alg}`)
  jwks['RSA-OAEP-256'] = await make('RSA-OAEP-256', 'enc', `${owner}-RSA-OAEP-256`)
  return jwks
}

async function make(alg, use, kid) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true })
  return { ...(await exportJWK(privateKey)), alg, use, kid }
}

export function publicJwks(keys) {
  return { keys: Object.values(keys).map(({ d, p, q, dp, dq, qi, ...rest }) => rest) }
}
