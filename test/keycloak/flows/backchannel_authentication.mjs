import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeJwt } from 'jose'
import { pollingLoopFlows } from '../../independent_servers/polling_loop.mjs'
import { INTERVAL, USER } from '../administration.mjs'
import { decide } from '../authentication_channel.mjs'
import { backchannel } from '../backchannel.mjs'
import { deviation } from '../deviations.mjs'
import { flow, oauth, rejection, signedClaims } from '../relying_party.mjs'

export function backchannelFlows(party) {
  const { as, http, basic, keycloak } = party
  const { start, poll, loop, owner } = backchannel(party)
  const main = { client_id: 'main' }

  flow('ciba 7.3, 10.1/p9, 11: pending, approved, signed ID Token, UserInfo, refresh', async () => {
    const started = await start(main, { binding_message: 'SHOP-0042' })
    assert.equal(started.interval, INTERVAL)
    assert.equal(started.expires_in, 120)
    await rejection(poll(main, started), { error: 'authorization_pending', status: 400 })
    const shown = await decide(keycloak, 'SUCCEED')
    assert.deepEqual([shown.binding_message, shown.login_hint], ['SHOP-0042', USER.username])
    await sleep(INTERVAL * 1000)
    const { response, result } = await poll(main, started)
    assert.equal((await signedClaims(party, response, result)).aud, 'main')
    assert.equal((await owner(main, result)).email, USER.email)
    const again = await oauth.refreshTokenGrantRequest(as, main, basic, result.refresh_token, http)
    assert.ok((await oauth.processRefreshTokenResponse(as, main, again)).access_token)
  })

  flow('ciba 11: polls that are too fast get slow_down', async () => {
    const started = await start(main)
    await rejection(poll(main, started), { error: 'authorization_pending' })
    await rejection(poll(main, started), { error: 'slow_down', status: 400 })
    await decide(keycloak, 'UNAUTHORIZED')
  })

  pollingLoopFlows(party, main, {
    start,
    loop,
    approve: () => decide(keycloak, 'SUCCEED'),
    recognise: async (tokens) => assert.equal((await owner(main, tokens)).email, USER.email),
  })

  for (const [status, what] of [
    ['UNAUTHORIZED', 'refused'],
    ['CANCELLED', 'cancelled'],
  ]) {
    flow(`ciba 11: the loop ends when the user has ${what}`, async () => {
      const started = await start(main)
      await decide(keycloak, status)
      await rejection(loop(main, started), { error: 'access_denied', status: 400 })
    })
  }

  flow('ciba 11/3: an expired auth_req_id', async () => {
    const lifetime = async (cibaExpiresIn) => {
      const realm = await keycloak.admin('GET', '')
      await keycloak.admin('PUT', '', { ...realm, attributes: { ...realm.attributes, cibaExpiresIn } })
    }
    await lifetime('1')
    const started = await start(main).finally(() => lifetime('120'))
    assert.equal(started.expires_in, 1)
    await sleep(2000)
    await rejection(poll(main, started), { error: 'expired_token', status: 400 })
  })

  flow('ciba 7.1: requested_expiry', async () => {
    const started = await start(main, { requested_expiry: '1' })
    await sleep(2000)
    // the phone answers too late, but the client still gets authorization_pending
    await assert.rejects(decide(keycloak, 'SUCCEED'), /403/)
    await rejection(poll(main, started), { error: 'authorization_pending' })
    deviation('requested-expiry', started.expires_in === 120)
  })

  flow('ciba 11: an auth_req_id can be redeemed once, an unknown one never', async () => {
    const started = await start(main)
    await decide(keycloak, 'SUCCEED')
    await poll(main, started)
    await sleep(INTERVAL * 1000)
    await rejection(poll(main, started), { error: 'invalid_grant', status: 400 })
    await rejection(poll(main, { auth_req_id: 'unknown' }), { error: 'invalid_grant', status: 400 })
  })

  flow(
    'ciba 13: an unknown user, no hint, a binding message with a space, an unnecessary client_notification_token',
    async () => {
      const unknown = await rejection(start(main, { login_hint: 'nobody' }), { status: 400 })
      deviation('unknown-user', unknown.error === 'invalid_request')
      await rejection(start(main, { login_hint: '' }), { error: 'invalid_request', status: 400 })
      await rejection(start(main, { binding_message: 'two words' }), { error: 'invalid_binding_message', status: 400 })
      const client_notification_token = oauth.generateClientNotificationToken()
      await rejection(start(main, { client_notification_token }), { error: 'invalid_request', status: 400 })
    },
  )

  flow('ciba 7.1: a scope without openid', async () => {
    const started = await start(main, { scope: 'email' })
    await decide(keycloak, 'SUCCEED')
    const { result } = await poll(main, started)
    deviation('no-openid', result.id_token === undefined)
    assert.equal(oauth.getValidatedIdTokenClaims(result), undefined)
    assert.throws(
      () => oauth.buildBackchannelAuthenticationParameters(main, { scope: 'email', login_hint: USER.username }),
      TypeError,
    )
  })

  flow('rfc7523 2.2: CIBA with private_key_jwt', async () => {
    const client = { client_id: 'keyed' }
    const auth = oauth.PrivateKeyJwt(keycloak.keys.PS256)
    const started = await start(client, {}, auth)
    await decide(keycloak, 'SUCCEED')
    assert.equal((await owner(client, await loop(client, started, { auth }))).email, USER.email)
  })

  flow('rfc9449 5: CIBA with proofs', async () => {
    const DPoP = oauth.DPoP(main, await oauth.generateKeyPair('ES256'))
    const started = await start(main)
    await decide(keycloak, 'SUCCEED')
    const tokens = await loop(main, started, { DPoP })
    assert.equal(tokens.token_type, 'dpop')
    assert.equal(decodeJwt(tokens.access_token).cnf.jkt, await DPoP.calculateThumbprint())
    const { sub } = oauth.getValidatedIdTokenClaims(tokens)
    const response = await oauth.userInfoRequest(as, main, tokens.access_token, { ...http, DPoP })
    assert.equal((await oauth.processUserInfoResponse(as, main, sub, response)).email, USER.email)
  })

  flow('ciba 7.2: a wrong secret is refused', async () => {
    const error = await rejection(start(main, {}, oauth.ClientSecretBasic('wrong')), { status: 401 })
    assert.ok(error)
  })
}
