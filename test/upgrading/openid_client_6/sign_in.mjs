// The rows from discovery to the tokens of a sign-in.
import assert from 'node:assert/strict'
import { nonce, pkce, setUp, setUpWithTokens, state } from './configuration.mjs'

export const signIn = {
  async '`discovery()`, `Configuration`'(client, oauth) {
    const { same, as, me, clientSecret, fetch, http } = await setUp()
    const issuer = new URL(as.issuer)
    const [config] = await same(
      async () => {
        const config = await client.discovery(issuer, me.client_id, undefined, client.ClientSecretPost(clientSecret), {
          [client.customFetch]: fetch,
        })
        assert.ok(config instanceof client.Configuration)
        return { ...config.serverMetadata() }
      },
      async () => oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http)),
    )
    assert.equal(config.token_endpoint, as.token_endpoint)
  },

  async '`buildAuthorizationUrl()`'(client) {
    const { same, configure, authorizationParameters, authorizationUrl } = await setUp()
    await same(
      () => client.buildAuthorizationUrl(configure(), authorizationParameters),
      () => authorizationUrl(),
      { requests: 0 },
    )
  },

  async '`buildAuthorizationUrlWithPAR()`'(client, oauth) {
    const stage = await setUp()
    const { same, as, me, authentication, http, configure, authorizationParameters, authorizationUrl } = stage
    await same(
      () => client.buildAuthorizationUrlWithPAR(configure(), authorizationParameters),
      async () => {
        const parameters = authorizationUrl().searchParams
        const response = await oauth.pushedAuthorizationRequest(as, me, authentication, parameters, http)
        const { request_uri } = await oauth.processPushedAuthorizationResponse(as, me, response)
        const url = new URL(as.authorization_endpoint)
        url.search = new URLSearchParams({ client_id: me.client_id, request_uri })
        return url
      },
    )
  },

  async '`buildAuthorizationUrlWithJAR()`'(client, oauth) {
    const { same, as, me, privateKey, configure, authorizationParameters, authorizationUrl, authorize } = await setUp()
    await same(
      async () => {
        const url = await client.buildAuthorizationUrlWithJAR(configure(), authorizationParameters, privateKey)
        await authorize(url)
        return url
      },
      async () => {
        const request = await oauth.issueRequestObject(as, me, authorizationUrl().searchParams, privateKey)
        const url = new URL(as.authorization_endpoint)
        url.search = new URLSearchParams({ client_id: me.client_id, request })
        await authorize(url)
        return url
      },
    )
  },

  async '`authorizationCodeGrant()`'(client, oauth) {
    const stage = await setUp()
    const { same } = stage
    const [tokens] = await same(
      () => grantThere(client, stage, { pkceCodeVerifier: pkce.verifier, expectedState: state, expectedNonce: nonce }),
      () => grantHere(oauth, stage, { codeVerifier: pkce.verifier, expectedState: state, expectedNonce: nonce }),
      { requests: 2 },
    )
    assert.equal(tokens.claims().sub, 'alice')
  },

  async 'its `pkceCodeVerifier`'(client, oauth) {
    const stage = await setUp()
    const wrong = 'another-code-verifier-of-more-than-forty-three-characters'
    const [error] = await stage.sameFailure(
      () => grantThere(client, stage, { pkceCodeVerifier: wrong, expectedState: state, expectedNonce: nonce }),
      () => grantHere(oauth, stage, { codeVerifier: wrong, expectedState: state, expectedNonce: nonce }),
      { requests: 2 },
    )
    assert.equal(error.error, 'invalid_grant')
  },

  async 'its `expectedState`'(client, oauth) {
    const stage = await setUp()
    const expectedState = 'another-state'
    await stage.sameFailure(
      () => grantThere(client, stage, { pkceCodeVerifier: pkce.verifier, expectedState, expectedNonce: nonce }),
      () => grantHere(oauth, stage, { codeVerifier: pkce.verifier, expectedState, expectedNonce: nonce }),
    )
  },

  async 'its `expectedNonce`, `maxAge`, `idTokenExpected`'(client, oauth) {
    const there = { pkceCodeVerifier: pkce.verifier, expectedState: state, expectedNonce: nonce }
    const here = { codeVerifier: pkce.verifier, expectedState: state, expectedNonce: nonce }
    const requests = 2
    const wrongNonce = { expectedNonce: 'another-nonce' }
    const stage = await setUp()
    const { sameFailure } = stage
    await sameFailure(
      () => grantThere(client, stage, { ...there, ...wrongNonce }),
      () => grantHere(oauth, stage, { ...here, ...wrongNonce }),
      { requests },
    )
    stage.misbehave('id_token.auth_time', Math.floor(Date.now() / 1000) - 1000)
    const maxAge = { maxAge: 500 }
    await sameFailure(
      () => grantThere(client, stage, { ...there, ...maxAge }),
      () => grantHere(oauth, stage, { ...here, ...maxAge }),
      { requests },
    )
    stage.behave()
    const noIdToken = { scope: 'email' }
    await sameFailure(
      () => grantThere(client, stage, { ...there, expectedNonce: undefined, idTokenExpected: true }, noIdToken),
      () => grantHere(oauth, stage, { ...here, expectedNonce: undefined, requireIdToken: true }, noIdToken),
      { requests },
    )
  },

  async '`useJwtResponseMode()`'(client, oauth) {
    const stage = await setUp()
    const { as, me, http } = stage
    const [tokens] = await stage.same(
      () => frontChannelThere(client, stage, client.useJwtResponseMode, { expectedState: state }),
      () =>
        frontChannelHere(oauth, stage, { response_mode: 'jwt' }, (callback) =>
          oauth.validateJwtAuthResponse(as, me, callback, state, http),
        ),
      { requests: 3 }, // including the keys
    )
    assert.equal(tokens.claims().sub, 'alice')
    const callback = await stage.authorize(stage.authorizationUrl({ response_mode: 'jwt' }))
    assert.throws(() => oauth.validateAuthResponse(as, me, callback, state), { code: oauth.INVALID_RESPONSE })
  },

  async '`useCodeIdTokenResponseType()`'(client, oauth) {
    const stage = await setUp()
    const { as, me, http } = stage
    const [tokens] = await stage.same(
      () => frontChannelThere(client, stage, client.useCodeIdTokenResponseType, { expectedState: state }),
      () =>
        frontChannelHere(oauth, stage, { response_type: 'code id_token' }, (callback) =>
          oauth.validateCodeIdTokenResponse(as, me, callback, nonce, state, undefined, http),
        ),
      { requests: 3 },
    )
    assert.equal(tokens.claims().sub, 'alice')
  },

  async '`enableDetachedSignatureResponseChecks()`'(client, oauth) {
    const enable = (config) => {
      client.useCodeIdTokenResponseType(config)
      client.enableDetachedSignatureResponseChecks(config)
    }
    const sides = (stage) => [
      () => frontChannelThere(client, stage, enable, { expectedState: state }),
      () =>
        frontChannelHere(oauth, stage, { response_type: 'code id_token' }, (callback) =>
          oauth.validateDetachedSignatureResponse(stage.as, stage.me, callback, nonce, state, undefined, stage.http),
        ),
    ]
    const good = await setUp()
    await good.same(...sides(good), { requests: 3 })
    const bad = await setUp()
    // the hash of the state is what this check is about
    bad.misbehave('id_token.s_hash', 'AAAAAAAAAAAAAAAAAAAAAA')
    await bad.sameFailure(...sides(bad), { requests: 2 })
  },

  async '`useIdTokenResponseType()`, `implicitAuthentication()`'(client, oauth) {
    const { as, me, configure, tokens } = await setUpWithTokens()
    const callback = new URL('https://client.example/callback')
    callback.hash = new URLSearchParams({ id_token: tokens.id_token, state, iss: as.issuer })
    const config = configure()
    client.useIdTokenResponseType(config)
    const claims = await client.implicitAuthentication(config, callback, nonce, { expectedState: state })
    assert.equal(claims.sub, 'alice')
    // no counterpart accepts such a response
    const parameters = new URLSearchParams(callback.hash.slice(1))
    assert.throws(() => oauth.validateAuthResponse(as, me, parameters, state), oauth.UnsupportedOperationError)
    await assert.rejects(oauth.validateCodeIdTokenResponse(as, me, callback, nonce, state), {
      code: oauth.INVALID_RESPONSE,
    })
  },
}

