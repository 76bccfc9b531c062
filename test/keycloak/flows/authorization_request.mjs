import assert from 'node:assert/strict'
import { authorizationRequest, authorize, flow, oauth, redeem, rejection, signedClaims } from '../relying_party.mjs'

export function authorizationRequestFlows(party) {
  const { as, http, basic, keycloak } = party
  const main = { client_id: 'main' }
  const plain = (client, request, answer) => oauth.validateAuthResponse(as, client, answer, request.state)
  const finish = async (client, request, callback, options) => {
    const { response, result } = await redeem(party, client, callback, request, options)
    assert.equal((await signedClaims(party, response, result)).aud, client.client_id)
    return result
  }
  const push = async (client, parameters, options) => {
    const response = await oauth.pushedAuthorizationRequest(as, client, basic, parameters, { ...http, ...options })
    const { request_uri, expires_in } = await oauth.processPushedAuthorizationResponse(as, client, response)
    assert.ok(expires_in > 0)
    return { client_id: client.client_id, request_uri }
  }
  const sign = async (client, parameters, alg = 'ES256') => ({
    client_id: client.client_id,
    request: await oauth.issueRequestObject(as, client, parameters, keycloak.keys[alg]),
  })

  flow('rfc9126 2: a pushed authorization request, usable once', async () => {
    const request = await authorizationRequest(main)
    const pushed = await push(main, request.parameters)
    await finish(main, request, plain(main, request, await authorize(party, pushed)))
    await assert.rejects(authorize(party, pushed), /no redirect but 400/)
  })

  flow('rfc9126 2.3: refused pushed requests', async () => {
    const request = await authorizationRequest(main, { redirect_uri: 'https://attacker.example.test/' })
    await rejection(push(main, request.parameters), { error: 'invalid_request', status: 400 })
  })

  for (const alg of ['ES256', 'RS256', 'PS256']) {
    flow(`rfc9101 5: a request object signed with ${alg}, and nothing beside it but client_id`, async () => {
      const request = await authorizationRequest(main)
      const signed = await sign(main, request.parameters, alg)
      await finish(main, request, plain(main, request, await authorize(party, signed)))
    })
  }

  flow('rfc9101 6.2: a request object that was changed on the way is refused', async () => {
    const request = await authorizationRequest(main)
    const signed = await sign(main, request.parameters)
    const changed = await sign(main, { ...request.parameters, scope: 'openid email' })
    const [header, , signature] = signed.request.split('.')
    signed.request = `${header}.${changed.request.split('.')[1]}.${signature}`
    await assert.rejects(authorize(party, signed), /no redirect but 400/)
  })

  flow('rfc9126 3: pushed and signed', async () => {
    const client = { client_id: 'requestobject' }
    const request = await authorizationRequest(client)
    const pushed = await push(client, await sign(client, request.parameters))
    await finish(client, request, plain(client, request, await authorize(party, pushed)))
    await rejection(push(client, await sign(client, request.parameters, 'PS256')), { status: 400 })
  })

  const jarm = { client_id: 'jarm', authorization_signed_response_alg: 'PS256' }
  for (const [mode, read] of [
    ['jwt', (url) => url],
    ['query.jwt', (url) => url],
    ['fragment.jwt', (url) => new URLSearchParams(url.hash.slice(1))],
    ['form_post.jwt', (form) => form],
  ]) {
    flow(`jarm 4.3: response_mode=${mode}`, async () => {
      const request = await authorizationRequest(jarm, { response_mode: mode })
      const answer = read(await authorize(party, request.parameters))
      const parameters = answer instanceof URL ? answer.searchParams : answer
      assert.deepEqual([...parameters.keys()], ['response'])
      await finish(jarm, request, await oauth.validateJwtAuthResponse(as, jarm, answer, request.state, http))
      const [header, payload, signature] = parameters.get('response').split('.')
      const broken = (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1)
      parameters.set('response', `${header}.${payload}.${broken}`)
      await rejection(oauth.validateJwtAuthResponse(as, jarm, parameters, request.state, http), {
        code: oauth.INVALID_RESPONSE,
      })
    })
  }

  flow('jarm 4.1: an error as a signed response', async () => {
    const request = await authorizationRequest(jarm, { response_mode: 'query.jwt', scope: 'openid unknown' })
    const url = await authorize(party, request.parameters)
    await rejection(oauth.validateJwtAuthResponse(as, jarm, url, request.state, http), { error: 'invalid_scope' })
  })

  flow('rfc6749 4.1.2: response_mode=form_post', async () => {
    const request = await authorizationRequest(main, { response_mode: 'form_post' })
    await finish(main, request, plain(main, request, await authorize(party, request.parameters)))
  })

  const detached = { client_id: 'detached', id_token_signed_response_alg: 'PS256' }
  for (const [title, client, validate] of [
    ['oidc-core 3.3.2: code id_token', main, oauth.validateCodeIdTokenResponse],
    ['fapi1-part2 5.2.3/1: detached signature', detached, oauth.validateDetachedSignatureResponse],
  ]) {
    flow(`${title}, then the code; a code that was changed on the way is refused`, async () => {
      const request = await authorizationRequest(client, { response_type: 'code id_token' })
      const url = await authorize(party, request.parameters)
      const check = (answer) => validate(as, client, answer, request.nonce, request.state, undefined, http)
      await finish(client, request, await check(url))
      const forged = new URL(url)
      forged.hash = forged.hash.replace(/code=[^&]+/, 'code=forged')
      await rejection(check(forged), { code: oauth.JWT_CLAIM_COMPARISON })
    })
  }

  flow('rfc9449 10.1: a pushed request binds the code to the key of its proof', async () => {
    const DPoP = oauth.DPoP(main, await oauth.generateKeyPair('ES256'))
    const request = await authorizationRequest(main)
    const pushed = await push(main, request.parameters, { DPoP })
    const callback = plain(main, request, await authorize(party, pushed))
    const other = oauth.DPoP(main, await oauth.generateKeyPair('ES256'))
    await rejection(redeem(party, main, callback, request, { options: { DPoP: other } }), { status: 400 })
    const anew = await authorizationRequest(main)
    const again = plain(main, anew, await authorize(party, await push(main, anew.parameters, { DPoP })))
    assert.equal((await finish(main, anew, again, { options: { DPoP } })).token_type, 'dpop')
  })
}
