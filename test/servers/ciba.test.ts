// Client-Initiated Backchannel Authentication, poll mode: what can happen between the request and the tokens.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import * as oauth from 'relying'
import { ask, poll } from './ciba_flow.ts'
import { as, type Fetch, http, type Party, party, signingKey, userAnswers } from './server.ts'

const shop = party('private_key_jwt')

test('ciba 7.1/p1, 7.1/p5, 7.3/1, 7.3/2, 10.1/p11, 10.1/4, 10.1/5, 11/1: asked, pending, approved, tokens', async () => {
  const { auth_req_id, expires_in, interval } = await ask(shop, { binding_message: 'SHOP-42' })
  assert.equal(expires_in, 600)
  assert.equal(interval, undefined) // this server uses the default of 5 seconds
  await assert.rejects(poll(shop, auth_req_id), {
    name: 'ResponseBodyError',
    status: 400,
    error: 'authorization_pending',
  })
  await userAnswers(auth_req_id, 'approve')
  const { response, tokens } = await poll(shop, auth_req_id)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  assert.equal(claims?.sub, 'alice')
  assert.equal(claims?.aud, 'private_key_jwt')
  await oauth.validateApplicationLevelSignature(as, response, shop.http)
})

test('ciba 11/4, 11/p6: the user refuses', async () => {
  const { auth_req_id } = await ask(shop)
  await userAnswers(auth_req_id, 'deny')
  await assert.rejects(poll(shop, auth_req_id), {
    name: 'ResponseBodyError',
    status: 400,
    error: 'access_denied',
  })
})

test('ciba 11/3: the request expires', async () => {
  const { auth_req_id, expires_in } = await ask(shop, { requested_expiry: '1' })
  assert.equal(expires_in, 1)
  await sleep(expires_in * 1000 + 1000) // the server counts whole seconds
  await assert.rejects(poll(shop, auth_req_id), { error: 'expired_token' })
})

test('ciba 13/1, 13/p2: an unknown user', async () => {
  await assert.rejects(ask(shop, { login_hint: 'nobody' }), {
    name: 'ResponseBodyError',
    status: 400,
    error: 'unknown_user_id',
  })
})

test('ciba 13: no hint, or two of them', async () => {
  await assert.rejects(ask(shop, { login_hint: '' }), { error: 'invalid_request' })
  await assert.rejects(ask(shop, { login_hint_token: 'another hint' }), { error: 'invalid_request' })
})

test('ciba 13/1: a wrong user code', async () => {
  await assert.rejects(ask(shop, { user_code: '0000' }), { error: 'invalid_user_code' })
})

test('ciba 13: a wrong client secret in the Authorization header', async () => {
  const { client } = party('client_secret_basic')
  await assert.rejects(ask({ client, auth: oauth.ClientSecretBasic('wrong'), http }), (err) => {
    assert.ok(err instanceof oauth.WWWAuthenticateChallengeError)
    assert.equal(err.status, 401)
    assert.equal(err.cause[0]?.parameters.error, 'invalid_client')
    return true
  })
})

test('ciba 13/1: a wrong client secret in the form', async () => {
  const { client } = party('client_secret_post')
  await assert.rejects(ask({ client, auth: oauth.ClientSecretPost('wrong'), http }), {
    name: 'ResponseBodyError',
    status: 401,
    error: 'invalid_client',
  })
})

test('ciba 4: a client that is not registered for CIBA', async () => {
  await assert.rejects(ask(party('none')), { name: 'ResponseBodyError', status: 400 })
})

test('rfc9449 8/3, 8/5, 8/6: a nonce is required at the token endpoint', async () => {
  const bank = party('bound with nonce')
  const DPoP = oauth.DPoP(bank.client, await oauth.generateKeyPair('ES256'))
  const { auth_req_id } = await ask(bank)
  await userAnswers(auth_req_id, 'approve')
  await assert.rejects(poll(bank, auth_req_id, { DPoP }), (err) => {
    assert.ok(oauth.isDPoPNonceError(err))
    return true
  })
  const { tokens } = await poll(bank, auth_req_id, { DPoP })
  assert.equal(tokens.token_type, 'dpop')
  const response = await oauth.userInfoRequest(as, bank.client, tokens.access_token, { ...bank.http, DPoP })
  assert.equal((await oauth.processUserInfoResponse(as, bank.client, 'alice', response)).sub, 'alice')
})

