import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { REDIRECT_URI } from './clients.ts'
import { authorizationParameters, obtainCode, redeemCode } from './code_flow.ts'
import { as, party } from './server.ts'
import { authorize } from './user_agent.ts'

const shop = party('client_secret_basic')
const { client, auth, http } = shop

test('oidc-core 3.1.3.1/2, 3.1.3.3/1, 3.1.3.5/2, 3.1.3.7/11a, rfc6749 4.1.3/1, 4.1.3/2, 4.1.3/3, rfc7636 4.2/1, 4.5/1: code, PKCE, nonce, ID Token and its signature', async () => {
  const nonce = oauth.generateRandomNonce()
  const code = await obtainCode(shop, { scope: 'openid profile', nonce })
  const { response, tokens } = await redeemCode(shop, code, { expectedNonce: nonce, requireIdToken: true })
  assert.equal(tokens.token_type, 'bearer')
  assert.equal(tokens.expires_in, 600)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  assert.equal(claims?.sub, 'alice')
  assert.equal(claims?.nonce, nonce)
  await oauth.validateApplicationLevelSignature(as, response, http)
})

test('rfc6749 4.1.2/1a, 4.1.2/2, 4.1.3/p2, 5.1/1, 5.1/2a, 5.1/5: code and PKCE without OpenID Connect and ID Token', async () => {
  const code = await obtainCode(shop, { scope: 'api:read', resource: 'urn:example:opaque' })
  const { tokens } = await redeemCode(shop, code)
  assert.equal(tokens.id_token, undefined)
  assert.equal(tokens.scope, 'api:read')
  assert.equal(oauth.getValidatedIdTokenClaims(tokens), undefined)
})

test('rfc6749 4.1.3/4, 3.2.1/p2, oidc-core 9/5: a public client, PKCE alone', async () => {
  const publicClient = party('none')
  const { tokens } = await redeemCode(publicClient, await obtainCode(publicClient, { scope: 'openid' }))
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.aud, 'none')
})

test('oidc-core 3.1.2.1/10, 3.1.3.7/13: max_age requires auth_time, which is checked', async () => {
  const { tokens } = await redeemCode(shop, await obtainCode(shop, { scope: 'openid', max_age: '60' }), { maxAge: 60 })
  assert.equal(typeof oauth.getValidatedIdTokenClaims(tokens)?.auth_time, 'number')
})

test('oidc-core 3.1.3.7/11a: a missing nonce is an error', async () => {
  const code = await obtainCode(shop, { scope: 'openid' })
  await assert.rejects(redeemCode(shop, code, { expectedNonce: oauth.generateRandomNonce() }), {
    name: 'OperationProcessingError',
    code: oauth.INVALID_RESPONSE,
  })
})

test('oauth2-form-post: the response arrives as a form', async () => {
  const request = await authorizationParameters({ scope: 'openid', response_mode: 'form_post' })
  const { url, form } = await authorize(as, client, request.parameters)
  assert.equal(url.href, REDIRECT_URI)
  const callback = oauth.validateAuthResponse(as, client, form as URLSearchParams, request.state)
  const { tokens } = await redeemCode(shop, { callback, codeVerifier: request.codeVerifier })
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
})

test('rfc6749 4.1.2.1/1, 4.1.2.1/2: the user refuses', async () => {
  await assert.rejects(obtainCode(shop, { scope: 'openid', login_hint: 'denier' }), {
    name: 'AuthorizationResponseError',
    error: 'access_denied',
    error_description: 'the user refused',
  })
})

test('rfc9207 2.4/1c, 2.4/2, 2.4/3a, 3/1: a response of another issuer is refused', async () => {
  const request = await authorizationParameters({ scope: 'openid' })
  const { url } = await authorize(as, client, request.parameters)
  url.searchParams.set('iss', 'https://other.example.test')
  assert.throws(() => oauth.validateAuthResponse(as, client, url, request.state), { code: oauth.INVALID_RESPONSE })
  url.searchParams.delete('iss')
  assert.throws(() => oauth.validateAuthResponse(as, client, url, request.state), { code: oauth.INVALID_RESPONSE })
})

test('rfc6749 4.1.2/2, 10.12/3: a response with another state is refused', async () => {
  const request = await authorizationParameters({ scope: 'openid' })
  const { url } = await authorize(as, client, request.parameters)
  assert.throws(() => oauth.validateAuthResponse(as, client, url, oauth.generateRandomState()), {
    code: oauth.INVALID_RESPONSE,
  })
})

test('rfc7636 4.6/3: another code verifier is refused', async () => {
  const { callback } = await obtainCode(shop, { scope: 'openid' })
  const codeVerifier = oauth.generateRandomCodeVerifier()
  await assert.rejects(redeemCode(shop, { callback, codeVerifier }), {
    name: 'ResponseBodyError',
    status: 400,
    error: 'invalid_grant',
  })
})

test('rfc6749 4.1.2: a code works once', async () => {
  const code = await obtainCode(shop, { scope: 'openid' })
  await redeemCode(shop, code)
  await assert.rejects(redeemCode(shop, code), { error: 'invalid_grant' })
})

test('rfc8707 2.2/1: the resource is sent to both endpoints', async () => {
  const { callback, codeVerifier } = await obtainCode(shop, {
    scope: 'api:read api:write',
    resource: 'urn:example:jwt',
  })
  const response = await oauth.authorizationCodeGrantRequest(as, client, auth, callback, REDIRECT_URI, codeVerifier, {
    ...http,
    additionalParameters: { resource: 'urn:example:jwt' },
  })
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response)
  assert.equal(tokens.scope, 'api:read api:write')
  assert.equal(tokens.access_token.split('.').length, 3)
})
