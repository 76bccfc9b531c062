// The hybrid flow (code and ID Token from the authorization endpoint), plain and as a detached signature.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { authorizationParameters, redeemCode } from './code_flow.ts'
import { as, party } from './server.ts'
import { authorize } from './user_agent.ts'

const shop = party('hybrid')
const { client, http } = shop

async function start(more: Record<string, string> = {}) {
  const nonce = oauth.generateRandomNonce()
  const request = await authorizationParameters({ response_type: 'code id_token', scope: 'openid', nonce, ...more })
  return { ...request, nonce, landing: await authorize(as, client, request.parameters) }
}

test('oidc-core 3.3.2.5/2, 3.3.2.5/3, 3.3.2.7/1, 3.3.2.12/1, 3.2.2.11/1, 3.3.3.7/1: code and ID Token in the fragment', async () => {
  const { landing, state, nonce, codeVerifier } = await start()
  assert.match(landing.url.hash, /id_token=/)
  const callback = await oauth.validateCodeIdTokenResponse(as, client, landing.url, nonce, state, undefined, http)
  const { response, tokens } = await redeemCode(shop, { callback, codeVerifier }, { expectedNonce: nonce })
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
  await oauth.validateApplicationLevelSignature(as, response, http)
})

test('oidc-core 3.3.2.12: max_age applies to the front-channel ID Token', async () => {
  const { landing, state, nonce } = await start({ max_age: '60' })
  await oauth.validateCodeIdTokenResponse(as, client, landing.url, nonce, state, 60, http)
})

test('oauth2-form-post: code and ID Token in a form, passed as a Request', async () => {
  const { landing, state, nonce, codeVerifier } = await start({ response_mode: 'form_post' })
  const request = new Request(landing.url, { method: 'POST', body: landing.form as URLSearchParams })
  const callback = await oauth.validateCodeIdTokenResponse(as, client, request, nonce, state, undefined, http)
  await redeemCode(shop, { callback, codeVerifier }, { expectedNonce: nonce })
})

test('oidc-core 3.3.2.8/5, 3.3.2.10/3: a code that was replaced by another is detected', async () => {
  const { landing, state, nonce } = await start()
  const parameters = new URLSearchParams(landing.url.hash.slice(1))
  parameters.set('code', 'another')
  await assert.rejects(oauth.validateCodeIdTokenResponse(as, client, parameters, nonce, state, undefined, http), {
    code: oauth.JWT_CLAIM_COMPARISON,
  })
})

test('oidc-core 3.2.2.11/2, 3.3.2.11/1: another nonce is refused', async () => {
  const { landing, state } = await start()
  const nonce = oauth.generateRandomNonce()
  await assert.rejects(oauth.validateCodeIdTokenResponse(as, client, landing.url, nonce, state, undefined, http), {
    code: oauth.JWT_CLAIM_COMPARISON,
  })
})

test('rfc6749 4.1.2.1/1, 4.1.2.1/4: the user refuses', async () => {
  const { landing, state, nonce } = await start({ login_hint: 'denier' })
  await assert.rejects(oauth.validateCodeIdTokenResponse(as, client, landing.url, nonce, state, undefined, http), {
    name: 'AuthorizationResponseError',
    error: 'access_denied',
  })
})
