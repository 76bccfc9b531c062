// Flows with an access token, as a client and as a resource server.
import type { Flow, Stage } from '../stage.ts'
import { signIn } from './back_channel.ts'

type Tokens = import('relying').TokenEndpointResponse
type Bound = { tokens: Tokens; DPoP: import('relying').DPoPHandle }

const userinfo: Flow<Tokens>['play'] = async ({ oauth, as, client, http }, { access_token }) => {
  const response = await oauth.userInfoRequest(as, client, access_token, http)
  const { sub } = await oauth.processUserInfoResponse(as, client, 'alice', response)
  if (client.userinfo_signed_response_alg) await oauth.validateApplicationLevelSignature(as, response, http)
  return sub
}

const signed = { client: { userinfo_signed_response_alg: 'ES256' } }

const resource: Flow<Tokens> = {
  prepare: signIn,
  async play({ oauth, server, http }, { access_token }) {
    const url = new URL(server.resource.resource)
    const response = await oauth.protectedResourceRequest(access_token, 'GET', url, undefined, undefined, http)
    return ((await response.json()) as { sub: string }).sub
  },
}

async function signInWithDPoP(stage: Stage): Promise<Bound> {
  const { oauth, client } = stage
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
  return { tokens: await signIn(stage, { DPoP }), DPoP }
}

const resourceWithDPoP: Flow<Bound> = {
  prepare: signInWithDPoP,
  async play({ oauth, server, http }, { tokens, DPoP }) {
    const url = new URL(server.resource.resource)
    const options = { ...http, DPoP }
    const response = await oauth.protectedResourceRequest(
      tokens.access_token,
      'GET',
      url,
      undefined,
      undefined,
      options,
    )
    return ((await response.json()) as { sub: string }).sub
  },
}

const resourceMetadata: Flow = {
  async play({ oauth, server, http }) {
    const resource = new URL(server.resource.resource)
    const response = await oauth.resourceDiscoveryRequest(resource, http)
    await oauth.processResourceDiscoveryResponse(resource, response)
    return undefined
  },
}

/** The resource server: here the access token may be forged. */
const concerns = ['access_token', 'jwks', 'server.clock']

const resourceServer: Flow = {
  concerns,
  async play(stage) {
    const { oauth, as, server, http } = stage
    const { access_token } = await signIn(stage)
    const request = new Request(server.resource.resource, { headers: { authorization: `Bearer ${access_token}` } })
    const claims = await oauth.validateJwtAccessToken(as, request, server.resource.resource, http)
    return claims.sub
  },
}

const resourceServerWithDPoP: Flow = {
  concerns,
  async play(stage) {
    const { oauth, as, server, http } = stage
    const { tokens, DPoP } = await signInWithDPoP(stage)
    let presented: Request | undefined
    const fetch = async (url: string, init: object) => {
      presented = new Request(url, init)
      return new Response()
    }
    const options = { DPoP, [oauth.customFetch]: fetch }
    const { resource } = server.resource
    await oauth.protectedResourceRequest(tokens.access_token, 'GET', new URL(resource), undefined, undefined, options)
    const claims = await oauth.validateJwtAccessToken(as, presented as Request, resource, http)
    return claims.sub
  },
}

export const resourceFlows = {
  userinfo: { prepare: signIn, play: userinfo },
  'signed userinfo': { options: signed, prepare: signIn, play: userinfo },
  resource,
  'resource, dpop': resourceWithDPoP,
  'resource metadata': resourceMetadata,
  'resource server': resourceServer,
  'resource server, dpop': resourceServerWithDPoP,
}
