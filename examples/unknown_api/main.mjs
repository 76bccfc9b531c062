// Calls an API that nobody has configured: the API says which authorization server it trusts (RFC 9728), that server
// says where its endpoints are, and the program registers itself there (RFC 7591). Agents and MCP clients do the same.
//
//   node examples/unknown_api/main.mjs

import * as oauth from 'relying'
import { startAuthorizationServer } from '../server/authorization_server.mjs'
import { startUnknownApi } from './api.mjs'

const server = await startAuthorizationServer({
  client: { client_id: 'nobody', token_endpoint_auth_method: 'none', redirect_uris: ['https://nobody.example.test/'] },
})
const http = { [oauth.allowInsecureRequests]: true } // only for the demonstration servers on this machine
const address = await startUnknownApi(new URL(server.issuer), http)

// #region challenge
/** The API's own metadata: the challenge of its refusal says where they are. */
async function discoverResource(address) {
  const refusal = await fetch(address)
  const challenge = refusal.headers.get('www-authenticate') ?? ''
  const metadata = /resource_metadata="([^"]+)"/.exec(challenge)?.[1]
  console.log(`the API answers ${refusal.status} and names ${metadata}`)
  // The identifier comes from the URL that we call, not from the API: the metadata must be about this API.
  const identifier = new URL(address.origin)
  const response = await oauth.resourceDiscoveryRequest(identifier, http)
  return oauth.processResourceDiscoveryResponse(identifier, response)
}
// #endregion challenge

// #region server
async function discoverServer({ authorization_servers: [issuer] = [] }) {
  if (issuer === undefined) throw new Error('the API trusts no authorization server')
  const identifier = new URL(issuer)
  const response = await oauth.discoveryRequest(identifier, { ...http, algorithm: 'oauth2' })
  return oauth.processDiscoveryResponse(identifier, response)
}
// #endregion server

// #region register
/** Store the result with the issuer: a second registration would be a second client. */
async function register(as) {
  const metadata = {
    client_name: 'A program',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'client_secret_basic',
  }
  const response = await oauth.dynamicClientRegistrationRequest(as, metadata, http)
  return oauth.processDynamicClientRegistrationResponse(response)
}
// #endregion register

const resource = await discoverResource(address)
const as = await discoverServer(resource)
console.log(`the API trusts ${as.issuer}`)
const client = await register(as)
console.log(`registered as a client, with the secret of ${client.client_secret.length} characters`)

// #region method
/** The server may have registered another method than the requested one. */
function authenticationOf({ token_endpoint_auth_method, client_secret }) {
  if (token_endpoint_auth_method === 'none') return oauth.None()
  if (token_endpoint_auth_method === 'client_secret_post') return oauth.ClientSecretPost(client_secret)
  if (token_endpoint_auth_method === 'client_secret_jwt') return oauth.ClientSecretJwt(client_secret)
  return oauth.ClientSecretBasic(client_secret) // the default
}
// #endregion method

// #region token
const clientAuthentication = authenticationOf(client)
const parameters = { resource: resource.resource, scope: resource.scopes_supported?.join(' ') ?? '' }
const { access_token } = await oauth.processClientCredentialsResponse(
  as,
  client,
  await oauth.clientCredentialsGrantRequest(as, client, clientAuthentication, parameters, http),
)
const response = await oauth.protectedResourceRequest(access_token, 'GET', address, undefined, undefined, http)
// #endregion token
console.log('the API says:', await response.json())
