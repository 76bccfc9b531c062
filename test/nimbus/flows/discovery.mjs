import assert from 'node:assert/strict'
import { ALGORITHMS } from '../clients.mjs'
import { flow, oauth, rejection } from '../relying_party.mjs'

export function discoveryFlows(party) {
  const { as, http, origin } = party

  for (const algorithm of ['oidc', 'oauth2']) {
    flow(
      `${algorithm === 'oidc' ? 'oidc-discovery 4' : 'rfc8414 3'}: the metadata, complete and unchanged`,
      async () => {
        const issuer = new URL(origin)
        const discover = () => oauth.discoveryRequest(issuer, { ...http, algorithm })
        const found = await oauth.processDiscoveryResponse(issuer, await discover())
        assert.deepEqual(found, as)
        const other = oauth.processDiscoveryResponse(new URL('https://other.example.test'), await discover())
        await rejection(other, { code: oauth.JSON_ATTRIBUTE_COMPARISON })
      },
    )
  }

  flow('ciba 4: the CIBA metadata', () => {
    assert.deepEqual(as.backchannel_token_delivery_modes_supported, ['poll', 'ping', 'push'])
    assert.equal(as.backchannel_authentication_endpoint, `${origin}/backchannel`)
    assert.equal(as.mtls_endpoint_aliases.backchannel_authentication_endpoint, `${origin}/mtls/backchannel`)
    assert.deepEqual(as.backchannel_authentication_request_signing_alg_values_supported, ALGORITHMS)
    assert.equal(as.backchannel_user_code_parameter_supported, true)
    assert.ok(as.grant_types_supported.includes('urn:openid:params:grant-type:ciba'))
  })
}
