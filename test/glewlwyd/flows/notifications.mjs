// What glewlwyd's CIBA pings and pushes look like, read without the library: the facts in README.md.
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

  flow('ciba 10.3.1: a push has the tokens, bound to the request by the claims of the ID Token', async () => {
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

  /** Starts an authentication like an application: with built parameters, and only the hash of the token stored. */
  const begin = async (client, requestKey) => {
    const token = oauth.generateClientNotificationToken()
    const parameters = oauth.buildBackchannelAuthenticationParameters(client, {
      scope: `openid ${SCOPE}`,
      login_hint: LOGIN_HINT,
      ...(client.backchannel_token_delivery_mode !== 'poll' && { client_notification_token: token }),
    })
    const form = requestKey
      ? { request: await oauth.issueBackchannelAuthenticationRequestObject(as, client, parameters, requestKey) }
      : parameters
    const response = await oauth.backchannelAuthenticationRequest(as, client, basic, form, http)
    const authentication = await oauth.processBackchannelAuthenticationResponse(as, client, response)
    const expected = {
      tokenHash: await oauth.calculateClientNotificationTokenHash(token),
      auth_req_id: authentication.auth_req_id,
    }
    const find = (hash) => (hash === expected.tokenHash ? expected : undefined)
    return { state: oauth.getBackchannelPollingState(as, client, authentication), find, expected }
  }
  const incoming = ({ method, path, headers, body }, changed = {}) =>
    new Request(`https://rp.example.test${path}`, { method, headers, body, ...changed })
  const pinged = { ...ping, backchannel_token_delivery_mode: 'ping' }
  const pushed = { ...push, backchannel_token_delivery_mode: 'push' }

  flow('ciba 10.2/2, 10.2/3a, 10.2/4, 10.1/p9: its ping is validated and wakes the loop', async () => {
    const { state, find } = await begin(pinged)
    const notified = endpoint.next().then(async (notification) => {
      const validated = await oauth.validateBackchannelPing(incoming(notification), find)
      assert.deepEqual([validated.auth_req_id, validated.response.status], [state.id, 204])
      const stranger = await oauth.validateBackchannelPing(incoming(notification), () => undefined)
      assert.equal(stranger.response.status, 401)
    })
    const polling = oauth.pollBackchannelAuthenticationGrant(as, pinged, basic, state, { ...http, notified })
    await decide(party, 'approve')
    assert.ok(oauth.getValidatedIdTokenClaims(await polling).sub)
  })

  flow(
    'ciba 10.3.1/3, 10.3.1/5, 10.3.1/7, 10.3.1/8, 10.3.1/9a, 10.3.1/9b, 10.3.1/10: its push is validated',
    async () => {
      const { find, expected } = await begin(pushed)
      await decide(party, 'approve')
      const notification = await endpoint.next()
      const validate = (request, found = find) => oauth.validateBackchannelPush(as, pushed, request, found, http)
      const { auth_req_id, tokens, response } = await validate(incoming(notification))
      assert.deepEqual([auth_req_id, response.status], [expected.auth_req_id, 204])
      assert.ok(tokens.refresh_token)
      assert.equal(oauth.getValidatedIdTokenClaims(tokens)[`${CLAIM}:auth_req_id`], expected.auth_req_id)
      const userInfo = await oauth.userInfoRequest(as, pushed, tokens.access_token, http)
      assert.ok(await oauth.processUserInfoResponse(as, pushed, oauth.skipSubjectCheck, userInfo))
      // replayed after the application has processed it: the look-up finds nothing
      assert.equal((await validate(incoming(notification), () => undefined)).response.status, 401)
      for (const member of ['access_token', 'refresh_token', 'auth_req_id']) {
        const body = JSON.stringify({ ...JSON.parse(notification.body), [member]: 'another' })
        const { response, tokens } = await validate(incoming(notification, { body }))
        assert.deepEqual([response.status, tokens], [member === 'auth_req_id' ? 401 : 400, undefined], member)
      }
      const [header, claims, signature] = JSON.parse(notification.body).id_token.split('.')
      const forged = `${header}.${claims}.${signature.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'))}`
      const body = JSON.stringify({ ...JSON.parse(notification.body), id_token: forged })
      assert.equal((await validate(incoming(notification, { body }))).response.status, 400)
    },
  )

  flow('ciba 7.1.1/p1, 7.1.1/p2a, 7.1.1/p3b: a signed request, then the polling loop', async () => {
    const client = { ...ping, client_id: 'cibasigned', backchannel_token_delivery_mode: 'poll' }
    const { state } = await begin(client, await party.key())
    assert.equal(state.interval, 5)
    const states = []
    const polling = oauth.pollBackchannelAuthenticationGrant(as, client, basic, state, {
      ...http,
      onProgress: (next) => states.push(next) && undefined,
    })
    await decide(party, 'approve')
    assert.ok(oauth.getValidatedIdTokenClaims(await polling).sub)
    assert.deepEqual(
      states.map(({ attempts }) => attempts),
      [1],
    )
  })

  flow('ciba 11/5: a push client cannot poll', async () => {
    const started = await start(push)
    await rejection(poll(push, started), { error: 'unauthorized_client', status: 400 })
    const { client_id } = push
    const state = { ...oauth.getBackchannelPollingState(as, { client_id }, started), notBefore: 0 }
    const loop = oauth.pollBackchannelAuthenticationGrant(as, push, basic, state, http)
    await rejection(loop, { error: 'unauthorized_client', status: 400 })
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
