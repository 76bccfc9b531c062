// Beyond the compatible surface: signed backchannel requests, polling loops on real timers, pings and pushes.
import { deepEqual, equal, match, ok, rejects } from './assert.mjs'
import { check } from './check.mjs'
import * as oauth from './library.mjs'
import { idToken, jwks, client as onPaper, as as onPaperServer, serving } from './party.mjs'
import * as side from './server_side.mjs'
import { leftHalf, tamper } from './web_crypto.mjs'

const { browse, cibaGrant, decide, deviceGrant, discover, insecure, ownKey, register } = side

check('ciba 7.1.1, 10.1: a signed request, and polling that resumes from a stored state', async (host) => {
  const as = await discover(host)
  const client = await register(
    as,
    {
      grant_types: [cibaGrant],
      backchannel_token_delivery_mode: 'poll',
      backchannel_authentication_request_signing_alg: 'ES256',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
    },
    'ES256',
  )
  const key = await ownKey('ES256')
  const auth = oauth.PrivateKeyJwt(key)
  const asked = oauth.buildBackchannelAuthenticationParameters(client, { scope: 'openid', login_hint: 'erin' })
  const request = await oauth.issueBackchannelAuthenticationRequestObject(as, client, asked, key)
  const response = await oauth.backchannelAuthenticationRequest(as, client, auth, { request }, insecure)
  const started = await oauth.processBackchannelAuthenticationResponse(as, client, response)
  const state = oauth.getBackchannelPollingState(as, client, { ...started, interval: 0.2 })

  // one process polls until it is stopped, another one continues from the stored state
  let stored
  const stop = new AbortController()
  const first = oauth.pollBackchannelAuthenticationGrant(as, client, auth, state, {
    ...insecure,
    signal: stop.signal,
    onProgress(next) {
      stored = JSON.stringify(next)
      if (next.attempts === 2) stop.abort(new Error('stopped'))
    },
  })
  equal((await rejects(first)).message, 'stopped')
  await decide(host, started.auth_req_id, 'approve')
  const tokens = await oauth.pollBackchannelAuthenticationGrant(as, client, auth, JSON.parse(stored), insecure)
  equal(oauth.getValidatedIdTokenClaims(tokens).sub, 'erin')
})

check('rfc8628 3.5: polling in the device flow until the user decides', async (host) => {
  const as = await discover(host)
  const client = await register(as, { grant_types: [deviceGrant], token_endpoint_auth_method: 'none' })
  const response = await oauth.deviceAuthorizationRequest(as, client, oauth.None(), { scope: 'openid' }, insecure)
  const device = await oauth.processDeviceAuthorizationResponse(as, client, response)
  const state = oauth.getDevicePollingState(as, client, { ...device, interval: 0.2 })
  const attempts = []
  const tokens = await oauth.pollDeviceCodeGrant(as, client, oauth.None(), state, {
    ...insecure,
    async onProgress(next) {
      attempts.push(next.attempts)
      if (next.attempts === 1 && attempts.length === 2) await browse(host, device.verification_uri_complete)
    },
  })
  equal(oauth.getValidatedIdTokenClaims(tokens).sub, 'alice')
  deepEqual(attempts, [1, 1, 2])
})

check('ciba 10.1: an abort ends the wait for the next poll', async () => {
  const started = { auth_req_id: 'i', expires_in: 600, interval: 300 }
  const state = oauth.getBackchannelPollingState(onPaperServer(), onPaper(), started)
  const signal = AbortSignal.timeout(50)
  const poll = oauth.pollBackchannelAuthenticationGrant(onPaperServer(), onPaper(), oauth.None(), state, { signal })
  match((await rejects(poll)).name, /^(TimeoutError|AbortError)$/)
})

/** A request from an authorization server to the client's notification endpoint. */
const notification = (token, body, init) =>
  new Request('https://rp.example.test/notify', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...init,
  })

async function expected() {
  const token = oauth.generateClientNotificationToken()
  const tokenHash = await oauth.calculateClientNotificationTokenHash(token)
  return { token, find: async (hash) => (hash === tokenHash ? { tokenHash, auth_req_id: 'i' } : undefined) }
}

check('ciba 10.2: a ping, and invalid ones', async () => {
  const { token, find } = await expected()
  const ping = await oauth.validateBackchannelPing(notification(token, { auth_req_id: 'i' }), find)
  equal(ping.auth_req_id, 'i')
  equal(ping.response.status, 204)
  equal(ping.response.body, null)
  const refused = async (request, status) => {
    const { response, error, auth_req_id } = await oauth.validateBackchannelPing(request, find)
    equal(response.status, status)
    equal(auth_req_id, undefined)
    ok(error instanceof oauth.OperationProcessingError)
    return response
  }
  const unknown = await refused(notification('another', { auth_req_id: 'i' }), 401)
  match(unknown.headers.get('www-authenticate'), /^Bearer\b/)
  await refused(notification(token, { auth_req_id: 'other' }), 401)
  await refused(notification(token, { auth_req_id: 'i' }, { method: 'PUT' }), 405)
  await refused(notification(token, {}, { body: '{' }), 400)
})

check('ciba 10.3, 12: a push, a changed one, and a pushed error', async () => {
  const { token, find } = await expected()
  const as = { ...onPaperServer(), id_token_signing_alg_values_supported: ['ES256'] }
  const id_token = await idToken('ES256', {
    at_hash: await leftHalf('ES256', 'a'),
    'urn:openid:params:jwt:claim:auth_req_id': 'i',
    'urn:openid:params:jwt:claim:rt_hash': await leftHalf('ES256', 'r'),
  })
  const body = {
    auth_req_id: 'i',
    access_token: 'a',
    refresh_token: 'r',
    token_type: 'Bearer',
    expires_in: 60,
    id_token,
  }
  const set = serving(await jwks('ES256'))
  const push = (more) =>
    oauth.validateBackchannelPush(as, onPaper(), notification(token, { ...body, ...more }), find, set)
  const { tokens, response } = await push()
  equal(response.status, 204)
  equal(oauth.getValidatedIdTokenClaims(tokens).sub, 'alice')
  for (const more of [{ access_token: 'other' }, { refresh_token: 'other' }, { id_token: tamper(id_token) }]) {
    equal((await push(more)).response.status, 400)
  }
  const denied = await oauth.validateBackchannelPush(
    as,
    onPaper(),
    notification(token, { auth_req_id: 'i', error: 'access_denied' }),
    find,
    set,
  )
  equal(denied.response.status, 204)
  ok(denied.error instanceof oauth.BackchannelAuthenticationError)
})
