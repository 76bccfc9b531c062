// The rows of the grants, and of the use of tokens.
import assert from 'node:assert/strict'
import { CompactEncrypt, compactDecrypt, generateKeyPair } from 'jose'
import { nonce, pkce, setUp, setUpWithTokens, state } from './configuration.mjs'

export const grants = {
  async '`enableNonRepudiationChecks()`'(client, oauth) {
    const sides = ({ as, me, authentication, http, configure, takeRefreshToken }) => [
      () => {
        const config = configure()
        client.enableNonRepudiationChecks(config)
        return client.refreshTokenGrant(config, takeRefreshToken())
      },
      async () => {
        const response = await oauth.refreshTokenGrantRequest(as, me, authentication, takeRefreshToken(), http)
        const result = await oauth.processRefreshTokenResponse(as, me, response)
        await oauth.validateApplicationLevelSignature(as, response, http)
        return result
      },
    ]
    const good = await setUpWithTokens()
    await good.same(...sides(good), { requests: 2 }) // the tokens and the keys
    const bad = await setUpWithTokens()
    bad.misbehave('id_token.signature', 'attacker')
    await bad.sameFailure(...sides(bad), { requests: 2 })
  },

  async '`enableDecryptingResponses()`'(client, oauth) {
    const stage = await setUp()
    const { same, as, me, authentication, redirectUri, authorize, authorizationUrl, configure, fetch } = stage
    const { publicKey, privateKey } = await generateKeyPair('RSA-OAEP-256')
    const encrypting = async (...request) => {
      const response = await fetch(...request)
      if (response.status !== 200 || !String(request[0]).endsWith('/token')) return response
      const tokens = await response.json()
      const header = { alg: 'RSA-OAEP-256', enc: 'A256GCM', cty: 'JWT', kid: 'encryption' }
      const jwe = await new CompactEncrypt(new TextEncoder().encode(tokens.id_token))
        .setProtectedHeader(header)
        .encrypt(publicKey)
      return Response.json({ ...tokens, id_token: jwe })
    }
    const claims = ({ sub, aud, nonce }) => ({ sub, aud, nonce })
    const [result] = await same(
      async () => {
        const config = configure()
        config[client.customFetch] = encrypting
        client.enableDecryptingResponses(config, ['A256GCM'], {
          key: privateKey,
          alg: 'RSA-OAEP-256',
          kid: 'encryption',
        })
        const checks = { pkceCodeVerifier: pkce.verifier, expectedState: state, expectedNonce: nonce }
        const tokens = await client.authorizationCodeGrant(config, await authorize(authorizationUrl()), checks)
        return claims(tokens.claims())
      },
      async () => {
        const http = { [oauth.customFetch]: encrypting }
        const parameters = oauth.validateAuthResponse(as, me, await authorize(authorizationUrl()), state)
        const { verifier } = pkce
        const response = await oauth.authorizationCodeGrantRequest(
          ...[as, me, authentication, parameters, redirectUri, verifier, http],
        )
        const tokens = await oauth.processAuthorizationCodeResponse(as, me, response, {
          expectedNonce: nonce,
          [oauth.jweDecrypt]: async (jwe) =>
            new TextDecoder().decode((await compactDecrypt(jwe, privateKey)).plaintext),
        })
        return claims(oauth.getValidatedIdTokenClaims(tokens))
      },
      { requests: 2 },
    )
    assert.equal(result.sub, 'alice')
  },

  async '`refreshTokenGrant()`'(client, oauth) {
    const { same, as, me, authentication, http, configure, takeRefreshToken } = await setUpWithTokens()
    await same(
      () => client.refreshTokenGrant(configure(), takeRefreshToken(), { scope: 'openid' }),
      async () => {
        const additionalParameters = { scope: 'openid' }
        const response = await oauth.refreshTokenGrantRequest(as, me, authentication, takeRefreshToken(), {
          ...http,
          additionalParameters,
        })
        return oauth.processRefreshTokenResponse(as, me, response)
      },
    )
  },

  async '`clientCredentialsGrant()`'(client, oauth) {
    const { same, as, me, authentication, http, configure } = await setUp()
    const parameters = { scope: 'api' }
    await same(
      () => client.clientCredentialsGrant(configure(), parameters),
      async () => {
        const response = await oauth.clientCredentialsGrantRequest(as, me, authentication, parameters, http)
        return oauth.processClientCredentialsResponse(as, me, response)
      },
    )
  },

  async '`genericGrantRequest()`'(client, oauth) {
    const { same, as, me, authentication, http, configure, tokens } = await setUpWithTokens()
    const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
    const parameters = {
      subject_token: tokens.access_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    }
    const [result] = await same(
      () => client.genericGrantRequest(configure(), grantType, parameters),
      async () => {
        const response = await oauth.genericTokenEndpointRequest(as, me, authentication, grantType, parameters, http)
        return oauth.processGenericTokenEndpointResponse(as, me, response)
      },
    )
    assert.equal(result.issued_token_type, parameters.subject_token_type)
  },

  async '`initiateDeviceAuthorization()`, `pollDeviceAuthorizationGrant()`'(client, oauth) {
    const { same, as, me, authentication, http, configure, approve, misbehave } = await setUp()
    misbehave('device_authorization.interval', 1)
    const parameters = { scope: 'openid' }
    await same(
      async () => {
        const config = configure()
        const device = await client.initiateDeviceAuthorization(config, parameters)
        await approve(device.user_code)
        return client.pollDeviceAuthorizationGrant(config, device)
      },
      async () => {
        const response = await oauth.deviceAuthorizationRequest(as, me, authentication, parameters, http)
        const device = await oauth.processDeviceAuthorizationResponse(as, me, response)
        await approve(device.user_code)
        const polling = oauth.getDevicePollingState(as, me, device)
        return oauth.pollDeviceCodeGrant(as, me, authentication, polling, http)
      },
      { requests: 2 },
    )
  },

  async '`initiateBackchannelAuthentication()`, `pollBackchannelAuthenticationGrant()`'(client, oauth) {
    const { same, as, me, authentication, http, configure, approve, misbehave } = await setUp()
    misbehave('backchannel_authentication.interval', 1)
    const parameters = { scope: 'openid', login_hint: 'alice' }
    await same(
      async () => {
        const config = configure()
        const started = await client.initiateBackchannelAuthentication(config, parameters)
        await approve(started.auth_req_id)
        return client.pollBackchannelAuthenticationGrant(config, started)
      },
      async () => {
        const response = await oauth.backchannelAuthenticationRequest(as, me, authentication, parameters, http)
        const started = await oauth.processBackchannelAuthenticationResponse(as, me, response)
        await approve(started.auth_req_id)
        const polling = oauth.getBackchannelPollingState(as, me, started)
        return oauth.pollBackchannelAuthenticationGrant(as, me, authentication, polling, http)
      },
      { requests: 2 },
    )
  },

  async '`fetchUserInfo()`'(client, oauth) {
    const { same, sameFailure, as, me, http, configure, tokens } = await setUpWithTokens()
    const sides = (subject) => [
      () => client.fetchUserInfo(configure(), tokens.access_token, subject),
      async () => {
        const response = await oauth.userInfoRequest(as, me, tokens.access_token, http)
        return oauth.processUserInfoResponse(as, me, subject, response)
      },
    ]
    const [{ email }] = await same(...sides('alice'))
    assert.equal(email, 'alice@example.com')
    await sameFailure(...sides('bob'))
  },

  async '`fetchProtectedResource()`'(client, oauth) {
    const { same, sameFailure, configure, http, resource, tokens } = await setUpWithTokens()
    const url = new URL(resource.resource)
    const headers = new Headers({ 'content-type': 'application/json' })
    const sides = (token) => [
      async () => {
        return read(await client.fetchProtectedResource(configure(), token, url, 'POST', '{"a":1}', headers))
      },
      async () => read(await oauth.protectedResourceRequest(token, 'POST', url, headers, '{"a":1}', http)),
    ]
    const [{ status }] = await same(...sides(tokens.access_token))
    assert.equal(status, 200)
    await sameFailure(...sides('no-token-of-this-server'))
  },

  async '`tokenIntrospection()`'(client, oauth) {
    const { same, as, me, authentication, http, configure, tokens } = await setUpWithTokens()
    const token = tokens.access_token
    const [{ active }] = await same(
      () => client.tokenIntrospection(configure(), token, { token_type_hint: 'access_token' }),
      async () => {
        const additionalParameters = { token_type_hint: 'access_token' }
        const options = { ...http, additionalParameters }
        const response = await oauth.introspectionRequest(as, me, authentication, token, options)
        return oauth.processIntrospectionResponse(as, me, response)
      },
    )
    assert.equal(active, true)
  },

  async '`tokenRevocation()`'(client, oauth) {
    const { same, as, me, authentication, http, configure, tokens } = await setUpWithTokens()
    const token = tokens.access_token
    await same(
      () => client.tokenRevocation(configure(), token, { token_type_hint: 'access_token' }),
      async () => {
        const additionalParameters = { token_type_hint: 'access_token' }
        const options = { ...http, additionalParameters }
        return oauth.processRevocationResponse(await oauth.revocationRequest(as, me, authentication, token, options))
      },
    )
  },

  async '`dynamicClientRegistration()`'(client, oauth) {
    const initialAccessToken = 'initial-access-token'
    const { same, as, fetch, http } = await setUp({ initialAccessToken })
    const issuer = new URL(as.issuer)
    const metadata = { redirect_uris: ['https://client.example/callback'], token_endpoint_auth_method: 'none' }
    const registered = ({ redirect_uris, token_endpoint_auth_method, client_id }) => ({
      ...{ redirect_uris, token_endpoint_auth_method },
      client_id: typeof client_id,
    })
    const [{ client_id }] = await same(
      async () => {
        const config = await client.dynamicClientRegistration(issuer, metadata, client.None(), {
          initialAccessToken,
          [client.customFetch]: fetch,
        })
        return registered(config.clientMetadata())
      },
      async () => {
        const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
        const options = { ...http, initialAccessToken }
        const response = await oauth.dynamicClientRegistrationRequest(server, metadata, options)
        return registered(await oauth.processDynamicClientRegistrationResponse(response))
      },
      { requests: 2 },
    )
    assert.equal(client_id, 'string')
  },

  async '`buildEndSessionUrl()`'(client) {
    const { same, as, me, configure, tokens } = await setUpWithTokens({
      metadata: { end_session_endpoint: 'https://as.example/logout' },
    })
    const parameters = {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: 'https://client.example/',
      state,
    }
    await same(
      () => client.buildEndSessionUrl(configure(), parameters),
      () => {
        const url = new URL(as.end_session_endpoint)
        url.search = new URLSearchParams({ client_id: me.client_id, ...parameters })
        return url
      },
      { requests: 0 },
    )
  },
}

async function read(response) {
  return { status: response.status, type: response.headers.get('content-type'), body: await response.text() }
}
