import assert from 'node:assert/strict'
import { REDIRECT_URI, SCOPE } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { flow, oauth, rejection } from '../relying_party.mjs'

export function registrationFlows(party) {
  const { as, http } = party
  const metadata = {
    client_name: 'registered by a test',
    redirect_uris: [REDIRECT_URI],
    grant_types: ['client_credentials'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_post',
    scope: SCOPE,
  }
  const register = () => oauth.dynamicClientRegistrationRequest(as, metadata, http)

  flow('rfc7591 3.2.1: a registered client gets a token', async () => {
    const error = await rejection(oauth.processDynamicClientRegistrationResponse(await register()), {
      code: oauth.RESPONSE_IS_NOT_CONFORM,
    })
    deviation('registration-status', error.cause.status === 200)

    const answer = await register()
    const client = await oauth.processDynamicClientRegistrationResponse(
      new Response(await answer.text(), { status: 201 }),
    )
    assert.equal(client.client_name, metadata.client_name)
    const authentication = oauth.ClientSecretPost(client.client_secret)
    const response = await oauth.clientCredentialsGrantRequest(as, client, authentication, { scope: SCOPE }, http)
    const { access_token } = await oauth.processClientCredentialsResponse(as, client, response)
    assert.ok(access_token)
  })

  flow('rfc7591 3.2.2: a refused registration', async () => {
    const response = await oauth.dynamicClientRegistrationRequest(as, { ...metadata, redirect_uris: 'no array' }, http)
    await rejection(oauth.processDynamicClientRegistrationResponse(response), {
      error: 'invalid_redirect_uri',
      status: 400,
    })
  })
}
