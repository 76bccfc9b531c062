// The published vectors that the public API does not reach, because their payload is not a set of claims or they
// expired long ago: against a bundle of the rooms themselves (rooms.ts), built from src/ like dist/.
import { deepEqual, equal, rejects } from './assert.mjs'
import { check } from './check.mjs'
import rfc7515 from './vectors/rfc7515.json' with { type: 'json' }
import rfc7520 from './vectors/rfc7520.json' with { type: 'json' }
import rfc7638 from './vectors/rfc7638.json' with { type: 'json' }
import rfc8037 from './vectors/rfc8037.json' with { type: 'json' }
import rfc9101 from './vectors/rfc9101.json' with { type: 'json' }
import rfc9449 from './vectors/rfc9449.json' with { type: 'json' }
import { algorithms, tamper } from './web_crypto.mjs'

const open = ({ d, p, q, dp, dq, qi, ...jwk }) => jwk
const publicKey = ({ importVerificationKey, algorithmOf, INVALID_RESPONSE }, jwk, alg) =>
  importVerificationKey(open(jwk), algorithmOf(alg), INVALID_RESPONSE)

for (const [rfc, { vectors }] of Object.entries({ rfc7515, rfc7520, rfc8037, rfc9101 })) {
  for (const { clause, alg, jwk, jws, deterministic } of vectors.filter(({ jws, alg }) => jws && algorithms[alg])) {
    check(`${rfc} ${clause}: ${alg} verifies, and a changed signature does not`, async ({ rooms }) => {
      const key = await publicKey(rooms, jwk, alg)
      await rooms.verifySignature(key, jws)
      await rejects(rooms.verifySignature(key, tamper(jws)), { code: rooms.INVALID_RESPONSE })
    })
    if (!deterministic) continue
    check(`${rfc} ${clause}: signing again with ${alg} gives the published signature`, async ({ rooms }) => {
      // not every runtime accepts `EdDSA` as the alg of an Ed25519 JWK, and it is not needed
      const key = await crypto.subtle.importKey('jwk', jwk, algorithms[alg].key, false, ['sign'])
      const at = jws.lastIndexOf('.')
      const signature = await rooms.sign(rooms.signatureParameters(key), key, jws.slice(0, at))
      equal(rooms.encodeBase64url(signature), jws.slice(at + 1))
    })
  }
}

for (const { clause, alg } of [...rfc7515.vectors, ...rfc7520.vectors].filter(({ alg }) => /^HS|none/.test(alg))) {
  check(`rfc8725 3.1: ${alg}, as in example ${clause}, is never a signature algorithm`, async ({ rooms }) => {
    equal(rooms.isSupported(alg), false)
    await rejects(async () => rooms.algorithmOf(alg), { is: rooms.UnsupportedOperationError })
  })
}

for (const [rfc, { vectors }] of Object.entries({ rfc7638, rfc8037, rfc9449 })) {
  for (const { clause, jwk, thumbprint } of vectors.filter(({ thumbprint }) => thumbprint)) {
    check(`${rfc} ${clause}: the thumbprint of the JWK, whatever its other members`, async ({ rooms }) => {
      equal(await rooms.jwkThumbprint(jwk), thumbprint)
      equal(await rooms.jwkThumbprint({ use: 'sig', kid: 'k', ...jwk }), thumbprint)
    })
  }
}

for (const { clause, alg, jws } of rfc7515.vectors.filter(({ clause }) => ['A.2', 'A.3'].includes(clause))) {
  check(`rfc7515 ${clause}: the header and the claims`, async ({ rooms }) => {
    const then = { [rooms.clockSkew]: 1300819000 - Math.floor(Date.now() / 1000) }
    const { header, claims } = await rooms.readJwt(jws, rooms.algorithmRule(alg), then)
    deepEqual(header, { alg })
    deepEqual(claims, { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true })
  })
}

check('rfc7515 C: base64url', ({ rooms }) => {
  const bytes = new Uint8Array([3, 236, 255, 224, 193])
  equal(rooms.encodeBase64url(bytes), 'A-z_4ME')
  deepEqual([...rooms.decodeBase64url('A-z_4ME')], [...bytes])
})

check('rfc9101 4: the claims of the request object', async ({ rooms }) => {
  const [{ jws, claims }] = rfc9101.vectors
  deepEqual((await rooms.readJwt(jws, rooms.algorithmRule('RS256'), undefined)).claims, claims)
})

const proofs = rfc9449.vectors.filter(({ proof }) => proof)
const [{ thumbprint }] = rfc9449.vectors

for (const { clause, proof, htm, htu } of proofs) {
  check(`rfc9449 ${clause}: the proof is signed with the key in its header`, async ({ rooms }) => {
    const { header, claims } = await rooms.readJwt(proof, rooms.algorithmRule('ES256'), undefined)
    const found = await rooms.proofKey(header.jwk)
    equal(found.thumbprint, thumbprint)
    await rooms.verifySignature(await found.key('ES256'), proof)
    equal(claims.htm, htm)
    equal(claims.htu, htu)
  })
}

check(
  'rfc9449 7.1, 4.3: the proof of the protected resource request, and the same proof elsewhere',
  async ({ rooms }) => {
    const { proof, htm, htu, iat, access_token } = proofs.find(({ clause }) => clause === '7.1')
    const then = { [rooms.clockSkew]: iat - Math.floor(Date.now() / 1000) }
    const verify = ({ url = htu, method = htm, token = access_token, jkt = thumbprint, jwt = proof, clock = then }) => {
      const request = new Request(url, { method, headers: { authorization: `DPoP ${token}`, dpop: jwt } })
      return rooms.checkDPoPProof(request, { scheme: 'dpop', token, jkt, claims: { cnf: { jkt } } }, clock)
    }
    await verify({})
    await verify({ url: `${htu}?q=1` })
    const refused = { is: rooms.OperationProcessingError }
    await rejects(verify({ url: `${htu}/more` }), refused)
    await rejects(verify({ method: 'POST' }), refused)
    await rejects(verify({ token: `${access_token}x` }), refused)
    await rejects(verify({ jkt: 'x'.repeat(43) }), refused)
    await rejects(verify({ jwt: tamper(proof) }), refused)
    await rejects(verify({ clock: {} }), refused)
  },
)
