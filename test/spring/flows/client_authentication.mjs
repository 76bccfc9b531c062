import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { decodeJwt } from 'jose'
import { authenticateEverywhere, replaying } from '../../independent_servers/flow.mjs'
import { STRANGE_SECRET, secretOf } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { flow, oauth, rejection } from '../relying_party.mjs'

export function clientAuthenticationFlows(party) {
  const { as, http, spring } = party
  const grant = async (client_id, authentication, options) => {
    const client = { client_id }
    const all = { ...http, ...options }
    const response = await oauth.clientCredentialsGrantRequest(as, client, authentication, { scope: 'read' }, all)
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const granted = async (client_id, ...rest) => {
    const result = await grant(client_id, ...rest)
    assert.equal(result.token_type, 'bearer')
    assert.equal(result.scope, 'read')
    assert.ok(result.expires_in > 0)
    const claims = decodeJwt(result.access_token)
    assert.equal(claims.sub, client_id)
    return claims
  }

  for (const [what, client_id, secret] of [
    ['special characters in the secret', 'main', secretOf('main')],
    ['a secret that must be encoded', 'strange', STRANGE_SECRET],
  ]) {
    flow(`rfc6749 2.3.1: client_secret_basic, with ${what}`, () => granted(client_id, oauth.ClientSecretBasic(secret)))

    flow(`rfc6749 2.3.1: client_secret_post, with ${what}`, () => granted(client_id, oauth.ClientSecretPost(secret)))
  }

  flow('oidc-core 9: client_secret_jwt', () => granted('secretjwt', oauth.ClientSecretJwt(secretOf('secretjwt'))))

  for (const alg of ['ES256', 'RS256', 'PS256']) {
    flow(`rfc7523 2.2: private_key_jwt with ${alg}`, () =>
      granted(`keyed-${alg}`, oauth.PrivateKeyJwt(spring.keys[alg])),
    )
  }

  flow('rfc7523 3/3: the audience of an assertion is accepted at every endpoint', async () => {
    const client = { client_id: 'keyed-ES256' }
    await authenticateEverywhere(party, client, oauth.PrivateKeyJwt(spring.keys.ES256))
  })

  flow(
    'rfc7523 3: an assertion with an algorithm other than the registered one, and one with another secret',
    async () => {
      const refused = { error: 'invalid_client', status: 401 }
      await rejection(grant('keyed-ES256', oauth.PrivateKeyJwt(spring.keys.PS256)), refused)
      await rejection(grant('secretjwt', oauth.ClientSecretJwt(secretOf('main'))), refused)
    },
  )

  flow('rfc7523 3/7: a repeated assertion', async () => {
    const options = replaying(spring)
    const auth = oauth.PrivateKeyJwt(spring.keys.ES256)
    await grant('keyed-ES256', auth, options)
    const again = await grant('keyed-ES256', auth, options)
    deviation('assertion-replay', again.access_token !== undefined)
  })

  flow('rfc6749 5.2/2: a wrong secret, an unknown client, the wrong method', async () => {
    for (const [client_id, auth] of [
      ['main', oauth.ClientSecretBasic('wrong')],
      ['main', oauth.ClientSecretPost('wrong')],
      ['unknown', oauth.ClientSecretBasic(secretOf('main'))],
      ['keyed-ES256', oauth.ClientSecretBasic(secretOf('main'))],
    ]) {
      const { response } = await rejection(grant(client_id, auth), {
        name: 'ResponseBodyError',
        error: 'invalid_client',
        status: 401,
      })
      deviation('no-challenge', !response.headers.has('www-authenticate'))
    }
  })

  flow('rfc6749 5.2: an unknown scope', () => {
    const client = { client_id: 'main' }
    const auth = oauth.ClientSecretBasic(secretOf('main'))
    const asked = async () => {
      const response = await oauth.clientCredentialsGrantRequest(as, client, auth, { scope: 'unknown' }, http)
      return oauth.processClientCredentialsResponse(as, client, response)
    }
    return rejection(asked(), { name: 'ResponseBodyError', error: 'invalid_scope', status: 400 })
  })

  const thumbprint = ({ cert }) => createHash('sha256').update(new X509Certificate(cert).raw).digest('base64url')
  const { client: pair, other, selfSigned } = spring.certificates

  flow('rfc8705 2.1: a CA-signed certificate, by its subject', async () => {
    const claims = await granted('tls', oauth.TlsClientAuth(), party.mtls(pair))
    assert.equal(claims.cnf, undefined)
  })

  for (const [title, client_id, shown] of [
    ['rfc8705 3.1: a token bound to the certificate', 'tlsbound', pair],
    ['rfc8705 2.2, 3.1: a self-signed certificate, by the JWK Set, and a token bound to it', 'tlsself', selfSigned],
  ]) {
    flow(title, async () => {
      const claims = await granted(client_id, oauth.TlsClientAuth(), party.mtls(shown))
      assert.equal(claims.cnf['x5t#S256'], thumbprint(shown))
    })
  }

  flow('rfc8705 2.1, 5: a certificate at every endpoint, none of which has an alias', async () => {
    assert.equal(as.mtls_endpoint_aliases, undefined)
    const client = { client_id: 'tls', use_mtls_endpoint_aliases: true }
    await authenticateEverywhere(party, client, oauth.TlsClientAuth(), party.mtls(pair))
  })

  flow('rfc8705 2.1, 2.2: no certificate, and one of another subject, are refused', async () => {
    for (const [client_id, shown] of [
      ['tls', other],
      ['tlsself', pair],
    ]) {
      const refused = grant(client_id, oauth.TlsClientAuth(), party.mtls(shown))
      await rejection(refused, { error: 'invalid_client', status: 401 })
    }
    const error = await rejection(grant('tls', oauth.TlsClientAuth()), { code: oauth.RESPONSE_IS_NOT_JSON })
    deviation('no-credentials', error.cause.status === 401 && (await error.cause.text()) === '')
  })
}
