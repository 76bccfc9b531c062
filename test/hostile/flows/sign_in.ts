// Flows that begin in the browser.
import type { Flow, Stage } from '../stage.ts'

interface Request {
  parameters: Record<string, string>
  codeVerifier: string
  nonce: string
  state: string
}

const openid = { scope: 'openid' }

/** The parameters of an authorization request, and the values to compare the response with. */
async function request({ oauth, server }: Stage, more: Record<string, string> = {}): Promise<Request> {
  const [codeVerifier, nonce, state] = [
    oauth.generateRandomCodeVerifier(),
    oauth.generateRandomNonce(),
    oauth.generateRandomState(),
  ]
  const parameters = {
    client_id: server.client.client_id,
    response_type: 'code',
    redirect_uri: server.redirectUri,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    state,
    ...more,
    ...(more.scope && { nonce }),
  }
  return { parameters, codeVerifier, nonce, state }
}

function authorizationUrl({ as }: Stage, parameters: Record<string, string>): URL {
  const url = new URL(as.authorization_endpoint as string)
  url.search = new URLSearchParams(parameters).toString()
  return url
}

type TokenOptions = import('relying').TokenEndpointRequestOptions

async function redeem(
  { oauth, as, client, auth, server, http }: Stage,
  callback: URLSearchParams,
  codeVerifier: Parameters<Stage['oauth']['authorizationCodeGrantRequest']>[5],
  options: TokenOptions = {},
): Promise<Response> {
  const { redirectUri } = server
  const all = { ...http, ...options }
  return oauth.authorizationCodeGrantRequest(as, client, auth, callback, redirectUri, codeVerifier, all)
}

/** The user of the access token: what the application relies on without an ID Token. */
export function subjectOf(accessToken: string): string | undefined {
  return JSON.parse(Buffer.from(accessToken.split('.')[1] ?? 'e30', 'base64url').toString()).sub
}

function validate({ oauth, as, client }: Stage, url: URL, { state }: Request): URLSearchParams {
  return oauth.validateAuthResponse(as, client, url, state)
}

/** From discovery to UserInfo, with everything that can be checked. */
const everything: Flow = {
  async play(stage) {
    const { oauth, client, server, http } = stage
    const issuer = new URL(server.metadata.issuer)
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
    const found = { ...stage, as }
    const asked = await request(found, openid)
    const callback = validate(found, await server.authorize(authorizationUrl(found, asked.parameters)), asked)
    const response = await redeem(found, callback, asked.codeVerifier)
    const checks = { expectedNonce: asked.nonce, maxAge: 60 }
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, checks)
    await oauth.validateApplicationLevelSignature(as, response, http)
    const sub = oauth.getValidatedIdTokenClaims(tokens)?.sub as string
    const userinfo = await oauth.userInfoRequest(as, client, tokens.access_token, http)
    await oauth.processUserInfoResponse(as, client, sub, userinfo)
    return sub
  },
}

/** OAuth without OpenID Connect. */
const code: Flow = {
  async play(stage) {
    const { oauth, as, client, server } = stage
    const asked = await request(stage)
    const callback = validate(stage, await server.authorize(authorizationUrl(stage, asked.parameters)), asked)
    const response = await redeem(stage, callback, asked.codeVerifier)
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response)
    return subjectOf(tokens.access_token)
  },
}

/** The usual sign-in. */
const openidCode: Flow = {
  async play(stage) {
    const { oauth, as, client, server } = stage
    const asked = await request(stage, openid)
    const callback = validate(stage, await server.authorize(authorizationUrl(stage, asked.parameters)), asked)
    const response = await redeem(stage, callback, asked.codeVerifier)
    const checks = { expectedNonce: asked.nonce }
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, checks)
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  },
}

/** A server that does not announce the `iss` parameter: the protection of RFC 9207 is missing. */
const openidCodeWithoutIss: Flow = {
  ...openidCode,
  options: { metadata: { authorization_response_iss_parameter_supported: false } },
}

/** A server without PKCE: only the nonce detects another code. */
const openidCodeWithoutPkce: Flow = {
  async play(stage) {
    const { oauth, as, client, server } = stage
    const asked = await request(stage, openid)
    const { code_challenge: _, code_challenge_method: __, ...parameters } = asked.parameters
    const callback = validate(stage, await server.authorize(authorizationUrl(stage, parameters)), asked)
    const response = await redeem(stage, callback, oauth.nopkce)
    const checks = { expectedNonce: asked.nonce }
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, checks)
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  },
}

