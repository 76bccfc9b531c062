// What glewlwyd's CIBA pings and pushes look like, read without the library: the facts that README.md tells.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { SCOPE } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { decide } from '../person.mjs'
import { flow, oauth, rejection, signedClaims } from '../relying_party.mjs'
import { LOGIN_HINT } from './backchannel_authentication.mjs'

const TOKEN = 'notification-token_0123456789.abc'
const CLAIM = 'urn:openid:params:jwt:claim'

export function notificationFlows(party, endpoint) {
  const { as, http, basic } = party

  const start = async (client, parameters) => {
    const all = { scope: `openid ${SCOPE}`, login_hint: LOGIN_HINT, client_notification_token: TOKEN, ...parameters }
    const response = await oauth.backchannelAuthenticationRequest(as, client, basic, all, http)
    return oauth.processBackchannelAuthenticationResponse(as, client, response)
  }
  const poll = async (client, { auth_req_id }) => {
    const response = await oauth.backchannelAuthenticationGrantRequest(as, client, basic, auth_req_id, http)
    return { response, result: await oauth.processBackchannelAuthenticationGrantResponse(as, client, response) }
  }
  const assertShape = (notification, path) => {
    const { authorization, 'content-type': type } = notification.headers
    assert.deepEqual(
      { method: notification.method, path: notification.path, authorization, type },
      { method: 'POST', path, authorization: `Bearer ${TOKEN}`, type: 'application/json' },
    )
  }
  const ping = { client_id: 'cibaping', id_token_signed_response_alg: 'ES256' }
  const push = { client_id: 'cibapush', id_token_signed_response_alg: 'ES256' }

  flow('ciba 10.2: a ping, then the tokens', async () => {
    const started = await start(ping)
    await decide(party, 'approve')
    const notification = await endpoint.next()
    assertShape(notification, '/ping')
    assert.deepEqual(JSON.parse(notification.body), { auth_req_id: started.auth_req_id })
    const { response, result } = await poll(ping, started)
    const claims = await signedClaims(party, response, result)
    assert.equal(claims[`${CLAIM}:auth_req_id`], started.auth_req_id)
  })

  flow('ciba 10.3.1: a push holds the tokens, bound to the request by the claims of the ID Token', async () => {
    const started = await start(push)
    await decide(party, 'approve')
    const notification = await endpoint.next()
    assertShape(notification, '/push')
    const body = JSON.parse(notification.body)
    assert.deepEqual(Object.keys(body).sort(), [
      'access_token',
      'auth_req_id',
      'expires_in',
      'iat',
      'id_token',
      'refresh_token',
      'scope',
      'token_type',
    ])
    assert.equal(body.auth_req_id, started.auth_req_id)
    const jwks = createRemoteJWKSet(new URL(as.jwks_uri), {
      [(await import('jose')).customFetch]: party.glewlwyd.fetch,
    })
    const { payload } = await jwtVerify(body.id_token, jwks, { issuer: as.issuer, audience: push.client_id })
    assert.equal(payload[`${CLAIM}:auth_req_id`], started.auth_req_id)
    assert.equal(payload[`${CLAIM}:rt_hash`], leftHalf(body.refresh_token))
    assert.equal(payload.at_hash, leftHalf(body.access_token))
  })

  flow('ciba 11: a push client may not poll', async () => {
    const started = await start(push)
    await rejection(poll(push, started), { error: 'unauthorized_client', status: 400 })
    await decide(party, 'deny')
  })

  flow('ciba 7.1: ping and push need a client_notification_token', async () => {
    for (const client of [ping, push]) {
      await rejection(start(client, { client_notification_token: '' }), { error: 'invalid_request', status: 400 })
    }
  })

  flow('ciba 10.2 and 12: a denial', async () => {
    const started = await start(ping)
    await decide(party, 'deny')
    await rejection(poll(ping, started), { error: 'access_denied' })
    await start(push)
    await decide(party, 'deny')
    await sleep(500)
    deviation('silent-denial', endpoint.received.length === 0)
  })
}

function leftHalf(token) {
  return createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url')
}
