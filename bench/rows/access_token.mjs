import { createPublicKey, verify } from 'node:crypto'
import { jose, oauth4webapi, portable, relying } from '../contenders.mjs'
import { audience, clientId, issuer, issuerKey, json, now, server } from '../fixtures.mjs'

const resource = `${audience}/api/items`

const claims = (cnf) => ({
  iss: issuer,
  sub: 'user-01',
  aud: audience,
  client_id: clientId,
  jti: crypto.randomUUID(),
  iat: now(),
  exp: now() + 3600,
  scope: 'items:read',
  ...cnf,
})

/** What a resource server does with a request. */
function validator(library, key, requests) {
  const as = { ...server }
  const options = { [library.customFetch]: async () => json(200, key.jwks)() }
  return () => library.validateJwtAccessToken(as, requests(), audience, options)
}

function joseValidator({ jwks }, requests) {
  const keys = jose.createLocalJWKSet(jwks)
  return async () => {
    const [, token] = requests().headers.get('authorization').split(' ')
    await jose.jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt' })
  }
}

function joseProofValidator({ jwks }, requests) {
  const keys = jose.createLocalJWKSet(jwks)
  return async () => {
    const request = requests()
    const [, token] = request.headers.get('authorization').split(' ')
    const { payload } = await jose.jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt' })
    const proof = request.headers.get('dpop')
    const result = await jose.jwtVerify(proof, jose.EmbeddedJWK, { typ: 'dpop+jwt', maxTokenAge: 300 })
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token))
    const thumbprint = await jose.calculateJwkThumbprint(result.protectedHeader.jwk)
    const ath = jose.base64url.encode(new Uint8Array(digest))
    if (ath !== result.payload.ath || thumbprint !== payload.cnf.jkt) throw new Error('binding')
  }
}

/** The bare verifications of the signatures that a request carries. */
function floor(tokens) {
  const checks = tokens.map(([token, jwk, alg]) => {
    const [header, payload, signature] = token.split('.')
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    const options = alg === 'ES256' ? { key, dsaEncoding: 'ieee-p1363' } : key
    return () => verify('sha256', Buffer.from(`${header}.${payload}`), options, Buffer.from(signature, 'base64url'))
  })
  return async () => {
    if (!checks.every((check) => check())) throw new Error('signature')
  }
}

export async function rows() {
  const list = []
  for (const [alg, atMost] of Object.entries({ RS256: 0.36, ES256: 0.6 })) {
    const key = await issuerKey(alg)
    const token = await key.sign(claims(), { typ: 'at+jwt' })
    const request = new Request(resource, { headers: { authorization: `Bearer ${token}` } })
    const requests = () => request
    list.push({
      name: `JWT access token, ${alg}`,
      goals: [{ mode: 'alone', clock: 'wall', atMost }],
      contenders: {
        relying: validator(relying, key, requests),
        'relying, WebCrypto only': validator(portable, key, requests),
        oauth4webapi: validator(oauth4webapi, key, requests),
        jose: joseValidator(key, requests),
        floor: floor([[token, key.jwks.keys[0], alg]]),
      },
    })
  }

  const key = await issuerKey('ES256')
  const { requests, token, proof, jwk } = await boundRequests(key)
  list.push({
    name: 'JWT access token and DPoP proof, ES256, known client',
    goals: [{ mode: 'alone', clock: 'wall', atMost: 0.33 }],
    floorGoal: 1.2,
    contenders: {
      relying: validator(relying, key, requests),
      'relying, WebCrypto only': validator(portable, key, requests),
      oauth4webapi: validator(oauth4webapi, key, requests),
      jose: joseProofValidator(key, requests),
      floor: floor([
        [token, key.jwks.keys[0], 'ES256'],
        [proof, jwk, 'ES256'],
      ]),
    },
  })
  return list
}

/** One client, one token, and enough different proofs that a run of this row never has the same one twice in succession. */
async function boundRequests(key) {
  const { privateKey, publicKey } = await jose.generateKeyPair('ES256', { extractable: true })
  const { kty, crv, x, y } = await jose.exportJWK(publicKey)
  const jwk = { kty, crv, x, y }
  const token = await key.sign(claims({ cnf: { jkt: await jose.calculateJwkThumbprint(jwk) } }), { typ: 'at+jwt' })
  const ath = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(token))).toString('base64url')
  const pool = []
  let proof
  for (let i = 0; i < 256; i++) {
    proof = await new jose.SignJWT({ htm: 'GET', htu: resource, ath, jti: crypto.randomUUID(), iat: now() })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(privateKey)
    pool.push(new Request(resource, { headers: { authorization: `DPoP ${token}`, dpop: proof } }))
  }
  let next = 0
  return { token, proof, jwk, requests: () => pool[next++ % pool.length] }
}
