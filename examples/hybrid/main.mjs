// The hybrid flow: an ID Token comes through the browser with the code and signs its hash, so that an injected code is
// detected before it is redeemed. FAPI 1.0 Advanced requires this flow; FAPI 2 no longer needs it.
//
//   node examples/hybrid/main.mjs

import * as oauth from 'relying'
import { createAuthorizationServer } from 'relying/testing'

// It represents your provider, and plays the user's browser.
const server = await createAuthorizationServer()
const { metadata: as, client, redirectUri } = server
const http = { [oauth.customFetch]: server.fetch }
const clientAuthentication = oauth.ClientSecretBasic(server.clientSecret)

/** With `form_post` the browser sends the response in a form; without, in the fragment, which a server never sees. */
async function begin() {
  const session = {
    codeVerifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
  }
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code id_token',
    response_mode: 'form_post',
    scope: 'openid',
    state: session.state,
    nonce: session.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(session.codeVerifier),
    code_challenge_method: 'S256',
  })
  return { url, session }
}

// #region validate
/** OpenID Connect: checks the ID Token, its signature, and that the code is the one it was issued with. */
function validate(request, { nonce, state }) {
  return oauth.validateCodeIdTokenResponse(as, client, request, nonce, state, undefined, http)
}
// #endregion validate

// #region detached
/** FAPI 1.0 Advanced: the ID Token also signs the state. */
function validateForFapi(request, { nonce, state }) {
  return oauth.validateDetachedSignatureResponse(as, client, request, nonce, state, undefined, http)
}
// #endregion detached

/** From here on, this is the code flow. */
async function redeem(parameters, { codeVerifier, nonce }) {
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    clientAuthentication,
    parameters,
    redirectUri,
    codeVerifier,
    http,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, { expectedNonce: nonce })
  return oauth.getValidatedIdTokenClaims(tokens).sub
}

for (const [profile, check] of Object.entries({ 'OpenID Connect': validate, 'FAPI 1.0 Advanced': validateForFapi })) {
  const { url, session } = await begin()
  const request = await server.authorizeByForm(url)
  console.log(`${profile}: signed in: ${await redeem(await check(request, session), session)}`)
}

server.misbehave('authorization_response.injected_code')
const { url, session } = await begin()
const request = await server.authorizeByForm(url)
await validate(request, session).catch((err) => console.log(`somebody else's code: ${err.code}`))
