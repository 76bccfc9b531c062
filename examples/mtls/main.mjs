// A client that authenticates with a certificate, and whose access token is bound to that certificate (RFC 8705). The
// transport presents the certificate: node.mjs, beside this file, has all the code for that.
//
//   node examples/mtls/main.mjs

import * as oauth from 'relying'
import { startAuthorizationServer } from '../server/authorization_server.mjs'
import { createCertificates } from '../server/certificates.mjs'
import { mutualTlsFetch } from './node.mjs'

const { ca, server: serverCertificate, client: clientCertificate } = await createCertificates()
const server = await startAuthorizationServer({
  tls: { ...serverCertificate, ca },
  client: {
    client_id: 'bank',
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_subject_dn: 'O=Example,CN=client',
    tls_client_certificate_bound_access_tokens: true,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  },
})

// #region client
const client = { client_id: 'bank', use_mtls_endpoint_aliases: true }
const clientAuthentication = oauth.TlsClientAuth()
// with the certificate; `ca` only because the server's own certificate is from a private authority
const http = { [oauth.customFetch]: mutualTlsFetch({ ca, ...clientCertificate }) }
// #endregion client

const issuer = new URL(server.issuer)
const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))

// #region token
async function requestToken(options) {
  const response = await oauth.clientCredentialsGrantRequest(as, client, clientAuthentication, {}, options)
  return oauth.processClientCredentialsResponse(as, client, response)
}

const { access_token } = await requestToken(http)
// #endregion token

const { cnf } = await oauth.processIntrospectionResponse(
  as,
  client,
  await oauth.introspectionRequest(as, client, clientAuthentication, access_token, http),
)
console.log(`the token is bound to the certificate ${cnf['x5t#S256']}`)

try {
  await requestToken({ [oauth.customFetch]: mutualTlsFetch({ ca }) })
} catch (err) {
  console.log(`without the certificate: ${err.status} ${err.error}`)
}
