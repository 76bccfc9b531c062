import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { INTERVAL } from '../administration.mjs'
import { refuse } from '../person.mjs'
import { flow, oauth, rejection, signedClaims } from '../relying_party.mjs'

export function deviceFlows(party) {
  const { as, http, basic, browser, keycloak } = party
  const main = { client_id: 'main' }

  const start = async () => {
    const response = await oauth.deviceAuthorizationRequest(as, main, basic, { scope: 'openid' }, http)
    return oauth.processDeviceAuthorizationResponse(as, main, response)
  }
  const poll = async (code, options) => {
    const response = await oauth.deviceCodeGrantRequest(as, main, basic, code, { ...http, ...options })
    return { response, result: await oauth.processDeviceCodeResponse(as, main, response) }
  }
  const loop = (device, options) =>
    oauth.pollDeviceCodeGrant(as, main, basic, oauth.getDevicePollingState(as, main, device), { ...http, ...options })
  /** Opens the link that the device shows, signs in, and approves or refuses. */
  const visit = async ({ verification_uri_complete }, answer) => {
    const { page } = await browser.walk(verification_uri_complete, { origin: keycloak.origin, answer })
    return page
  }

  flow('rfc8628 3.4/3.5: authorization_pending, slow_down, then the tokens', async () => {
    const device = await start()
    assert.equal(device.interval, INTERVAL)
    assert.equal(device.expires_in, 600)
    assert.ok(device.verification_uri_complete.includes(device.user_code))
    await rejection(poll(device.device_code), { error: 'authorization_pending', status: 400 })
    await rejection(poll(device.device_code), { error: 'slow_down', status: 400 })
    await visit(device)
    await sleep(INTERVAL * 1000)
    const { response, result } = await poll(device.device_code)
    assert.equal((await signedClaims(party, response, result)).aud, 'main')
    await sleep(INTERVAL * 1000)
    // the code has been used
    await rejection(poll(device.device_code), { error: 'invalid_grant', status: 400 })
  })

  flow('rfc8628 3.5/1a, 3.5/1b: the loop never gets slow_down', async () => {
    const device = await start()
    const intervals = []
    const tokens = await loop(device, {
      async onProgress({ interval }) {
        intervals.push(interval)
        if (intervals.length === 4) await visit(device)
      },
    })
    assert.ok(tokens.id_token)
    assert.deepEqual(intervals, [1, 1, 1, 1, 1])
  })

  flow('rfc8628 3.5/3: the user refuses', async () => {
    const device = await start()
    await visit(device, refuse)
    await rejection(loop(device), { error: 'access_denied', status: 400 })
  })

  flow('rfc8628 3.4: an unknown device code is refused', async () => {
    await rejection(poll('unknown'), { error: 'invalid_grant', status: 400 })
  })

  flow('rfc9449 5: device grant with a proof', async () => {
    const DPoP = oauth.DPoP(main, await oauth.generateKeyPair('ES256'))
    const device = await start()
    await visit(device)
    assert.equal((await loop(device, { DPoP })).token_type, 'dpop')
  })
}