/** If no nonce is sent, the ID Token must have none. */
const openidCodeWithoutNonce: Flow = {
  async play(stage) {
    const { oauth, as, client, server } = stage
    const asked = await request(stage, openid)
    const { nonce: _, ...parameters } = asked.parameters
    const callback = validate(stage, await server.authorize(authorizationUrl(stage, parameters)), asked)
    const response = await redeem(stage, callback, asked.codeVerifier)
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
      expectedNonce: oauth.expectNoNonce,
      requireIdToken: true,
    })
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  },
}

/** Sender-constrained tokens from a server that requires nonces. */
const dpop: Flow = {
  options: { requireDPoPNonce: true },
  async play(stage) {
    const { oauth, as, client, server, http } = stage
    const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const asked = await request(stage, openid)
    const callback = validate(stage, await server.authorize(authorizationUrl(stage, asked.parameters)), asked)
    const once = async () =>
      oauth.processAuthorizationCodeResponse(as, client, await redeem(stage, callback, asked.codeVerifier, { DPoP }), {
        expectedNonce: asked.nonce,
      })
    const tokens = await withNonceRetry(oauth, once)
    const sub = oauth.getValidatedIdTokenClaims(tokens)?.sub as string
    const userinfo = await oauth.userInfoRequest(as, client, tokens.access_token, { ...http, DPoP })
    await oauth.processUserInfoResponse(as, client, sub, userinfo)
    return sub
  },
}

/** Repeats a refused request with the nonce of the refusal. */
export async function withNonceRetry<T>(oauth: Stage['oauth'], send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error
    return send()
  }
}

/** The response as a JWT. */
const jarm: Flow = {
  async play(stage) {
    const { oauth, as, client, server, http } = stage
    const asked = await request(stage, { ...openid, response_mode: 'jwt' })
    const url = await server.authorize(authorizationUrl(stage, asked.parameters))
    const callback = await oauth.validateJwtAuthResponse(as, client, url, asked.state, http)
    const response = await redeem(stage, callback, asked.codeVerifier)
    const checks = { expectedNonce: asked.nonce }
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, checks)
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  },
}

function hybridFlow(
  validator: 'validateCodeIdTokenResponse' | 'validateDetachedSignatureResponse',
  byForm: boolean,
): Flow {
  return {
    async play(stage) {
      const { oauth, as, client, server, http } = stage
      const mode: Record<string, string> = byForm ? { response_mode: 'form_post' } : {}
      const asked = await request(stage, { ...openid, response_type: 'code id_token', ...mode })
      const url = authorizationUrl(stage, asked.parameters)
      const received = byForm ? await server.authorizeByForm(url) : await server.authorize(url)
      const { nonce, state } = asked
      const callback = await oauth[validator](as, client, received, nonce, state, undefined, http)
      const response = await redeem(stage, callback, asked.codeVerifier)
      const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, { expectedNonce: nonce })
      return oauth.getValidatedIdTokenClaims(tokens)?.sub
    },
  }
}

/** A request that is signed and pushed, from a client that authenticates with a key. */
const pushed: Flow = {
  options: {
    client: { token_endpoint_auth_method: 'private_key_jwt' },
    metadata: { require_pushed_authorization_requests: true },
  },
  async play(stage) {
    const { oauth, as, client, auth, server, http } = stage
    const asked = await request(stage, openid)
    const object = await oauth.issueRequestObject(as, client, asked.parameters, server.privateKey)
    const response = await oauth.pushedAuthorizationRequest(as, client, auth, { request: object }, http)
    const { request_uri } = await oauth.processPushedAuthorizationResponse(as, client, response)
    const url = authorizationUrl(stage, { client_id: client.client_id, request_uri })
    const callback = validate(stage, await server.authorize(url), asked)
    const tokens = await oauth.processAuthorizationCodeResponse(
      as,
      client,
      await redeem(stage, callback, asked.codeVerifier),
      { expectedNonce: asked.nonce },
    )
    return oauth.getValidatedIdTokenClaims(tokens)?.sub
  },
}

export const signInFlows = {
  everything,
  code,
  'openid code': openidCode,
  'openid code, no iss': openidCodeWithoutIss,
  'openid code, no PKCE': openidCodeWithoutPkce,
  'openid code, no nonce': openidCodeWithoutNonce,
  dpop,
  jarm,
  hybrid: hybridFlow('validateCodeIdTokenResponse', false),
  'hybrid by form': hybridFlow('validateCodeIdTokenResponse', true),
  'detached signature': hybridFlow('validateDetachedSignatureResponse', false),
  pushed,
}
