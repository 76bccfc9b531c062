// Pushed authorization requests, signed request objects, signed responses, and all of them together.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { REDIRECT_URI } from './clients.ts'
import { authorizationParameters, redeemCode, withNonce } from './code_flow.ts'
import { as, type Party, party, SIGNING_ALGORITHMS, signingKey } from './server.ts'
import { authorize, type Landing } from './user_agent.ts'

async function push({ client, auth, http }: Party, parameters: Record<string, string>, DPoP?: oauth.DPoPHandle) {
  const options = DPoP ? { ...http, DPoP } : http
  const { request_uri } = await withNonce(async () =>
    oauth.processPushedAuthorizationResponse(
      as,
      client,
      await oauth.pushedAuthorizationRequest(as, client, auth, parameters, options),
    ),
  )
  return { request_uri }
}

test('rfc9126 2/4, 2.1/p2, 2.1/p3, 2.2/1, 2.2/2, 5/1: pushed authorization request', async () => {
  const shop = party('client_secret_post')
  const { parameters, codeVerifier, state } = await authorizationParameters({ scope: 'openid' })
  const response = await oauth.pushedAuthorizationRequest(as, shop.client, shop.auth, parameters, shop.http)
  const pushed = await oauth.processPushedAuthorizationResponse(as, shop.client, response)
  assert.match(pushed.request_uri, /^urn:/)
  assert.ok(pushed.expires_in > 0)
  const { url } = await authorize(as, shop.client, { request_uri: pushed.request_uri })
  const callback = oauth.validateAuthResponse(as, shop.client, url, state)
  const { tokens } = await redeemCode(shop, { callback, codeVerifier })
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
})

test('rfc9126 2.3/p1: a pushed request with a wrong redirect_uri is refused', async () => {
  const shop = party('client_secret_post')
  await assert.rejects(push(shop, { response_type: 'code', redirect_uri: 'https://other.example.test/' }), {
    name: 'ResponseBodyError',
    status: 400,
    error: 'invalid_request',
  })
})

test('rfc9449 10.1/2: a pushed request with a proof binds the code to the key', async () => {
  const shop = party('bound with nonce')
  const DPoP = oauth.DPoP(shop.client, await oauth.generateKeyPair('ES256'))
  const { parameters, codeVerifier, state } = await authorizationParameters({ scope: 'openid' })
  const { url } = await authorize(as, shop.client, await push(shop, parameters, DPoP))
  const callback = oauth.validateAuthResponse(as, shop.client, url, state)
  const other = oauth.DPoP(shop.client, await oauth.generateKeyPair('ES256'))
  await assert.rejects(redeemCode(shop, { callback, codeVerifier }, { DPoP: other }), { error: 'invalid_grant' })
})

for (const alg of SIGNING_ALGORITHMS) {
  test(`rfc9101 4/1a, 4/1c, 4/2a, 4/2b, 4/6, 5/p3: request object signed with ${alg}`, async () => {
    const shop = party('private_key_jwt')
    const { parameters, codeVerifier, state } = await authorizationParameters({ scope: 'openid', max_age: '60' })
    const request = await oauth.issueRequestObject(as, shop.client, parameters, signingKey(alg))
    const { url } = await authorize(as, shop.client, { request })
    const callback = oauth.validateAuthResponse(as, shop.client, url, state)
    const { tokens } = await redeemCode(shop, { callback, codeVerifier }, { maxAge: 60 })
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
  })
}

test('rfc9101 7/2: a request object signed by an unregistered key is refused', async () => {
  const { client } = party('private_key_jwt')
  const { parameters } = await authorizationParameters({ scope: 'openid' })
  const { privateKey } = await oauth.generateKeyPair('ES256')
  const request = await oauth.issueRequestObject(as, client, parameters, privateKey)
  const { url } = await authorize(as, client, { request })
  assert.throws(() => oauth.validateAuthResponse(as, client, url, oauth.skipStateCheck), {
    name: 'AuthorizationResponseError',
    error: 'invalid_request_object',
  })
})

