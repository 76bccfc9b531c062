import assert from 'node:assert/strict'
import { deviation } from '../deviations.mjs'
import { authorizationRequest, authorize, oauth, redeem, rejection, signedClaims } from '../relying_party.mjs'

export function authorizationRequestFlows(party) {
  const { as, http, basic, flow, name, servers } = party
  const main = { client_id: 'main' }
  const plain = (client, request, answer) => oauth.validateAuthResponse(as, client, answer, request.state)
  const finish = async (client, request, callback, options) => {
    const { response, result } = await redeem(party, client, callback, request, options)
    assert.deepEqual([(await signedClaims(party, response, result)).aud].flat(), [client.client_id])
  }
  const sign = async ({ client_id }, parameters, alg = 'RS256') => ({
    client_id,
    request: await oauth.issueRequestObject(as, { client_id }, parameters, servers.keys[alg]),
  })
  /** The parameters that must be beside a request object. */
  const beside = ({ response_type, scope, redirect_uri }) => ({ response_type, scope, redirect_uri })

  for (const alg of name === 'fosite' ? ['RS256', 'ES256', 'PS256'] : ['RS256']) {
    flow(`oidc-core 6.1: a request object signed with ${alg}`, async () => {
      const request = await authorizationRequest(main)
      const signed = { ...(await sign(main, request.parameters, alg)), ...beside(request.parameters) }
      await finish(main, request, plain(main, request, await authorize(party, signed)))
    })
  }

  flow('rfc9101 5: a request object, and nothing beside it but client_id', async () => {
    const { parameters } = await authorizationRequest(main)
    const answer = await authorize(party, await sign(main, parameters)).catch(({ message }) => message)
    const refusal = answer instanceof URL ? answer.searchParams.get('error') : answer
    deviation(`${name}-request-object`, /unsupported_response_type|missing or wrong response type/.test(refusal))
  })

  flow('oidc-core 6.1: a request object that was changed on the way is refused', async () => {
    const { parameters } = await authorizationRequest(main)
    const signed = await sign(main, parameters)
    const changed = await sign(main, { ...parameters, nonce: 'another' })
    const [header, , signature] = signed.request.split('.')
    signed.request = `${header}.${changed.request.split('.')[1]}.${signature}`
    await assert.rejects(authorize(party, { ...signed, ...beside(parameters) }), /no redirect but 400/)
  })

  flow('rfc6749 4.1.2.1: an unknown client and another redirect_uri get no redirect', async () => {
    const { parameters } = await authorizationRequest(main)
    await assert.rejects(authorize(party, { ...parameters, client_id: 'unknown' }), /no redirect but 4/)
    const redirect_uri = 'https://attacker.example.test/'
    await assert.rejects(authorize(party, { ...parameters, redirect_uri }), /no redirect but 400/)
  })

  if (name === 'fosite') pushedAndHybridFlows({ ...party, main, plain, finish, sign, beside, basic, as, http, flow })
}

function pushedAndHybridFlows(party) {
  const { as, http, basic, flow, main, plain, finish, sign, beside } = party
  const push = async (client, parameters, auth = basic) => {
    const response = await oauth.pushedAuthorizationRequest(as, client, auth, parameters, http)
    const { request_uri, expires_in } = await oauth.processPushedAuthorizationResponse(as, client, response)
    assert.ok(expires_in > 0)
    return { client_id: client.client_id, request_uri }
  }

  flow('rfc9126 2: a pushed authorization request, usable once', async () => {
    const request = await authorizationRequest(main)
    const pushed = await push(main, request.parameters)
    await finish(main, request, plain(main, request, await authorize(party, pushed)))
    await assert.rejects(authorize(party, pushed), /no redirect but 400/)
  })

  flow('rfc9126 2.3: refused pushed requests', async () => {
    const request = await authorizationRequest(main, { redirect_uri: 'https://attacker.example.test/' })
    await rejection(push(main, request.parameters), { error: 'invalid_request', status: 400 })
    const { parameters } = await authorizationRequest(main)
    const stranger = push(main, parameters, oauth.ClientSecretBasic('wrong'))
    await rejection(stranger, { error: 'invalid_client', status: 401 })
  })

  flow('rfc9126 3: pushed and signed', async () => {
    const client = { client_id: 'requestobject' }
    const request = await authorizationRequest(client)
    const signed = await sign(client, request.parameters, 'ES256')
    const { error } = await rejection(push(client, signed), { status: 400 })
    deviation('fosite-request-object', error === 'unsupported_response_type')
    const pushed = await push(client, { ...signed, ...beside(request.parameters) })
    await finish(client, request, plain(client, request, await authorize(party, pushed)))
    const other = { ...(await sign(client, request.parameters, 'PS256')), ...beside(request.parameters) }
    await rejection(push(client, other), { error: 'invalid_request_object', status: 400 })
  })

  flow('oidc-core 3.3.2: code id_token, then the code; a code that was changed on the way is refused', async () => {
    const request = await authorizationRequest(main, { response_type: 'code id_token' })
    const url = await authorize(party, request.parameters)
    const check = (answer, nonce = request.nonce) =>
      oauth.validateCodeIdTokenResponse(as, main, answer, nonce, request.state, undefined, http)
    await finish(main, request, await check(url))
    const forged = new URL(url)
    forged.hash = forged.hash.replace(/code=[^&]+/, 'code=forged')
    await rejection(check(forged), { code: oauth.JWT_CLAIM_COMPARISON })
    await rejection(check(url, oauth.generateRandomNonce()), { code: oauth.JWT_CLAIM_COMPARISON })
    // fosite sends no s_hash
    const detached = oauth.validateDetachedSignatureResponse(
      as,
      main,
      url,
      request.nonce,
      request.state,
      undefined,
      http,
    )
    await rejection(detached, { code: oauth.INVALID_RESPONSE })
  })

  flow('oidc-core 3.3.2.5: code id_token with response_mode=form_post', async () => {
    const request = await authorizationRequest(main, { response_type: 'code id_token', response_mode: 'form_post' })
    const form = await authorize(party, request.parameters)
    const sent = oauth.validateCodeIdTokenResponse(as, main, form, request.nonce, request.state, undefined, http)
    await finish(main, request, await sent)
  })
}