test('ciba 11/2: slow_down reaches the caller, and the request goes on', async () => {
  // The server never sends it, so the network does, once.
  const fetch = shop.http[oauth.customFetch]
  let said = false
  const slow: Fetch = async (url, options) => {
    if (said || url !== as.token_endpoint) return fetch(url, options)
    said = true
    return Response.json({ error: 'slow_down' }, { status: 400 })
  }
  const slowed: Party = { ...shop, http: { [oauth.customFetch]: slow } }
  const { auth_req_id } = await ask(slowed)
  await userAnswers(auth_req_id, 'approve')
  await assert.rejects(poll(slowed, auth_req_id), { name: 'ResponseBodyError', status: 400, error: 'slow_down' })
  assert.equal(oauth.getValidatedIdTokenClaims((await poll(slowed, auth_req_id)).tokens)?.sub, 'alice')
})

test('ciba 11/p2: an auth_req_id works once, and only for its client', async () => {
  const { auth_req_id } = await ask(shop)
  await userAnswers(auth_req_id, 'approve')
  await assert.rejects(poll(party('client_secret_basic'), auth_req_id), { error: 'invalid_grant' })
  await poll(shop, auth_req_id)
  await assert.rejects(poll(shop, auth_req_id), { error: 'invalid_grant' })
  await assert.rejects(poll(shop, 'no-such-request'), { error: 'invalid_grant' })
})

test('ciba 7.1/p3: the ID Token of the last sign-in as the hint', async () => {
  const { auth_req_id } = await ask(shop)
  await userAnswers(auth_req_id, 'approve')
  const { tokens } = await poll(shop, auth_req_id)
  const { client, auth, http } = shop
  const again = await oauth.processBackchannelAuthenticationResponse(
    as,
    client,
    await oauth.backchannelAuthenticationRequest(
      as,
      client,
      auth,
      { scope: 'openid', id_token_hint: tokens.id_token as string },
      http,
    ),
  )
  await userAnswers(again.auth_req_id, 'approve')
  assert.equal(oauth.getValidatedIdTokenClaims((await poll(shop, again.auth_req_id)).tokens)?.sub, 'alice')
})

test('ciba 7.1.1/p1, 7.1.1/p2b, 7.1.1/1, 7.1.1/2, 7.1.1/3, 7.1.1/4, 7.1.1/5, 7.1.1/6, 7.1.1/p3a, 7.1.1/p3c: a signed authentication request', async () => {
  const { client, auth, http } = party('signed ciba')
  const parameters = { scope: 'openid', login_hint: 'alice' }
  const request = await oauth.issueRequestObject(as, client, parameters, signingKey('ES256'))
  const { auth_req_id } = await oauth.processBackchannelAuthenticationResponse(
    as,
    client,
    await oauth.backchannelAuthenticationRequest(as, client, auth, { request }, http),
  )
  await userAnswers(auth_req_id, 'approve')
  const { tokens } = await poll({ client, auth, http }, auth_req_id)
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
  await assert.rejects(ask({ client, auth, http }), { error: 'invalid_request' }) // an unsigned request is refused
})

test('rfc6749 6: the refresh token of a CIBA sign-in', async () => {
  const { auth_req_id } = await ask(shop)
  await userAnswers(auth_req_id, 'approve')
  const { tokens } = await poll(shop, auth_req_id)
  const { client, auth, http } = shop
  const response = await oauth.refreshTokenGrantRequest(as, client, auth, tokens.refresh_token as string, http)
  const refreshed = await oauth.processRefreshTokenResponse(as, client, response)
  assert.equal(oauth.getValidatedIdTokenClaims(refreshed)?.sub, 'alice')
})
