import assert from 'node:assert/strict'
import { REDIRECT_URI, REGISTRATION_TOKEN } from '../clients.mjs'
import { flow, handle, oauth, rejection } from '../relying_party.mjs'

export function registrationFlows(party) {
  const { as, http, nimbus } = party
  const register = async (metadata, initialAccessToken = REGISTRATION_TOKEN) => {
    const response = await oauth.dynamicClientRegistrationRequest(as, metadata, { ...http, initialAccessToken })
    return oauth.processDynamicClientRegistrationResponse(response)
  }
  const grant = async (client, auth, options) => {
    const response = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, { ...http, ...options })
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const metadata = {
    client_name: 'registered by a test',
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'client_credentials', 'urn:openid:params:grant-type:ciba'],
    token_endpoint_auth_method: 'client_secret_post',
    backchannel_token_delivery_mode: 'ping',
    backchannel_client_notification_endpoint: 'https://rp.example.test/notifications',
    backchannel_authentication_request_signing_alg: 'PS256',
    backchannel_user_code_parameter: true,
    dpop_bound_access_tokens: true,
    authorization_details_types: ['payment'],
    'client_name#de': 'von einem Test angemeldet',
  }

  flow('rfc7591 3.2.1, ciba 4: registered, and Nimbus returns everything that it read', async () => {
    const client = await register(metadata)
    for (const [name, value] of Object.entries(metadata)) assert.deepEqual(client[name], value, name)
    assert.equal(client.client_secret_expires_at, 0)
    assert.ok(client.registration_access_token && client.registration_client_uri)
    const DPoP = await handle(client)
    assert.equal((await grant(client, oauth.ClientSecretPost(client.client_secret), { DPoP })).token_type, 'dpop')
  })

  flow('rfc7591 2: a client with its own keys', async () => {
    const keyed = {
      ...metadata,
      dpop_bound_access_tokens: undefined,
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: nimbus.keys.jwks,
    }
    const client = await register(keyed)
    assert.equal(client.client_secret, undefined)
    assert.ok((await grant(client, oauth.PrivateKeyJwt(nimbus.keys.ES256))).access_token)
  })

  flow('rfc7591 3.2.2, rfc6750 3: refused registrations', async () => {
    for (const [changed, error] of [
      [{ redirect_uris: ['no uri'] }, 'invalid_redirect_uri'],
      [{ redirect_uris: [`${REDIRECT_URI}#fragment`] }, 'invalid_redirect_uri'],
      [{ jwks: { keys: 'none' } }, 'invalid_client_metadata'],
      [{ grant_types: 'authorization_code' }, 'invalid_client_metadata'],
      [{ token_endpoint_auth_method: 'private_key_jwt' }, 'invalid_client_metadata'],
    ]) {
      await rejection(register({ ...metadata, ...changed }), { name: 'ResponseBodyError', error, status: 400 })
    }
    const stranger = await rejection(register(metadata, 'unknown'), { status: 401 })
    assert.equal(stranger.cause[0].parameters.error, 'invalid_token')
  })
}
