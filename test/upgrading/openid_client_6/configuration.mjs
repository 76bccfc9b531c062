// The same server and the same client for both: a Configuration there, three values here.
import * as openidClient from 'openid-client'
import * as relying from '../../../dist/node/index.js'
import { setStage } from '../stage.mjs'

export const pkce = {
  verifier: 'a-code-verifier-of-more-than-forty-three-characters',
  challenge: 'lLw-WLjF1VMtgqLoH1Fj9Tw4PGyBaV2akAOzoO9mnJQ',
}
export const state = 'the-state'
export const nonce = 'the-nonce'

/** The server, the client for ours (`as`, `me`, `authentication`, `http`), and `configure()` for theirs. */
export async function setUp(options) {
  const stage = await setStage(options)
  const { metadata: as, client: me, clientSecret, fetch } = stage

  /** A new Configuration each time, because it stores keys and settings. */
  function configure(authentication = openidClient.ClientSecretBasic(clientSecret), metadata = me) {
    const config = new openidClient.Configuration(as, me.client_id, metadata, authentication)
    config[openidClient.customFetch] = fetch
    return config
  }

  /** The parameters with which both send the browser to the server. */
  const authorizationParameters = {
    redirect_uri: stage.redirectUri,
    scope: 'openid email',
    code_challenge: pkce.challenge,
    code_challenge_method: 'S256',
    state,
    nonce,
  }

  return {
    ...stage,
    as,
    me,
    configure,
    authorizationParameters,
    authentication: relying.ClientSecretBasic(clientSecret),
    http: { [relying.customFetch]: fetch },
    /** The authorization URL, built as in the guide on sign-in. */
    authorizationUrl(more) {
      const url = new URL(as.authorization_endpoint)
      url.search = new URLSearchParams({
        client_id: me.client_id,
        response_type: 'code',
        ...authorizationParameters,
        ...more,
      })
      return url
    },
  }
}

/** The stage after sign-ins, with the tokens of one, and the refresh tokens of others, each for one use. */
export async function setUpWithTokens(options) {
  const stage = await setUp(options)
  const tokens = await signIn(stage)
  const others = []
  for (let count = 0; count < 8; count++) others.push(await signIn(stage))
  return { ...stage, tokens, takeRefreshToken: () => others.pop().refresh_token }
}

async function signIn({ as, me, authentication, redirectUri, http, authorize, authorizationUrl }) {
  const parameters = relying.validateAuthResponse(as, me, await authorize(authorizationUrl()), state)
  const { verifier } = pkce
  const response = await relying.authorizationCodeGrantRequest(
    ...[as, me, authentication, parameters, redirectUri, verifier, http],
  )
  return relying.processAuthorizationCodeResponse(as, me, response, { expectedNonce: nonce })
}
