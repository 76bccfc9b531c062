// Asks the authorization server about a token (RFC 7662), and tells it that a token is no longer needed (RFC 7009). For
// tokens that are not JWTs, or if a revoked token must be refused immediately.
//
//   node examples/introspection/main.mjs

import * as oauth from 'relying'
import { startAuthorizationServer } from '../server/authorization_server.mjs'

const registration = { client_secret: 'a-long-random-secret', response_types: [], redirect_uris: [] }
const server = await startAuthorizationServer({
  client: { client_id: 'report', ...registration, grant_types: ['client_credentials'] },
  otherClients: [{ client_id: 'api', ...registration, grant_types: [] }], // the API is a client too
})
const http = { [oauth.allowInsecureRequests]: true } // only for the demonstration server on this machine
const issuer = new URL(server.issuer)
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
const clientAuthentication = oauth.ClientSecretBasic('a-long-random-secret')
const client = { client_id: 'report' }
const api = { client_id: 'api' }

// #region introspect
/** What the API does with an access token that it cannot parse itself. */
async function introspect(token) {
  const response = await oauth.introspectionRequest(as, api, clientAuthentication, token, http)
  const meaning = await oauth.processIntrospectionResponse(as, api, response)
  if (!meaning.active) throw new Error('the token is not valid, or no longer valid')
  return meaning
}
// #endregion introspect

// #region revoke
/** What the client does when its user signs out. A token that the server does not know is not an error. */
async function revoke(token, hint = 'access_token') {
  const options = { ...http, additionalParameters: { token_type_hint: hint } }
  await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, clientAuthentication, token, options))
}
// #endregion revoke

const response = await oauth.clientCredentialsGrantRequest(as, client, clientAuthentication, {}, http)
const { access_token } = await oauth.processClientCredentialsResponse(as, client, response)

const { client_id, exp, token_type } = await introspect(access_token)
console.log(`a ${token_type} token of ${client_id}, valid until ${new Date(exp * 1000).toISOString()}`)
await revoke(access_token)
await introspect(access_token).catch((err) => console.log(`after its revocation: ${err.message}`))
