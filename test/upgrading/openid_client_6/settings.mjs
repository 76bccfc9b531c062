// The rows of DPoP, random values, client authentication, settings and errors.
import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { nonce, pkce, setUp, setUpWithTokens, state } from './configuration.mjs'

export const settings = {
  async '`getDPoPHandle()`, `randomDPoPKeyPair()`'(client, oauth) {
    const { same, as, me, authentication, http, configure } = await setUp()
    const [{ token_type }] = await same(
      async () => {
        const config = configure()
        const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
        return client.clientCredentialsGrant(config, undefined, { DPoP })
      },
      async () => {
        const DPoP = oauth.DPoP(me, await oauth.generateKeyPair('ES256'))
        const options = { ...http, DPoP }
        const response = await oauth.clientCredentialsGrantRequest(as, me, authentication, {}, options)
        return oauth.processClientCredentialsResponse(as, me, response)
      },
    )
    assert.equal(token_type, 'dpop')
  },

  async 'its automatic retry with a nonce'(client, oauth) {
    const { same, as, me, authentication, http, configure, approve, misbehave } = await setUp({
      requireDPoPNonce: true,
    })
    await same(
      async () => {
        const config = configure()
        const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
        return client.clientCredentialsGrant(config, undefined, { DPoP })
      },
      async () => {
        const DPoP = oauth.DPoP(me, await oauth.generateKeyPair('ES256'))
        const options = { ...http, DPoP }
        const request = async () => {
          const response = await oauth.clientCredentialsGrantRequest(as, me, authentication, {}, options)
          return oauth.processClientCredentialsResponse(as, me, response)
        }
        return request().catch((error) => {
          if (!oauth.isDPoPNonceError(error)) throw error
          return request()
        })
      },
      { requests: 2 },
    )
    misbehave('device_authorization.interval', 1)
    await same(
      async () => {
        const config = configure()
        const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'))
        const device = await client.initiateDeviceAuthorization(config, {})
        await approve(device.user_code)
        return client.pollDeviceAuthorizationGrant(config, device, undefined, { DPoP })
      },
      async () => {
        const DPoP = oauth.DPoP(me, await oauth.generateKeyPair('ES256'))
        const response = await oauth.deviceAuthorizationRequest(as, me, authentication, {}, http)
        const device = await oauth.processDeviceAuthorizationResponse(as, me, response)
        await approve(device.user_code)
        const polling = oauth.getDevicePollingState(as, me, device)
        return oauth.pollDeviceCodeGrant(as, me, authentication, polling, { ...http, DPoP })
      },
      { requests: 3 },
    )
  },

  async '`randomPKCECodeVerifier()`, `randomState()`, `randomNonce()`'(client, oauth) {
    for (const [there, here] of [
      [client.randomPKCECodeVerifier, oauth.generateRandomCodeVerifier],
      [client.randomState, oauth.generateRandomState],
      [client.randomNonce, oauth.generateRandomNonce],
    ]) {
      assert.match(there(), /^[\w-]{43}$/)
      assert.match(here(), /^[\w-]{43}$/)
    }
  },

  async '`calculatePKCECodeChallenge()`'(client, oauth) {
    const challenges = [client, oauth].map((library) => library.calculatePKCECodeChallenge(pkce.verifier))
    assert.deepEqual(await Promise.all(challenges), [pkce.challenge, pkce.challenge])
  },

  async '`ClientSecretPost`, `ClientSecretBasic`, `ClientSecretJwt`, `PrivateKeyJwt`, `TlsClientAuth`, `None`'(
    client,
    oauth,
  ) {
    const methods = {
      client_secret_post: ({ ClientSecretPost }, { clientSecret }) => ClientSecretPost(clientSecret),
      client_secret_basic: ({ ClientSecretBasic }, { clientSecret }) => ClientSecretBasic(clientSecret),
      client_secret_jwt: ({ ClientSecretJwt }, { clientSecret }) => ClientSecretJwt(clientSecret),
      private_key_jwt: ({ PrivateKeyJwt }, { privateKey }) => PrivateKeyJwt(privateKey),
      tls_client_auth: ({ TlsClientAuth }) => TlsClientAuth(),
      none: ({ None }) => None(),
    }
    for (const [method, authenticate] of Object.entries(methods)) {
      const stage = await setUpWithMethod(method)
      const { same, as, me, configure, authorizationParameters, authorizationUrl, fetch } = stage
      await same(
        async () => {
          const config = configure(authenticate(client, stage))
          config[client.customFetch] = fetch
          await client.buildAuthorizationUrlWithPAR(config, authorizationParameters)
        },
        async () => {
          const http = { [oauth.customFetch]: fetch }
          const authentication = authenticate(oauth, stage)
          const parameters = authorizationUrl().searchParams
          const response = await oauth.pushedAuthorizationRequest(as, me, authentication, parameters, http)
          await oauth.processPushedAuthorizationResponse(as, me, response)
        },
      )
    }
  },

  async '`tokens.claims()`'(client, oauth) {
    const stage = await setUpWithTokens()
    const [claims] = await stage.same(
      async () => (await refreshThere(client, stage)).claims(),
      async () => oauth.getValidatedIdTokenClaims(await refreshHere(oauth, stage)),
    )
    assert.equal(claims.sub, 'alice')
  },

  async '`tokens.expiresIn()`'(client, oauth) {
    const stage = await setUpWithTokens()
    const [there, here] = await stage.same(
      () => refreshThere(client, stage),
      () => refreshHere(oauth, stage),
    )
    assert.ok(Math.abs(there.expiresIn() - here.expires_in) <= 10, 'the seconds until then, when it has just come')
  },

  async '`getJwksCache()`, `setJwksCache()`'(client, oauth) {
    const stage = await setUpWithTokens()
    const stored = {}
    const first = [
      async () => {
        const config = stage.configure()
        client.enableNonRepudiationChecks(config)
        const tokens = await refreshThere(client, stage, config)
        stored.there = client.getJwksCache(config)
        return tokens
      },
      () => {
        stored.here = {}
        return refreshChecked(oauth, { ...stage, as: { ...stage.as } }, stored.here)
      },
    ]
    await stage.same(...first, { requests: 2 })
    assert.deepEqual(Object.keys(stored.here).sort(), Object.keys(stored.there).sort())
    assert.deepEqual(stored.here.jwks, stored.there.jwks)
    const second = [
      () => {
        const config = stage.configure()
        client.enableNonRepudiationChecks(config)
        client.setJwksCache(config, stored.there)
        return refreshThere(client, stage, config)
      },
      () => refreshChecked(oauth, { ...stage, as: { ...stage.as } }, stored.here),
    ]
    await stage.same(...second, { requests: 1 })
  },

  async '`config[customFetch]`'(client, oauth) {
    const { same, as, me, authentication, configure, fetch } = await setUp()
    const asked = []
    const spy = (...request) => {
      asked.push(String(request[0]))
      return fetch(...request)
    }
    await same(
      () => {
        const config = configure()
        config[client.customFetch] = spy
        return client.clientCredentialsGrant(config)
      },
      async () => {
        const http = { [oauth.customFetch]: spy }
        const response = await oauth.clientCredentialsGrantRequest(as, me, authentication, {}, http)
        return oauth.processClientCredentialsResponse(as, me, response)
      },
    )
    assert.deepEqual(asked, [as.token_endpoint, as.token_endpoint])
  },

  async '`config.timeout`'(client, oauth) {
    const { same, as, me, authentication, http, configure, misbehave } = await setUp()
    misbehave('token.network', 'silent')
    const awake = setInterval(() => {}, 1000) // neither timeout keeps the process running
    await same(
      async () => {
        const config = configure()
        config.timeout = 0.01
        await assert.rejects(client.clientCredentialsGrant(config), { code: 'OAUTH_TIMEOUT' })
      },
      async () => {
        const options = { ...http, signal: AbortSignal.timeout(10) }
        const request = oauth.clientCredentialsGrantRequest(as, me, authentication, {}, options)
        await assert.rejects(request, { name: 'TimeoutError' })
      },
    ).finally(() => clearInterval(awake))
  },

  async '`allowInsecureRequests(config)`'(client, oauth) {
    const { same, sameFailure, as, me, clientSecret, fetch, http } = await setUp({ issuer: 'http://as.example' })
    const issuer = new URL(as.issuer)
    const sides = (execute, options) => [
      async () => {
        const config = await client.discovery(issuer, me.client_id, clientSecret, undefined, {
          execute,
          [client.customFetch]: fetch,
        })
        return { ...config.serverMetadata() }
      },
      async () => {
        const response = await oauth.discoveryRequest(issuer, { ...http, ...options })
        return oauth.processDiscoveryResponse(issuer, response)
      },
    ]
    await same(...sides([client.allowInsecureRequests], { [oauth.allowInsecureRequests]: true }))
    await sameFailure(...sides([], {}), { requests: 0 })
  },

  async '`clockSkew`, `clockTolerance`'(client, oauth) {
    const stage = await setUpWithTokens()
    const { same, sameFailure, configure, me, misbehave } = stage
    misbehave('id_token.exp', Math.floor(Date.now() / 1000) - 100)
    const sides = (metadata) => [
      () => refreshThere(client, stage, configure(undefined, { ...me, ...metadata(client) })),
      () => refreshHere(oauth, { ...stage, me: { ...me, ...metadata(oauth) } }),
    ]
    await same(...sides(({ clockSkew }) => ({ [clockSkew]: -200 })))
    await same(...sides(({ clockTolerance }) => ({ [clockTolerance]: 200 })))
    await sameFailure(...sides(() => ({})))
  },

  async '`ClientError`'(client, oauth) {
    const stage = await setUpWithTokens()
    stage.misbehave('id_token.aud', 'another-client')
    const [there, here] = await stage.sameFailure(
      () => refreshThere(client, stage),
      () => refreshHere(oauth, stage),
    )
    assert.ok(there instanceof client.ClientError)
    assert.ok(here instanceof oauth.OperationProcessingError)
    assert.equal(there.code, oauth.JWT_CLAIM_COMPARISON)
    stage.behave()
    stage.misbehave('id_token.form', 'encrypted')
    const unsupported = await stage.sameFailure(
      () => refreshThere(client, stage),
      () => refreshHere(oauth, stage),
    )
    assert.ok(unsupported[0] instanceof client.ClientError)
    assert.ok(unsupported[1] instanceof oauth.UnsupportedOperationError)
    assert.equal(unsupported[0].code, oauth.UNSUPPORTED_OPERATION)
  },

  async '`modifyAssertion`, `skipStateCheck`, `skipSubjectCheck`'(client, oauth) {
    const stage = await setUpWithTokens()
    const { same, as, me, http, configure, authorize, authorizationUrl, privateKey, tokens } = stage
    const requestObject = async ({ modifyAssertion }, issue) =>
      issue({ [modifyAssertion]: (_header, payload) => Object.assign(payload, { claims: 'modified' }) })
    const [url] = await same(
      () =>
        requestObject(client, (options) =>
          client.buildAuthorizationUrlWithJAR(configure(), stage.authorizationParameters, privateKey, options),
        ),
      () =>
        requestObject(oauth, async (options) => {
          const { searchParams } = authorizationUrl()
          const request = await oauth.issueRequestObject(as, me, searchParams, privateKey, options)
          const url = new URL(as.authorization_endpoint)
          url.search = new URLSearchParams({ client_id: me.client_id, request })
          return url
        }),
      { requests: 0 },
    )
    assert.equal(decodeJwt(url.searchParams.get('request')).claims, 'modified')

    await same(
      async () => {
        const checks = { expectedState: client.skipStateCheck, pkceCodeVerifier: pkce.verifier, expectedNonce: nonce }
        return client.authorizationCodeGrant(configure(), await authorize(authorizationUrl()), checks)
      },
      async () => {
        const callback = await authorize(authorizationUrl())
        const parameters = oauth.validateAuthResponse(as, me, callback, oauth.skipStateCheck)
        const { authentication, redirectUri } = stage
        const response = await oauth.authorizationCodeGrantRequest(
          ...[as, me, authentication, parameters, redirectUri, pkce.verifier, http],
        )
        return oauth.processAuthorizationCodeResponse(as, me, response, { expectedNonce: nonce })
      },
      { requests: 2 },
    )

    const [{ sub }] = await same(
      () => client.fetchUserInfo(configure(), tokens.access_token, client.skipSubjectCheck),
      async () => {
        const response = await oauth.userInfoRequest(as, me, tokens.access_token, http)
        return oauth.processUserInfoResponse(as, me, oauth.skipSubjectCheck, response)
      },
    )
    assert.equal(sub, 'alice')
  },

  async '`AuthorizationResponseError`, `ResponseBodyError`, `WWWAuthenticateChallengeError`'(client, oauth) {
    const stage = await setUp()
    const { sameFailure, as, me, configure, authentication, authorize, authorizationUrl, resource, http } = stage
    const ofClass = async (name, there, here) => {
      const errors = await sameFailure(there, here)
      assert.ok(errors[0] instanceof client[name])
      assert.ok(errors[1] instanceof oauth[name])
      assert.equal(errors[1].name, errors[0].name)
    }
    const refused = { error: 'access_denied' }
    await ofClass(
      'AuthorizationResponseError',
      async () => {
        const callback = await authorize(authorizationUrl(), refused)
        return client.authorizationCodeGrant(configure(), callback, { expectedState: state, expectedNonce: nonce })
      },
      async () => oauth.validateAuthResponse(as, me, await authorize(authorizationUrl(), refused), state),
    )
    await ofClass(
      'ResponseBodyError',
      () => client.refreshTokenGrant(configure(), 'no-token-of-this-server'),
      async () => {
        const token = 'no-token-of-this-server'
        const response = await oauth.refreshTokenGrantRequest(as, me, authentication, token, http)
        return oauth.processRefreshTokenResponse(as, me, response)
      },
    )
    const url = new URL(resource.resource)
    await ofClass(
      'WWWAuthenticateChallengeError',
      () => client.fetchProtectedResource(configure(), 'no-token', url, 'GET'),
      () => oauth.protectedResourceRequest('no-token', 'GET', url, undefined, undefined, http),
    )
  },

  async 'the Passport strategy'() {
    const passport = await import('openid-client/passport')
    assert.equal(typeof passport.Strategy, 'function')
    const relying = await import('../../../dist/node/index.js')
    assert.deepEqual(
      Object.keys(relying).filter((name) => /passport|strategy/i.test(name)),
      [],
    )
  },
}

