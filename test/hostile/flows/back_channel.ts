// Flows between client and server, without a browser.
import type { Flow, Stage } from '../stage.ts'

type Tokens = import('relying').TokenEndpointResponse

/** Alice's tokens, issued before the misbehaviour begins. */
export async function signIn(stage: Stage, more: import('relying').DPoPRequestOptions = {}): Promise<Tokens> {
  const { oauth, as, client, auth, server, http } = stage
  const request = await oauth.deviceAuthorizationRequest(as, client, auth, { scope: 'openid' }, http)
  const { device_code } = await oauth.processDeviceAuthorizationResponse(as, client, request)
  await server.approve(device_code)
  const response = await oauth.deviceCodeGrantRequest(as, client, auth, device_code, { ...http, ...more })
  return oauth.processDeviceCodeResponse(as, client, response)
}

const refresh: Flow<Tokens> = {
  prepare: signIn,
  async play({ oauth, as, client, auth, http }, { refresh_token }) {
    const response = await oauth.refreshTokenGrantRequest(as, client, auth, refresh_token as string, http)
    const tokens = await oauth.processRefreshTokenResponse(as, client, response)
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  },
}

const clientCredentials: Flow = {
  async play({ oauth, as, client, auth, http }) {
    const response = await oauth.clientCredentialsGrantRequest(as, client, auth, { scope: 'read' }, http)
    await oauth.processClientCredentialsResponse(as, client, response)
    return undefined
  },
}

const tokenExchange: Flow<Tokens> = {
  prepare: signIn,
  async play({ oauth, as, client, auth, http }, { access_token }) {
    const parameters = {
      subject_token: access_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    }
    const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
    const response = await oauth.genericTokenEndpointRequest(as, client, auth, grantType, parameters, http)
    const tokens = await oauth.processGenericTokenEndpointResponse(as, client, response)
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  },
}

const device: Flow = {
  async play({ oauth, as, client, auth, server, http }) {
    const request = await oauth.deviceAuthorizationRequest(as, client, auth, { scope: 'openid' }, http)
    const { device_code, user_code } = await oauth.processDeviceAuthorizationResponse(as, client, request)
    await server.approve(user_code)
    const response = await oauth.deviceCodeGrantRequest(as, client, auth, device_code, http)
    const tokens = await oauth.processDeviceCodeResponse(as, client, response)
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  },
}

const ciba: Flow = {
  async play({ oauth, as, client, auth, server, http }) {
    const parameters = { scope: 'openid', login_hint: 'alice' }
    const request = await oauth.backchannelAuthenticationRequest(as, client, auth, parameters, http)
    const { auth_req_id } = await oauth.processBackchannelAuthenticationResponse(as, client, request)
    await server.approve(auth_req_id)
    const response = await oauth.backchannelAuthenticationGrantRequest(as, client, auth, auth_req_id, http)
    const tokens = await oauth.processBackchannelAuthenticationGrantResponse(as, client, response)
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  },
}

const introspect: Flow<Tokens>['play'] = async ({ oauth, as, client, auth, http }, { access_token }) => {
  const response = await oauth.introspectionRequest(as, client, auth, access_token, http)
  const { active, sub } = await oauth.processIntrospectionResponse(as, client, response)
  if (client.introspection_signed_response_alg) await oauth.validateApplicationLevelSignature(as, response, http)
  return active ? sub : 'nobody'
}

const revocation: Flow<Tokens> = {
  prepare: signIn,
  async play({ oauth, as, client, auth, http }, { access_token }) {
    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, auth, access_token, http))
    return undefined
  },
}

const registration: Flow = {
  async play({ oauth, as, http }) {
    const metadata = { redirect_uris: ['https://client.example/callback'] }
    const response = await oauth.dynamicClientRegistrationRequest(as, metadata, http)
    await oauth.processDynamicClientRegistrationResponse(response)
    return undefined
  },
}

export const backChannelFlows = {
  refresh,
  'client credentials': clientCredentials,
  'token exchange': tokenExchange,
  device,
  ciba,
  introspection: { prepare: signIn, play: introspect },
  'signed introspection': {
    options: { client: { introspection_signed_response_alg: 'ES256' } },
    prepare: signIn,
    play: introspect,
  },
  revocation,
  registration,
}
