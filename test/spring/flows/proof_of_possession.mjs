import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { basic, flow, oauth, rejection, signIn, signInWithCertificate } from '../relying_party.mjs'

export function proofOfPossessionFlows(party) {
  const { as, http, spring } = party
  const main = { client_id: 'main' }
  const grant = async (options, auth = basic(main), client = main) => {
    const response = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, { ...http, ...options })
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const handle = async (alg, client = main) => oauth.DPoP(client, await oauth.generateKeyPair(alg))
  const bound = async (result, DPoP) => {
    assert.equal(result.token_type, 'dpop')
    assert.equal(decodeJwt(result.access_token).cnf.jkt, await DPoP.calculateThumbprint())
  }
  const userInfo = async ({ access_token }, options) => {
    const response = await oauth.userInfoRequest(as, main, access_token, { ...http, ...options })
    return oauth.processUserInfoResponse(as, main, USER.username, response)
  }
  const refresh = async (client, auth, { refresh_token }, DPoP) => {
    const response = await oauth.refreshTokenGrantRequest(as, client, auth, refresh_token, { ...http, DPoP })
    return oauth.processRefreshTokenResponse(as, client, response)
  }

  for (const alg of ['ES256', 'ES384', 'ES512', 'RS256', 'PS256']) {
    flow(`rfc9449 5: a token bound to an ${alg} key`, async () => {
      const DPoP = await handle(alg)
      await bound(await grant({ DPoP }), DPoP)
    })
  }

  flow('rfc9449 5: an Ed25519 key, which the server does not list, is refused', async () => {
    assert.ok(!as.dpop_signing_alg_values_supported.some((alg) => /^Ed/.test(alg)))
    await rejection(grant({ DPoP: await handle('Ed25519') }), { error: 'invalid_dpop_proof', status: 400 })
  })

  flow('rfc9449 7.1: code, token, UserInfo and refresh all with proofs', async () => {
    const DPoP = await handle('ES256')
    const { result } = await signIn(party, main, { extra: { scope: 'openid email' }, options: { DPoP } })
    await bound(result, DPoP)
    assert.equal((await userInfo(result, { DPoP })).email, USER.email)
    await bound(await refresh(main, basic(main), result, DPoP), DPoP)
  })

  flow('rfc9449 7.1, 7.2: without the proof, or with another key’s, the token is refused', async () => {
    const DPoP = await handle('RS256')
    const { result } = await signIn(party, main, { options: { DPoP } })
    for (const [other, scheme, name] of [
      [undefined, 'bearer', 'invalid_token'],
      [await handle('ES256'), 'dpop', 'invalid_dpop_proof'],
    ]) {
      const refused = { code: oauth.WWW_AUTHENTICATE_CHALLENGE, status: 401 }
      const error = await rejection(userInfo(result, { DPoP: other }), refused)
      const [challenge] = error.cause
      assert.deepEqual([challenge.scheme, challenge.parameters.error], [scheme, name])
      if (other) assert.ok(challenge.parameters.algs.split(' ').includes('ES256'))
    }
  })

  flow('rfc9449 5: the token of a public client', async () => {
    const client = { client_id: 'public' }
    const DPoP = await handle('ES256', client)
    const { result } = await signIn(party, client, { auth: oauth.None(), options: { DPoP } })
    await bound(result, DPoP)
    assert.equal(result.refresh_token, undefined)
  })

  flow('rfc9449 11.1: a proof is accepted once', async () => {
    let proof
    const replaying = (url, init) => {
      proof ??= init.headers.dpop
      return spring.fetch(url, { ...init, headers: { ...init.headers, dpop: proof } })
    }
    const options = { DPoP: await handle('ES256'), [oauth.customFetch]: replaying }
    await grant(options)
    await rejection(grant(options), { error: 'invalid_dpop_proof', status: 400 })
  })

  flow('rfc9449 6.2: introspection returns the key', async () => {
    const DPoP = await handle('ES256')
    const { access_token } = await grant({ DPoP })
    const response = await oauth.introspectionRequest(as, main, basic(main), access_token, http)
    const { cnf, token_type } = await oauth.processIntrospectionResponse(as, main, response)
    assert.equal(cnf.jkt, await DPoP.calculateThumbprint())
    assert.equal(token_type, 'DPoP')
  })

  flow('rfc8705 3: UserInfo accepts a bound token only with its certificate', async () => {
    const client = { client_id: 'tlsbound' }
    const mtls = party.mtls(spring.certificates.client)
    const challenged = signIn(party, client, { auth: oauth.TlsClientAuth(), options: mtls })
    deviation('certificate-and-challenge', (await rejection(challenged, { status: 401 })).error === 'invalid_client')
    const { result } = await signInWithCertificate(party, client, spring.certificates.client)
    assert.equal((await userInfo(result, mtls)).sub, USER.username)
    for (const options of [{}, party.mtls(spring.certificates.other)]) {
      const error = await rejection(userInfo(result, options), { code: oauth.WWW_AUTHENTICATE_CHALLENGE, status: 401 })
      assert.equal(error.cause[0].parameters.error, 'invalid_token')
    }
  })

  flow('rfc9449 5, rfc8705 3: a token that is bound to both', async () => {
    const client = { client_id: 'tlsbound' }
    const DPoP = await handle('ES256', client)
    const options = { ...party.mtls(spring.certificates.client), DPoP }
    const { cnf } = decodeJwt((await grant(options, oauth.TlsClientAuth(), client)).access_token)
    assert.deepEqual(Object.keys(cnf).sort(), ['jkt', 'x5t#S256'])
  })
}
