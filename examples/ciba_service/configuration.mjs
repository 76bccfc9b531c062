// The settings of the service, from environment variables:
//
//   ISSUER      the provider's issuer identifier
//   CLIENT_ID   the client, registered with `private_key_jwt`
//   CLIENT_KEY  a file with its private key, a JWK with `alg` (and `kid`)
//   MODE        the registered delivery mode: poll (default), ping or push
//   SIGNED      the registered algorithm of signed authentication requests, if they are signed
//   STORE       a file for SQLite (default sign-ins.db), or the URL of a Redis server for several processes
//   PORT, HOST  where to listen (default 3000 on localhost)
//   TLS_KEY, TLS_CERT   files; without them a proxy in front of the service must terminate TLS
//   DEADLINE    seconds for one exchange with the provider (default 40)
//   DPOP_KEY    a file with a private JWK (ES256) that all processes bind their tokens to; without it each makes one

import { readFileSync } from 'node:fs'

const ALGORITHMS = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
  Ed25519: { name: 'Ed25519' },
}

export async function readConfiguration(env) {
  for (const name of ['ISSUER', 'CLIENT_ID', 'CLIENT_KEY']) {
    if (!env[name])
      throw new Error(`the environment variable ${name} must be set: see examples/ciba_service/configuration.mjs`)
  }
  const jwk = JSON.parse(readFileSync(env.CLIENT_KEY, 'utf8'))
  const client = {
    client_id: env.CLIENT_ID,
    backchannel_token_delivery_mode: env.MODE ?? 'poll',
    id_token_signed_response_alg: env.ID_TOKEN_ALG ?? 'ES256',
    ...(env.SIGNED && { backchannel_authentication_request_signing_alg: env.SIGNED }),
  }
  return {
    issuer: new URL(env.ISSUER),
    client,
    key: { key: await privateKey(jwk), ...(jwk.kid && { kid: jwk.kid }) },
    store: env.STORE ?? 'sign-ins.db',
    port: Number(env.PORT ?? 3000),
    host: env.HOST ?? 'localhost',
    tls: env.TLS_KEY && { key: env.TLS_KEY, cert: env.TLS_CERT },
    deadline: Number(env.DEADLINE ?? 40),
    dpopKeyPair: env.DPOP_KEY && (await keyPair(JSON.parse(readFileSync(env.DPOP_KEY, 'utf8')))),
  }
}

function privateKey({ alg, ...jwk }, algorithm = ALGORITHMS[alg]) {
  return crypto.subtle.importKey('jwk', { ...jwk, key_ops: ['sign'] }, algorithm, false, ['sign'])
}

async function keyPair(jwk) {
  const { kty, crv, x, y } = jwk
  return {
    privateKey: await privateKey(jwk, ALGORITHMS.ES256),
    publicKey: await crypto.subtle.importKey('jwk', { kty, crv, x, y }, ALGORITHMS.ES256, true, ['verify']),
  }
}
