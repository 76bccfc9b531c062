// CIBA in ping mode: the server calls our https endpoint, which wakes up the polling loop.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { as, notifications, type Party, party, signingKey, userAnswers } from './server.ts'

/** What an application stores about one authentication, and the ping that it waits for. */
async function start({ client, auth, http }: Party, requestKey?: oauth.PrivateKey) {
  const token = oauth.generateClientNotificationToken()
  const tokenHash = await oauth.calculateClientNotificationTokenHash(token)
  const parameters = oauth.buildBackchannelAuthenticationParameters(client, {
    scope: 'openid email',
    login_hint: 'alice',
    binding_message: 'SHOP-7',
    requested_expiry: 120,
    client_notification_token: token,
  })
  const request = requestKey
    ? { request: await oauth.issueBackchannelAuthenticationRequestObject(as, client, parameters, requestKey) }
    : parameters
  const response = await oauth.backchannelAuthenticationRequest(as, client, auth, request, http)
  const authentication = await oauth.processBackchannelAuthenticationResponse(as, client, response)
  const pings: { status: number; auth_req_id: string | undefined }[] = []
  const notified = new Promise<string | undefined>((resolve) => {
    notifications.receives(async (incoming) => {
      const stored = { tokenHash, auth_req_id: authentication.auth_req_id }
      const { auth_req_id, response } = await oauth.validateBackchannelPing(incoming, (hash) =>
        hash === tokenHash ? stored : undefined,
      )
      pings.push({ status: response.status, auth_req_id })
      resolve(auth_req_id)
      return response
    })
  })
  return { authentication, notified, pings, state: oauth.getBackchannelPollingState(as, client, authentication) }
}

test('ciba 7.1/2a, 10.2/2, 10.2/3a, 10.2/4, 10.1/p9, 10.1/p10: after a ping the loop polls at once', async () => {
  const shop = party('ping')
  const { authentication, notified, pings, state } = await start(shop)
  // without the ping the test would time out long before the first poll
  const patient = { ...state, interval: 100, notBefore: state.notBefore + 95 }
  const options = { ...shop.http, notified }
  const polling = oauth.pollBackchannelAuthenticationGrant(as, shop.client, shop.auth, patient, options)
  await userAnswers(authentication.auth_req_id, 'approve')
  const tokens = await polling
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
  assert.deepEqual(pings, [{ status: 204, auth_req_id: authentication.auth_req_id }])
})

test('ciba 7.1.1/p2a, 7.1.1/p3a, 7.1.1/p3b, fapi-ciba 5.2.2/5, 5.2.2/9, 5.2.3.1/1, 7.10/1: a signed request, PS256', async () => {
  const bank = party('signed ping', 'PS256')
  await assert.rejects(start(bank), { error: 'invalid_request' }) // an unsigned request is refused
  const { authentication, notified, state } = await start(bank, signingKey('PS256'))
  await userAnswers(authentication.auth_req_id, 'approve')
  const options = { ...bank.http, notified }
  const tokens = await oauth.pollBackchannelAuthenticationGrant(as, bank.client, bank.auth, state, options)
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
  await assert.rejects(start(bank, signingKey('ES256')), { code: 'ERR_INVALID_ARG_VALUE' }) // not the registered one
})

test('ciba 10.2/1, 11/4: a refusal sends a ping, too', async () => {
  const shop = party('ping')
  const { authentication, notified, state } = await start(shop)
  await userAnswers(authentication.auth_req_id, 'deny')
  assert.equal(await notified, authentication.auth_req_id)
  await assert.rejects(
    oauth.pollBackchannelAuthenticationGrant(as, shop.client, shop.auth, state, { ...shop.http, notified }),
    { error: 'access_denied' },
  )
})

test('ciba 10.1.1/1, 11/p2: a ping for a redeemed auth_req_id gets nothing more', async () => {
  const shop = party('ping')
  const { authentication, notified, state } = await start(shop)
  await userAnswers(authentication.auth_req_id, 'approve')
  const options = { ...shop.http, notified }
  await oauth.pollBackchannelAuthenticationGrant(as, shop.client, shop.auth, state, options)
  await assert.rejects(oauth.pollBackchannelAuthenticationGrant(as, shop.client, shop.auth, state, options), {
    error: 'invalid_grant',
  })
})
