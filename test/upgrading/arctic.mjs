// The rows of arctic. It uses the global fetch, which is the server's while both sides run.
import assert from 'node:assert/strict'
import { mock } from 'node:test'
import * as relying from '../../dist/node/index.js'
import { meaningOfHeaders, wholeHeaders } from './description.mjs'
import { setStage } from './stage.mjs'

const pkce = {
  verifier: 'a-code-verifier-of-more-than-forty-three-characters',
  challenge: 'lLw-WLjF1VMtgqLoH1Fj9Tw4PGyBaV2akAOzoO9mnJQ',
}
const state = 'the-state'
const scopes = ['openid', 'email']

export const arctic = {
  async '`new Google(clientId, clientSecret, redirectURI)`'({ Google }, oauth) {
    const metadata = {
      authorization_endpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
      token_endpoint: 'https://oauth2.googleapis.com/token',
    }
    const issuer = new URL('https://accounts.google.com')
    const stage = await setUp({ issuer: issuer.origin, metadata })
    const { same, client, clientSecret, redirectUri, authorize, authorizationUrl } = stage
    const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer))
    await same(
      async () => {
        const provider = new Google(client.client_id, clientSecret, redirectUri)
        const callback = await authorize(provider.createAuthorizationURL(state, pkce.verifier, scopes))
        return membersOf(await provider.validateAuthorizationCode(callback.searchParams.get('code'), pkce.verifier))
      },
      async () => redeem({ ...stage, as }, await authorize(authorizationUrl()), oauth.ClientSecretBasic(clientSecret)),
      { requests: 2 },
    )
    // a server announces support for the other method of the row in its metadata
    const posting = await stage.registerClient({ token_endpoint_auth_method: 'client_secret_post' })
    const parameters = new URLSearchParams({ ...Object.fromEntries(authorizationUrl().searchParams) })
    parameters.set('client_id', posting.client.client_id)
    const callback = await authorize(`${as.authorization_endpoint}?${parameters}`)
    await redeem({ ...posting, as }, callback, oauth.ClientSecretPost(posting.clientSecret))
  },

  async 'its Basic credentials, which are not encoded'({ OAuth2Client }, oauth) {
    const stage = await setUp({}, wholeHeaders)
    const { metadata: as, client, clientSecret, redirectUri, exchanges } = stage
    assert.match(client.client_id, /-/)
    const sent = async (request) => {
      await request()
      return exchanges.at(-1).request.headers.authorization
    }
    const provider = new OAuth2Client(client.client_id, clientSecret, redirectUri)
    const there = await sent(() => provider.revokeToken(as.revocation_endpoint, 'a-token'))
    const here = (authentication) => sent(() => oauth.revocationRequest(as, client, authentication, 'a-token'))
    assert.notEqual(await here(oauth.ClientSecretBasic(clientSecret)), there)
    // as in docs/guide/providers.md
    const plain = (_as, { client_id }, _body, headers) => {
      headers.set('authorization', `Basic ${btoa(`${client_id}:${clientSecret}`)}`)
    }
    assert.equal(await here(plain), there)
  },

  async '`new OAuth2Client(clientId, clientPassword, redirectURI)`'({ OAuth2Client }, oauth) {
    // the default algorithm of ID Tokens, when no metadata names one
    const stage = await setUp({ algorithms: ['RS256'] })
    const { same, metadata, client, clientSecret, redirectUri, authorize, authorizationUrl } = stage
    const as = {
      issuer: metadata.issuer,
      authorization_endpoint: metadata.authorization_endpoint,
      token_endpoint: metadata.token_endpoint,
    }
    await same(
      async () => {
        const provider = new OAuth2Client(client.client_id, clientSecret, redirectUri)
        const url = provider.createAuthorizationURLWithPKCE(as.authorization_endpoint, state, 0, pkce.verifier, scopes)
        const code = (await authorize(url)).searchParams.get('code')
        return membersOf(await provider.validateAuthorizationCode(as.token_endpoint, code, pkce.verifier))
      },
      async () => redeem({ ...stage, as }, await authorize(authorizationUrl()), oauth.ClientSecretBasic(clientSecret)),
      { requests: 2 },
    )
  },

  async 'a secret that is `null`'({ OAuth2Client }, oauth) {
    const stage = await setUp({ client: { token_endpoint_auth_method: 'none' } })
    const { same, metadata, client, redirectUri, authorize, authorizationUrl } = stage
    await same(
      async () => {
        const provider = new OAuth2Client(client.client_id, null, redirectUri)
        const code = (await authorize(authorizationUrl())).searchParams.get('code')
        return membersOf(await provider.validateAuthorizationCode(metadata.token_endpoint, code, pkce.verifier))
      },
      async () => redeem(stage, await authorize(authorizationUrl()), oauth.None()),
      { requests: 2 },
    )
  },

  async '`generateState()`, `generateCodeVerifier()`'(there, oauth) {
    for (const generate of [
      ...[there.generateState, there.generateCodeVerifier],
      ...[oauth.generateRandomState, oauth.generateRandomCodeVerifier],
    ]) {
      assert.match(generate(), /^[\w-]{43}$/)
    }
  },

  async '`createAuthorizationURL()`, `createAuthorizationURLWithPKCE()`, `CodeChallengeMethod`'({
    OAuth2Client,
    CodeChallengeMethod,
  }) {
    const { same, metadata, client, clientSecret, redirectUri, authorizationUrl } = await setUp()
    const provider = new OAuth2Client(client.client_id, clientSecret, redirectUri)
    const { authorization_endpoint } = metadata
    await same(
      () => {
        const { S256 } = CodeChallengeMethod
        return provider.createAuthorizationURLWithPKCE(authorization_endpoint, state, S256, pkce.verifier, scopes)
      },
      () => authorizationUrl(),
      { requests: 0 },
    )
    await same(
      () => provider.createAuthorizationURL(authorization_endpoint, state, scopes),
      () => {
        const url = authorizationUrl()
        url.searchParams.delete('code_challenge')
        url.searchParams.delete('code_challenge_method')
        return url
      },
      { requests: 0 },
    )
  },

  async 'your comparison of `state`'(_there, oauth) {
    const { metadata, client, authorize, authorizationUrl, misbehave } = await setUp()
    const callback = await authorize(authorizationUrl())
    assert.notEqual(callback.searchParams.get('state'), 'another-state')
    const validate = (url, expected) => oauth.validateAuthResponse(metadata, client, url, expected)
    assert.throws(() => validate(callback, 'another-state'), { code: oauth.INVALID_RESPONSE })
    assert.equal(validate(callback, state).get('code'), callback.searchParams.get('code'))
    const refused = await authorize(authorizationUrl(), { error: 'access_denied' })
    assert.throws(() => validate(refused, state), { code: oauth.AUTHORIZATION_RESPONSE_ERROR })
    misbehave('authorization_response.iss', 'https://other.example')
    const mixedUp = await authorize(authorizationUrl())
    assert.throws(() => validate(mixedUp, state), { code: oauth.INVALID_RESPONSE })
  },

  async '`validateAuthorizationCode()`'(there, oauth) {
    const stage = await setUp()
    const { same, as, client, authentication, redirectUri, redeemThere, authorize, authorizationUrl } = stage
    await same(
      async () => membersOf(await redeemThere(there, await authorize(authorizationUrl()))),
      async () => {
        const parameters = oauth.validateAuthResponse(as, client, await authorize(authorizationUrl()), state)
        const response = await oauth.authorizationCodeGrantRequest(
          ...[as, client, authentication, parameters, redirectUri, pkce.verifier],
        )
        return oauth.processAuthorizationCodeResponse(as, client, response)
      },
      { requests: 2 },
    )
  },

  async 'no PKCE'(there, oauth) {
    const stage = await setUp()
    const { same, authorize, authorizationUrl, redeemThere } = stage
    const url = authorizationUrl()
    url.searchParams.delete('code_challenge')
    url.searchParams.delete('code_challenge_method')
    await same(
      async () => membersOf(await redeemThere(there, await authorize(url), null)),
      async () => redeem(stage, await authorize(url), stage.authentication, oauth.nopkce),
      { requests: 2 },
    )
  },

  async '`tokens.accessToken()`, `tokens.refreshToken()`, `tokens.idToken()`'(there) {
    const [old, tokens] = await tokensOfBoth(there)
    for (const [method, member] of [
      ['accessToken', 'access_token'],
      ['refreshToken', 'refresh_token'],
      ['idToken', 'id_token'],
    ]) {
      assert.equal(old[method](), old.data[member])
      assert.equal(typeof tokens[member], 'string')
    }
  },

  async '`tokens.hasRefreshToken()`, `tokens.hasScopes()`, `tokens.scopes()`'(there) {
    const [old, tokens] = await tokensOfBoth(there)
    assert.equal(old.hasRefreshToken(), tokens.refresh_token !== undefined)
    assert.equal(old.hasScopes(), tokens.scope !== undefined)
    assert.deepEqual(old.scopes(), tokens.scope?.split(' '))
    assert.deepEqual(old.scopes(), scopes)
  },

  async '`tokens.accessTokenExpiresInSeconds()`, `tokens.accessTokenExpiresAt()`'(there) {
    const [old, tokens] = await tokensOfBoth(there)
    assert.equal(old.accessTokenExpiresInSeconds(), tokens.expires_in)
    const noted = Date.now()
    const difference = old.accessTokenExpiresAt().getTime() - (noted + tokens.expires_in * 1000)
    assert.ok(Math.abs(difference) < 10_000, `${difference} ms`)
  },

  async '`tokens.tokenType()`'(there) {
    const [old, tokens] = await tokensOfBoth(there)
    assert.equal(old.tokenType(), 'Bearer')
    assert.equal(tokens.token_type, 'bearer')
  },

  async '`OAuth2Tokens`, `tokens.data`'(there) {
    const [old, tokens] = await tokensOfBoth(there, { team: 'example' })
    assert.ok(old instanceof there.OAuth2Tokens)
    assert.deepEqual(Object.keys(tokens).sort(), Object.keys(old.data).sort())
    assert.deepEqual([old.data.team, tokens.team], ['example', 'example'])
  },

  async '`decodeIdToken(idToken)`'(there, oauth) {
    const [old, tokens] = await tokensOfBoth(there)
    const members = ({ iss, sub, aud, email }) => ({ iss, sub, aud, email })
    const claims = oauth.getValidatedIdTokenClaims(tokens)
    assert.deepEqual(members(claims), members(there.decodeIdToken(old.idToken())))
    assert.equal(claims.sub, 'alice')
  },

  async '`refreshAccessToken()`'({ OAuth2Client }, oauth) {
    const stage = await setUp()
    const { same, as, client, clientSecret, redirectUri, authentication, authorize, authorizationUrl } = stage
    const signIn = async () => (await redeem(stage, await authorize(authorizationUrl()), authentication)).refresh_token
    const refreshTokens = [await signIn(), await signIn()]
    await same(
      async () => {
        const provider = new OAuth2Client(client.client_id, clientSecret, redirectUri)
        return membersOf(await provider.refreshAccessToken(as.token_endpoint, refreshTokens[0], scopes))
      },
      async () => {
        const options = { additionalParameters: { scope: scopes.join(' ') } }
        const response = await oauth.refreshTokenGrantRequest(as, client, authentication, refreshTokens[1], options)
        return oauth.processRefreshTokenResponse(as, client, response)
      },
    )
  },

  async '`revokeToken()`'({ OAuth2Client }, oauth) {
    const stage = await setUp()
    const { same, as, client, clientSecret, redirectUri, authentication, authorize, authorizationUrl } = stage
    const { access_token } = await redeem(stage, await authorize(authorizationUrl()), authentication)
    await same(
      async () => {
        const provider = new OAuth2Client(client.client_id, clientSecret, redirectUri)
        await provider.revokeToken(as.revocation_endpoint, access_token)
      },
      async () => {
        const response = await oauth.revocationRequest(as, client, authentication, access_token)
        await oauth.processRevocationResponse(response)
      },
    )
  },

  async "`fetch` for the user's profile"(_there, oauth) {
    const stage = await setUp()
    const { same, as, client, authentication, authorize, authorizationUrl } = stage
    const { access_token } = await redeem(stage, await authorize(authorizationUrl()), authentication)
    const url = new URL(as.userinfo_endpoint)
    const profileThere = async () => {
      const headers = { accept: 'application/json', authorization: `Bearer ${access_token}` }
      return (await fetch(url, { headers })).json()
    }
    await same(profileThere, async () => {
      return oauth.processUserInfoResponse(as, client, 'alice', await oauth.userInfoRequest(as, client, access_token))
    })
    await same(profileThere, async () => {
      const headers = new Headers({ accept: 'application/json' })
      return (await oauth.protectedResourceRequest(access_token, 'GET', url, headers)).json()
    })
  },

  async '`OAuth2RequestError`'(there, oauth) {
    const { misbehave, ...stage } = await setUp()
    misbehave('token.error', 'invalid_grant')
    const [old, error] = await errorsOfBoth(stage, there)
    assert.ok(old instanceof there.OAuth2RequestError)
    assert.ok(error instanceof oauth.ResponseBodyError)
    assert.equal(old.code, 'invalid_grant')
    assert.equal(error.error, old.code)
  },

  async '`ArcticFetchError`'(there) {
    const { misbehave, ...stage } = await setUp()
    misbehave('token.network', 'refused')
    const [old, error] = await errorsOfBoth(stage, there)
    assert.ok(old instanceof there.ArcticFetchError)
    const rejected = await fetch(stage.as.token_endpoint, { method: 'POST' }).catch((reason) => reason)
    assert.deepEqual([error.name, error.message], [rejected.name, rejected.message])
    assert.deepEqual([old.cause.name, old.cause.message], [rejected.name, rejected.message])
  },

  async '`UnexpectedResponseError`, `UnexpectedErrorResponseBodyError`'(there, oauth) {
    const { UnexpectedResponseError, UnexpectedErrorResponseBodyError } = there
    for (const [switches, oldClass, code] of [
      [{ 'token.status': 503 }, UnexpectedResponseError, oauth.RESPONSE_IS_NOT_CONFORM],
      [{ 'token.body': 'html' }, UnexpectedResponseError, oauth.RESPONSE_IS_NOT_JSON],
      [{ 'token.body': 'truncated' }, UnexpectedResponseError, oauth.PARSE_ERROR],
      [{ 'token.status': 400 }, UnexpectedErrorResponseBodyError, oauth.RESPONSE_IS_NOT_CONFORM],
    ]) {
      const { misbehave, ...stage } = await setUp()
      for (const [name, value] of Object.entries(switches)) misbehave(name, value)
      const [old, error] = await errorsOfBoth(stage, there)
      assert.ok(old instanceof oldClass, `${old.constructor.name}: ${old.message}`)
      assert.ok(error instanceof oauth.OperationProcessingError)
      assert.equal(error.code, code)
    }
  },
}

