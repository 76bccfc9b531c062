// Signs a user in with OpenID Connect CIBA: the application asks the authorization server to authenticate a user on the
// user's own device, waits, and gets tokens that it can trust and that only it can use (DPoP).
//
//   node examples/ciba/main.mjs          the user approves: exit status 0
//   node examples/ciba/main.mjs --deny   the user refuses: exit status 1
//
// To make it yours, keep `signIn` and what it calls, and replace the demonstration: the server, the registration and
// the narrator (which only prints; every line that mentions `say` can go).

import { setTimeout as sleep } from 'node:timers/promises'
import * as oauth from 'relying'
import { startAuthorizationServer } from '../server/authorization_server.mjs'
import { createNarrator } from './narrator.mjs'

const DEFAULT_INTERVAL = 5 // seconds between two polls if the server names no interval (CIBA 7.3)

const unknown = process.argv.slice(2).filter((argument) => argument !== '--deny')
if (unknown.length > 0) {
  console.error('usage: node examples/ciba/main.mjs [--deny]')
  process.exit(2)
}

const say = createNarrator(process.stdout)

// --- Setup: what the application and the provider agree on once ------------------------------------------------------

say.step('Beforehand', 'the application makes its key and registers the public half with the provider')
const clientKey = { kid: 'shop-1', pair: await oauth.generateKeyPair('ES256') }
const publicJwk = await crypto.subtle.exportKey('jwk', clientKey.pair.publicKey)
say.check('an ES256 key pair for private_key_jwt; its private half cannot be exported')

const server = await startAuthorizationServer({
  client: {
    client_id: 'shop',
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [{ ...publicJwk, kid: clientKey.kid, alg: 'ES256', use: 'sig' }] },
    grant_types: ['urn:openid:params:grant-type:ciba'],
    backchannel_token_delivery_mode: 'poll',
    response_types: [],
    redirect_uris: [],
    id_token_signed_response_alg: 'ES256',
    dpop_bound_access_tokens: true,
  },
  answer: process.argv.includes('--deny') ? 'deny' : 'approve',
  answerAfter: 7,
  onDevice: (event) => say.device(event),
})
say.check(`an authorization server for this demonstration runs at ${server.issuer}`)

// --- The application ------------------------------------------------------------------------------------------------

const client = { client_id: 'shop', id_token_signed_response_alg: 'ES256' }
const clientAuthentication = oauth.PrivateKeyJwt({ key: clientKey.pair.privateKey, kid: clientKey.kid })

const http = {
  // Only because the demonstration server uses plain http on this machine. Never set this with a real provider.
  [oauth.allowInsecureRequests]: true,
  // Prints what is sent and received. Without it the library uses the global fetch.
  [oauth.customFetch]: say.fetch,
}

try {
  const user = await signIn(new URL(server.issuer), 'alice')
  say.end(`Signed in: ${user.name} <${user.email}>, known to the provider as "${user.sub}".`)
} catch (err) {
  say.failure(reason(err))
  process.exitCode = 1
} finally {
  server.stop()
}

async function signIn(issuer, loginHint) {
  say.step('Discovery', 'discovers the endpoints of the provider')
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  say.check('its issuer is the requested one')

  say.step('Key generation', 'a key that the access token will be bound to')
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
  say.check(`an ES256 key pair for DPoP, thumbprint ${await DPoP.calculateThumbprint()}`)

  say.step('Backchannel authentication request', 'the provider is asked to reach the user')
  const asked = performance.now()
  const authentication = await oauth.processBackchannelAuthenticationResponse(
    as,
    client,
    await oauth.backchannelAuthenticationRequest(
      as,
      client,
      clientAuthentication,
      { scope: 'openid profile email', login_hint: loginHint, binding_message: bindingMessage() },
      http,
    ),
  )
  const { expires_in, interval } = authentication
  say.check(`the user has ${expires_in} s; polls are ${interval ?? `${DEFAULT_INTERVAL} s (the default)`} apart`)

  say.step('Token request', 'polled until the user has decided')
  const { response, tokens } = await poll(as, authentication, asked, DPoP)
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  say.check(`token_type is "${tokens.token_type}": the access token works only with a proof by our DPoP key`)

  say.step('ID Token', 'checks who signed in, and who says so')
  say.check(`it is from this provider, for this client, and still valid; sub is "${claims.sub}"`)
  await oauth.validateApplicationLevelSignature(as, response, http)
  say.check("the signature is the provider's")

  say.step('UserInfo', "the user's name, with the bound access token")
  const user = await withNonce(async () =>
    oauth.processUserInfoResponse(
      as,
      client,
      claims.sub, // the response must be about the same user
      await oauth.userInfoRequest(as, client, tokens.access_token, { ...http, DPoP }),
    ),
  )
  say.check('its sub is that of the ID Token')
  return user
}

/** Polls for the tokens, no more often than the server allows, until it responds with tokens or with a refusal. */
async function poll(as, { auth_req_id, expires_in, interval = DEFAULT_INTERVAL }, asked, DPoP) {
  const deadline = asked + expires_in * 1000
  let sent = asked
  while (sent < deadline) {
    // CIBA 7.3: the interval runs from one request to the next, however long the response took.
    const next = sent + interval * 1000
    await say.countdown(sleep(Math.max(0, next - performance.now())), next)
    sent = performance.now()
    try {
      return await withNonce(async () => {
        const response = await oauth.backchannelAuthenticationGrantRequest(
          as,
          client,
          clientAuthentication,
          auth_req_id,
          { ...http, DPoP },
        )
        return { response, tokens: await oauth.processBackchannelAuthenticationGrantResponse(as, client, response) }
      })
    } catch (err) {
      if (!(err instanceof oauth.ResponseBodyError)) throw err
      if (err.error === 'authorization_pending') say.note('not yet: the user has not decided')
      else if (err.error === 'slow_down') {
        interval += 5 // CIBA 11: for this and all later polls
        say.note(`the server requires longer pauses: now ${interval} s`)
      } else throw err
    }
  }
  throw new Error('the user did not answer in time')
}

/** A server may require its own nonce in each DPoP proof: its refusal contains one, and the second attempt uses it. */
async function withNonce(request) {
  try {
    return await request()
  } catch (err) {
    if (!oauth.isDPoPNonceError(err)) throw err
    say.note('the server requires its own nonce in the DPoP proof: the request is repeated with it')
    return request()
  }
}

/** A short message that the user sees on both devices, so that nobody approves somebody else's request. */
function bindingMessage() {
  const [number] = crypto.getRandomValues(new Uint32Array(1))
  return `SHOP-${String(number % 10_000).padStart(4, '0')}`
}

/** One sentence for the user of the terminal. */
function reason(err) {
  if (err instanceof oauth.ResponseBodyError) {
    if (err.error === 'access_denied') return 'Not signed in: the user refused on the device (access_denied).'
    if (err.error === 'expired_token') return 'Not signed in: the user did not answer in time (expired_token).'
    return `Not signed in: the server answered ${err.status} ${err.error}.`
  }
  return `Not signed in: ${err.message}.`
}
