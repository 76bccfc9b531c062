// Runs in the browser. A public client: it has no secret, PKCE protects the code, DPoP the tokens. The tokens stay in
// memory and vanish with the page.

import * as oauth from 'relying'

const settings = await (await fetch('/settings.json')).json()
const http = { [oauth.allowInsecureRequests]: true } // only for the demonstration server on this machine
const client = { client_id: settings.client_id }
const redirectUri = `${location.origin}/`
const issuer = new URL(settings.issuer)
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))

// #region start
async function startSignIn() {
  const codeVerifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  sessionStorage.setItem('sign-in', JSON.stringify({ codeVerifier, state }))

  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  })
  location.assign(url.href)
}
// #endregion start

// #region finish
async function finishSignIn() {
  const { codeVerifier, state } = JSON.parse(sessionStorage.getItem('sign-in') ?? '{}')
  if (!state) throw new Error('no sign-in was started in this tab')
  sessionStorage.removeItem('sign-in')
  const parameters = oauth.validateAuthResponse(as, client, new URL(location.href), state)
  history.replaceState(null, '', '/') // the code is used up; remove it from the address bar

  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256')) // the private key is not extractable
  const tokens = await withNonce(async () => {
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      oauth.None(),
      parameters,
      redirectUri,
      codeVerifier,
      { ...http, DPoP },
    )
    return oauth.processAuthorizationCodeResponse(as, client, response, { requireIdToken: true })
  })
  const { sub } = oauth.getValidatedIdTokenClaims(tokens)
  return withNonce(async () =>
    oauth.processUserInfoResponse(
      as,
      client,
      sub,
      await oauth.userInfoRequest(as, client, tokens.access_token, { ...http, DPoP }),
    ),
  )
}
// #endregion finish

// #region nonce
/** A server may require its own nonce in the DPoP proof: its refusal contains one, and the second attempt uses it. */
async function withNonce(request) {
  try {
    return await request()
  } catch (err) {
    if (!oauth.isDPoPNonceError(err)) throw err
    return request()
  }
}
// #endregion nonce

const status = document.getElementById('status')
const button = document.getElementById('sign-in')
button.addEventListener('click', startSignIn)
try {
  const returned = new URL(location.href).searchParams.has('state')
  status.textContent = returned ? `Signed in as ${(await finishSignIn()).name}.` : 'Nobody is signed in.'
  button.hidden = returned
} catch (err) {
  status.textContent = err.error === 'access_denied' ? 'You did not allow it.' : `Not signed in: ${err.message}`
  button.hidden = false
}
