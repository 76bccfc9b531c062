import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { decodeJwt } from 'jose'
import { authenticateEverywhere, replaying } from '../../independent_servers/flow.mjs'
import { ALGORITHMS, RESOURCE, SECRET, STRANGE_SECRET } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { flow, oauth, rejection } from '../relying_party.mjs'

export function clientAuthenticationFlows(party) {
  const { as, http, nimbus } = party
  const grant = async (client_id, auth, options, parameters = { scope: 'read' }) => {
    const client = { client_id }
    const all = { ...http, ...options }
    const response = await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, all)
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const granted = async (client_id, ...rest) => {
    const result = await grant(client_id, ...rest)
    assert.deepEqual([result.token_type, result.scope, result.expires_in], ['bearer', 'read', 300])
    const claims = decodeJwt(result.access_token)
    assert.equal(claims.sub, client_id)
    return claims
  }
  const refused = { name: 'ResponseBodyError', error: 'invalid_client', status: 401 }

  for (const [title, client_id, auth] of [
    ['rfc6749 2.3.1: client_secret_basic', 'main', oauth.ClientSecretBasic(SECRET)],
    ['rfc6749 2.3.1: client_secret_basic, special characters', 'strange', oauth.ClientSecretBasic(STRANGE_SECRET)],
    ['rfc6749 2.3.1: client_secret_post, special characters', 'posting', oauth.ClientSecretPost(STRANGE_SECRET)],
    ['oidc-core 9: client_secret_jwt', 'secretjwt', oauth.ClientSecretJwt(SECRET)],
  ]) {
    flow(`${title}, at every endpoint`, async () => {
      await granted(client_id, auth)
      await authenticateEverywhere(party, { client_id }, auth)
    })
  }

  for (const alg of ALGORITHMS) {
    flow(`rfc7523 2.2, 3/3: private_key_jwt with ${alg}`, async () => {
      const auth = oauth.PrivateKeyJwt(nimbus.keys[alg])
      if (as.token_endpoint_auth_signing_alg_values_supported.includes(alg)) {
        await granted('keyed', auth)
        await authenticateEverywhere(party, { client_id: 'keyed' }, auth)
      } else {
        assert.match(alg, /^Ed/)
        await rejection(grant('keyed', auth), { ...refused, status: 400, error: 'invalid_request' })
      }
    })
  }

  flow('rfc7523 3/7: an assertion is accepted once, and only with the registered algorithm', async () => {
    const auth = oauth.PrivateKeyJwt(nimbus.keys.ES256)
    const options = replaying(nimbus)
    await granted('keyed-ES256', auth, options)
    await rejection(grant('keyed-ES256', auth, options), refused)
    await rejection(grant('keyed-ES256', oauth.PrivateKeyJwt(nimbus.keys.PS256)), refused)
  })

  flow('rfc6749 5.2/2: a wrong secret, an unknown client, the wrong method', async () => {
    for (const [client_id, auth] of [
      ['main', oauth.ClientSecretBasic('wrong')],
      ['posting', oauth.ClientSecretPost('wrong')],
      ['secretjwt', oauth.ClientSecretJwt(`${SECRET}-wrong`)],
      ['unknown', oauth.ClientSecretBasic(SECRET)],
      ['main', oauth.ClientSecretPost(SECRET)],
      ['main', oauth.None()],
    ]) {
      const { response } = await rejection(grant(client_id, auth), refused)
      deviation('no-challenge', !response.headers.has('www-authenticate'))
    }
  })

  flow('rfc6749 5.2, rfc8707 2: an unknown scope is refused, the resource becomes the audience', async () => {
    const auth = oauth.ClientSecretBasic(SECRET)
    await rejection(grant('main', auth, {}, { scope: 'unknown' }), { error: 'invalid_scope', status: 400 })
    const two = [
      ['scope', 'read'],
      ['resource', RESOURCE],
      ['resource', 'https://other.example.test'],
    ]
    const { aud } = decodeJwt((await grant('main', auth, {}, new URLSearchParams(two))).access_token)
    assert.deepEqual(aud, [RESOURCE, 'https://other.example.test'])
  })

  const thumbprint = ({ cert }) => createHash('sha256').update(new X509Certificate(cert).raw).digest('base64url')
  const { client: pair, other, selfSigned } = nimbus.certificates

  for (const [title, client_id, shown] of [
    ['rfc8705 2.1: a CA-signed certificate, by its subject', 'tls', pair],
    ['rfc8705 2.1, 3.1: a CA-signed certificate, and tokens bound to it', 'tlsbound', pair],
    ['rfc8705 2.2, 3.1: a self-signed certificate, by the JWK Set, and tokens bound to it', 'tlsself', selfSigned],
  ]) {
    flow(`${title}; also at the aliases`, async () => {
      const { cnf } = await granted(client_id, oauth.TlsClientAuth(), party.mtls(shown))
      assert.equal(cnf?.['x5t#S256'], client_id === 'tls' ? undefined : thumbprint(shown))
      const aliases = { client_id, use_mtls_endpoint_aliases: true }
      await authenticateEverywhere(party, aliases, oauth.TlsClientAuth(), party.mtls(shown))
    })
  }

  flow('rfc8705 2.1, 2.2: another certificate, or none, is refused', async () => {
    await rejection(grant('tls', oauth.TlsClientAuth(), party.mtls(other)), refused)
    await rejection(grant('tlsself', oauth.TlsClientAuth(), party.mtls(pair)), refused)
    await rejection(grant('tls', oauth.TlsClientAuth()), refused)
  })
}
