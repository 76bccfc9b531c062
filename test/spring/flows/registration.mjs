import assert from 'node:assert/strict'
import { REDIRECT_URI } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { basic, flow, oauth, rejection, signIn } from '../relying_party.mjs'

export function registrationFlows(party) {
  const { as: openid, http, spring } = party
  const registrar = { client_id: 'registrar' }
  /** An access token with exactly this scope is valid for one registration. */
  const permission = async (options) => {
    const parameters = { scope: 'client.create' }
    const all = { ...http, ...options }
    const response = await oauth.clientCredentialsGrantRequest(openid, registrar, basic(registrar), parameters, all)
    return (await oauth.processClientCredentialsResponse(openid, registrar, response)).access_token
  }
  const register = async (as, metadata, initialAccessToken, options) => {
    const all = { ...http, ...options, initialAccessToken }
    const response = await oauth.dynamicClientRegistrationRequest(as, metadata, all)
    return oauth.processDynamicClientRegistrationResponse(response)
  }
  const metadata = {
    client_name: 'registered by a test',
    redirect_uris: [REDIRECT_URI],
    grant_types: ['authorization_code', 'client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
  }

  for (const algorithm of ['oidc', 'oauth2']) {
    const found = async () => {
      const issuer = new URL(spring.origin)
      return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { ...http, algorithm }))
    }

    flow(`rfc7591 3.2.1: a client that registered at the endpoint of ${algorithm} signs in`, async () => {
      const as = await found()
      const token = await permission()
      const client = await register(as, metadata, token)
      assert.equal(client.client_name, metadata.client_name)
      assert.equal(client.client_secret_expires_at, 0)
      assert.equal(client.registration_client_uri !== undefined, algorithm === 'oidc')
      const auth = oauth.ClientSecretPost(client.client_secret)
      const response = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, http)
      assert.ok((await oauth.processClientCredentialsResponse(as, client, response)).access_token)
      // used a second time
      const error = await rejection(register(as, metadata, token), { error: 'invalid_token', status: 401 })
      deviation('registration-challenge', !error.response.headers.has('www-authenticate'))
    })

    flow(`rfc7591 3: refused at the endpoint of ${algorithm} without a token, and without its scope`, async () => {
      const as = await found()
      for (const token of [undefined, 'unknown']) {
        const error = await rejection(register(as, metadata, token), {
          code: oauth.WWW_AUTHENTICATE_CHALLENGE,
          status: 401,
        })
        assert.equal(error.cause[0].scheme, 'bearer')
        assert.equal(error.cause[0].parameters.error, token && 'invalid_token')
      }
      const { result } = await signIn(party, { client_id: 'main' })
      const other = register(as, metadata, result.access_token)
      const error = await rejection(other, { name: 'ResponseBodyError', error: 'insufficient_scope', status: 403 })
      deviation('registration-challenge', !error.response.headers.has('www-authenticate'))
    })

    flow(`rfc7591 3.2.2: metadata that the endpoint of ${algorithm} refuses`, async () => {
      const as = await found()
      for (const [changed, error] of [
        [{ redirect_uris: ['no uri'] }, 'invalid_redirect_uri'],
        [{ redirect_uris: [`${REDIRECT_URI}#fragment`] }, 'invalid_redirect_uri'],
        [{ scope: 'openid read' }, 'invalid_scope'],
      ]) {
        const refused = register(as, { ...metadata, ...changed }, await permission())
        await rejection(refused, { name: 'ResponseBodyError', error, status: 400 })
      }
      for (const changed of [{ redirect_uris: undefined }, { jwks_uri: 'no uri' }]) {
        const refused = register(as, { ...metadata, ...changed }, await permission())
        deviation('registration-error', (await rejection(refused, { status: 400 })).error === 'invalid_request')
      }
    })

    flow(`rfc9449 7.1: an initial access token that is bound to a key, at the endpoint of ${algorithm}`, async () => {
      const DPoP = oauth.DPoP(registrar, await oauth.generateKeyPair('ES256'))
      assert.ok((await register(await found(), metadata, await permission({ DPoP }), { DPoP })).client_id)
      const other = oauth.DPoP(registrar, await oauth.generateKeyPair('ES256'))
      const refused = register(await found(), metadata, await permission({ DPoP }), { DPoP: other })
      const error = await rejection(refused, { code: oauth.WWW_AUTHENTICATE_CHALLENGE, status: 401 })
      assert.equal(error.cause[0].parameters.error, 'invalid_dpop_proof')
    })
  }

  flow('rfc7591 2: a client with its own keys, which must be fetched over https', async () => {
    const keyed = {
      ...metadata,
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      jwks_uri: 'https://rp.example.test/jwks',
    }
    const client = await register(openid, keyed, await permission())
    assert.equal(client.client_secret, undefined)
    assert.equal(client.token_endpoint_auth_method, 'private_key_jwt')
    const plain = register(openid, { ...keyed, jwks_uri: spring.jwks }, await permission())
    await rejection(plain, { error: 'invalid_client_metadata', status: 400 })
  })
}
