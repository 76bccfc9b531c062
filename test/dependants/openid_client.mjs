// openid-client 6 in typical use, against the provider.
import assert from 'node:assert/strict'
import * as client from 'openid-client'
import { visit } from './browser.mjs'
import { CALLBACK, clients, encryption, SECRET, signing } from './clients.mjs'
import { flow } from './flow.mjs'
import { ISSUER } from './provider.mjs'

const key = { key: signing.privateKey, kid: 'signing' }

function configure(clientId, authentication = client.ClientSecretBasic(SECRET)) {
  const { jwks, client_secret, ...metadata } = clients.find(({ client_id }) => client_id === clientId)
  return client.discovery(new URL(ISSUER), clientId, metadata, authentication)
}

/** Builds the authorization URL, signs the user in, redeems the code. */
async function signIn(config, { build = client.buildAuthorizationUrl, extra, grantOptions, dpopOptions } = {}) {
  const pkceCodeVerifier = client.randomPKCECodeVerifier()
  const expectedState = client.randomState()
  const expectedNonce = client.randomNonce()
  const url = await build(config, {
    redirect_uri: CALLBACK,
    scope: 'openid email offline_access',
    prompt: 'consent',
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...extra,
  })
  const landing = await visit(url)
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true, ...grantOptions }
  return client.authorizationCodeGrant(config, landing, checks, undefined, dpopOptions)
}

export function openidClientFlows() {
  flow('openid-client: code + PKCE, UserInfo, refresh, introspection, revocation', async () => {
    const config = await configure('basic')
    client.enableNonRepudiationChecks(config)
    const tokens = await signIn(config)
    const { sub } = tokens.claims()
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub)).email, `${sub}@example.test`)
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token)
    assert.notEqual(refreshed.access_token, tokens.access_token)
    assert.equal((await client.tokenIntrospection(config, refreshed.access_token)).active, true)
    await client.tokenRevocation(config, refreshed.access_token)
    assert.equal((await client.tokenIntrospection(config, refreshed.access_token)).active, false)
    await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token), {
      name: 'ResponseBodyError',
      code: 'OAUTH_RESPONSE_BODY_ERROR',
      error: 'invalid_grant',
      status: 400,
    })
  })

  for (const [clientId, authentication] of [
    ['basic', client.ClientSecretBasic(SECRET)],
    ['post', client.ClientSecretPost(SECRET)],
    ['secretjwt', client.ClientSecretJwt(SECRET)],
    ['keyjwt', client.PrivateKeyJwt(key)],
  ]) {
    flow(`openid-client: client credentials, ${clientId}`, async () => {
      const tokens = await client.clientCredentialsGrant(await configure(clientId, authentication))
      assert.equal(tokens.token_type, 'bearer')
      assert.equal(tokens.expires_in, 600)
    })
  }

  flow('openid-client: PAR + JAR + JARM', async () => {
    const config = await configure('messages', client.PrivateKeyJwt(key))
    client.useJwtResponseMode(config)
    client.enableNonRepudiationChecks(config)
    const tokens = await signIn(config, {
      async build(config, parameters) {
        const signed = await client.buildAuthorizationUrlWithJAR(config, parameters, key)
        return client.buildAuthorizationUrlWithPAR(config, signed.searchParams)
      },
    })
    assert.ok(tokens.claims().sub)
  })

  flow('openid-client: device flow', async () => {
    const config = await configure('basic')
    const device = await client.initiateDeviceAuthorization(config, { scope: 'openid email' })
    const polling = client.pollDeviceAuthorizationGrant(config, { ...device, interval: 1 })
    await visit(device.verification_uri_complete)
    assert.ok((await polling).claims().sub)
  })

  flow('openid-client: CIBA, approved', async () => {
    const config = await configure('basic')
    const parameters = { scope: 'openid', login_hint: 'alice', binding_message: 'approve' }
    const started = await client.initiateBackchannelAuthentication(config, parameters)
    const tokens = await client.pollBackchannelAuthenticationGrant(config, { ...started, interval: 1 })
    assert.equal(tokens.claims().sub, 'alice')
  })

  flow('openid-client: CIBA, denied', async () => {
    const config = await configure('basic')
    const parameters = { scope: 'openid', login_hint: 'alice', binding_message: 'deny' }
    const started = await client.initiateBackchannelAuthentication(config, parameters)
    await assert.rejects(client.pollBackchannelAuthenticationGrant(config, { ...started, interval: 1 }), {
      name: 'ResponseBodyError',
      error: 'access_denied',
    })
  })

  flow('openid-client: DPoP with required nonce, in the code grant, at UserInfo and in the refresh', async () => {
    const config = await configure('nonce')
    const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
    const tokens = await signIn(config, { dpopOptions: { DPoP } })
    assert.equal(tokens.token_type, 'dpop')
    const { sub } = tokens.claims()
    assert.ok(await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP }))
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP })
    assert.equal(refreshed.token_type, 'dpop')
  })

  flow('openid-client: encrypted ID Token, signed UserInfo, JWT introspection', async () => {
    const config = await configure('encrypted', client.PrivateKeyJwt(key))
    client.enableDecryptingResponses(config, ['A256GCM'], {
      key: encryption.privateKey,
      alg: 'RSA-OAEP-256',
      kid: 'encryption',
    })
    client.enableNonRepudiationChecks(config)
    const tokens = await signIn(config)
    assert.equal(tokens.id_token.split('.').length, 5)
    const { sub } = tokens.claims()
    assert.equal((await client.fetchUserInfo(config, tokens.access_token, sub)).sub, sub)
    assert.equal((await client.tokenIntrospection(config, tokens.access_token)).active, true)
  })

  flow('openid-client: hybrid response (code id_token)', async () => {
    const config = await configure('hybrid')
    client.useCodeIdTokenResponseType(config)
    assert.ok((await signIn(config)).claims().sub)
  })

  flow('openid-client: an authorization error', async () => {
    const config = await configure('basic')
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid',
      prompt: 'none',
      state: 'x',
      code_challenge: await client.calculatePKCECodeChallenge(client.randomPKCECodeVerifier()),
      code_challenge_method: 'S256',
    })
    const landing = await visit(url)
    await assert.rejects(client.authorizationCodeGrant(config, landing, { expectedState: 'x' }), {
      name: 'AuthorizationResponseError',
      code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
      error: 'login_required',
    })
  })

  flow('openid-client: dynamic registration, then client credentials', async () => {
    const metadata = { redirect_uris: [CALLBACK], grant_types: ['authorization_code', 'client_credentials'] }
    const config = await client.dynamicClientRegistration(new URL(ISSUER), metadata)
    assert.ok((await client.clientCredentialsGrant(config)).access_token)
  })

  flow('openid-client: protected resource request and its challenges', async () => {
    const config = await configure('basic')
    const url = new URL(config.serverMetadata().userinfo_endpoint)
    await assert.rejects(client.fetchProtectedResource(config, 'invalid', url, 'GET'), {
      name: 'WWWAuthenticateChallengeError',
      code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
      status: 401,
    })
    const { access_token } = await signIn(config)
    assert.equal((await client.fetchProtectedResource(config, access_token, url, 'GET')).status, 200)
  })
}
