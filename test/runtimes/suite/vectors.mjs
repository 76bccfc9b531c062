// The published vectors of the specifications, through the public API as far as possible.

import { foreign } from './algorithms.mjs'
import { deepEqual, equal, ok, rejects } from './assert.mjs'
import { check } from './check.mjs'
import * as oauth from './library.mjs'
import { as, client, json, keyPair, serving } from './party.mjs'
import mlDsa from './vectors/ml_dsa.json' with { type: 'json' }
import rfc7515 from './vectors/rfc7515.json' with { type: 'json' }
import rfc7636 from './vectors/rfc7636.json' with { type: 'json' }
import rfc7638 from './vectors/rfc7638.json' with { type: 'json' }
import rfc8037 from './vectors/rfc8037.json' with { type: 'json' }
import rfc9101 from './vectors/rfc9101.json' with { type: 'json' }
import rfc9449 from './vectors/rfc9449.json' with { type: 'json' }
import { algorithms, decodeJwt, tamper } from './web_crypto.mjs'

const only = (file, clause) => file.vectors.find((vector) => vector.clause === clause)
const imported = (jwk, alg, usages) => crypto.subtle.importKey('jwk', jwk, algorithms[alg].key, true, usages)
const open = ({ d, p, q, dp, dq, qi, ...jwk }) => jwk

for (const { clause, code_verifier, code_challenge } of rfc7636.vectors) {
  check(`rfc7636 ${clause}: the code challenge`, async () => {
    equal(await oauth.calculatePKCECodeChallenge(code_verifier), code_challenge)
  })
}

for (const [rfc, vector, alg] of [
  ['rfc7638', only(rfc7638, '3.1'), 'RS256'],
  ['rfc8037', only(rfc8037, 'A.3'), 'Ed25519'],
  ['rfc9449', only(rfc9449, '6.1'), 'ES256'],
  ...mlDsa.vectors.map((each) => ['jose-ml-dsa', each, each.alg]),
]) {
  check(`${rfc} ${vector.clause}: the thumbprint`, async (host) => {
    const key = imported(vector.jwk, alg, ['verify'])
    if (rfc === 'jose-ml-dsa' && !host.features.mldsa) return foreign(await rejects(key))
    // only the public key counts here, so any private key will do
    const pair = { privateKey: (await keyPair('ES256')).privateKey, publicKey: await key }
    equal(await oauth.DPoP(client(), pair).calculateThumbprint(), vector.thumbprint)
  })
}

for (const { clause, jws, jwk, alg } of rfc7515.vectors.filter(({ clause }) => ['A.2', 'A.3'].includes(clause))) {
  check(`rfc7515 ${clause}: ${alg} verifies through the public API, and a changed signature does not`, async () => {
    const server = { ...as(), issuer: 'joe' }
    // the token of 2011 has expired and has no sub, but its signature can still be verified
    const then = {
      ...client(),
      userinfo_signed_response_alg: alg,
      [oauth.clockSkew]: 1300819000 - Math.floor(Date.now() / 1000),
    }
    for (const jwt of [jws, tamper(jws)]) {
      const response = new Response(jwt, { headers: { 'content-type': 'application/jwt' } })
      await rejects(oauth.processUserInfoResponse(server, then, oauth.skipSubjectCheck, response), {
        code: oauth.INVALID_RESPONSE,
      })
      const verify = oauth.validateApplicationLevelSignature(server, response, serving({ keys: [open(jwk)] }))
      if (jwt === jws) await verify
      else await rejects(verify, { code: oauth.INVALID_RESPONSE })
    }
  })
}

check('rfc7515 A.5: an unsecured JWS is refused unless it was registered', async () => {
  const { jws } = only(rfc7515, 'A.5')
  const response = json({ access_token: 'a', token_type: 'bearer', id_token: jws })
  const error = await rejects(oauth.processAuthorizationCodeResponse(as(), client(), response), {
    code: oauth.INVALID_RESPONSE,
  })
  equal(error.cause.header.alg, 'none')
})

for (const { alg, jwk, jws, thumbprint } of mlDsa.vectors) {
  check(`jose-ml-dsa ${alg}: a token signed elsewhere with the published key`, async (host) => {
    const server = { ...as(), id_token_signing_alg_values_supported: [alg] }
    const response = json({ access_token: 'a', token_type: 'bearer', id_token: jws })
    await oauth.processAuthorizationCodeResponse(server, client(), response)
    const verify = oauth.validateApplicationLevelSignature(
      server,
      response,
      serving({ keys: [{ ...jwk, kid: thumbprint }] }),
    )
    if (!host.features.mldsa) return foreign(await rejects(verify))
    await verify
  })
}

check('rfc9449 7.1: the access token hash', async () => {
  const { access_token, ath, htu, htm } = only(rfc9449, '7.1')
  let proof
  await oauth.protectedResourceRequest(access_token, htm, new URL(htu), undefined, undefined, {
    DPoP: oauth.DPoP(client(), await keyPair('ES256')),
    [oauth.customFetch]: async (_, { headers }) => {
      proof = headers.dpop
      return json({})
    },
  })
  const { payload } = decodeJwt(proof)
  equal(payload.ath, ath)
  equal(payload.htu, htu)
  equal(payload.htm, htm)
})

check('rfc9101 4: the same parameters become the same claims', async () => {
  const { claims } = only(rfc9101, '4')
  const { iss, aud, ...parameters } = claims
  const server = { ...as(), issuer: aud }
  const { privateKey } = await keyPair('ES256')
  const text = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, String(value)]))
  const { payload } = decodeJwt(await oauth.issueRequestObject(server, { client_id: iss }, text, privateKey))
  const { jti, iat, nbf, exp, ...rest } = payload
  deepEqual(rest, claims)
  ok(jti && iat && nbf && exp)
})
