import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { ALGORITHMS, USER } from '../clients.mjs'
import { authorizationRequest, flow, handle, oauth, rejection, signIn } from '../relying_party.mjs'

export function proofOfPossessionFlows(party) {
  const { as, basic, http, nimbus } = party
  const main = { client_id: 'main' }
  const grant = async (options, client = main, auth = basic) => {
    const response = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, { ...http, ...options })
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const bound = async (result, DPoP) => {
    assert.equal(result.token_type, 'dpop')
    assert.equal(decodeJwt(result.access_token).cnf.jkt, await DPoP.calculateThumbprint())
  }
  const userInfo = async ({ access_token }, options, client = main) => {
    const response = await oauth.userInfoRequest(as, client, access_token, { ...http, ...options })
    return oauth.processUserInfoResponse(as, client, USER.username, response)
  }
  const invalidProof = { name: 'ResponseBodyError', error: 'invalid_dpop_proof', status: 400 }

  for (const alg of ALGORITHMS) {
    flow(`rfc9449 4.3, 5, 7.1: a token bound to an ${alg} key`, async () => {
      const DPoP = await handle(main, alg)
      if (!as.dpop_signing_alg_values_supported.includes(alg)) {
        assert.match(alg, /^Ed/)
        return rejection(grant({ DPoP }), invalidProof)
      }
      const { result } = await signIn(party, main, { options: { DPoP } })
      await bound(result, DPoP)
      assert.equal((await userInfo(result, { DPoP })).sub, USER.username)
      const response = await oauth.refreshTokenGrantRequest(as, main, basic, result.refresh_token, { ...http, DPoP })
      await bound(await oauth.processRefreshTokenResponse(as, main, response), DPoP)
    })
  }

  flow('rfc9449 8, 8.2, 9: nonces, which change with every response', async () => {
    const client = { client_id: 'nonces' }
    const DPoP = await handle(client)
    const challenged = await rejection(grant({ DPoP }, client), { error: 'use_dpop_nonce', status: 400 })
    assert.ok(oauth.isDPoPNonceError(challenged))
    // from here on the handle has a nonce, and each response has the next
    const seen = new Set()
    for (let round = 0; round < 3; round++) {
      const result = await grant(
        {
          DPoP,
          [oauth.customFetch]: (url, init) => {
            seen.add(decodeJwt(init.headers.dpop).nonce)
            return nimbus.fetch(url, init)
          },
        },
        client,
      )
      await bound(result, DPoP)
    }
    assert.equal(seen.size, 3)
    const { result } = await signIn(party, client, { options: { DPoP } })
    assert.ok((await userInfo(result, { DPoP }, client)).sub)
  })

  flow('rfc9449 10.1, 8: a pushed request with a nonce', async () => {
    const client = { client_id: 'nonces' }
    const DPoP = await handle(client)
    const { parameters } = await authorizationRequest(client)
    const push = async () => {
      const response = await oauth.pushedAuthorizationRequest(as, client, basic, parameters, { ...http, DPoP })
      return oauth.processPushedAuthorizationResponse(as, client, response)
    }
    assert.ok(oauth.isDPoPNonceError(await rejection(push(), { error: 'use_dpop_nonce', status: 400 })))
    assert.ok((await push()).request_uri)
  })

  flow('rfc9449 4.2/6, 4.3/9: the htu of a proof is normalised, without query and fragment', async () => {
    const DPoP = await handle(main)
    const { access_token } = (await signIn(party, main, { options: { DPoP } })).result
    for (const path of [
      '/userinfo?a=b#c',
      '/userinfo/%7Ex/é%20y?',
      '/userinfo/./a/../b',
      '/userinfo//x',
      '/userinfo/;b=,@',
    ]) {
      const url = new URL(nimbus.origin + path)
      const response = await oauth.protectedResourceRequest(access_token, 'GET', url, undefined, undefined, {
        ...http,
        DPoP,
      })
      assert.equal((await response.json()).sub, USER.username, path)
    }
  })

  flow('rfc9449 9: UserInfo’s challenge for a nonce', async () => {
    const client = { client_id: 'nonces' }
    const keyPair = await oauth.generateKeyPair('ES256')
    const first = oauth.DPoP(client, keyPair)
    await rejection(grant({ DPoP: first }, client), { error: 'use_dpop_nonce' })
    const { result } = await signIn(party, client, { options: { DPoP: first } })
    // the same key, without stored nonces
    const DPoP = oauth.DPoP(client, keyPair)
    const error = await rejection(userInfo(result, { DPoP }, client), { status: 401 })
    assert.ok(oauth.isDPoPNonceError(error))
    assert.ok((await userInfo(result, { DPoP }, client)).sub)
  })

  flow('rfc9449 7.1, 7.2: without the proof, or with another key’s, the token is refused', async () => {
    const DPoP = await handle(main)
    const { result } = await signIn(party, main, { options: { DPoP } })
    for (const [other, scheme, name] of [
      [undefined, 'bearer', 'invalid_token'],
      [await handle(main), 'dpop', 'invalid_token'],
    ]) {
      const error = await rejection(userInfo(result, { DPoP: other }), {
        code: oauth.WWW_AUTHENTICATE_CHALLENGE,
        status: 401,
      })
      const [challenge] = error.cause
      assert.deepEqual([challenge.scheme, challenge.parameters.error], [scheme, name])
    }
  })

  flow('rfc9449 11.1: a proof is accepted once', async () => {
    let proof
    const replaying = (url, init) => {
      proof ??= init.headers.dpop
      return nimbus.fetch(url, { ...init, headers: { ...init.headers, dpop: proof } })
    }
    const options = { DPoP: await handle(main), [oauth.customFetch]: replaying }
    await grant(options)
    await rejection(grant(options), invalidProof)
  })

  flow('rfc9449 5.2: a client that is registered for bound tokens gets no others', async () => {
    const client = { client_id: 'bound' }
    await rejection(grant({}, client), invalidProof)
    const DPoP = await handle(client)
    await bound(await grant({ DPoP }, client), DPoP)
  })

  flow('rfc8705 3: UserInfo accepts a token only with its certificate', async () => {
    const client = { client_id: 'tlsbound' }
    const mtls = party.mtls(nimbus.certificates.client)
    const { result } = await signIn(party, client, { auth: oauth.TlsClientAuth(), options: mtls })
    assert.equal((await userInfo(result, mtls, client)).sub, USER.username)
    for (const options of [{}, party.mtls(nimbus.certificates.other)]) {
      const error = await rejection(userInfo(result, options, client), {
        code: oauth.WWW_AUTHENTICATE_CHALLENGE,
        status: 401,
      })
      assert.equal(error.cause[0].parameters.error, 'invalid_token')
    }
  })

  flow('rfc9449 5, rfc8705 3: a token that is bound to both', async () => {
    const client = { client_id: 'tlsbound' }
    const options = { ...party.mtls(nimbus.certificates.client), DPoP: await handle(client) }
    const { cnf } = decodeJwt((await grant(options, client, oauth.TlsClientAuth())).access_token)
    assert.deepEqual(Object.keys(cnf).sort(), ['jkt', 'x5t#S256'])
  })
}
