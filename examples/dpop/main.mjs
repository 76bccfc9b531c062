// Access tokens that only their owner can use: DPoP binds them to a key, and each request proves possession of the key
// (RFC 9449). The server of this example requires its own nonce in each proof, as many servers do.
//
//   node examples/dpop/main.mjs

import * as oauth from 'relying'
import { startApi } from '../resource_server/api.mjs'
import { startAuthorizationServer } from '../server/authorization_server.mjs'

const server = await startAuthorizationServer({
  client: {
    client_id: 'report',
    client_secret: 'a-long-random-secret',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    dpop_bound_access_tokens: true,
  },
})
const http = { [oauth.allowInsecureRequests]: true } // only for the demonstration server on this machine
const issuer = new URL(server.issuer)
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
const orders = await startApi(issuer, http)
const client = { client_id: 'report' }
const clientAuthentication = oauth.ClientSecretBasic('a-long-random-secret')

// #region handle
// One handle for each key. It signs the proofs and stores the servers' nonces: keep it as long as the tokens.
const keyPair = await oauth.generateKeyPair('ES256')
const DPoP = oauth.DPoP(client, keyPair)
// #endregion handle

// #region nonce
/** A server that requires its own nonce in the proof refuses the first request; the second contains the nonce. */
async function withNonce(request) {
  try {
    return await request()
  } catch (err) {
    if (!oauth.isDPoPNonceError(err)) throw err
    console.log('the server requires its own nonce in the proof: the request is repeated with it')
    return request()
  }
}
// #endregion nonce

// #region token
const parameters = { scope: 'orders:read', resource: 'https://api.example.test' }
const tokens = await withNonce(async () => {
  const response = await oauth.clientCredentialsGrantRequest(as, client, clientAuthentication, parameters, {
    ...http,
    DPoP,
  })
  return oauth.processClientCredentialsResponse(as, client, response)
})
if (tokens.token_type !== 'dpop') throw new Error('the server did not bind the token')
// #endregion token
console.log(`a token of the type ${tokens.token_type}, bound to the key ${await DPoP.calculateThumbprint()}`)

// #region call
const response = await withNonce(() =>
  oauth.protectedResourceRequest(tokens.access_token, 'GET', orders, undefined, undefined, { ...http, DPoP }),
)
// #endregion call
console.log('with the key:', await response.json())

// A thief has the token, but not the key.
const thief = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
try {
  await oauth.protectedResourceRequest(tokens.access_token, 'GET', orders, undefined, undefined, {
    ...http,
    DPoP: thief,
  })
} catch (err) {
  console.log(
    'with another key:',
    err.status,
    err.cause.map(({ scheme, parameters }) => `${scheme} ${parameters.error}`).join(', '),
  )
}
