// Protects an API with access tokens, and shows its response to a valid token, no token, a stolen token, and a token
// without the right scope. The API is in api.mjs; this program is its caller.
//
//   node examples/resource_server/main.mjs

import * as oauth from 'relying'
import { startAuthorizationServer } from '../server/authorization_server.mjs'
import { startApi } from './api.mjs'

const registration = {
  client_secret: 'a-long-random-secret',
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
}
const server = await startAuthorizationServer({
  client: { client_id: 'report', ...registration },
  otherClients: [{ client_id: 'bound-report', ...registration, dpop_bound_access_tokens: true }],
})
const http = { [oauth.allowInsecureRequests]: true } // only for the demonstration server on this machine
const issuer = new URL(server.issuer)
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
const orders = await startApi(issuer, http)

const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'))
const bearer = await token('report', 'orders:read', {})
const bound = await token('bound-report', 'orders:read', { DPoP })
const narrow = await token('report', 'orders:write', {})

console.log('a bearer token:            ', await call(bearer))
console.log('a DPoP-bound token:        ', await call(bound, DPoP))
console.log('no token:                  ', await call())
console.log('a bound token, stolen:     ', await call(bound))
console.log('a token without the scope: ', await call(narrow))

async function token(client_id, scope, options) {
  const client = { client_id }
  const parameters = { scope, resource: 'https://api.example.test' }
  const request = async () => {
    const response = await oauth.clientCredentialsGrantRequest(
      as,
      client,
      oauth.ClientSecretBasic('a-long-random-secret'),
      parameters,
      { ...http, ...options },
    )
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  // the first refusal contains the nonce that this server requires in a DPoP proof
  const tokens = await request().catch((err) => (oauth.isDPoPNonceError(err) ? request() : Promise.reject(err)))
  return tokens.access_token
}

async function call(accessToken, DPoP) {
  if (!accessToken) return describe(await fetch(orders))
  try {
    return describe(
      await oauth.protectedResourceRequest(accessToken, 'GET', orders, undefined, undefined, {
        ...http,
        ...(DPoP && { DPoP }),
      }),
    )
  } catch (err) {
    if (!(err instanceof oauth.WWWAuthenticateChallengeError)) throw err
    return describe(err.response)
  }
}

async function describe(response) {
  const challenges = response.headers.get('www-authenticate')
  return `${response.status} ${challenges ?? (await response.text())}`
}
