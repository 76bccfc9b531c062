// A program that calls an API on its own behalf, without a user: client credentials, authenticated with a private key.
// The access token is reused until shortly before it expires.
//
//   node examples/machine_to_machine/main.mjs

import * as oauth from 'relying'
import { startApi } from '../resource_server/api.mjs'
import { startAuthorizationServer } from '../server/authorization_server.mjs'

// --- Setup: a key pair, whose public key is registered ---------------------------------------------------------------

// #region keys
const keyPair = await oauth.generateKeyPair('ES256')
const publicJwk = { ...(await crypto.subtle.exportKey('jwk', keyPair.publicKey)), kid: 'report-1', alg: 'ES256' }
// #endregion keys

const server = await startAuthorizationServer({
  client: {
    client_id: 'report',
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [publicJwk] },
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  },
})
const http = { [oauth.allowInsecureRequests]: true } // only for the demonstration server on this machine
const issuer = new URL(server.issuer)
const orders = await startApi(issuer, http)

// --- The program ----------------------------------------------------------------------------------------------------

// #region client
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
const client = { client_id: 'report' }
const clientAuthentication = oauth.PrivateKeyJwt({ key: keyPair.privateKey, kid: 'report-1' })
// #endregion client

// #region request
async function requestToken() {
  const parameters = { scope: 'orders:read', resource: 'https://api.example.test' }
  const response = await oauth.clientCredentialsGrantRequest(as, client, clientAuthentication, parameters, http)
  return oauth.processClientCredentialsResponse(as, client, response)
}
// #endregion request

// #region cache
let current // the promise of a token: concurrent calls share it

function accessToken() {
  current ??= requestToken().then(
    ({ access_token, expires_in = 60 }) => {
      const good = Math.max(0, expires_in - 30) * 1000
      setTimeout(() => (current = undefined), Math.min(good, 2 ** 31 - 1)).unref() // the longest timer: 24 days
      return access_token
    },
    (err) => {
      current = undefined
      throw err
    },
  )
  return current
}
// #endregion cache

// #region call
async function readOrders() {
  const response = await oauth.protectedResourceRequest(
    await accessToken(),
    'GET',
    orders,
    new Headers({ accept: 'application/json' }),
    undefined,
    http,
  )
  if (!response.ok) throw new Error(`the API answered ${response.status}`)
  return response.json()
}
// #endregion call

const [one, two] = await Promise.all([readOrders(), readOrders()])
console.log('the API says:', one)
console.log('and again, with the same token:', two)
