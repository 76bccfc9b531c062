// A command-line program that signs its user in: the program shows a URL and a code, the user opens the URL in a
// browser on any device and confirms the code, and meanwhile the program polls (RFC 8628).
//
//   node examples/device/main.mjs     then open the URL that it prints; Ctrl+C aborts
//   node examples/device/main.mjs --by-hand     the same, with a hand-written loop

import { setTimeout } from 'node:timers/promises'
import * as oauth from 'relying'
import { startAuthorizationServer } from '../server/authorization_server.mjs'

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code'
const server = await startAuthorizationServer({
  client: {
    client_id: 'tool',
    token_endpoint_auth_method: 'none',
    grant_types: [GRANT],
    response_types: [],
    redirect_uris: [],
  },
})

const client = { client_id: 'tool' }
const clientAuthentication = oauth.None() // a program that is distributed cannot keep a secret
const http = { [oauth.allowInsecureRequests]: true } // only for the demonstration server on this machine

const issuer = new URL(server.issuer)
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))

// #region ask
async function ask() {
  const response = await oauth.deviceAuthorizationRequest(
    as,
    client,
    clientAuthentication,
    { scope: 'openid profile' },
    http,
  )
  return oauth.processDeviceAuthorizationResponse(as, client, response)
}
// #endregion ask

// #region poll
/** Waits for the user until the code expires or `signal` aborts. */
async function waitForUser(device, signal) {
  const state = oauth.getDevicePollingState(as, client, device)
  return oauth.pollDeviceCodeGrant(as, client, clientAuthentication, state, { ...http, signal })
}
// #endregion poll

// #region by_hand
/** The same by hand: the library still decides when to poll. */
async function waitInOurOwnWay(device, signal) {
  const now = () => Date.now() / 1000
  const options = { ...http, signal }
  let state = oauth.getDevicePollingState(as, client, device)
  for (;;) {
    const wait = Math.max(0, state.notBefore - now()) * 1000
    // a timer waits at most 2 ** 31 - 1 milliseconds; if aborted, it rejects with a reason of its own
    await setTimeout(Math.min(wait, 2 ** 31 - 1), undefined, { signal }).catch(() => signal.throwIfAborted())
    const sentAt = now()
    state = oauth.beginPoll(state, sentAt) // throws if the code has expired
    try {
      const response = await oauth.deviceCodeGrantRequest(as, client, clientAuthentication, state.id, options)
      return await oauth.processDeviceCodeResponse(as, client, response)
    } catch (error) {
      signal?.throwIfAborted()
      state = oauth.nextPollingState(state, { sentAt, receivedAt: now(), error })
    }
  }
}
// #endregion by_hand

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')))

try {
  const device = await ask()
  console.log(`Open ${device.verification_uri_complete ?? device.verification_uri}`)
  console.log(`and check that it shows the code ${device.user_code}`)
  const wait = process.argv.includes('--by-hand') ? waitInOurOwnWay : waitForUser
  const tokens = await wait(device, interrupted.signal)
  const { sub } = oauth.getValidatedIdTokenClaims(tokens)
  console.log(`Signed in: ${sub}`)
} catch (err) {
  console.error(`Not signed in: ${reason(err)}`)
  process.exitCode = 1
}

// #region reason
function reason(err) {
  if (err instanceof oauth.ResponseBodyError && err.error === 'access_denied') return 'you refused'
  if (err instanceof oauth.ResponseBodyError && err.error === 'expired_token') return 'the code has expired'
  if (err instanceof oauth.OperationProcessingError && err.code === oauth.POLLING_EXPIRED) return 'the code has expired'
  return err.message
}
// #endregion reason