async function setUpWithMethod(method) {
  const subject = 'CN=client.example'
  const stage = await setUp({
    client: {
      token_endpoint_auth_method: method,
      ...(method === 'tls_client_auth' && {
        tls_client_auth_subject_dn: subject,
        use_mtls_endpoint_aliases: true,
      }),
    },
  })
  const certificate = { 'x5t#S256': 'A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0', subject_dn: subject }
  return method === 'tls_client_auth' ? { ...stage, fetch: stage.fetchWithCertificate(certificate) } : stage
}

function refreshThere(client, { configure, takeRefreshToken }, config = configure()) {
  return client.refreshTokenGrant(config, takeRefreshToken())
}

async function refreshHere(oauth, { as, me, authentication, http, takeRefreshToken }) {
  const response = await oauth.refreshTokenGrantRequest(as, me, authentication, takeRefreshToken(), http)
  return oauth.processRefreshTokenResponse(as, me, response)
}

/** With the signature of the ID Token. */
async function refreshChecked(oauth, { as, me, authentication, http, takeRefreshToken }, cache) {
  const response = await oauth.refreshTokenGrantRequest(as, me, authentication, takeRefreshToken(), http)
  const result = await oauth.processRefreshTokenResponse(as, me, response)
  await oauth.validateApplicationLevelSignature(as, response, { ...http, [oauth.jwksCache]: cache })
  return result
}
