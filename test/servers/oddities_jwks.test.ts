// Odd JWK Sets that are accepted: with unexpected members, or with members missing from the keys.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JWK } from 'jose'
import * as oauth from 'relying'
import { as, client, idToken, publicKey, respond, token } from './odd_provider.ts'

async function verify(keys: unknown[], header: { alg?: string; kid?: string } = {}, type = 'application/json') {
  const fresh = { ...as } // a JWK Set is cached by this object
  const response = Response.json({ ...token, id_token: await idToken({}, header) })
  await oauth.processRefreshTokenResponse(fresh, client, response)
  const headers = { 'content-type': type }
  await oauth.validateApplicationLevelSignature(
    fresh,
    response,
    respond(new Response(JSON.stringify({ keys }), { headers })),
  )
}

const strangers: unknown[] = [
  { kty: 'oct', k: 'AAAA' },
  { kty: 'FUTURE', alg: 'F1', kid: 'a' },
  { kty: 'RSA', n: 'AQAB', e: 'AQAB', use: 'enc', kid: 'a' },
  { kty: 'EC', crv: 'secp256k1', x: 'AA', y: 'AA', kid: 'a' },
  {},
]

test('rfc7517 5/4: keys of unknown types beside the right one', async () => {
  await verify([...strangers, { ...(await publicKey('ES256')), kid: 'a' }, ...strangers], { kid: 'a' })
})

test('rfc7517 4: a key with neither kid, use nor alg', async () => {
  await verify([await publicKey('ES256')])
})

test('rfc7515 4.1.4: a JWT without kid, and one key that fits', async () => {
  await verify([
    { ...(await publicKey('ES256')), kid: 'a' },
    { ...(await publicKey('Ed25519')), kid: 'b' },
  ])
})

test('rfc7517 4/3: a key with odd key_ops, ext and unknown members', async () => {
  const key = { ...(await publicKey('ES256')), key_ops: ['verify', 'sign'], ext: false, x5t: 'x', issuer: 'https://x' }
  await verify([key])
})

for (const type of ['application/jwk-set+json', 'text/plain', 'application/octet-stream']) {
  test(`rfc7517 5/1: media type ${type}`, async () => {
    await verify([await publicKey('ES256')], {}, type)
  })
}

for (const [inHeader, inKey] of [
  ['EdDSA', 'EdDSA'],
  ['EdDSA', 'Ed25519'],
  ['Ed25519', 'EdDSA'],
  ['EdDSA', undefined],
] as const) {
  test(`rfc9864 2.2/1, 4.1.2/1: alg ${inHeader} in the JWT, ${inKey ?? 'none'} in the key`, async () => {
    const { alg: _, ...key } = (await publicKey('Ed25519')) as JWK
    const strict = { ...client, id_token_signed_response_alg: inHeader }
    const fresh = { ...as }
    const response = Response.json({ ...token, id_token: await idToken({}, { alg: inHeader }) })
    await oauth.processRefreshTokenResponse(fresh, strict, response)
    const jwks = { keys: [inKey ? { ...key, alg: inKey } : key] }
    assert.equal(
      await oauth.validateApplicationLevelSignature(fresh, response, respond(Response.json(jwks))),
      undefined,
    )
  })
}
