// A client of the FAPI 2.0 Security Profile, which banks require: a pushed authorization request, PKCE, the issuer in
// the response, authentication with a private key, DPoP-bound tokens. The server of this example enforces the profile.
//
//   node examples/fapi2/main.mjs

import * as oauth from 'relying'
import { startAuthorizationServer } from '../server/authorization_server.mjs'
import { visit } from '../server/browser.mjs'

const redirectUri = 'https://budget.example.test/callback'
const keyPair = await oauth.generateKeyPair('PS256')
const publicJwk = { ...(await crypto.subtle.exportKey('jwk', keyPair.publicKey)), kid: 'budget-1', alg: 'PS256' }

const server = await startAuthorizationServer({
  client: {
    client_id: 'budget',
    fapi_profile: '2.0',
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'PS256',
    jwks: { keys: [publicJwk] },
    redirect_uris: [redirectUri],
    require_pushed_authorization_requests: true,
    dpop_bound_access_tokens: true,
    id_token_signed_response_alg: 'PS256',
  },
})
const http = { [oauth.allowInsecureRequests]: true } // only for the demonstration server on this machine

// #region client
const issuer = new URL(server.issuer)
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
const client = { client_id: 'budget', id_token_signed_response_alg: 'PS256' }
const clientAuthentication = oauth.PrivateKeyJwt({ key: keyPair.privateKey, kid: 'budget-1' })
const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
// #endregion client

// #region push
const codeVerifier = oauth.generateRandomCodeVerifier()
const state = oauth.generateRandomState()
const nonce = oauth.generateRandomNonce()
const parameters = {
  redirect_uri: redirectUri,
  response_type: 'code',
  scope: 'openid profile',
  state,
  nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
  code_challenge_method: 'S256',
}
// With the DPoP handle the code is also bound to the key (RFC 9449, 10.1).
const { request_uri } = await withNonce(async () =>
  oauth.processPushedAuthorizationResponse(
    as,
    client,
    await oauth.pushedAuthorizationRequest(as, client, clientAuthentication, parameters, { ...http, DPoP }),
  ),
)
const url = new URL(as.authorization_endpoint)
url.search = new URLSearchParams({ client_id: client.client_id, request_uri })
// #endregion push

// The demonstration plays the user's browser.
const currentUrl = await visit(url)

// #region redeem
// The profile requires `iss` in the response. So does validateAuthResponse, because the server's metadata announce it.
const callback = oauth.validateAuthResponse(as, client, currentUrl, state)
const { response, tokens } = await withNonce(async () => {
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    clientAuthentication,
    callback,
    redirectUri,
    codeVerifier,
    { ...http, DPoP },
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  return { response, tokens }
})
await oauth.validateApplicationLevelSignature(as, response, http)
// #endregion redeem

const { sub } = oauth.getValidatedIdTokenClaims(tokens)
const user = await withNonce(async () =>
  oauth.processUserInfoResponse(
    as,
    client,
    sub,
    await oauth.userInfoRequest(as, client, tokens.access_token, { ...http, DPoP }),
  ),
)
console.log(`the response is from ${callback.get('iss')}, the token type is ${tokens.token_type}`)
console.log(`Signed in: ${user.name}`)

/** A server may require its own nonce in the DPoP proof: its refusal contains one, and the second attempt uses it. */
async function withNonce(request) {
  try {
    return await request()
  } catch (err) {
    if (!oauth.isDPoPNonceError(err)) throw err
    return request()
  }
}
