import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { decodeJwt } from 'jose'
import { replaying } from '../../independent_servers/flow.mjs'
import { SECRET } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { flow, oauth, rejection } from '../relying_party.mjs'

export function clientAuthenticationFlows(party) {
  const { as, http, keycloak } = party
  const grant = async (client_id, authentication, options) => {
    const client = { client_id, ...(options?.client ?? {}) }
    const all = { ...http, ...options?.http }
    const response = await oauth.clientCredentialsGrantRequest(as, client, authentication, {}, all)
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const granted = async (...args) => {
    const result = await grant(...args)
    assert.equal(result.token_type, 'bearer')
    assert.ok(result.expires_in > 0)
    return decodeJwt(result.access_token)
  }

  flow('rfc6749 2.3.1: client_secret_basic, with special characters in the secret', () =>
    granted('main', oauth.ClientSecretBasic(SECRET)),
  )

  flow('rfc6749 2.3.1: client_secret_post', () => granted('main', oauth.ClientSecretPost(SECRET)))

  flow('oidc-core 9: client_secret_jwt', () => granted('secretjwt', oauth.ClientSecretJwt(SECRET)))

  for (const alg of ['ES256', 'RS256', 'PS256']) {
    flow(`rfc7523 2.2: private_key_jwt with ${alg}`, () => granted('keyed', oauth.PrivateKeyJwt(keycloak.keys[alg])))
  }

  flow('rfc7523 2.2: private_key_jwt with Ed25519', async () => {
    const refused = await rejection(grant('keyed', oauth.PrivateKeyJwt(keycloak.keys.Ed25519)), {})
    deviation('ed25519-name', refused.error === 'invalid_client')
    const options = {
      [oauth.modifyAssertion](header) {
        assert.equal(header.alg, 'Ed25519')
        header.alg = 'EdDSA'
      },
    }
    await granted('keyed', oauth.PrivateKeyJwt(keycloak.keys.Ed25519, options))
  })

  flow('rfc7523 3/7: an assertion is accepted once', async () => {
    const http = replaying(keycloak)
    await grant('keyed', oauth.PrivateKeyJwt(keycloak.keys.ES256), { http })
    const again = grant('keyed', oauth.PrivateKeyJwt(keycloak.keys.ES256), { http })
    await rejection(again, { error: 'invalid_client', status: 400 })
  })

  flow('rfc6749 5.2/2: a wrong secret, an unknown client, the wrong method', async () => {
    for (const method of [oauth.ClientSecretBasic, oauth.ClientSecretPost]) {
      const error = await rejection(grant('main', method('wrong')), { status: 401 })
      deviation('wrong-secret', error.error === 'unauthorized_client')
      deviation('no-challenge', !error.response.headers.has('www-authenticate'))
    }
    const basic = oauth.ClientSecretBasic(SECRET)
    await rejection(grant('unknown', basic), { error: 'invalid_client', status: 401 })
    await rejection(grant('keyed', basic), { error: 'invalid_client', status: 400 })
  })

  const thumbprint = ({ cert }) => createHash('sha256').update(new X509Certificate(cert).raw).digest('base64url')
  const { client: pair, other } = keycloak.certificates
  const mtls = { client: { use_mtls_endpoint_aliases: true }, http: party.mtls(pair) }

  flow('rfc8705 2.1: a CA-signed certificate, by its subject', () => granted('tls', oauth.TlsClientAuth(), mtls))

  flow('rfc8705 3.1: a token bound to the certificate', async () => {
    const claims = await granted('tlsbound', oauth.TlsClientAuth(), mtls)
    assert.equal(claims.cnf['x5t#S256'], thumbprint(pair))
  })

  flow('rfc8705 2.1: no certificate, and one of another subject, are refused', async () => {
    for (const http of [{}, party.mtls(other)]) {
      const refused = grant('tls', oauth.TlsClientAuth(), { ...mtls, http })
      await rejection(refused, { error: 'invalid_client', status: 401 })
    }
  })
}
