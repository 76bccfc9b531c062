// UserInfo, and encryption for the client: ID Token and UserInfo.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { obtainCode, redeemCode } from './code_flow.ts'
import { as, decrypt, http, type Party, party } from './server.ts'

async function signIn(shop: Party, options: oauth.ProcessAuthorizationCodeResponseOptions = {}) {
  return redeemCode(shop, await obtainCode(shop, { scope: 'openid profile email' }), options)
}

test('oidc-core 5.3.1/1, 5.3.1/2, 5.3.2/1, 5.3.2/4: a JSON response', async () => {
  const shop = party('client_secret_basic')
  const { tokens } = await signIn(shop)
  const response = await oauth.userInfoRequest(as, shop.client, tokens.access_token, shop.http)
  const user = await oauth.processUserInfoResponse(as, shop.client, 'alice', response)
  assert.equal(user.name, 'User alice')
  assert.equal(user.email_verified, true)
})

test('oidc-core 5.3.2/7a, 5.3.2/8, 5.3.4/3: a signed response, with its signature verified', async () => {
  const shop = party('signed answers')
  const { tokens } = await signIn(shop)
  const response = await oauth.userInfoRequest(as, shop.client, tokens.access_token, shop.http)
  assert.match(response.headers.get('content-type') as string, /^application\/jwt/)
  const user = await oauth.processUserInfoResponse(as, shop.client, 'alice', response)
  assert.equal(user.email, 'alice@example.test')
  await oauth.validateApplicationLevelSignature(as, response, shop.http)
})

test('oidc-core 5.3.2/1: a JSON response although a signed one is required', async () => {
  const shop = party('client_secret_basic')
  const strict = { ...shop.client, userinfo_signed_response_alg: 'ES256' }
  const { tokens } = await signIn(shop)
  const response = await oauth.userInfoRequest(as, shop.client, tokens.access_token, shop.http)
  await assert.rejects(oauth.processUserInfoResponse(as, strict, 'alice', response), {
    code: oauth.JWT_USERINFO_EXPECTED,
  })
})

test('oidc-core 5.3.2/5: a sub other than that of the ID Token is refused', async () => {
  const shop = party('client_secret_basic')
  const { tokens } = await signIn(shop)
  const response = await oauth.userInfoRequest(as, shop.client, tokens.access_token, shop.http)
  await assert.rejects(oauth.processUserInfoResponse(as, shop.client, 'bob', response), {
    code: oauth.JSON_ATTRIBUTE_COMPARISON,
  })
})

test('rfc6750 3/1, 3/2, 3/5, 3.1/1, oidc-core 5.3.3/1: an unknown token gets a challenge', async () => {
  const { client } = party('client_secret_basic')
  const response = await oauth.userInfoRequest(as, client, 'no-such-token', http)
  await assert.rejects(oauth.processUserInfoResponse(as, client, 'alice', response), (err) => {
    assert.ok(err instanceof oauth.WWWAuthenticateChallengeError)
    assert.equal(err.cause[0]?.scheme, 'bearer')
    assert.equal(err.cause[0]?.parameters.error, 'invalid_token')
    return true
  })
})

test('rfc6750 2.1/1: protectedResourceRequest with the same token', async () => {
  const shop = party('client_secret_basic')
  const { tokens } = await signIn(shop)
  const url = new URL(as.userinfo_endpoint as string)
  const response = await oauth.protectedResourceRequest(
    tokens.access_token,
    'GET',
    url,
    new Headers({ accept: 'application/json' }),
    null,
    shop.http,
  )
  assert.equal(((await response.json()) as oauth.UserInfoResponse).sub, 'alice')
  await assert.rejects(oauth.protectedResourceRequest('no-such-token', 'GET', url, undefined, null, shop.http), {
    name: 'WWWAuthenticateChallengeError',
    status: 401,
  })
})

test('oidc-core 2/p4c, 3.1.3.7/1a: an encrypted ID Token, decrypted by the application, with its signature verified', async () => {
  const shop = party('encrypted answers')
  const { response, tokens } = await signIn(shop, { [oauth.jweDecrypt]: decrypt })
  assert.equal(tokens.id_token?.split('.').length, 5)
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
  await oauth.validateApplicationLevelSignature(as, response, shop.http)
})

test('oidc-core 10.2: an encrypted ID Token without a decrypter', async () => {
  await assert.rejects(signIn(party('encrypted answers')), { name: 'UnsupportedOperationError' })
})

test('oidc-core 5.3.2/7b, 5.3.4/2: a signed and encrypted UserInfo response', async () => {
  const shop = party('encrypted answers')
  const { tokens } = await signIn(shop, { [oauth.jweDecrypt]: decrypt })
  const response = await oauth.userInfoRequest(as, shop.client, tokens.access_token, shop.http)
  const user = await oauth.processUserInfoResponse(as, shop.client, 'alice', response, { [oauth.jweDecrypt]: decrypt })
  assert.equal(user.email, 'alice@example.test')
  await oauth.validateApplicationLevelSignature(as, response, shop.http)
})
