// Mutual TLS, with the recipe in docs/guide/mtls.md for this runtime.
import { equal, rejects } from './assert.mjs'
import { check } from './check.mjs'
import * as oauth from './library.mjs'
import { discover, register } from './server_side.mjs'
import { decodeJwt } from './web_crypto.mjs'

check('rfc8705 2.1, 3: mutual TLS authenticates the client and binds the token', async (host) => {
  const as = await discover(host)
  const client = await register(as, {
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_subject_dn: 'CN=client,O=Example',
    tls_client_certificate_bound_access_tokens: true,
    use_mtls_endpoint_aliases: true,
    scope: 'api:read',
  })
  client.use_mtls_endpoint_aliases = true
  const request = async (customFetch) => {
    const parameters = { scope: 'api:read', resource: 'urn:example:jwt' }
    const options = { [oauth.customFetch]: customFetch }
    const response = await oauth.clientCredentialsGrantRequest(as, client, oauth.TlsClientAuth(), parameters, options)
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const { access_token } = await request(await host.mutualTls.withCertificate(host.tls))
  equal(decodeJwt(access_token).payload.cnf['x5t#S256'], host.tls.thumbprint)
  const options = { [oauth.customFetch]: await host.mutualTls.withCertificate(host.tls) }
  const answer = await oauth.revocationRequest(as, client, oauth.TlsClientAuth(), access_token, options)
  await rejects(oauth.processRevocationResponse(answer), { error: 'unsupported_token_type' })
  await rejects(request(await host.mutualTls.withoutCertificate(host.tls)), {
    is: oauth.ResponseBodyError,
    error: 'invalid_client',
  })
})
