import assert from 'node:assert/strict'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { ALGORITHMS, RESOURCE, USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import {
  authorizationRequest,
  authorize,
  decrypting,
  flow,
  handle,
  oauth,
  redeem,
  rejection,
  signedClaims,
  signIn,
} from '../relying_party.mjs'

export function authorizationCodeFlows(party) {
  const { as, basic, http, nimbus } = party
  const main = { client_id: 'main' }
  const userInfo = async (client, { access_token }, options) => {
    const all = { ...http, ...options }
    const response = await oauth.userInfoRequest(as, client, access_token, all)
    return { response, claims: await oauth.processUserInfoResponse(as, client, USER.username, response) }
  }
  const refresh = async (client, { refresh_token }, additionalParameters) => {
    const options = { ...http, additionalParameters }
    const response = await oauth.refreshTokenGrantRequest(as, client, basic, refresh_token, options)
    return { response, result: await oauth.processRefreshTokenResponse(as, client, response) }
  }
  const code = async (client, extra) => {
    const request = await authorizationRequest(client, extra)
    const url = await authorize(party, request.parameters)
    return { request, callback: oauth.validateAuthResponse(as, client, url, request.state) }
  }
  /** The key's own name is `Ed25519`; the client is registered with the other name. */
  const named = (alg) => ({
    [oauth.modifyAssertion](header) {
      header.alg = alg
    },
  })
  const invalidGrant = { name: 'ResponseBodyError', error: 'invalid_grant', status: 400 }

  flow('oidc-core 3.1: code + PKCE, signed ID Token, UserInfo, refresh with rotation', async () => {
    const { response, result } = await signIn(party, main, {
      extra: { scope: 'openid email', acr_values: 'urn:example:strong' },
    })
    const claims = await signedClaims(party, response, result)
    assert.deepEqual([claims.iss, claims.aud, claims.sub], [as.issuer, 'main', USER.username])
    assert.equal(claims.acr, 'urn:example:strong')
    assert.ok(claims.auth_time)
    assert.deepEqual((await userInfo(main, result)).claims, { sub: USER.username, email: USER.email })
    const again = await refresh(main, result, { scope: 'openid' })
    assert.equal(again.result.scope, 'openid')
    await signedClaims(party, again.response, again.result)
    await rejection(refresh(main, result), invalidGrant)
    await rejection(refresh(main, again.result, { scope: 'openid write' }), { error: 'invalid_scope', status: 400 })
  })

  for (const alg of ALGORITHMS) {
    flow(
      `rfc9101 5, jarm 2.4, oidc-core 3.1.3.7, 5.3.2: request, response, ID Token and UserInfo signed with ${alg}`,
      async () => {
        const client = {
          client_id: `signed-${alg}`,
          id_token_signed_response_alg: alg,
          userinfo_signed_response_alg: alg,
          authorization_signed_response_alg: alg,
        }
        const { client_id } = client
        const request = await authorizationRequest(client, { scope: 'openid email', response_mode: 'jwt' })
        const { parameters } = request
        const signed = await oauth.issueRequestObject(as, client, parameters, nimbus.keys[alg], named(alg))
        const url = await authorize(party, { client_id, request: signed })
        assert.equal(decodeProtectedHeader(url.searchParams.get('response')).alg, alg)
        const callback = await oauth.validateJwtAuthResponse(as, client, url, request.state, http)
        const { response, result } = await redeem(party, client, callback, request)
        assert.equal(decodeProtectedHeader(result.id_token).alg, alg)
        assert.equal((await signedClaims(party, response, result)).aud, client_id)
        const known = await userInfo(client, result)
        await oauth.validateApplicationLevelSignature(as, known.response, http)
        assert.equal(known.claims.email, USER.email)
      },
    )

    flow(`oidc-core 3.3.2: code id_token, with ${alg}`, async () => {
      const client = { client_id: `signed-${alg}`, id_token_signed_response_alg: alg }
      for (const [response_mode, validate] of [
        ['fragment', oauth.validateCodeIdTokenResponse],
        ['form_post', oauth.validateDetachedSignatureResponse],
      ]) {
        const request = await authorizationRequest(client, { response_type: 'code id_token', response_mode })
        const { nonce, state } = request
        const answer = await authorize(party, request.parameters)
        const validated = validate(as, client, answer, nonce, state, undefined, http)
        if (alg === 'Ed25519') {
          const { code, cause } = await rejection(validated, {})
          deviation('ed25519-hash', code === oauth.INVALID_RESPONSE && !('c_hash' in cause.claims))
        } else assert.ok((await redeem(party, client, await validated, request)).result.id_token)
      }
    })
  }

  for (const [alg, enc] of [
    ['RSA-OAEP-256', 'A256GCM'],
    ['ECDH-ES', 'A128CBC-HS256'],
  ]) {
    flow(`oidc-core 3.1.3.7/1: an ID Token encrypted with ${alg} and ${enc}`, async () => {
      const client = { client_id: `encrypted-${alg}` }
      const processing = { [oauth.jweDecrypt]: decrypting(nimbus, alg) }
      const { response, result } = await signIn(party, client, { processing })
      const { alg: used, enc: method } = decodeProtectedHeader(result.id_token)
      assert.deepEqual([used, method], [alg, enc])
      assert.equal((await signedClaims(party, response, result)).sub, USER.username)
      await rejection(signIn(party, client), { code: oauth.UNSUPPORTED_OPERATION })
    })
  }

  for (const response_mode of ['query.jwt', 'form_post.jwt', 'form_post', 'query']) {
    flow(`jarm 2.3, rfc9207 2: the response mode ${response_mode}`, async () => {
      const validate = response_mode.endsWith('.jwt') ? oauth.validateJwtAuthResponse : oauth.validateAuthResponse
      const request = await authorizationRequest(main, { response_mode })
      const answer = await authorize(party, request.parameters)
      const callback = await validate(as, main, answer, request.state, http)
      assert.ok((await redeem(party, main, callback, request)).result.access_token)
      const refused = await authorizationRequest(main, { response_mode, login_hint: 'refuser' })
      const no = await authorize(party, refused.parameters)
      const refusal = (async () => validate(as, main, no, refused.state, http))()
      await rejection(refusal, { name: 'AuthorizationResponseError', error: 'access_denied' })
    })
  }

  flow('rfc9207 2.4: the response of another issuer is refused', async () => {
    const request = await authorizationRequest(main)
    const url = await authorize(party, request.parameters)
    assert.equal(url.searchParams.get('iss'), as.issuer)
    const other = { ...as, issuer: 'https://other.example.test' }
    assert.throws(() => oauth.validateAuthResponse(other, main, url, request.state), { code: oauth.INVALID_RESPONSE })
  })

  flow('rfc6749 4.1.2.1: no challenge, an unknown scope, unknown details, and errors without a redirect', async () => {
    for (const [extra, error] of [
      [{ code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
      [{ scope: 'openid unknown' }, 'invalid_scope'],
      [{ authorization_details: JSON.stringify([{ type: 'unknown' }]) }, 'invalid_authorization_details'],
    ]) {
      const refusal = (async () => code(main, extra))()
      await rejection(refusal, { code: oauth.AUTHORIZATION_RESPONSE_ERROR, error })
    }
    for (const extra of [{ client_id: 'unknown' }, { redirect_uri: 'https://attacker.example.test/' }]) {
      const { parameters } = await authorizationRequest(main, extra)
      await assert.rejects(authorize(party, parameters), /no redirect but 4/)
    }
  })

  flow('rfc7636 4.6, rfc6749 4.1.2, 4.1.3: another verifier, a repeated code, another redirect URI', async () => {
    const first = await code(main)
    first.request.verifier = oauth.generateRandomCodeVerifier()
    await rejection(redeem(party, main, first.callback, first.request), invalidGrant)
    const { request, callback } = await code(main)
    await redeem(party, main, callback, request)
    await rejection(redeem(party, main, callback, request), invalidGrant)
    const third = await code(main)
    const elsewhere = { ...party, redirectUri: 'https://rp.example.test/other' }
    await rejection(redeem(elsewhere, main, third.callback, third.request), invalidGrant)
  })

  flow('rfc6749 2.1: a public client', async () => {
    const { response, result } = await signIn(party, { client_id: 'public' }, { auth: oauth.None() })
    assert.equal((await signedClaims(party, response, result)).aud, 'public')
  })

  const push = async (client, parameters, options) => {
    const response = await oauth.pushedAuthorizationRequest(as, client, basic, parameters, { ...http, ...options })
    const { request_uri, expires_in } = await oauth.processPushedAuthorizationResponse(as, client, response)
    assert.equal(expires_in, 60)
    return { client_id: client.client_id, request_uri }
  }
  const finish = async (client, request, pushed, options) => {
    const callback = oauth.validateAuthResponse(as, client, await authorize(party, pushed), request.state)
    return (await redeem(party, client, callback, request, { options })).result
  }

  flow('rfc9126 2, rfc9396 5, 7, rfc8707 2: pushed, with details and a resource; usable once', async () => {
    const details = [{ type: 'payment', locations: [RESOURCE], amount: '12.50' }]
    const extra = { authorization_details: JSON.stringify(details), resource: RESOURCE }
    const request = await authorizationRequest(main, extra)
    const pushed = await push(main, request.parameters)
    const result = await finish(main, request, pushed)
    assert.deepEqual(result.authorization_details, details)
    assert.equal(decodeJwt(result.access_token).aud, RESOURCE)
    await assert.rejects(authorize(party, pushed), /no redirect but 400/)
  })

  flow('rfc9126 2.3, 4: refused pushed requests, and another client’s', async () => {
    const { parameters } = await authorizationRequest(main, { redirect_uri: 'https://attacker.example.test/' })
    await rejection(push(main, parameters), { name: 'ResponseBodyError', error: 'invalid_request', status: 400 })
    const { request_uri } = await push(main, (await authorizationRequest(main)).parameters)
    await assert.rejects(authorize(party, { client_id: 'strange', request_uri }), /no redirect but 400/)
  })

  flow('rfc9126 3: pushed and signed', async () => {
    const request = await authorizationRequest(main)
    const signed = await oauth.issueRequestObject(as, main, request.parameters, nimbus.keys.PS256)
    assert.ok((await finish(main, request, await push(main, { request: signed }))).id_token)
  })

  const refusedObject = async (promise) => {
    const { cause } = await rejection(promise, { code: oauth.RESPONSE_IS_NOT_CONFORM })
    assert.equal((await cause.json()).error, 'invalid_request_object')
    deviation('pushed-error-status', cause.status === 302)
  }

  flow('rfc9101 6.1, 6.2: a changed request object, and one signed by another key', async () => {
    const { parameters } = await authorizationRequest(main)
    const right = await oauth.issueRequestObject(as, main, parameters, nimbus.keys.ES256)
    const [header, , signature] = right.split('.')
    const other = await oauth.issueRequestObject(as, main, { ...parameters, scope: 'openid read' }, nimbus.keys.ES256)
    const request = `${header}.${other.split('.')[1]}.${signature}`
    await assert.rejects(authorize(party, { client_id: 'main', request }), /no redirect but 400/)
    await refusedObject(push(main, { request }))
    const registered = { client_id: 'signed-ES256' }
    const foreign = await oauth.issueRequestObject(as, registered, parameters, nimbus.keys.PS256)
    await refusedObject(push(registered, { request: foreign }))
  })

  flow('rfc9101 4, rfc9396 2.1, rfc8707 2: arrays in a request object', async () => {
    const details = [{ type: 'payment', amount: '12.50' }]
    const request = await authorizationRequest(main, { authorization_details: JSON.stringify(details) })
    const issue = (parameters, options) => oauth.issueRequestObject(as, main, parameters, nimbus.keys.ES256, options)
    const two = new URLSearchParams((await authorizationRequest(main)).parameters)
    for (const resource of [RESOURCE, 'https://other.example.test']) two.append('resource', resource)
    for (const parameters of [request.parameters, two]) {
      await refusedObject(push(main, { request: await issue(parameters) }))
      deviation('request-object-lists', true)
    }
    const asText = {
      [oauth.modifyAssertion](_header, payload) {
        payload.authorization_details = JSON.stringify(payload.authorization_details)
      },
    }
    const pushed = await push(main, { request: await issue(request.parameters, asText) })
    assert.deepEqual((await finish(main, request, pushed)).authorization_details, details)
  })

  flow('rfc9449 10, 10.1: a code bound to a key, by dpop_jkt and by the proof of the pushed request', async () => {
    const DPoP = await handle(main)
    const other = await handle(main)
    for (const pushing of [false, true]) {
      const extra = pushing ? {} : { dpop_jkt: await DPoP.calculateThumbprint() }
      const ask = async () => {
        const request = await authorizationRequest(main, extra)
        return [request, pushing ? await push(main, request.parameters, { DPoP }) : request.parameters]
      }
      assert.equal((await finish(main, ...(await ask()), { DPoP })).token_type, 'dpop')
      await rejection(finish(main, ...(await ask()), { DPoP: other }), invalidGrant)
      await rejection(finish(main, ...(await ask())), invalidGrant)
    }
  })
}
