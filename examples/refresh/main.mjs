// Stays signed in without asking the user again: refreshes the access token when it is needed, once for all callers
// that wait for it, and keeps the new refresh token if the server sends one.
//
//   node examples/refresh/main.mjs

import * as oauth from 'relying'
import { startAuthorizationServer } from '../server/authorization_server.mjs'
import { visit } from '../server/browser.mjs'

const redirectUri = 'https://shop.example.test/callback'
const server = await startAuthorizationServer({
  client: {
    client_id: 'shop',
    client_secret: 'a-long-random-secret',
    grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [redirectUri],
  },
})
const http = { [oauth.allowInsecureRequests]: true } // only for the demonstration server on this machine
const issuer = new URL(server.issuer)
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
const client = { client_id: 'shop' }
const clientAuthentication = oauth.ClientSecretBasic('a-long-random-secret')

// #region session
/** What the application stores for a signed-in user. */
function toSession({ access_token, refresh_token, expires_in = 60 }, previous = {}) {
  return {
    accessToken: access_token,
    // a server that does not rotate sends none: the old one stays valid
    refreshToken: refresh_token ?? previous.refreshToken,
    expiresAt: Date.now() + expires_in * 1000,
  }
}
// #endregion session

// #region refresh
async function refresh(session) {
  const response = await oauth.refreshTokenGrantRequest(as, client, clientAuthentication, session.refreshToken, http)
  return oauth.processRefreshTokenResponse(as, client, response)
}
// #endregion refresh

// #region once
const underWay = new Map()

/** A valid access token of that user. Concurrent calls share one request. */
async function accessToken(store, user) {
  const session = store.get(user)
  if (!session) throw new SignInAgain('nobody is signed in')
  if (session.expiresAt > Date.now() + 30_000) return session.accessToken
  if (!underWay.has(user)) {
    const request = renew(store, user, session).finally(() => underWay.delete(user))
    underWay.set(user, request)
  }
  return underWay.get(user)
}

async function renew(store, user, session) {
  let renewed
  try {
    renewed = toSession(await refresh(session), session)
  } catch (err) {
    // revoked, expired, or used twice: it will never be valid again
    if (!(err instanceof oauth.ResponseBodyError) || err.error !== 'invalid_grant') throw err
  }
  // if the user has signed out or in again meanwhile, that takes precedence
  if (store.get(user)?.refreshToken === session.refreshToken) {
    if (renewed) store.set(user, renewed)
    else store.delete(user)
  }
  const current = store.get(user)
  if (!current) throw new SignInAgain('the refresh token is no longer valid')
  return current.accessToken
}

class SignInAgain extends Error {}
// #endregion once

// --- The demonstration ----------------------------------------------------------------------------------------------

const store = new Map([['alice', toSession(await signIn())]])
const first = store.get('alice')
console.log(`a valid token is reused: ${(await accessToken(store, 'alice')) === first.accessToken}`)

store.set('alice', { ...first, expiresAt: Date.now() })
const [one, two] = await Promise.all([accessToken(store, 'alice'), accessToken(store, 'alice')])
console.log(`two concurrent calls, one refresh: ${one === two && one !== first.accessToken}`)
console.log(`the refresh token was rotated: ${store.get('alice').refreshToken !== first.refreshToken}`)

store.set('alice', { ...first, expiresAt: Date.now() }) // somebody uses the old refresh token
await accessToken(store, 'alice').catch((err) => console.log(`an old refresh token: ${err.message}`))

async function signIn() {
  const codeVerifier = oauth.generateRandomCodeVerifier()
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  })
  const parameters = oauth.validateAuthResponse(as, client, await visit(url))
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    clientAuthentication,
    parameters,
    redirectUri,
    codeVerifier,
    http,
  )
  return oauth.processAuthorizationCodeResponse(as, client, response)
}
