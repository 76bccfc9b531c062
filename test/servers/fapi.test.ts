// Flows of the two FAPI profiles, each enforced by the server.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { authorizationParameters, redeemCode, withNonce } from './code_flow.ts'
import { as, http, party, signingKey } from './server.ts'
import { authorize } from './user_agent.ts'

test('fapi1-advanced 5.2.3/1, 5.2.3/8, 5.2.3/10, 5.2.3/11, 5.2.3/14, 5.2.3.1/3, 8.6/1, fapi1-baseline 5.2.4/1: mutual TLS, signed request object, ID Token as detached signature, bound token', async () => {
  const bank = party('fapi1')
  const nonce = oauth.generateRandomNonce()
  const { parameters, codeVerifier, state } = await authorizationParameters({
    response_type: 'code id_token',
    scope: 'openid',
    nonce,
  })
  const request = await oauth.issueRequestObject(as, bank.client, parameters, signingKey('PS256'))
  const { url } = await authorize(as, bank.client, { request, response_type: 'code id_token', scope: 'openid' })
  const callback = await oauth.validateDetachedSignatureResponse(
    as,
    bank.client,
    url,
    nonce,
    state,
    undefined,
    bank.http,
  )
  const { response, tokens } = await redeemCode(bank, { callback, codeVerifier }, { expectedNonce: nonce })
  await oauth.validateApplicationLevelSignature(as, response, bank.http)

  const bound = await oauth.userInfoRequest(as, bank.client, tokens.access_token, bank.http)
  assert.equal((await oauth.processUserInfoResponse(as, bank.client, 'alice', bound)).sub, 'alice')
  const stolen = await oauth.userInfoRequest(as, bank.client, tokens.access_token, http)
  await assert.rejects(oauth.processUserInfoResponse(as, bank.client, 'alice', stolen), { status: 401 })
})

test('fapi1-advanced 5.2.3/8: without a signed request object the server refuses', async () => {
  const bank = party('fapi1')
  const { parameters, state } = await authorizationParameters({
    response_type: 'code id_token',
    scope: 'openid',
    nonce: oauth.generateRandomNonce(),
  })
  const { url } = await authorize(as, bank.client, parameters)
  await assert.rejects(
    oauth.validateDetachedSignatureResponse(as, bank.client, url, 'nonce', state, undefined, bank.http),
    { name: 'AuthorizationResponseError', error: 'invalid_request' },
  )
})

test('fapi1-advanced 5.1.1/1, 5.2.3.1/4: the detached signature covers the state', async () => {
  const bank = party('fapi1')
  const nonce = oauth.generateRandomNonce()
  const { parameters } = await authorizationParameters({ response_type: 'code id_token', scope: 'openid', nonce })
  const request = await oauth.issueRequestObject(as, bank.client, parameters, signingKey('PS256'))
  const { url } = await authorize(as, bank.client, { request, response_type: 'code id_token', scope: 'openid' })
  const answer = new URLSearchParams(url.hash.slice(1))
  answer.set('state', 'another')
  await assert.rejects(
    oauth.validateDetachedSignatureResponse(as, bank.client, answer, nonce, 'another', undefined, bank.http),
    { code: oauth.JWT_CLAIM_COMPARISON },
  )
})

test('fapi2-sp 5.3.3.1/1, 5.3.3.1/2, 5.3.3.1/5, 5.3.3.2/1, 5.3.3.2/2, 5.3.3.2/3, 5.3.3.2/5: pushed request, private_key_jwt, PKCE, iss, DPoP-bound token', async () => {
  const bank = party('fapi2', 'PS256')
  const { client, auth } = bank
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
  const { parameters, codeVerifier, state } = await authorizationParameters({ scope: 'openid profile' })
  const { request_uri } = await withNonce(async () =>
    oauth.processPushedAuthorizationResponse(
      as,
      client,
      await oauth.pushedAuthorizationRequest(as, client, auth, parameters, { ...bank.http, DPoP }),
    ),
  )
  const { url } = await authorize(as, client, { request_uri })
  assert.equal(url.searchParams.get('iss'), as.issuer)
  const callback = oauth.validateAuthResponse(as, client, url, state)
  const { response, tokens } = await redeemCode(bank, { callback, codeVerifier }, { DPoP })
  assert.equal(tokens.token_type, 'dpop')
  await oauth.validateApplicationLevelSignature(as, response, bank.http)
  const answer = await oauth.userInfoRequest(as, client, tokens.access_token, { ...bank.http, DPoP })
  assert.equal((await oauth.processUserInfoResponse(as, client, 'alice', answer)).name, 'User alice')
})

test('fapi2-sp 5.3.3.1/5: a client assertion whose audience is the token endpoint is refused', async () => {
  const { client, http } = party('fapi2', 'PS256')
  const auth = oauth.PrivateKeyJwt(signingKey('PS256'), {
    [oauth.modifyAssertion](_header, payload) {
      payload.aud = as.token_endpoint
    },
  })
  const { parameters } = await authorizationParameters({ scope: 'openid' })
  const response = await oauth.pushedAuthorizationRequest(as, client, auth, parameters, http)
  await assert.rejects(oauth.processPushedAuthorizationResponse(as, client, response), { error: 'invalid_client' })
})
