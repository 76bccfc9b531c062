import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { obtainCode, redeemCode, withNonce } from './code_flow.ts'
import { as, type Party, party } from './server.ts'

async function refresh(
  { client, auth, http }: Party,
  refreshToken: string,
  options: oauth.TokenEndpointRequestOptions = {},
) {
  return withNonce(async () => {
    const response = await oauth.refreshTokenGrantRequest(as, client, auth, refreshToken, { ...http, ...options })
    return { response, tokens: await oauth.processRefreshTokenResponse(as, client, response) }
  })
}

async function firstRefreshToken(shop: Party, DPoP?: oauth.DPoPHandle) {
  const { tokens } = await redeemCode(shop, await obtainCode(shop, { scope: 'openid email' }), DPoP ? { DPoP } : {})
  return tokens.refresh_token as string
}

test('rfc6749 6/1, 6/2, 6/p2, oidc-core 12.1/1, 12.2/1, 12.2/4, rfc9700 4.14.2/2: refreshed, with a new ID Token and a rotated refresh token', async () => {
  const shop = party('client_secret_basic')
  const first = await firstRefreshToken(shop)
  const { response, tokens } = await refresh(shop, first)
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
  await oauth.validateApplicationLevelSignature(as, response, shop.http)
  assert.ok(tokens.refresh_token)
  assert.notEqual(tokens.refresh_token, first)
  await refresh(shop, tokens.refresh_token)
})

test('rfc9700 4.14.2: a used refresh token is refused, and so is its successor from then on', async () => {
  const shop = party('client_secret_basic')
  const first = await firstRefreshToken(shop)
  const { tokens } = await refresh(shop, first)
  await assert.rejects(refresh(shop, first), { name: 'ResponseBodyError', error: 'invalid_grant' })
  await assert.rejects(refresh(shop, tokens.refresh_token as string), { error: 'invalid_grant' })
})

test('rfc6749 6: a narrower scope', async () => {
  const shop = party('client_secret_basic')
  const { tokens } = await refresh(shop, await firstRefreshToken(shop), { additionalParameters: { scope: 'openid' } })
  assert.equal(tokens.scope, 'openid')
})

test("rfc9449 5/1: a public client's refresh token is bound to its key", async () => {
  const app = party('none')
  const DPoP = oauth.DPoP(app.client, await oauth.generateKeyPair('ES256'))
  const refreshToken = await firstRefreshToken(app, DPoP)
  const other = oauth.DPoP(app.client, await oauth.generateKeyPair('ES256'))
  await assert.rejects(refresh(app, refreshToken, { DPoP: other }), { error: 'invalid_grant' })
  assert.equal((await refresh(app, refreshToken, { DPoP })).tokens.token_type, 'dpop')
})

test("rfc9449 5: a confidential client's refresh token works with any key, with a required nonce", async () => {
  const shop = party('bound with nonce')
  const newKey = async () => oauth.DPoP(shop.client, await oauth.generateKeyPair('ES256'))
  const { tokens } = await refresh(shop, await firstRefreshToken(shop, await newKey()), { DPoP: await newKey() })
  assert.equal(tokens.token_type, 'dpop')
})
