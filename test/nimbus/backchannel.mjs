// The CIBA requests of the flows.
import assert from 'node:assert/strict'
import { USER } from './clients.mjs'
import { oauth } from './relying_party.mjs'

export function backchannel({ as, http, basic, nimbus }) {
  /** Sends an authentication request; `signed` is the key of a signed one. Resolves with the acknowledgement. */
  const start = async (client, more = {}, { auth = basic, signed, ...options } = {}) => {
    const hinted = 'login_hint_token' in more || 'id_token_hint' in more
    const asked = { scope: 'openid', ...(!hinted && { login_hint: USER.username }), ...more }
    const parameters = oauth.buildBackchannelAuthenticationParameters(client, asked)
    const form = signed
      ? { request: await oauth.issueBackchannelAuthenticationRequestObject(as, client, parameters, signed) }
      : parameters
    const response = await oauth.backchannelAuthenticationRequest(as, client, auth, form, { ...http, ...options })
    return oauth.processBackchannelAuthenticationResponse(as, client, response)
  }
  const poll = async (client, { auth_req_id }, { auth = basic, ...options } = {}) => {
    const all = { ...http, ...options }
    const response = await oauth.backchannelAuthenticationGrantRequest(as, client, auth, auth_req_id, all)
    return {
      response,
      result: await oauth.processBackchannelAuthenticationGrantResponse(as, client, response, options),
    }
  }
  /** Starts the loop immediately after the user's decision: then the server allows any rate. */
  const redeem = (client, started, options) => loop(client, { ...started, interval: 0.1 }, options)
  const loop = (client, started, { auth = basic, ...options } = {}) => {
    const state = oauth.getBackchannelPollingState(as, client, started)
    return oauth.pollBackchannelAuthenticationGrant(as, client, auth, state, { ...http, ...options })
  }
  const owner = async (client, tokens, options) => {
    const response = await oauth.userInfoRequest(as, client, tokens.access_token, { ...http, ...options })
    const { sub } = oauth.getValidatedIdTokenClaims(tokens)
    return oauth.processUserInfoResponse(as, client, sub, response)
  }
  /** Sends a request as a client with notifications; `find` knows only this authentication. */
  const expecting = async (client, more, options) => {
    const token = oauth.generateClientNotificationToken()
    const started = await start(client, { client_notification_token: token, ...more }, options)
    const tokenHash = await oauth.calculateClientNotificationTokenHash(token)
    const find = (hash) => (hash === tokenHash ? { tokenHash, auth_req_id: started.auth_req_id } : undefined)
    return { started, find }
  }
  /** The next notification and the result of `validate`, whose response is sent. */
  const notified = (validate) =>
    new Promise((resolve, reject) => {
      nimbus.notifications.receives(async (request) => {
        try {
          const arrived = request.clone()
          const outcome = await validate(request)
          resolve({ ...outcome, arrived })
          return outcome.response
        } catch (error) {
          reject(error)
          throw error
        }
      })
    })
  return { start, poll, loop, redeem, owner, expecting, notified }
}

/** The parameters that Nimbus read, with one value each. */
export function single({ parameters }) {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, values]) => {
      assert.equal(values.length, 1, name)
      return [name, values[0]]
    }),
  )
}
