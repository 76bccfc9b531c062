// An ID Token that only the application can read: the server encrypts it with a key of the application. npm jose
// decrypts it and the library checks it, so that applications without encryption need no code for it.
//
//   node examples/encrypted_id_token/main.mjs

import { compactDecrypt, exportJWK, generateKeyPair } from 'jose'
import * as oauth from 'relying'
import { startAuthorizationServer } from '../server/authorization_server.mjs'
import { visit } from '../server/browser.mjs'

const redirectUri = 'https://clinic.example.test/callback'

// #region key
const { publicKey, privateKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256' })
const encryptionJwk = { ...(await exportJWK(publicKey)), kid: 'clinic-enc-1', alg: 'ECDH-ES', use: 'enc' }
// #endregion key

const server = await startAuthorizationServer({
  client: {
    client_id: 'clinic',
    client_secret: 'a-long-random-secret',
    redirect_uris: [redirectUri],
    jwks: { keys: [encryptionJwk] },
    id_token_signed_response_alg: 'ES256',
    id_token_encrypted_response_alg: 'ECDH-ES',
    id_token_encrypted_response_enc: 'A256GCM',
  },
})
const http = { [oauth.allowInsecureRequests]: true } // only for the demonstration server on this machine
const issuer = new URL(server.issuer)
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
const client = { client_id: 'clinic', id_token_signed_response_alg: 'ES256' }

// #region decrypt
/** Names the agreed algorithms: nothing else is decrypted. */
async function decrypt(jwe) {
  const { plaintext } = await compactDecrypt(jwe, privateKey, {
    keyManagementAlgorithms: ['ECDH-ES'],
    contentEncryptionAlgorithms: ['A256GCM'],
  })
  return new TextDecoder().decode(plaintext)
}
// #endregion decrypt

const codeVerifier = oauth.generateRandomCodeVerifier()
const state = oauth.generateRandomState()
const nonce = oauth.generateRandomNonce()
const url = new URL(as.authorization_endpoint)
url.search = new URLSearchParams({
  client_id: client.client_id,
  redirect_uri: redirectUri,
  response_type: 'code',
  scope: 'openid',
  state,
  nonce,
  code_challenge: await oauth.calculatePKCECodeChallenge(codeVerifier),
  code_challenge_method: 'S256',
})

// The demonstration plays the user's browser.
const parameters = oauth.validateAuthResponse(as, client, await visit(url), state)

// #region process
const response = await oauth.authorizationCodeGrantRequest(
  as,
  client,
  oauth.ClientSecretBasic('a-long-random-secret'),
  parameters,
  redirectUri,
  codeVerifier,
  http,
)
const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
  expectedNonce: nonce,
  requireIdToken: true,
  [oauth.jweDecrypt]: decrypt,
})
const { sub } = oauth.getValidatedIdTokenClaims(tokens)
// #endregion process
console.log(
  `the ID Token came in ${tokens.id_token.split('.').length} parts (it is signed and, around that, encrypted)`,
)
console.log(`Signed in: ${sub}`)
