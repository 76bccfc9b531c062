// The relying party: what an application does with the library in every module, from discovery to UserInfo.
import type { AuthorizationServer, Client, ClientAuth, TokenEndpointResponse, UserInfoResponse } from 'relying'
import { authentication } from '../../hostile/stage.ts'
import { changed, type Suite } from './suite.ts'

/** The metadata that the application discovered, and its own client there. */
export interface Acquaintance {
  as: AuthorizationServer
  client: Client
  auth: ClientAuth
  redirectUri: string
}

export interface Wishes {
  /** further parameters of the authorization request */
  parameters?: Record<string, string>
  /** moves the parameters from the URL into a request object */
  wrap?(parameters: Record<string, string>, known: Acquaintance): Promise<Record<string, string>>
  /** further client metadata, if it registers itself */
  registration?: Record<string, unknown>
  /** whether it uses the registration response unchanged */
  takesAsItIs?: true
  /** known members of its client metadata */
  client?: object
  /** whether it relies on TLS instead of the signature of the token endpoint's ID Token */
  trustsTls?: true
  /** how it verifies that signature, if not with the library */
  verify?(suite: Suite, tokens: TokenEndpointResponse): Promise<void>
  /** metadata and client from an earlier sign-in */
  known?: Acquaintance
}

export interface SignedIn extends Acquaintance {
  tokens: TokenEndpointResponse
  response: Response
  userinfo: UserInfoResponse
}

/** Discovery, and registration if the variant requires it. */
export async function getToKnow({ oauth, server, http, variant }: Suite, wishes: Wishes = {}): Promise<Acquaintance> {
  const issuer = new URL(server.metadata.issuer)
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  const { redirectUri } = server
  if (!variant.registers) {
    const client = { ...server.client, ...wishes.client }
    return { as, client, auth: authentication(oauth, client, server.clientSecret, server.privateKey), redirectUri }
  }
  const metadata = {
    redirect_uris: [redirectUri],
    response_types: [variant.responseType],
    grant_types: ['authorization_code', ...(variant.responseType === 'code' ? [] : ['implicit'])],
    contacts: ['someone@client.example'],
    token_endpoint_auth_method: variant.method ?? 'client_secret_basic',
    ...(variant.method === 'private_key_jwt' && { jwks: server.client.jwks }),
    ...wishes.registration,
  }
  const registered = await oauth.dynamicClientRegistrationRequest(as, metadata as Partial<Client>, http)
  // rfc7591 3.2.1: the suite omits client_secret_expires_at, and an application must add it to go on
  const answer = wishes.takesAsItIs ? registered : await withExpiration(registered)
  const client = await oauth.processDynamicClientRegistrationResponse(answer)
  const auth = authentication(oauth, client, client.client_secret as string, server.privateKey)
  return { as, client, auth, redirectUri }
}

async function withExpiration(response: Response): Promise<Response> {
  return response.ok ? changed<object>(response, (body) => ({ client_secret_expires_at: 0, ...body })) : response
}

/** A whole sign-in, and UserInfo. */
export async function signIn(suite: Suite, wishes: Wishes = {}): Promise<SignedIn> {
  const { oauth, http } = suite
  const known = wishes.known ?? (await getToKnow(suite, wishes))
  const { as } = known
  const { tokens, response } = await askForTokens(suite, known, wishes)
  if (wishes.verify) await wishes.verify(suite, tokens)
  else if (!wishes.trustsTls) await oauth.validateApplicationLevelSignature(as, response, http)
  const sub = oauth.getValidatedIdTokenClaims(tokens)?.sub as string
  const userinfo = await askForUserInfo(suite, known, tokens.access_token, sub)
  return { ...known, tokens, response, userinfo }
}

async function askForTokens(suite: Suite, known: Acquaintance, wishes: Wishes) {
  const { oauth, variant, http } = suite
  const { as, client, auth, redirectUri } = known
  const [codeVerifier, nonce, state] = [
    oauth.generateRandomCodeVerifier(),
    oauth.generateRandomNonce(),
    oauth.generateRandomState(),
  ]
  const parameters: Record<string, string> = {
    client_id: client.client_id,
    response_type: variant.responseType,
    redirect_uri: redirectUri,
    scope: 'openid',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(variant.byForm && { response_mode: 'form_post' }),
    ...wishes.parameters,
  }
  const url = new URL(as.authorization_endpoint as string)
  url.search = new URLSearchParams((await wishes.wrap?.(parameters, known)) ?? parameters).toString()
  const callback = await readCallback(suite, known, await suite.visit(url), nonce, state)
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    auth,
    callback,
    redirectUri,
    codeVerifier,
    http,
  )
  const checks = { expectedNonce: nonce, requireIdToken: true }
  return { tokens: await oauth.processAuthorizationCodeResponse(as, client, response, checks), response }
}

async function readCallback(
  { oauth, variant, http }: Suite,
  { as, client }: Acquaintance,
  received: URL | Request,
  nonce: string,
  state: string,
): Promise<URLSearchParams> {
  if (variant.responseType === 'code id_token') {
    return oauth.validateCodeIdTokenResponse(as, client, received, nonce, state, undefined, http)
  }
  const parameters = received instanceof URL ? received : new URLSearchParams(await oauth.formPostResponse(received))
  return oauth.validateAuthResponse(as, client, parameters, state)
}

/** UserInfo, with the access token in the header. */
export async function askForUserInfo(
  { oauth, http }: Suite,
  { as, client }: Acquaintance,
  accessToken: string,
  sub: string,
): Promise<UserInfoResponse> {
  const response = await oauth.userInfoRequest(as, client, accessToken, http)
  const userinfo = await oauth.processUserInfoResponse(as, client, sub, response)
  if (client.userinfo_signed_response_alg !== undefined) {
    await oauth.validateApplicationLevelSignature(as, response, http)
  }
  return userinfo
}
