import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import * as oauth from 'relying'
import { createAuthorizationServer, listMisbehaviours } from 'relying/testing'
import { createApplication } from './application.mjs'

test.afterEach(() => mock.restoreAll())

// #region sign_in
test('a user signs in', async () => {
  const server = await createAuthorizationServer()
  mock.method(globalThis, 'fetch', server.fetch)
  const { metadata, client, clientSecret, redirectUri } = server
  const application = createApplication({ as: metadata, client, clientSecret, redirectUri })

  const { url, session } = await application.begin()
  const user = await application.finish(await server.authorize(url), session)
  assert.equal(user.sub, 'alice')
})
// #endregion sign_in

/** A sign-in for the tests below. */
async function setUp(options) {
  const server = await createAuthorizationServer(options)
  mock.method(globalThis, 'fetch', server.fetch)
  const { metadata, client, clientSecret, redirectUri } = server
  return { server, application: createApplication({ as: metadata, client, clientSecret, redirectUri }) }
}

test('the user refuses, or is a different one', async () => {
  const { server, application } = await setUp()
  const { url, session } = await application.begin()
  // #region decide
  const refused = await server.authorize(url, { error: 'access_denied' })
  const bob = await server.authorize(url, { user: { sub: 'bob', name: 'Bob' } })
  // #endregion decide
  await assert.rejects(application.finish(refused, session), { name: 'AuthorizationResponseError' })
  assert.equal((await application.finish(bob, session)).sub, 'bob')
})

test('the user has signed in before', async () => {
  const { server, application } = await setUp()
  const { url, session } = await application.begin()
  // #region signed_in
  const silent = new URL(url)
  silent.searchParams.set('prompt', 'none')
  const signedInAt = server.clock.now() - 600 // ten minutes ago

  const asked = await server.authorize(silent)
  assert.equal(asked.searchParams.get('error'), 'login_required')
  const unasked = await server.authorize(silent, { signedInAt })
  // #endregion signed_in
  assert.equal((await application.finish(unasked, session)).sub, 'alice')
})

// #region attack
test('an ID Token for somebody else signs nobody in', async () => {
  const { server, application } = await setUp()
  server.misbehave('id_token.aud', 'another-client')

  const { url, session } = await application.begin()
  const callback = await server.authorize(url)
  await assert.rejects(application.finish(callback, session), { code: oauth.JWT_CLAIM_COMPARISON })
})
// #endregion attack

// #region every_attack
// Everything that can be wrong with the authorization response: in no case is anybody signed in.
for (const { name, does } of listMisbehaviours().filter(({ name }) => name.startsWith('authorization_response.'))) {
  test(`${name}: ${does}`, async () => {
    const { server, application } = await setUp()
    server.misbehave(name)
    const { url, session } = await application.begin()
    const callback = await server.authorize(url)
    await assert.rejects(application.finish(callback, session))
  })
}
// #endregion every_attack

test('the token endpoint is down for a while', async () => {
  const { server, application } = await setUp()
  // #region outage
  server.misbehave('token.status', 503, { times: 1 })
  // #endregion outage
  const first = await application.begin()
  const callback = await server.authorize(first.url)
  await assert.rejects(application.finish(callback, first.session), { code: oauth.RESPONSE_IS_NOT_CONFORM })
  const second = await application.begin()
  assert.equal((await application.finish(await server.authorize(second.url), second.session)).sub, 'alice')
})

test('requests can be inspected, and time passes at once', async () => {
  const { server, application } = await setUp()
  const { url, session } = await application.begin()
  const callback = await server.authorize(url)
  // #region clock
  server.clock.advance(60) // a code is valid for a minute
  // #endregion clock
  await assert.rejects(application.finish(callback, session), { error: 'invalid_grant' })
  // #region exchanges
  const { endpoint, request, response } = server.exchanges.at(-1)
  assert.equal(endpoint, 'token')
  assert.equal(new URLSearchParams(request.body).get('grant_type'), 'authorization_code')
  assert.equal(response.body.error, 'invalid_grant')
  // #endregion exchanges
})

test('a sign-in on another device', async () => {
  const { server } = await setUp()
  const { metadata: as, client, clientSecret } = server
  const authentication = oauth.ClientSecretBasic(clientSecret)
  const device = await oauth.processDeviceAuthorizationResponse(
    as,
    client,
    await oauth.deviceAuthorizationRequest(as, client, authentication, { scope: 'openid' }),
  )
  // #region approve
  await server.approve(device.user_code)
  // #endregion approve
  const response = await oauth.deviceCodeGrantRequest(as, client, authentication, device.device_code)
  const tokens = await oauth.processDeviceCodeResponse(as, client, response)
  assert.equal(oauth.getValidatedIdTokenClaims(tokens).sub, 'alice')
})

test('a sign-in by ping', async () => {
  // #region ping
  const endpoint = 'https://shop.example/ping'
  const server = await createAuthorizationServer({
    client: { backchannel_token_delivery_mode: 'ping', backchannel_client_notification_endpoint: endpoint },
  })
  const { metadata: as, client, clientSecret, fetch } = server
  const clientAuthentication = oauth.ClientSecretBasic(clientSecret)
  const http = { [oauth.customFetch]: fetch, DPoP: oauth.DPoP(client, await oauth.generateKeyPair('ES256')) }

  const token = oauth.generateClientNotificationToken()
  const tokenHash = await oauth.calculateClientNotificationTokenHash(token)
  const parameters = { scope: 'openid', login_hint: 'alice', client_notification_token: token }
  const response = await oauth.backchannelAuthenticationRequest(as, client, clientAuthentication, parameters, http)
  const authentication = await oauth.processBackchannelAuthenticationResponse(as, client, response)
  const { auth_req_id } = authentication

  const request = await server.approve(auth_req_id) // what the server sends to the endpoint
  const find = (hash) => (hash === tokenHash ? { tokenHash, auth_req_id } : undefined)
  const ping = await oauth.validateBackchannelPing(request, find)
  assert.equal(ping.response.status, 204)

  const state = oauth.getBackchannelPollingState(as, client, authentication)
  const options = { ...http, notified: Promise.resolve() } // polls at once
  const tokens = await oauth.pollBackchannelAuthenticationGrant(as, client, clientAuthentication, state, options)
  assert.equal(tokens.token_type, 'dpop')
  // #endregion ping
  assert.equal(request.url, endpoint)
  assert.equal(ping.auth_req_id, auth_req_id)
  assert.equal(oauth.getValidatedIdTokenClaims(tokens).sub, 'alice')
})

test('a poll that need not wait five seconds', async () => {
  const { server } = await setUp()
  const { metadata: as, client, clientSecret } = server
  const authentication = oauth.ClientSecretBasic(clientSecret)
  // #region interval
  server.misbehave('backchannel_authentication.interval', 0.01)
  // #endregion interval
  const parameters = { scope: 'openid', login_hint: 'alice' }
  const response = await oauth.backchannelAuthenticationRequest(as, client, authentication, parameters)
  const state = oauth.getBackchannelPollingState(
    as,
    client,
    await oauth.processBackchannelAuthenticationResponse(as, client, response),
  )
  assert.equal(state.interval, 0.01)
  await server.approve(state.id)
  const tokens = await oauth.pollBackchannelAuthenticationGrant(as, client, authentication, state)
  assert.equal(oauth.getValidatedIdTokenClaims(tokens).sub, 'alice')
})
