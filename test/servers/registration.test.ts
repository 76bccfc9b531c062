import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { REDIRECT_URI } from './clients.ts'
import { obtainCode, redeemCode } from './code_flow.ts'
import { as, http } from './server.ts'

const metadata = {
  client_name: 'A new client',
  redirect_uris: [REDIRECT_URI],
  grant_types: ['authorization_code', 'client_credentials'],
  response_types: ['code'],
  id_token_signed_response_alg: 'ES256',
}

async function register(more: Partial<oauth.OmitSymbolProperties<oauth.Client>>) {
  const response = await oauth.dynamicClientRegistrationRequest(as, { ...metadata, ...more }, http)
  return oauth.processDynamicClientRegistrationResponse(response)
}

test('rfc7591 3.1/1, 3.2.1/1, 3.2.1/2, 3.2.1/4: registered with a secret, which works', async () => {
  const client = await register({ token_endpoint_auth_method: 'client_secret_basic' })
  assert.equal(client.client_name, 'A new client')
  const auth = oauth.ClientSecretBasic(client.client_secret as string)
  const shop = { client, auth, http }
  const { tokens } = await redeemCode(shop, await obtainCode(shop, { scope: 'openid' }))
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.aud, client.client_id)
})

test('rfc7591 2: registered with a key, which works', async () => {
  const { privateKey, publicKey } = await oauth.generateKeyPair('ES256')
  const jwk = (await crypto.subtle.exportKey('jwk', publicKey)) as oauth.JsonObject
  const client = await register({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [jwk] } })
  assert.equal(client.client_secret, undefined)
  const auth = oauth.PrivateKeyJwt(privateKey)
  const response = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, http)
  assert.equal((await oauth.processClientCredentialsResponse(as, client, response)).token_type, 'bearer')
})

test('rfc7591 3.2.2/p1, 3.2.2/1: metadata that the server does not accept', async () => {
  await assert.rejects(register({ redirect_uris: ['not a uri'] }), {
    name: 'ResponseBodyError',
    status: 400,
    error: 'invalid_redirect_uri',
  })
  await assert.rejects(register({ token_endpoint_auth_method: 'password' }), { error: 'invalid_client_metadata' })
})
