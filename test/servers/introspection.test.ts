// Introspection and revocation of tokens.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { obtainCode, redeemCode } from './code_flow.ts'
import { as, decrypt, type Party, party } from './server.ts'

async function someToken({ client, auth, http }: Party) {
  const parameters = { scope: 'api:read', resource: 'urn:example:opaque' }
  const response = await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, http)
  return (await oauth.processClientCredentialsResponse(as, client, response)).access_token
}

async function introspect(
  { client, auth, http }: Party,
  token: string,
  options: oauth.IntrospectionRequestOptions = {},
) {
  const response = await oauth.introspectionRequest(as, client, auth, token, { ...http, ...options })
  return { response, result: await oauth.processIntrospectionResponse(as, client, response) }
}

async function revoke({ client, auth, http }: Party, token: string, options: oauth.RevocationRequestOptions = {}) {
  const response = await oauth.revocationRequest(as, client, auth, token, { ...http, ...options })
  return oauth.processRevocationResponse(response)
}

for (const clientId of ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt']) {
  test(`rfc7662 2.1/p1, 2.1/1, 2.1/p3, 2.2/p1, 2.2/1, 2.2/p2: an active token, introspected by ${clientId}`, async () => {
    const shop = party(clientId)
    const { result } = await introspect(shop, await someToken(shop))
    assert.equal(result.active, true)
    assert.equal(result.client_id, clientId)
    assert.equal(result.scope, 'api:read')
    assert.equal(result.iss, as.issuer)
  })
}

test('rfc7662 2.3/2: an unknown token is not active', async () => {
  assert.deepEqual((await introspect(party('client_secret_basic'), 'no-such-token')).result, { active: false })
})

test('rfc7662 2.3/1: a client that fails to authenticate is refused', async () => {
  const shop = { ...party('client_secret_post'), auth: oauth.ClientSecretPost('wrong') }
  await assert.rejects(introspect(shop, 'some-token'), { name: 'ResponseBodyError', error: 'invalid_client' })
})

test('rfc9701 4/1, 5/p1a, 5/p1b, 5/1, 5/2, 5/3, 5/4, fapi2-ms 5.5.2/1, 5.5.2/2: a signed response, with its signature verified', async () => {
  const shop = party('signed answers')
  const { response, result } = await introspect(shop, await someToken(shop))
  assert.match(response.headers.get('content-type') as string, /^application\/token-introspection\+jwt/)
  assert.equal(result.active, true)
  await oauth.validateApplicationLevelSignature(as, response, shop.http)
})

test('rfc9701 4: requestJwtResponse applies to one request', async () => {
  const shop = party('signed answers')
  const { response, result } = await introspect(shop, await someToken(shop), { requestJwtResponse: false })
  assert.match(response.headers.get('content-type') as string, /^application\/json/)
  assert.equal(result.active, true)
})

test('rfc9701 5/p7: a signed and encrypted response', async () => {
  const { client, auth, http } = party('encrypted answers')
  const token = await someToken({ client, auth, http })
  const response = await oauth.introspectionRequest(as, client, auth, token, http)
  const result = await oauth.processIntrospectionResponse(as, client, response, { [oauth.jweDecrypt]: decrypt })
  assert.equal(result.active, true)
  await oauth.validateApplicationLevelSignature(as, response, http)
})

test('rfc7009 2.1/p1, 2.1/1, 2.1/p2, 2.2/1: a revoked access token is no longer active', async () => {
  const shop = party('client_secret_basic')
  const token = await someToken(shop)
  assert.equal(await revoke(shop, token), undefined)
  assert.equal((await introspect(shop, token)).result.active, false)
})

test('rfc7009 2.1/2: a revoked refresh token is refused', async () => {
  const shop = party('private_key_jwt')
  const { tokens } = await redeemCode(shop, await obtainCode(shop, { scope: 'openid' }))
  await revoke(shop, tokens.refresh_token as string, { additionalParameters: { token_type_hint: 'refresh_token' } })
  const { client, auth, http } = shop
  const response = await oauth.refreshTokenGrantRequest(as, client, auth, tokens.refresh_token as string, http)
  await assert.rejects(oauth.processRefreshTokenResponse(as, client, response), { error: 'invalid_grant' })
})

test('rfc7009 2.2/1: revoking an unknown token is not an error', async () => {
  await revoke(party('client_secret_basic'), 'no-such-token')
})

test('rfc7009 2.2.1/1: a client that fails to authenticate cannot revoke', async () => {
  const shop = { ...party('client_secret_post'), auth: oauth.ClientSecretPost('wrong') }
  await assert.rejects(revoke(shop, 'some-token'), { name: 'ResponseBodyError', error: 'invalid_client' })
})