test('jarm 2.1/p2, 2.2/1, 2.3.1/p1, 2.4/2, 2.4/3, 2.4/p3: the response is a signed JWT in the query', async () => {
  const shop = party('client_secret_basic')
  const client = { ...shop.client, authorization_signed_response_alg: 'RS256' }
  const { parameters, codeVerifier, state } = await authorizationParameters({ scope: 'openid', response_mode: 'jwt' })
  const { url } = await authorize(as, client, parameters)
  const callback = await oauth.validateJwtAuthResponse(as, client, url, state, shop.http)
  assert.equal(callback.get('iss'), as.issuer)
  const { tokens } = await redeemCode(shop, { callback, codeVerifier })
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
})

test('jarm 2.3.3/1: the response is a signed JWT in a form', async () => {
  const shop = party('client_secret_basic')
  const client = { ...shop.client, authorization_signed_response_alg: 'RS256' }
  const { parameters, codeVerifier, state } = await authorizationParameters({
    scope: 'openid',
    response_mode: 'form_post.jwt',
  })
  const { form } = await authorize(as, client, parameters)
  const callback = await oauth.validateJwtAuthResponse(as, client, form as URLSearchParams, state, shop.http)
  await redeemCode(shop, { callback, codeVerifier })
})

test('jarm 2.4/5a, 2.4/p4: a response with a changed JWT is refused', async () => {
  const shop = party('client_secret_basic')
  const client = { ...shop.client, authorization_signed_response_alg: 'RS256' }
  const { parameters, state } = await authorizationParameters({ scope: 'openid', response_mode: 'jwt' })
  const { url } = await authorize(as, client, parameters)
  const [header, payload, signature] = (url.searchParams.get('response') as string).split('.') as [
    string,
    string,
    string,
  ]
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const changed = Buffer.from(JSON.stringify({ ...claims, code: 'another' })).toString('base64url')
  url.searchParams.set('response', [header, changed, signature].join('.'))
  await assert.rejects(oauth.validateJwtAuthResponse(as, client, url, state, shop.http), {
    code: oauth.INVALID_RESPONSE,
  })
})

async function signedThroughout(parameters: Record<string, string>): Promise<{ landing: Landing; state: string }> {
  const bank = party('signed messages')
  const request = await oauth.issueRequestObject(as, bank.client, parameters, signingKey('ES256'))
  const landing = await authorize(as, bank.client, await push(bank, { request }))
  return { landing, state: parameters.state as string }
}

test('fapi2-ms 5.3.2/1, 5.3.2/2, 5.3.2/3, 5.3.2/4, 5.4.2/2: pushed and signed request, and signed response', async () => {
  const bank = party('signed messages')
  const nonce = oauth.generateRandomNonce()
  const { parameters, codeVerifier } = await authorizationParameters({ scope: 'openid', nonce, response_mode: 'jwt' })
  const { landing, state } = await signedThroughout(parameters)
  assert.equal(landing.url.href.split('?')[0], REDIRECT_URI)
  const callback = await oauth.validateJwtAuthResponse(as, bank.client, landing.url, state, bank.http)
  const { tokens } = await redeemCode(bank, { callback, codeVerifier }, { expectedNonce: nonce })
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.nonce, nonce)
})

test('jarm 2.1/p2: an error response is signed, too', async () => {
  const bank = party('signed messages')
  const { parameters } = await authorizationParameters({
    scope: 'openid',
    response_mode: 'jwt',
    login_hint: 'denier',
  })
  const { landing, state } = await signedThroughout(parameters)
  await assert.rejects(oauth.validateJwtAuthResponse(as, bank.client, landing.url, state, bank.http), {
    name: 'AuthorizationResponseError',
    error: 'access_denied',
  })
})

test('rfc9126 5: a client that must push and sign is refused otherwise', async () => {
  const bank = party('signed messages')
  const { parameters, state } = await authorizationParameters({ scope: 'openid' })
  await assert.rejects(push(bank, parameters), { error: 'invalid_request' })
  const { url } = await authorize(as, bank.client, parameters)
  assert.throws(() => oauth.validateAuthResponse(as, bank.client, url, state), {
    name: 'AuthorizationResponseError',
    error: 'invalid_request',
  })
})
