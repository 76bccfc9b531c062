import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { decodeJwt } from 'jose'
import { SCOPE } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { emptyRefusal, flow, oauth, rejection } from '../relying_party.mjs'

export function clientCertificateFlows(party) {
  const { as, glewlwyd } = party
  const { certificates } = glewlwyd

  const grant = async (client_id, pair) => {
    const client = { client_id, use_mtls_endpoint_aliases: true }
    const response = await oauth.clientCredentialsGrantRequest(
      as,
      client,
      oauth.TlsClientAuth(),
      { scope: SCOPE },
      party.mtls(pair),
    )
    assert.equal(response.url, as.mtls_endpoint_aliases.token_endpoint)
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const thumbprint = ({ cert }) => createHash('sha256').update(new X509Certificate(cert).raw).digest('base64url')

  for (const [what, client_id] of [
    ['subject name', 'tlsdn'],
    ['alternative name', 'tlssan'],
  ]) {
    flow(`rfc8705 2.1 + 3.1: a CA-signed certificate by its ${what}, and a token bound to it`, async () => {
      const { access_token } = await grant(client_id, certificates.client)
      assert.equal(decodeJwt(access_token).cnf['x5t#S256'], thumbprint(certificates.client))
    })
  }

  flow('rfc8705 2.1: no certificate, no token', async () => {
    assert.ok(emptyRefusal(await rejection(grant('tlsdn'), {}), 403))
  })

  flow('rfc8705 2.1: a certificate of another subject is refused', async () => {
    assert.ok(emptyRefusal(await rejection(grant('tlsdn', certificates.server), {}), 403))
  })

  flow('rfc8705 2.2: a self-signed certificate', async () => {
    deviation('self-signed-refused', emptyRefusal(await rejection(grant('tlsself', certificates.selfSigned), {}), 403))
  })
}
