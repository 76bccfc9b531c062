import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { SCOPE } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { enterUserCode } from '../person.mjs'
import { flow, oauth, rejection, signedClaims } from '../relying_party.mjs'

export function deviceFlows(party) {
  const { as, http, basic } = party
  const main = { client_id: 'main', id_token_signed_response_alg: 'ES256' }

  const start = async () => {
    const response = await oauth.deviceAuthorizationRequest(as, main, basic, { scope: `openid ${SCOPE}` }, http)
    return oauth.processDeviceAuthorizationResponse(as, main, response)
  }
  const poll = async (code, options) => {
    const response = await oauth.deviceCodeGrantRequest(as, main, basic, code, { ...http, ...options })
    return { response, result: await oauth.processDeviceCodeResponse(as, main, response) }
  }

  flow('rfc8628 3.4/3.5: authorization_pending, slow_down, then the tokens', async () => {
    const device = await start()
    assert.equal(device.interval, 5)
    assert.equal(device.expires_in, 600)
    assert.ok(device.verification_uri_complete.includes(device.user_code))
    await rejection(poll(device.device_code), { error: 'authorization_pending', status: 400 })
    await rejection(poll(device.device_code), { error: 'slow_down', status: 400 })
    await enterUserCode(party, device)
    await sleep(device.interval * 1000 + 500)
    const { response, result } = await poll(device.device_code)
    assert.ok(result.refresh_token)
    assert.equal((await signedClaims(party, response, result)).aud, 'main')
    // the code has been used
    deviation('unknown-code', (await rejection(poll(device.device_code), { status: 400 })).error === 'access_denied')
  })

  flow(
    'rfc8628 3.5/1a, 3.5/1b, 3.5/2: the loop polls too fast, gets slow_down, and waits five seconds longer',
    async () => {
      const device = await start()
      // an interval that no server announces: the first two polls follow immediately
      const state = { ...oauth.getDevicePollingState(as, main, device), interval: 0.2, notBefore: 0 }
      const seen = []
      const tokens = await oauth.pollDeviceCodeGrant(as, main, basic, state, {
        ...http,
        async onProgress({ attempts, interval }) {
          seen.push([attempts, interval])
          if (seen.length === 4) await enterUserCode(party, device)
        },
      })
      assert.ok(tokens.refresh_token)
      const pending = [1, 0.2]
      assert.deepEqual(seen, [pending, pending, [2, 0.2], [2, 5.2], [3, 5.2]])
    },
  )

  flow('rfc8628 3.4: an unknown device code is refused', async () => {
    deviation('unknown-code', (await rejection(poll('unknown'), { status: 400 })).error === 'access_denied')
  })

  flow('rfc9449 5: device grant with a proof', async () => {
    const DPoP = oauth.DPoP(main, await oauth.generateKeyPair('ES256'))
    const device = await start()
    await enterUserCode(party, device)
    const { result } = await poll(device.device_code, { DPoP })
    assert.equal(result.token_type, 'dpop')
  })
}
