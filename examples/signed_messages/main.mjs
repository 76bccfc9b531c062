// An authorization request that nobody can read or change in transit, and a response that nobody can forge: the request
// is signed (JAR, RFC 9101) and pushed to the server first (PAR, RFC 9126), the response comes as a signed JWT (JARM).
//
//   node examples/signed_messages/main.mjs

import * as oauth from 'relying'
import { startAuthorizationServer } from '../server/authorization_server.mjs'
import { visit } from '../server/browser.mjs'

const redirectUri = 'https://shop.example.test/callback'
const keyPair = await oauth.generateKeyPair('ES256')
const key = { key: keyPair.privateKey, kid: 'shop-1' }
const publicJwk = { ...(await crypto.subtle.exportKey('jwk', keyPair.publicKey)), kid: 'shop-1', alg: 'ES256' }

const server = await startAuthorizationServer({
  client: {
    client_id: 'shop',
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [publicJwk] },
    redirect_uris: [redirectUri],
    require_pushed_authorization_requests: true,
    require_signed_request_object: true,
    request_object_signing_alg: 'ES256',
    authorization_signed_response_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
  },
})
const http = { [oauth.allowInsecureRequests]: true } // only for the demonstration server on this machine
const issuer = new URL(server.issuer)
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))

// #region client
// What the client is registered with: a response that is signed with another algorithm is refused.
const client = {
  client_id: 'shop',
  authorization_signed_response_alg: 'ES256',
  id_token_signed_response_alg: 'ES256',
}
const clientAuthentication = oauth.PrivateKeyJwt(key)
// #endregion client

// #region sign
const codeVerifier = oauth.generateRandomCodeVerifier()
const state = oauth.generateRandomState()
const nonce = oauth.generateRandomNonce()
const request = await oauth.issueRequestObject(
  as,
  client,
  {
    redirect_uri: redirectUri,
    response_type: 'code',
    response_mode: 'jwt',
    scope: 'openid',
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  },
  key,
)
// #endregion sign

// #region push
const pushed = await oauth.processPushedAuthorizationResponse(
  as,
  client,
  await oauth.pushedAuthorizationRequest(as, client, clientAuthentication, { request }, http),
)
const url = new URL(as.authorization_endpoint)
url.search = new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri })
// #endregion push
console.log(`the authorization URL has only ${url.search}`)

// The demonstration plays the user's browser.
const currentUrl = await visit(url)

// #region answer
const parameters = await oauth.validateJwtAuthResponse(as, client, currentUrl, state, http)
// #endregion answer
console.log(`a signed response from ${parameters.get('iss')}`)

// #region tokens
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
await oauth.validateApplicationLevelSignature(as, response, http) // the ID Token's signature too
// #endregion tokens
console.log(`Signed in: ${oauth.getValidatedIdTokenClaims(tokens).sub}`)
