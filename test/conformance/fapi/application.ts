// A relying party as FAPI requires it, from discovery to the accounts: what the suite asks the tester to build. It has
// the checks that the library leaves to the application: the granted scope, the age of an ID Token, the algorithms for
// decryption.
import * as jose from 'jose'
import type { Library } from '../../hostile/stage.ts'
import { RefusedByTheApplication } from '../module.ts'
import type { Suite } from './server.ts'

type Tokens = import('relying').TokenEndpointResponse
type ClientAuth = import('relying').ClientAuth
type DPoPHandle = import('relying').DPoPHandle
type AuthorizationServer = import('relying').AuthorizationServer
type Client = import('relying').Client
type ModifyAssertionOptions = import('relying').ModifyAssertionOptions

export interface Application {
  library: Library
  suite: Suite
  as: AuthorizationServer
  client: Client
  auth: ClientAuth
  http: { [customFetch: symbol]: Suite['fetch'] }
  proof: { DPoP?: DPoPHandle }
  modify: ModifyAssertionOptions | undefined
  scope: string
}

/** The configuration of the application, and the metadata from discovery. */
export async function start(library: Library, suite: Suite): Promise<Application> {
  const { server, variant } = suite
  const http = { [library.customFetch]: suite.fetch }
  const modify = suite.modify && { [library.modifyAssertion]: suite.modify }
  const issuer = new URL(suite.issuer)
  const as = await library.processDiscoveryResponse(issuer, await library.discoveryRequest(issuer, http))
  const client: Client = {
    client_id: server.client.client_id,
    id_token_signed_response_alg: suite.signedBy,
    authorization_signed_response_alg: suite.signedBy,
    use_mtls_endpoint_aliases: variant.authentication === 'mtls' || variant.constraint === 'mtls',
  }
  return {
    library,
    suite,
    as,
    client,
    auth: variant.authentication === 'mtls' ? library.TlsClientAuth() : library.PrivateKeyJwt(suite.privateKey, modify),
    http,
    modify,
    proof:
      variant.constraint === 'dpop'
        ? { DPoP: library.DPoP(client, await library.generateKeyPair(suite.proofAlgorithm), modify) }
        : {},
    scope: variant.client === 'oidc' ? 'openid accounts' : 'accounts',
  }
}

export async function signIn(library: Library, suite: Suite): Promise<void> {
  const application = await start(library, suite)
  const { as, client, auth, http, proof, scope } = application
  const [codeVerifier, state] = [library.generateRandomCodeVerifier(), library.generateRandomState()]
  const nonce = suite.variant.client === 'oidc' ? library.generateRandomNonce() : undefined
  const url = await authorizationUrl(application, {
    client_id: client.client_id,
    redirect_uri: suite.server.redirectUri,
    response_type: suite.variant.response === 'code id_token' ? 'code id_token' : 'code',
    ...(suite.variant.response === 'jarm' && { response_mode: 'jwt' }),
    scope,
    state,
    ...(nonce !== undefined && { nonce }),
    ...(suite.authorizationDetails !== undefined && { authorization_details: suite.authorizationDetails }),
    code_challenge: await library.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  })
  const callback = await validate(application, await suite.authorize(url), state, nonce)
  const { redirectUri } = suite.server
  const options = { ...http, ...proof }
  const { response, tokens } = await withNonce(library, async () => {
    const response = await library.authorizationCodeGrantRequest(
      ...[as, client, auth, callback, redirectUri, codeVerifier, options],
    )
    const checks = nonce === undefined ? {} : { expectedNonce: nonce, requireIdToken: true }
    const decrypt = { [library.jweDecrypt]: decryptWith(suite) }
    const tokens = await library.processAuthorizationCodeResponse(as, client, response, { ...checks, ...decrypt })
    return { response, tokens }
  })
  if (nonce !== undefined) await library.validateApplicationLevelSignature(as, response, http)
  await useTokens(application, tokens)
}