/** The server, reached by the global fetch, and what both sides need from it. */
async function setUp(options, headers = meaningOfHeaders) {
  const stage = await setStage(options, headers)
  const { metadata: as, client, clientSecret, redirectUri } = stage
  mock.restoreAll()
  mock.method(globalThis, 'fetch', stage.fetch)
  return {
    ...stage,
    as,
    authentication: relying.ClientSecretBasic(clientSecret),
    authorizationUrl() {
      const url = new URL(as.authorization_endpoint)
      url.search = new URLSearchParams({
        client_id: client.client_id,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: scopes.join(' '),
        state,
        code_challenge: pkce.challenge,
        code_challenge_method: 'S256',
      })
      return url
    },
    redeemThere({ OAuth2Client }, callback, verifier = pkce.verifier) {
      const provider = new OAuth2Client(client.client_id, clientSecret, redirectUri)
      return provider.validateAuthorizationCode(as.token_endpoint, callback.searchParams.get('code'), verifier)
    },
  }
}

async function redeem({ as, client, redirectUri }, callback, authentication, verifier = pkce.verifier) {
  const parameters = relying.validateAuthResponse(as, client, callback, state)
  const response = await relying.authorizationCodeGrantRequest(
    ...[as, client, authentication, parameters, redirectUri, verifier],
  )
  return relying.processAuthorizationCodeResponse(as, client, response)
}

/** The members of the token response. Ours has the token type in lower case. */
function membersOf(tokens) {
  return { ...tokens.data, token_type: tokens.tokenType().toLowerCase() }
}

/** The tokens of two sign-ins, as each library returns them, with further members. */
async function tokensOfBoth(there, members = {}) {
  const stage = await setUp()
  fetch.mock.mockImplementation(async (...request) => {
    return Response.json({ ...(await (await stage.fetch(...request)).json()), ...members })
  })
  const { authorize, authorizationUrl, redeemThere, authentication } = stage
  return [
    await redeemThere(there, await authorize(authorizationUrl())),
    await redeem(stage, await authorize(authorizationUrl()), authentication),
  ]
}

async function errorsOfBoth(stage, there) {
  const { authorize, authorizationUrl, redeemThere, authentication } = stage
  const callback = await authorize(authorizationUrl())
  const outcomes = await Promise.allSettled([
    redeemThere(there, callback),
    redeem(stage, await authorize(authorizationUrl()), authentication),
  ])
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  return outcomes.map(({ reason }) => reason)
}
