import assert from 'node:assert/strict'
import { deviation } from '../deviations.mjs'
import { refuse } from '../person.mjs'
import { basic, flow, oauth, rejection } from '../relying_party.mjs'

export function deviceFlows(party) {
  const { as, http, browser, spring } = party
  const main = { client_id: 'main' }

  const start = async (client = main, scope = 'read') => {
    const response = await oauth.deviceAuthorizationRequest(as, client, basic(client), { scope }, http)
    return oauth.processDeviceAuthorizationResponse(as, client, response)
  }
  const poll = async (code, { client = main, ...options } = {}) => {
    const all = { ...http, ...options }
    const response = await oauth.deviceCodeGrantRequest(as, client, basic(client), code, all)
    return oauth.processDeviceCodeResponse(as, client, response)
  }
  /** The server names no interval, which means five seconds: too long for a test, and it never sends slow_down. */
  const loop = (device, { client = main, ...options } = {}) => {
    const state = oauth.getDevicePollingState(as, client, { ...device, interval: 0.2 })
    return oauth.pollDeviceCodeGrant(as, client, basic(client), state, { ...http, ...options })
  }
  /** Opens the link that the device shows, signs in, and approves or refuses. */
  const visit = ({ verification_uri_complete }, answer) =>
    browser.walk(verification_uri_complete, { origin: spring.origin, answer })

  // must be first: the server remembers approved scopes, and then ticking nothing new is not a refusal
  flow('rfc8628 3.5: the user ticks nothing', async () => {
    const device = await start()
    await visit(device, refuse)
    await rejection(loop(device), { name: 'ResponseBodyError', error: 'access_denied', status: 400 })
  })

  flow('rfc8628 3.2: the response, which has no interval', async () => {
    const device = await start()
    assert.ok(device.verification_uri_complete.includes(device.user_code))
    assert.equal(device.expires_in, 300)
    assert.equal(device.interval, undefined)
    assert.equal(oauth.getDevicePollingState(as, main, device).interval, 5)
  })

  flow('rfc8628 3.4/3.5: authorization_pending, then the tokens', async () => {
    const device = await start()
    const pending = { name: 'ResponseBodyError', error: 'authorization_pending', status: 400 }
    await rejection(poll(device.device_code), pending)
    await rejection(poll(device.device_code), pending)
    await visit(device)
    const result = await poll(device.device_code)
    assert.equal(result.scope, 'read')
    assert.ok(result.refresh_token)
    const spent = await rejection(poll(device.device_code), { name: 'ResponseBodyError', status: 400 })
    deviation('spent-device-code', spent.error === 'access_denied')
  })

  flow('rfc8628 3.3: the user code, in lower case and without the dash', async () => {
    const device = await start()
    const typed = new URL(device.verification_uri)
    typed.searchParams.set('user_code', device.user_code.toLowerCase().replace('-', ''))
    await browser.walk(typed, { origin: spring.origin })
    assert.ok((await poll(device.device_code)).access_token)
  })

  flow('rfc8628 3.5: the loop polls until the user approves', async () => {
    const device = await start()
    let polls = 0
    const tokens = await loop(device, {
      async onProgress() {
        if (++polls === 3) await visit(device)
      },
    })
    assert.ok(tokens.access_token)
    assert.equal(polls, 3)
  })

  flow('rfc8628 3.4: an unknown device code, and one of another client, are refused', async () => {
    const refused = { name: 'ResponseBodyError', error: 'invalid_grant', status: 400 }
    await rejection(poll('unknown'), refused)
    await rejection(poll((await start()).device_code, { client: { client_id: 'opaque' } }), refused)
  })

  flow('rfc8628 3.1: the device flow returns no ID Token', async () => {
    await rejection(start(main, 'openid'), { name: 'ResponseBodyError', error: 'invalid_scope', status: 400 })
  })

  flow('rfc9449 5: device grant with a proof', async () => {
    const DPoP = oauth.DPoP(main, await oauth.generateKeyPair('ES256'))
    const device = await start()
    await visit(device)
    assert.equal((await loop(device, { DPoP })).token_type, 'dpop')
  })
}
