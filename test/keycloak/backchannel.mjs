// The CIBA requests of the flows.
import { USER } from './administration.mjs'
import { oauth } from './relying_party.mjs'

export function backchannel({ as, http, basic, keycloak }) {
  const start = async (client, more = {}, auth = basic) => {
    keycloak.channel.clear()
    const parameters = { scope: 'openid email', login_hint: USER.username, ...more }
    const response = await oauth.backchannelAuthenticationRequest(as, client, auth, parameters, http)
    return oauth.processBackchannelAuthenticationResponse(as, client, response)
  }
  const poll = async (client, { auth_req_id }, { auth = basic, ...options } = {}) => {
    const all = { ...http, ...options }
    const response = await oauth.backchannelAuthenticationGrantRequest(as, client, auth, auth_req_id, all)
    return { response, result: await oauth.processBackchannelAuthenticationGrantResponse(as, client, response) }
  }
  const loop = (client, started, { auth = basic, ...options } = {}) => {
    const state = oauth.getBackchannelPollingState(as, client, started)
    return oauth.pollBackchannelAuthenticationGrant(as, client, auth, state, { ...http, ...options })
  }
  const owner = async (client, tokens) => {
    const response = await oauth.userInfoRequest(as, client, tokens.access_token, http)
    const { sub } = oauth.getValidatedIdTokenClaims(tokens)
    return oauth.processUserInfoResponse(as, client, sub, response)
  }
  return { start, poll, loop, owner }
}
