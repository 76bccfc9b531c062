import assert from 'node:assert/strict'
import { USER } from '../administration.mjs'
import { decide } from '../authentication_channel.mjs'
import { backchannel } from '../backchannel.mjs'
import { flow, oauth, rejection } from '../relying_party.mjs'

export function signedAndPingedFlows(party) {
  const { as, http, basic, keycloak } = party
  const { start, poll, loop, owner } = backchannel(party)

  const signed = { client_id: 'cibasigned', backchannel_authentication_request_signing_alg: 'ES256' }
  const request = (parameters, key = keycloak.keys.ES256) =>
    oauth.issueBackchannelAuthenticationRequestObject(as, signed, parameters, key)

  flow('ciba 7.1.1/p1, 7.1.1/p2a: a signed request', async () => {
    const parameters = oauth.buildBackchannelAuthenticationParameters(signed, {
      scope: 'openid email',
      login_hint: USER.username,
      binding_message: 'SIGNED',
      requested_expiry: 60,
    })
    const form = { request: await request(parameters) }
    const response = await oauth.backchannelAuthenticationRequest(as, signed, basic, form, http)
    const started = await oauth.processBackchannelAuthenticationResponse(as, signed, response)

    assert.equal((await decide(keycloak, 'SUCCEED')).binding_message, 'SIGNED')
    assert.equal((await owner(signed, await loop(signed, started))).email, USER.email)
  })

  flow('ciba 7.1.1: a signed request that was changed on the way is refused', async () => {
    const [header, , signature] = (await request({ scope: 'openid', login_hint: USER.username })).split('.')
    const [, claims] = (await request({ scope: 'openid', login_hint: 'mallory' })).split('.')
    const form = { request: `${header}.${claims}.${signature}` }
    const response = await oauth.backchannelAuthenticationRequest(as, signed, basic, form, http)
    await rejection(oauth.processBackchannelAuthenticationResponse(as, signed, response), { status: 400 })
  })

  const pinged = { client_id: 'cibaping', backchannel_token_delivery_mode: 'ping' }
  const ask = async () => {
    const token = oauth.generateClientNotificationToken()
    const parameters = oauth.buildBackchannelAuthenticationParameters(pinged, {
      scope: 'openid email',
      login_hint: USER.username,
      client_notification_token: token,
    })
    const response = await oauth.backchannelAuthenticationRequest(as, pinged, basic, parameters, http)
    const started = await oauth.processBackchannelAuthenticationResponse(as, pinged, response)
    const tokenHash = await oauth.calculateClientNotificationTokenHash(token)
    const find = (hash) => (hash === tokenHash ? { tokenHash, auth_req_id: started.auth_req_id } : undefined)
    return { started, find }
  }
  const incoming = ({ method, path, headers, body }) =>
    new Request(`https://rp.example.test${path}`, { method, headers, body })

  flow('ciba 10.2/2, 10.2/3a, 10.2/4, 10.1/p9: its ping is validated and wakes the loop', async () => {
    const { started, find } = await ask()
    const notified = keycloak.channel.next('/ping').then(async (notification) => {
      const { auth_req_id, response } = await oauth.validateBackchannelPing(incoming(notification), find)
      assert.deepEqual([auth_req_id, response.status], [started.auth_req_id, 204])
      const stranger = await oauth.validateBackchannelPing(incoming(notification), () => undefined)
      assert.equal(stranger.response.status, 401)
    })
    // without the ping the loop would get nothing in this time
    const polling = loop(pinged, { ...started, interval: 60 }, { notified, signal: AbortSignal.timeout(10_000) })
    await decide(keycloak, 'SUCCEED')
    assert.equal((await owner(pinged, await polling)).email, USER.email)
    await notified
  })

  flow('ciba 10.2, 11: a ping after the user refuses', async () => {
    const { started, find } = await ask()
    await decide(keycloak, 'UNAUTHORIZED')
    const notification = await keycloak.channel.next('/ping')
    assert.ok((await oauth.validateBackchannelPing(incoming(notification), find)).auth_req_id)
    await rejection(poll(pinged, started), { error: 'access_denied', status: 400 })
  })

  flow('ciba 7.1: a ping client needs a client_notification_token', async () => {
    await rejection(start(pinged), { error: 'invalid_request', status: 400 })
  })
}
