// An API needs another API to serve its caller: it exchanges the access token that it was called with for one that the
// other API accepts, still on behalf of the same user (RFC 8693). Other grant types work the same way.
//
//   node examples/token_exchange/main.mjs

import * as oauth from 'relying'
import { createAuthorizationServer } from 'relying/testing'

// It represents your provider, and has a protected resource that plays the other API.
const warehouse = 'https://warehouse.example.test/stock'
const server = await createAuthorizationServer({ resource: warehouse })
const { metadata: as, client } = server
const http = { [oauth.customFetch]: server.fetch }
const clientAuthentication = oauth.ClientSecretBasic(server.clientSecret)

// #region exchange
const accessToken = 'urn:ietf:params:oauth:token-type:access_token'

/** A token for the warehouse, on behalf of the user whose token we were called with. */
async function tokenForWarehouse(subjectToken) {
  const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
  const parameters = {
    subject_token: subjectToken,
    subject_token_type: accessToken,
    resource: warehouse,
  }
  const response = await oauth.genericTokenEndpointRequest(
    as,
    client,
    clientAuthentication,
    grantType,
    parameters,
    http,
  )
  const tokens = await oauth.processGenericTokenEndpointResponse(as, client, response)
  if (tokens.issued_token_type !== accessToken) throw new Error('the server issued another type of token')
  return tokens.access_token
}
// #endregion exchange

const received = await tokenOfTheCaller()
const token = await tokenForWarehouse(received)
console.log(`another token than the caller's: ${token !== received}`)
const response = await oauth.protectedResourceRequest(token, 'GET', new URL(warehouse), undefined, undefined, http)
console.log('the warehouse says:', await response.json())

try {
  await tokenForWarehouse('a-token-of-nobody')
} catch (err) {
  console.log(`an unknown token: ${err.error}`)
}

/** The token that an application, where Alice signed in, called us with. */
async function tokenOfTheCaller() {
  const app = await server.registerClient({ client_id: 'app' })
  const authentication = oauth.ClientSecretBasic(app.clientSecret)
  const device = await oauth.processDeviceAuthorizationResponse(
    as,
    app.client,
    await oauth.deviceAuthorizationRequest(as, app.client, authentication, { scope: 'openid' }, http),
  )
  await server.approve(device.user_code)
  const response = await oauth.deviceCodeGrantRequest(as, app.client, authentication, device.device_code, http)
  return (await oauth.processDeviceCodeResponse(as, app.client, response)).access_token
}
