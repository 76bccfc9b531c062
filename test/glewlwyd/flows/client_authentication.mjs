import assert from 'node:assert/strict'
import { SCOPE, SECRET, SECRET_WITH_SIGNS } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { emptyRefusal, flow, oauth, rejection } from '../relying_party.mjs'

/** Deviation `assertion-audience`: the audience is the token endpoint instead of the issuer. */
export function assertionForTokenEndpoint(as) {
  return {
    [oauth.modifyAssertion](_header, payload) {
      assert.equal(payload.aud, as.issuer)
      payload.aud = as.token_endpoint
    },
  }
}

export function clientAuthenticationFlows(party) {
  const { as, http } = party
  const grant = (client_id, authentication, options = http) =>
    oauth.clientCredentialsGrantRequest(as, { client_id }, authentication, { scope: SCOPE }, options)
  const granted = async (client_id, authentication) => {
    const result = await oauth.processClientCredentialsResponse(
      as,
      { client_id },
      await grant(client_id, authentication),
    )
    assert.equal(result.token_type, 'bearer')
    assert.equal(result.scope, SCOPE)
    assert.equal(result.expires_in, 3600)
  }

  flow('rfc6749 4.4: client credentials with client_secret_basic', () =>
    granted('main', oauth.ClientSecretBasic(SECRET)),
  )

  flow('rfc6749 4.4: client credentials with client_secret_post', () => granted('main', oauth.ClientSecretPost(SECRET)))

  flow('oidc-core 9: client credentials with client_secret_jwt', () =>
    granted('secretjwt', oauth.ClientSecretJwt(SECRET, assertionForTokenEndpoint(as))),
  )

  flow('rfc7523 2.2: client credentials with private_key_jwt', async () =>
    granted('main', oauth.PrivateKeyJwt(await party.key(), assertionForTokenEndpoint(as))),
  )

  flow('rfc6749 2.3.1: a wrong secret is refused', async () => {
    const response = await grant('main', oauth.ClientSecretBasic('wrong'))
    const error = await rejection(oauth.processClientCredentialsResponse(as, { client_id: 'main' }, response), {})
    deviation('empty-refusal', emptyRefusal(error, 403))
  })

  flow('rfc7523 3/3: an assertion whose audience is the issuer', async () => {
    const response = await grant('main', oauth.PrivateKeyJwt(await party.key()))
    const error = await rejection(oauth.processClientCredentialsResponse(as, { client_id: 'main' }, response), {})
    deviation('assertion-audience', emptyRefusal(error, 403))
  })

  flow('rfc6749 2.3.1: a secret with characters that form encoding escapes', async () => {
    const refused = await grant('signs', oauth.ClientSecretBasic(SECRET_WITH_SIGNS))
    await refused.body?.cancel()
    deviation('basic-encoding', refused.status !== 200)
    await granted('signs', oauth.ClientSecretPost(SECRET_WITH_SIGNS))
  })
}