/** The authorization URL: with everything in a signed request, or with a pushed request. */
async function authorizationUrl(application: Application, parameters: Record<string, string>): Promise<URL> {
  const { library, suite, as, client, auth, http, proof, modify } = application
  const { request: method } = suite.variant
  const url = new URL(as.authorization_endpoint as string)
  const issue = () => library.issueRequestObject(as, client, parameters, suite.privateKey, modify)
  if (method === 'by_value') {
    const { client_id, response_type, scope } = parameters as {
      client_id: string
      response_type: string
      scope: string
    }
    url.search = new URLSearchParams({ client_id, response_type, scope, request: await issue() }).toString()
    return url
  }
  const { request_uri } = await withNonce(library, async () => {
    const form: Record<string, string> = method === 'pushed' ? parameters : { request: await issue() }
    const response = await library.pushedAuthorizationRequest(as, client, auth, form, { ...http, ...proof })
    return library.processPushedAuthorizationResponse(as, client, response)
  })
  url.search = new URLSearchParams({ client_id: client.client_id, request_uri }).toString()
  return url
}

function validate(
  { library, suite, as, client, http }: Application,
  url: URL,
  state: string,
  nonce: string | undefined,
): URLSearchParams | Promise<URLSearchParams> {
  const options = { ...http, [library.jweDecrypt]: decryptWith(suite) }
  switch (suite.variant.response) {
    case 'plain':
      return library.validateAuthResponse(as, client, url, state)
    case 'jarm':
      return library.validateJwtAuthResponse(as, client, url, state, options)
    default:
      return library.validateDetachedSignatureResponse(as, client, url, nonce as string, state, undefined, options)
  }
}

/** FAPI 1, 8.6.1: `RSA1_5` is not among them. */
function decryptWith({ decryptionKey }: Suite) {
  return async (jwe: string): Promise<string> => {
    try {
      const algorithms = { keyManagementAlgorithms: ['RSA-OAEP', 'RSA-OAEP-256', 'ECDH-ES'] }
      const { plaintext } = await jose.compactDecrypt(jwe, decryptionKey as CryptoKey, algorithms)
      return new TextDecoder().decode(plaintext)
    } catch (cause) {
      throw new RefusedByTheApplication('decryption', { cause })
    }
  }
}

/** Fetches the accounts, with new tokens if these are refused. */
export async function useTokens(application: Application, first: Tokens): Promise<void> {
  const { library, as, client, auth, http, proof } = application
  let tokens = first
  for (let refreshes = 0; ; refreshes++) {
    assertScope(application, tokens)
    try {
      return await fetchAccounts(application, tokens)
    } catch (error) {
      const { refresh_token } = tokens
      if (!isInvalidToken(library, error) || !refresh_token || refreshes === 2) throw error
      tokens = await withNonce(library, async () => {
        const options = { ...http, ...proof }
        const response = await library.refreshTokenGrantRequest(as, client, auth, refresh_token, options)
        return library.processRefreshTokenResponse(as, client, response)
      })
    }
  }
}

/** fapi1-baseline 5.2.3/10: without a `scope` in the response it is the requested one. */
function assertScope({ scope }: Application, tokens: Tokens): void {
  const granted = (tokens.scope ?? scope).split(' ')
  if (granted.some((value) => !scope.split(' ').includes(value))) throw new RefusedByTheApplication('scope')
}

async function fetchAccounts({ library, suite, http, proof }: Application, { access_token }: Tokens): Promise<void> {
  const headers = new Headers({ 'x-fapi-interaction-id': crypto.randomUUID() })
  const options = { ...http, ...proof }
  const response = await withNonce(library, () =>
    library.protectedResourceRequest(access_token, 'GET', suite.resource, headers, undefined, options),
  )
  if (response.status !== 200) throw new Error(`the accounts answered with ${response.status}`)
}

function isInvalidToken({ WWWAuthenticateChallengeError }: Library, error: unknown): boolean {
  return (
    error instanceof WWWAuthenticateChallengeError &&
    error.cause.some(({ parameters }) => parameters.error === 'invalid_token')
  )
}

/** Repeats a refused request with the nonce of the refusal. */
export async function withNonce<T>(library: Library, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (!library.isDPoPNonceError(error)) throw error
    return send()
  }
}

/** The client credentials plan. */
export async function getTokens(library: Library, suite: Suite): Promise<void> {
  const application = await start(library, suite)
  const { as, client, auth, http, proof, scope } = application
  const tokens = await withNonce(library, async () => {
    const response = await library.clientCredentialsGrantRequest(as, client, auth, { scope }, { ...http, ...proof })
    return library.processClientCredentialsResponse(as, client, response)
  })
  await useTokens(application, tokens)
}
