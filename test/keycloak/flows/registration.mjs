import assert from 'node:assert/strict'
import { REDIRECT_URI } from '../clients.mjs'
import { flow, oauth, rejection } from '../relying_party.mjs'

export function registrationFlows(party) {
  const { as, http, keycloak } = party
  const register = async (metadata, initialAccessToken) => {
    const response = await oauth.dynamicClientRegistrationRequest(as, metadata, { ...http, initialAccessToken })
    return oauth.processDynamicClientRegistrationResponse(response)
  }
  const metadata = {
    client_name: 'registered by a test',
    redirect_uris: [REDIRECT_URI],
    grant_types: ['client_credentials', 'authorization_code'],
    token_endpoint_auth_method: 'client_secret_post',
  }

  flow('rfc7591 3.2.1: a client that registered with an initial access token gets a token', async () => {
    const { token } = await keycloak.admin('POST', '/clients-initial-access', { count: 1, expiration: 60 })
    const client = await register(metadata, token)
    assert.equal(client.client_name, metadata.client_name)
    const auth = oauth.ClientSecretPost(client.client_secret)
    const response = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, http)
    assert.ok((await oauth.processClientCredentialsResponse(as, client, response)).access_token)
    await rejection(register(metadata, token), { error: 'invalid_token', status: 401 })
  })

  flow('rfc7591 3.2.2: refused without a token, and with an invalid redirect URI', async () => {
    await rejection(register(metadata), { error: 'insufficient_scope', status: 403 })
    const { token } = await keycloak.admin('POST', '/clients-initial-access', { count: 1, expiration: 60 })
    const refused = register({ ...metadata, redirect_uris: ['no uri'] }, token)
    await rejection(refused, { error: 'invalid_redirect_uri', status: 400 })
  })
}
