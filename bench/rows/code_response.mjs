import { createPublicKey, verify } from 'node:crypto'
import { jose, oauth4webapi, portable, relying } from '../contenders.mjs'
import { clientId, idTokenClaims, issuer, issuerKey, json, server } from '../fixtures.mjs'

/** Reads the token response, checks the ID Token's claims, then its signature. */
function reader(library, { alg, jwks }, respond) {
  const as = { ...server, id_token_signing_alg_values_supported: [alg] }
  const client = { client_id: clientId }
  const options = { [library.customFetch]: async () => json(200, jwks)() }
  return async () => {
    const response = respond()
    await library.processAuthorizationCodeResponse(as, client, response, {
      expectedNonce: 'n-0S6_WzA2Mj',
      requireIdToken: true,
    })
    await library.validateApplicationLevelSignature(as, response, options)
  }
}

function joseReader({ alg, jwks }, respond) {
  const keys = jose.createLocalJWKSet(jwks)
  return async () => {
    const { id_token } = await respond().json()
    const options = { issuer, audience: clientId, algorithms: [alg] }
    const { payload } = await jose.jwtVerify(id_token, keys, options)
    if (payload.nonce !== 'n-0S6_WzA2Mj') throw new Error('nonce')
  }
}

/** The bare read and the bare verification. */
function floor({ alg, jwks }, respond) {
  const key = createPublicKey({ key: jwks.keys[0], format: 'jwk' })
  const options = alg === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key
  return async () => {
    const { id_token } = await respond().json()
    const [header, payload, signature] = id_token.split('.')
    const data = Buffer.from(`${header}.${payload}`)
    const digest = alg === 'Ed25519' ? null : 'sha256'
    if (!verify(digest, data, options, Buffer.from(signature, 'base64url'))) throw new Error('signature')
  }
}

export async function rows() {
  const list = []
  for (const [alg, alone] of Object.entries({ RS256: 0.45, ES256: 0.55, Ed25519: 0.7 })) {
    const key = await issuerKey(alg)
    const id_token = await key.sign(idTokenClaims())
    const respond = json(200, { access_token: 'a'.repeat(40), token_type: 'bearer', expires_in: 300, id_token })
    list.push({
      name: `code response and ID Token signature, ${alg}`,
      goals: [
        { mode: 'alone', clock: 'wall', atMost: alone },
        { mode: 'load', clock: 'main', atMost: 0.95 },
      ],
      contenders: {
        relying: reader(relying, key, respond),
        'relying, WebCrypto only': reader(portable, key, respond),
        oauth4webapi: reader(oauth4webapi, key, respond),
        jose: joseReader(key, respond),
        floor: floor(key, respond),
      },
    })
  }
  return list
}
