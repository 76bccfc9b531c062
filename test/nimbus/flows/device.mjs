import assert from 'node:assert/strict'
import { USER } from '../clients.mjs'
import { flow, handle, oauth, rejection, signedClaims } from '../relying_party.mjs'

export function deviceFlows(party) {
  const { as, basic, http, says } = party
  const main = { client_id: 'main' }
  const start = async (scope = 'openid', client = main, auth = basic) => {
    const response = await oauth.deviceAuthorizationRequest(as, client, auth, { scope }, http)
    return oauth.processDeviceAuthorizationResponse(as, client, response)
  }
  const poll = async (code, client = main) => {
    const response = await oauth.deviceCodeGrantRequest(as, client, basic, code, http)
    return { response, result: await oauth.processDeviceCodeResponse(as, client, response) }
  }
  /** The user decides before the first poll: then the server allows it at any time. */
  const loop = (device, options, client = main, auth = basic) => {
    const state = oauth.getDevicePollingState(as, client, { ...device, interval: 0.1 })
    return oauth.pollDeviceCodeGrant(as, client, auth, state, { ...http, ...options })
  }
  const refused = (error) => ({ name: 'ResponseBodyError', error, status: 400 })

  flow('rfc8628 3.2, 3.4, 3.5: authorization_pending, slow_down, then tokens, once', async () => {
    const device = await start('openid read')
    assert.deepEqual([device.interval, device.expires_in], [5, 120])
    assert.ok(device.verification_uri_complete.includes(device.user_code))
    await rejection(poll(device.device_code), refused('authorization_pending'))
    await rejection(poll(device.device_code), refused('slow_down'))
    await says('yes', { user_code: device.user_code.toLowerCase().replace('-', '') })
    const { response, result } = await poll(device.device_code)
    assert.equal((await signedClaims(party, response, result)).sub, USER.username)
    await rejection(poll(device.device_code), refused('invalid_grant'))
    await rejection(poll('unknown'), refused('invalid_grant'))
  })

  flow('rfc8628 3.5: the loop, with proofs, and a public client', async () => {
    const client = { client_id: 'public' }
    for (const [who, auth] of [
      [main, basic],
      [client, oauth.None()],
    ]) {
      const device = await start('openid', who, auth)
      let polls = 0
      const onProgress = async () => {
        if (++polls === 1) await says('yes', { user_code: device.user_code })
      }
      const tokens = await loop(device, { onProgress, DPoP: await handle(who) }, who, auth)
      assert.equal(tokens.token_type, 'dpop')
      assert.equal(oauth.getValidatedIdTokenClaims(tokens).aud, who.client_id)
    }
  })

  flow('rfc8628 3.5: refused, and expired', async () => {
    for (const [words, error] of [
      ['no', 'access_denied'],
      ['late', 'expired_token'],
    ]) {
      const device = await start()
      await says(words, { user_code: device.user_code })
      await rejection(loop(device), { name: 'ResponseBodyError', error })
    }
    await rejection(start('unknown'), refused('invalid_scope'))
  })
}
