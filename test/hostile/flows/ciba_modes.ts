// CIBA beyond one poll: polling as data, pings, pushes. npm oauth4webapi has none of these.
import type { Flow, Stage } from '../stage.ts'

type PollingState = import('relying').PollingState

/** Starts a backchannel authentication and resolves with what the application stores. */
async function begin({ oauth, as, client, auth, server, http }: Stage) {
  const token = oauth.generateClientNotificationToken()
  const parameters = oauth.buildBackchannelAuthenticationParameters(client, {
    scope: 'openid',
    login_hint: 'alice',
    client_notification_token: token,
  })
  const signed = async () => ({
    request: await oauth.issueBackchannelAuthenticationRequestObject(as, client, parameters, server.privateKey),
  })
  const sent = client.backchannel_authentication_request_signing_alg ? await signed() : parameters
  const request = await oauth.backchannelAuthenticationRequest(as, client, auth, sent, http)
  const authentication = await oauth.processBackchannelAuthenticationResponse(as, client, request)
  const tokenHash = await oauth.calculateClientNotificationTokenHash(token)
  const stored = { tokenHash, auth_req_id: authentication.auth_req_id }
  return { authentication, find: (hash: string) => (hash === tokenHash ? stored : undefined) }
}

/** Polls as the state says, by moving the server's clock instead of waiting. The user agrees at the third poll. */
async function pollToTheEnd(
  { server }: Stage,
  initial: PollingState,
  { oauth }: Stage,
  poll: (id: string) => Promise<import('relying').TokenEndpointResponse>,
): Promise<import('relying').TokenEndpointResponse> {
  let state = initial
  for (;;) {
    const now = server.clock.now()
    server.clock.advance(Math.max(0, Math.ceil(state.notBefore) - now))
    const sentAt = server.clock.now()
    state = oauth.beginPoll(state, sentAt)
    if (state.attempts === 3) await server.approve(state.id)
    try {
      return await poll(state.id)
    } catch (error) {
      state = oauth.nextPollingState(state, { sentAt, receivedAt: server.clock.now(), error })
    }
  }
}

const cibaPolling: Flow = {
  oursOnly: true,
  async play(stage) {
    const { oauth, as, client, auth, http } = stage
    const { authentication } = await begin(stage)
    const state = oauth.getBackchannelPollingState(as, client, authentication)
    const tokens = await pollToTheEnd(stage, state, stage, async (id) => {
      const response = await oauth.backchannelAuthenticationGrantRequest(as, client, auth, id, http)
      return oauth.processBackchannelAuthenticationGrantResponse(as, skewed(stage), response)
    })
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  },
}

const devicePolling: Flow = {
  oursOnly: true,
  async play(stage) {
    const { oauth, as, client, auth, http } = stage
    const request = await oauth.deviceAuthorizationRequest(as, client, auth, { scope: 'openid' }, http)
    const authorization = await oauth.processDeviceAuthorizationResponse(as, client, request)
    const state = oauth.getDevicePollingState(as, client, authorization)
    const tokens = await pollToTheEnd(stage, state, stage, async (id) => {
      const response = await oauth.deviceCodeGrantRequest(as, client, auth, id, http)
      return oauth.processDeviceCodeResponse(as, skewed(stage), response)
    })
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  },
}

/** The client with the clock skew that follows the server's moved clock. */
function skewed({ oauth, client, server }: Stage): import('relying').Client {
  return { ...client, [oauth.clockSkew]: server.clock.now() - Math.floor(Date.now() / 1000) }
}

/** As FAPI-CIBA requires: signed requests from a client that authenticates with a key. */
const ping: Flow = {
  oursOnly: true,
  options: {
    client: {
      backchannel_token_delivery_mode: 'ping',
      backchannel_authentication_request_signing_alg: 'ES256',
      token_endpoint_auth_method: 'private_key_jwt',
    },
  },
  async play(stage) {
    const { oauth, as, client, auth, server, http } = stage
    const { authentication, find } = await begin(stage)
    const notification = await server.approve(authentication.auth_req_id)
    const result = await oauth.validateBackchannelPing(notification as Request, find)
    if (result.error) throw result.error
    const { auth_req_id } = result
    const response = await oauth.backchannelAuthenticationGrantRequest(as, client, auth, auth_req_id, http)
    const tokens = await oauth.processBackchannelAuthenticationGrantResponse(as, client, response)
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  },
}

const push: Flow = {
  oursOnly: true,
  options: { client: { backchannel_token_delivery_mode: 'push' } },
  async play(stage) {
    const { oauth, as, client, server, http } = stage
    const { authentication, find } = await begin(stage)
    const notification = await server.approve(authentication.auth_req_id)
    const result = await oauth.validateBackchannelPush(as, client, notification as Request, find, http)
    if (result.error) throw result.error
    return oauth.getValidatedIdTokenClaims(result.tokens)?.sub
  },
}

export const cibaModeFlows = { 'ciba polling': cibaPolling, 'device polling': devicePolling, ping, push }
