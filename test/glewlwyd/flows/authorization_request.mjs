import assert from 'node:assert/strict'
import { deviation } from '../deviations.mjs'
import { authorize } from '../person.mjs'
import { flow, oauth, redeem, rejection, signedClaims } from '../relying_party.mjs'
import { authorizationRequest } from './authorization_code.mjs'

export function authorizationRequestFlows(party) {
  const { as, http, basic } = party
  const main = { client_id: 'main', id_token_signed_response_alg: 'ES256', authorization_signed_response_alg: 'ES256' }

  const sign = async (parameters) => ({
    client_id: 'main',
    request: await oauth.issueRequestObject(as, main, parameters, await party.key()),
  })
  const push = async (parameters) => {
    const response = await oauth.pushedAuthorizationRequest(as, main, basic, parameters, http)
    const { request_uri, expires_in } = await oauth.processPushedAuthorizationResponse(as, main, response)
    assert.match(request_uri, /^urn:ietf:params:oauth:request_uri:/)
    assert.equal(expires_in, 90)
    return { client_id: 'main', request_uri }
  }
  const finish = async (request, callback) => {
    const { response, result } = await redeem(party, main, callback, request)
    assert.equal((await signedClaims(party, response, result)).aud, 'main')
  }
  const plainAnswer = (request, url) => oauth.validateAuthResponse(as, main, url, request.state)
  const signedAnswer = (request, url) => oauth.validateJwtAuthResponse(as, main, url, request.state, http)

  flow('rfc9126 2: pushed authorization request', async () => {
    const request = await authorizationRequest(main)
    await finish(request, plainAnswer(request, await authorize(party, await push(request.parameters))))
  })

  flow('rfc9101 5.1: signed request object', async () => {
    const request = await authorizationRequest(main)
    await finish(request, plainAnswer(request, await authorize(party, await sign(request.parameters))))
  })

  flow('rfc9126 3: pushed and signed request', async () => {
    const request = await authorizationRequest(main)
    await finish(request, plainAnswer(request, await authorize(party, await push(await sign(request.parameters)))))
  })

  flow('jarm 4.3: signed authorization response', async () => {
    const request = await authorizationRequest(main, { response_mode: 'jwt' })
    const url = await authorize(party, request.parameters)
    assert.equal(url.searchParams.get('code'), null)
    await finish(request, await signedAnswer(request, url))
  })

  flow('jarm 4.4: a signed response with a broken signature is refused', async () => {
    const request = await authorizationRequest(main, { response_mode: 'jwt' })
    const url = await authorize(party, request.parameters)
    const [header, payload, signature] = url.searchParams.get('response').split('.')
    const broken = (signature[0] === 'A' ? 'B' : 'A') + signature.slice(1)
    url.searchParams.set('response', `${header}.${payload}.${broken}`)
    await rejection(signedAnswer(request, url), { code: oauth.INVALID_RESPONSE })
  })

  flow('rfc9101 + jarm: signed request object, signed response', async () => {
    const request = await authorizationRequest(main, { response_mode: 'jwt' })
    await finish(request, await signedAnswer(request, await authorize(party, await sign(request.parameters))))
  })

  flow('rfc9126 + jarm: a pushed request for a signed response', async () => {
    const request = await authorizationRequest(main, { response_mode: 'jwt' })
    const url = await authorize(party, await push(request.parameters))
    deviation('pushed-response-mode', url.searchParams.get('response') === null && url.searchParams.has('code'))
    await finish(request, plainAnswer(request, url))
  })

  for (const [specification, validate] of [
    ['oidc-core 3.3.2: code id_token, c_hash and s_hash', oauth.validateCodeIdTokenResponse],
    ['fapi1-part2 5.2.3/1: detached signature', oauth.validateDetachedSignatureResponse],
  ]) {
    flow(`${specification}, then the code`, async () => {
      // glewlwyd responds to a hybrid request in the query by default
      const request = await authorizationRequest(main, { response_type: 'code id_token', response_mode: 'fragment' })
      const url = await authorize(party, request.parameters)
      const frontChannel = await validate(as, main, url, request.nonce, request.state, undefined, http)
      await finish(request, frontChannel)
      const forged = new URL(url)
      forged.hash = forged.hash.replace(/code=[^&]+/, 'code=forged')
      await rejection(validate(as, main, forged, request.nonce, request.state, undefined, http), {
        code: oauth.JWT_CLAIM_COMPARISON,
      })
    })
  }

  flow('oidc-core 3.3.2.5: the response mode of a hybrid request', async () => {
    const request = await authorizationRequest(main, { response_type: 'code id_token' })
    const url = await authorize(party, request.parameters)
    deviation('hybrid-in-query', url.searchParams.has('id_token') && url.hash === '')
    const callback = await oauth.validateCodeIdTokenResponse(
      as,
      main,
      url.searchParams,
      request.nonce,
      request.state,
      undefined,
      http,
    )
    await finish(request, callback)
  })
}
