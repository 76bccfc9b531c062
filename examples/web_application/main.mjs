// A web application that signs its users in with OpenID Connect: authorization code flow with PKCE, `state` and
// `nonce`.
//
//   node examples/web_application/main.mjs     then open the URL that it prints
//
// To make it yours, keep `startSignIn` and `finishSignIn`, and put your framework's routes and sessions around them.

import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import * as oauth from 'relying'
import { startAuthorizationServer } from '../server/authorization_server.mjs'

const listener = createServer(answer).listen(Number(process.env.PORT ?? 0), 'localhost')
await once(listener, 'listening')
const origin = `http://localhost:${listener.address().port}`

// --- Setup: the application is registered with the provider ---------------------------------------------------------

// #region client
const redirectUri = `${origin}/callback`
const client = { client_id: 'shop' }
const clientAuthentication = oauth.ClientSecretBasic('a-long-random-secret')
// #endregion client

const server = await startAuthorizationServer({
  client: { client_id: 'shop', client_secret: 'a-long-random-secret', redirect_uris: [redirectUri] },
})

// Only because the demonstration server uses plain http on this machine. Never set this with a real provider.
const http = { [oauth.allowInsecureRequests]: true }

// #region discovery
// Once, when the application starts. Keep this object: the provider's keys are cached with it.
const issuer = new URL(server.issuer)
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
// #endregion discovery

// --- Signing in -----------------------------------------------------------------------------------------------------

// #region start
/** The URL to send the browser to. The values for checking the response go into the session. */
async function startSignIn(session) {
  const codeVerifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const nonce = oauth.generateRandomNonce()
  session.signIn = { codeVerifier, state, nonce }

  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile email',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  })
  return url
}
// #endregion start

// #region finish
/** The browser is back, at `currentUrl`: returns the user. */
async function finishSignIn(session, currentUrl) {
  const { codeVerifier, state, nonce } = session.signIn ?? {}
  if (!state) throw new Error('no sign-in was started in this browser')
  delete session.signIn // valid for one attempt

  const parameters = oauth.validateAuthResponse(as, client, currentUrl, state)
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    clientAuthentication,
    parameters,
    redirectUri,
    codeVerifier,
    http,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  const { sub } = oauth.getValidatedIdTokenClaims(tokens)
  return { sub, tokens }
}
// #endregion finish

// #region userinfo
/** The user's name and email address, if the ID Token does not contain them. */
async function profile({ sub, tokens }) {
  const response = await oauth.userInfoRequest(as, client, tokens.access_token, http)
  return oauth.processUserInfoResponse(as, client, sub, response)
}
// #endregion userinfo

// --- The application around it --------------------------------------------------------------------------------------

const sessions = new Map()

async function answer(request, response) {
  // All of it: any client can send an invalid URL (`GET //`), and an error that leaves this function ends the process.
  try {
    const url = new URL(request.url, origin)
    if (url.pathname === '/login') {
      const session = newSession(response)
      redirect(response, await startSignIn(session))
    } else if (url.pathname === '/callback') {
      const user = await profile(await finishSignIn(sessionOf(request), url))
      newSession(response).user = user // a new session, whose id nobody could have known before
      redirect(response, '/')
    } else if (url.pathname === '/') {
      const { user } = sessionOf(request)
      page(
        response,
        200,
        user ? `Signed in as ${escape(`${user.name} (${user.sub})`)}.` : '<a href="/login">Sign in</a>',
      )
    } else page(response, 404, 'There is no such page.')
  } catch (err) {
    // The user's refusal, a response to another tab's request, a stale link: none of these signs anybody in.
    const refused = err instanceof oauth.AuthorizationResponseError && err.error === 'access_denied'
    console.error(`not signed in: ${err.code ?? ''} ${err.message}`)
    page(response, 400, refused ? 'You did not allow it.' : 'That did not work. <a href="/login">Try again</a>')
  }
}

function newSession(response) {
  const id = randomUUID()
  const session = {}
  sessions.set(id, session)
  response.setHeader('set-cookie', `session=${id}; HttpOnly; SameSite=Lax; Path=/`) // over https, add Secure
  return session
}

function sessionOf(request) {
  return sessions.get(/(?:^|; )session=([\w-]+)/.exec(request.headers.cookie)?.[1]) ?? {}
}

function redirect(response, location) {
  response.writeHead(303, { location: String(location) }).end()
}

function page(response, status, html) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html>${html}`)
}

/** Escapes users' names, which are not HTML. */
function escape(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

console.log(`Open ${origin}`)
