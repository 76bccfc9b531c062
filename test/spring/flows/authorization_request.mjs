import assert from 'node:assert/strict'
import { deviation } from '../deviations.mjs'
import { refuse } from '../person.mjs'
import { authorizationRequest, authorize, basic, flow, oauth, redeem, rejection, signIn } from '../relying_party.mjs'

export function authorizationRequestFlows(party) {
  const { as, http } = party
  const main = { client_id: 'main' }
  const consent = { client_id: 'consent' }
  const push = async (client, parameters, options, auth = basic(client)) => {
    const response = await oauth.pushedAuthorizationRequest(as, client, auth, parameters, { ...http, ...options })
    const { request_uri, expires_in } = await oauth.processPushedAuthorizationResponse(as, client, response)
    assert.ok(expires_in > 0)
    return { client_id: client.client_id, request_uri }
  }
  const refused = async (client, extra, answer) => {
    const request = await authorizationRequest(client, extra)
    const url = await authorize(party, request.parameters, answer)
    try {
      oauth.validateAuthResponse(as, client, url, request.state)
    } catch (error) {
      assert.equal(error.name, 'AuthorizationResponseError')
      assert.equal(error.code, oauth.AUTHORIZATION_RESPONSE_ERROR)
      return error.error
    }
  }
  const finish = async (client, request, url, options) => {
    const callback = oauth.validateAuthResponse(as, client, url, request.state)
    return (await redeem(party, client, callback, request, options)).result
  }

  flow('rfc6749 4.1.2.1: the user ticks nothing', async () => {
    assert.equal(await refused(consent, { scope: 'openid email' }, refuse), 'access_denied')
  })

  flow('rfc6749 3.3: the user ticks one scope of two, and the response has only that', async () => {
    const some = (form) => refuse(form) && [...Object.entries(refuse(form)), ...form.boxes.slice(0, 1)]
    const request = await authorizationRequest(consent, { scope: 'openid read write' })
    const result = await finish(consent, request, await authorize(party, request.parameters, some))
    assert.deepEqual(result.scope.split(' ').sort(), ['openid', 'read'])
    const again = await signIn(party, consent, { extra: { scope: 'openid read write' } })
    assert.equal(again.result.scope.split(' ').length, 3)
  })

  flow('rfc6749 4.1.2.1: an unknown scope, and a request without a required challenge', async () => {
    assert.equal(await refused(main, { scope: 'openid unknown' }), 'invalid_scope')
    const without = { code_challenge: '', code_challenge_method: '' }
    assert.equal(await refused({ client_id: 'public' }, without), 'invalid_request')
  })

  flow('rfc7636 4.2: the method plain is refused', async () => {
    assert.equal(await refused(main, { code_challenge_method: 'plain' }), 'invalid_request')
  })

  flow('rfc6749 3.1.2.4: another redirect URI gets no redirect', async () => {
    const request = await authorizationRequest(main, { redirect_uri: 'https://attacker.example.test/' })
    await assert.rejects(authorize(party, request.parameters), /no redirect but 400/)
  })

  flow('rfc6749 4.1.2.1: an unknown response type', async () => {
    const request = await authorizationRequest(main, { response_type: 'code id_token' })
    const message = await authorize(party, request.parameters).catch(({ message }) => message)
    deviation('response-type', /no redirect but 400/.test(message))
  })

  flow('oidc-core 6.1: a request object', async () => {
    deviation('request-object', (await refused(main, { request: 'a.b.c' })) === undefined)
  })

  flow('rfc9126 2: a pushed authorization request, usable once', async () => {
    const request = await authorizationRequest(main)
    const pushed = await push(main, request.parameters)
    assert.ok((await finish(main, request, await authorize(party, pushed))).id_token)
    await assert.rejects(authorize(party, pushed), /no redirect but 400/)
  })

  flow('rfc9126 2.3: refused pushed requests', async () => {
    const { parameters } = await authorizationRequest(main)
    for (const [changed, auth, expected] of [
      [{ redirect_uri: 'https://attacker.example.test/' }, basic(main), { error: 'invalid_request', status: 400 }],
      [{ scope: 'openid unknown' }, basic(main), { error: 'invalid_scope', status: 400 }],
      [{}, oauth.ClientSecretBasic('wrong'), { error: 'invalid_client', status: 401 }],
    ]) {
      const attempt = push(main, { ...parameters, ...changed }, {}, auth)
      await rejection(attempt, { name: 'ResponseBodyError', code: oauth.RESPONSE_BODY_ERROR, ...expected })
    }
  })

  flow('rfc9126 4: a request that another client pushed', async () => {
    const { request_uri } = await push(main, (await authorizationRequest(main)).parameters)
    await assert.rejects(authorize(party, { client_id: 'consent', request_uri }), /no redirect but 400/)
  })

  flow('rfc9449 10, 10.1: a code is not bound to a key', async () => {
    const DPoP = oauth.DPoP(main, await oauth.generateKeyPair('ES256'))
    const request = await authorizationRequest(main)
    const pushed = await push(main, request.parameters, { DPoP })
    const result = await finish(main, request, await authorize(party, pushed))
    const dpop_jkt = await DPoP.calculateThumbprint()
    const { result: other } = await signIn(party, main, { extra: { dpop_jkt } })
    deviation('code-binding', result.token_type === 'bearer' && other.token_type === 'bearer')
  })
}