/** A code flow sign-in there. `checks` are those of the grant, `more` are parameters of the authorization request. */
async function grantThere(client, { configure, authorize, authorizationParameters }, checks, more) {
  const config = configure()
  const callback = await authorize(client.buildAuthorizationUrl(config, { ...authorizationParameters, ...more }))
  return client.authorizationCodeGrant(config, callback, checks)
}

/** The same here. */
async function grantHere(oauth, stage, { codeVerifier, expectedState, ...checks }, more) {
  const { as, me, authentication, redirectUri, http, authorize, authorizationUrl } = stage
  const callback = await authorize(authorizationUrl(more))
  const parameters = oauth.validateAuthResponse(as, me, callback, expectedState)
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    me,
    authentication,
    parameters,
    redirectUri,
    codeVerifier,
    http,
  )
  return oauth.processAuthorizationCodeResponse(as, me, response, checks)
}

/** A sign-in with an unusual kind of authorization response: `enable` selects it there, `validate` checks it here. */
async function frontChannelThere(client, stage, enable, checks) {
  const config = stage.configure()
  enable(config)
  const callback = await stage.authorize(client.buildAuthorizationUrl(config, stage.authorizationParameters))
  return client.authorizationCodeGrant(config, callback, {
    pkceCodeVerifier: pkce.verifier,
    expectedNonce: nonce,
    ...checks,
  })
}

async function frontChannelHere(oauth, stage, more, validate) {
  const { as, me, authentication, redirectUri, http } = stage
  const parameters = await validate(await stage.authorize(stage.authorizationUrl(more)))
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    me,
    authentication,
    parameters,
    redirectUri,
    pkce.verifier,
    http,
  )
  return oauth.processAuthorizationCodeResponse(as, me, response, { expectedNonce: nonce })
}
