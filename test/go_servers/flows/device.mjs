import assert from 'node:assert/strict'
import { INTERVAL, USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { oauth, rejection, signedClaims } from '../relying_party.mjs'

export function deviceFlows(party) {
  const { as, http, basic, servers, flow } = party
  const main = { client_id: 'main' }

  const start = async (client = main, auth = basic) => {
    const response = await oauth.deviceAuthorizationRequest(as, client, auth, { scope: 'openid' }, http)
    return oauth.processDeviceAuthorizationResponse(as, client, response)
  }
  const poll = async (code, client = main, auth = basic) => {
    const response = await oauth.deviceCodeGrantRequest(as, client, auth, code, http)
    return { response, result: await oauth.processDeviceCodeResponse(as, client, response) }
  }
  const loop = (device, options) =>
    oauth.pollDeviceCodeGrant(as, main, basic, oauth.getDevicePollingState(as, main, device), { ...http, ...options })
  /** Opens the device's link as the user, and approves or refuses. */
  const visit = async ({ verification_uri_complete }, refuse) => {
    const body = new URLSearchParams(refuse && { refuse })
    const response = await servers.fetch(verification_uri_complete, { method: 'POST', body })
    assert.equal(response.status, 200)
  }

  flow('rfc8628 3.4/3.5: authorization_pending, then the tokens', async () => {
    const device = await start()
    assert.equal(device.interval, INTERVAL)
    assert.equal(device.expires_in, 120)
    assert.ok(device.verification_uri_complete.includes(device.user_code))
    await rejection(poll(device.device_code), { error: 'authorization_pending', status: 400 })
    await visit(device)
    const { response, result } = await poll(device.device_code)
    assert.equal((await signedClaims(party, response, result)).sub, USER.id)
  })

  flow('rfc8628 3.5/1a: the loop waits for the user', async () => {
    const device = await start()
    const intervals = []
    const tokens = await loop(device, {
      async onProgress({ interval }) {
        intervals.push(interval)
        if (intervals.length === 2) await visit(device)
      },
    })
    assert.ok(tokens.id_token)
    assert.ok(intervals.every((interval) => interval === INTERVAL))
  })

  flow('rfc8628 3.1: a public client', async () => {
    const client = { client_id: 'public' }
    const device = await start(client, oauth.None())
    await visit(device)
    const { response, result } = await poll(device.device_code, client, oauth.None())
    assert.equal((await signedClaims(party, response, result)).sub, USER.id)
  })

  flow('rfc8628 3.5/3: the user refuses', async () => {
    const device = await start()
    await visit(device, 'yes')
    await rejection(loop(device), { error: 'access_denied', status: 400 })
  })

  flow('rfc8628 3.5: an unknown device code is refused', async () => {
    const { error, status } = await rejection(poll('unknown'), {})
    deviation('zitadel-device-code', error === 'access_denied' && status === 400)
  })

  flow('rfc8628 3.1: a wrong secret and an unknown client are refused', async () => {
    const { error, status } = await rejection(start(main, oauth.ClientSecretBasic('wrong')), {})
    deviation('zitadel-device-secret', error === 'unauthorized_client' && status === 400)
    const { code, cause } = await rejection(start({ client_id: 'unknown' }, oauth.None()), {})
    deviation('zitadel-unknown-client', code === oauth.RESPONSE_IS_NOT_CONFORM && cause.status === 500)
  })
}
