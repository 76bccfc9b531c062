// Whole flows over the runtime's own fetch, against a real authorization server on loopback.
import { equal, match, ok, rejects } from './assert.mjs'
import { check } from './check.mjs'
import * as oauth from './library.mjs'
import { freshKeyPair } from './party.mjs'
import * as side from './server_side.mjs'

const { browse, callbackUri, cibaGrant, decide, deviceGrant, discover, insecure, ownKey, register, withNonce } = side

/** One client authentication method: what the client registers, and what it sends. */
const methods = {
  client_secret_basic: ({ client_secret }) => oauth.ClientSecretBasic(client_secret),
  client_secret_post: ({ client_secret }) => oauth.ClientSecretPost(client_secret),
  client_secret_jwt: ({ client_secret }) => oauth.ClientSecretJwt(client_secret),
}

async function clientCredentials(as, client, auth, options) {
  const parameters = { scope: 'api:read' }
  const response = await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, { ...insecure, ...options })
  return oauth.processClientCredentialsResponse(as, client, response)
}

for (const [method, authenticate] of Object.entries(methods)) {
  check(`rfc6749 4.4: client credentials with ${method}`, async (host) => {
    const as = await discover(host)
    const metadata = { grant_types: ['client_credentials'], token_endpoint_auth_method: method, scope: 'api:read' }
    const client = await register(as, metadata)
    const result = await clientCredentials(as, client, authenticate(client))
    equal(result.token_type, 'bearer')
    const wrong = authenticate({ client_secret: 'not the secret, but as long as one should be' })
    await rejects(clientCredentials(as, client, wrong), {
      name: /jwt|post/.test(method) ? 'ResponseBodyError' : 'WWWAuthenticateChallengeError',
    })
  })
}

for (const alg of ['ES256', 'PS256', 'RS256', 'Ed25519']) {
  check(
    `rfc6749 4.4, rfc9449 8: client credentials with private_key_jwt and DPoP, ${alg}, with a required nonce`,
    async (host) => {
      const as = await discover(host)
      const metadata = {
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: alg,
        dpop_bound_access_tokens: true,
        nonce_required: true,
        scope: 'api:read',
      }
      const client = await register(as, metadata, alg)
      const auth = oauth.PrivateKeyJwt(await ownKey(alg))
      const DPoP = oauth.DPoP(client, await freshKeyPair(alg))
      const { result, retries } = await withNonce(() => clientCredentials(as, client, auth, { DPoP }))
      equal(result.token_type, 'dpop')
      equal(retries, 1)
      // the nonce is remembered: the next proof carries it at once
      await clientCredentials(as, client, auth, { DPoP })
    },
  )
}

check(
  'rfc6749 4.1, rfc7636 4, oidc-core 3.1: code with PKCE, UserInfo, refresh, introspection, revocation',
  async (host) => {
    const as = await discover(host)
    const client = await register(as, {
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [callbackUri],
    })
    const auth = oauth.ClientSecretBasic(client.client_secret)
    const verifier = oauth.generateRandomCodeVerifier()
    const state = oauth.generateRandomState()
    const nonce = oauth.generateRandomNonce()
    const url = new URL(as.authorization_endpoint)
    url.search = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: callbackUri,
      response_type: 'code',
      scope: 'openid profile offline_access',
      prompt: 'consent',
      state,
      nonce,
      max_age: '60',
      login_hint: 'bob',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    })
    const { callback } = await browse(host, url.href)
    const parameters = oauth.validateAuthResponse(as, client, new URL(callback), state)
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      auth,
      parameters,
      callbackUri,
      verifier,
      insecure,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
      expectedNonce: nonce,
      maxAge: 60,
    })
    const { sub } = oauth.getValidatedIdTokenClaims(tokens)
    equal(sub, 'bob')
    await oauth.validateApplicationLevelSignature(as, response, insecure)

    const userinfo = await oauth.userInfoRequest(as, client, tokens.access_token, insecure)
    equal((await oauth.processUserInfoResponse(as, client, sub, userinfo)).name, 'User bob')

    const refresh = await oauth.refreshTokenGrantRequest(as, client, auth, tokens.refresh_token, insecure)
    const fresh = await oauth.processRefreshTokenResponse(as, client, refresh)
    ok(fresh.access_token !== tokens.access_token, 'a new access token')

    const introspect = async () => {
      const answer = await oauth.introspectionRequest(as, client, auth, fresh.access_token, insecure)
      return oauth.processIntrospectionResponse(as, client, answer)
    }
    equal((await introspect()).active, true)
    const revocation = await oauth.revocationRequest(as, client, auth, fresh.access_token, insecure)
    equal(await oauth.processRevocationResponse(revocation), undefined)
    equal((await introspect()).active, false)

    const again = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      auth,
      parameters,
      callbackUri,
      verifier,
      insecure,
    )
    const refused = oauth.processAuthorizationCodeResponse(as, client, again)
    await rejects(refused, { is: oauth.ResponseBodyError, error: 'invalid_grant' })
  },
)

check(
  'rfc6749 4.1, rfc9449 5, rfc9068 4: a public client, a DPoP-bound JWT access token, and the resource server',
  async (host) => {
    const as = await discover(host)
    const client = await register(as, {
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: [callbackUri],
      token_endpoint_auth_method: 'none',
      dpop_bound_access_tokens: true,
      nonce_required: true,
      scope: 'openid api:read',
    })
    const pair = await oauth.generateKeyPair('ES256')
    const DPoP = oauth.DPoP(client, pair)
    const verifier = oauth.generateRandomCodeVerifier()
    const url = new URL(as.authorization_endpoint)
    url.search = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: callbackUri,
      response_type: 'code',
      scope: 'api:read',
      resource: 'urn:example:jwt',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      dpop_jkt: await DPoP.calculateThumbprint(),
    })
    const { callback } = await browse(host, url.href)
    const parameters = oauth.validateAuthResponse(as, client, new URL(callback))
    const { result, retries } = await withNonce(async () => {
      const options = { ...insecure, DPoP }
      const response = await oauth.authorizationCodeGrantRequest(
        as,
        client,
        oauth.None(),
        parameters,
        callbackUri,
        verifier,
        options,
      )
      return oauth.processAuthorizationCodeResponse(as, client, response)
    })
    equal(retries, 1)
    equal(result.token_type, 'dpop')

    let request
    await oauth.protectedResourceRequest(
      result.access_token,
      'PUT',
      new URL('https://rs.example.test/a?b'),
      undefined,
      null,
      {
        DPoP,
        [oauth.customFetch]: async (to, { method, headers }) => {
          request = new Request(to, { method, headers })
          return new Response()
        },
      },
    )
    const claims = await oauth.validateJwtAccessToken(as, request, 'urn:example:jwt', {
      ...insecure,
      requireDPoP: true,
    })
    equal(claims.client_id, client.client_id)
    equal(claims.cnf.jkt, await DPoP.calculateThumbprint())
  },
)

for (const answer of ['approve', 'deny']) {
  check(`ciba 7 to 11, rfc9449 8: CIBA with a required DPoP nonce, decision of the user: ${answer}`, async (host) => {
    const as = await discover(host)
    const client = await register(
      as,
      {
        grant_types: [cibaGrant],
        backchannel_token_delivery_mode: 'poll',
        token_endpoint_auth_method: 'private_key_jwt',
        token_endpoint_auth_signing_alg: 'ES256',
        dpop_bound_access_tokens: true,
        nonce_required: true,
      },
      'ES256',
    )
    const auth = oauth.PrivateKeyJwt(await ownKey('ES256'))
    const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
    const hint = { scope: 'openid profile', login_hint: 'carol', binding_message: 'W4SCT' }
    const start = await oauth.backchannelAuthenticationRequest(as, client, auth, hint, insecure)
    const { auth_req_id, expires_in } = await oauth.processBackchannelAuthenticationResponse(as, client, start)
    ok(expires_in > 0)
    let response
    const poll = async () => {
      const options = { ...insecure, DPoP }
      response = await oauth.backchannelAuthenticationGrantRequest(as, client, auth, auth_req_id, options)
      return oauth.processBackchannelAuthenticationGrantResponse(as, client, response)
    }
    await rejects(withNonce(poll), { is: oauth.ResponseBodyError, error: 'authorization_pending' })
    await decide(host, auth_req_id, answer)
    if (answer === 'deny') return rejects(poll, { is: oauth.ResponseBodyError, error: 'access_denied' })
    const tokens = await poll()
    equal(tokens.token_type, 'dpop')
    equal(oauth.getValidatedIdTokenClaims(tokens).sub, 'carol')
    await oauth.validateApplicationLevelSignature(as, response, insecure)
    const { result } = await withNonce(async () => {
      const userinfo = await oauth.userInfoRequest(as, client, tokens.access_token, { ...insecure, DPoP })
      return oauth.processUserInfoResponse(as, client, 'carol', userinfo)
    })
    equal(result.name, 'User carol')
  })
}

check('rfc8628 3: device flow', async (host) => {
  const as = await discover(host)
  const client = await register(as, { grant_types: [deviceGrant], token_endpoint_auth_method: 'none' })
  const start = await oauth.deviceAuthorizationRequest(
    as,
    client,
    oauth.None(),
    { scope: 'openid', login_hint: 'dave' },
    insecure,
  )
  const device = await oauth.processDeviceAuthorizationResponse(as, client, start)
  const poll = async () => {
    const response = await oauth.deviceCodeGrantRequest(as, client, oauth.None(), device.device_code, insecure)
    return oauth.processDeviceCodeResponse(as, client, response)
  }
  await rejects(poll, { is: oauth.ResponseBodyError, error: 'authorization_pending' })
  equal((await browse(host, device.verification_uri_complete)).status, 200)
  equal(oauth.getValidatedIdTokenClaims(await poll()).sub, 'dave')
})

check('rfc9126 2, rfc9101 4, jarm 2: PAR with a signed request object, and a signed response', async (host) => {
  const as = await discover(host)
  const client = await register(
    as,
    {
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: [callbackUri],
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
      request_object_signing_alg: 'ES256',
      require_signed_request_object: true,
      require_pushed_authorization_requests: true,
      authorization_signed_response_alg: 'ES256',
    },
    'ES256',
  )
  const key = await ownKey('ES256')
  const auth = oauth.PrivateKeyJwt(key)
  const verifier = oauth.generateRandomCodeVerifier()
  const request = await oauth.issueRequestObject(
    as,
    client,
    {
      redirect_uri: callbackUri,
      response_type: 'code',
      response_mode: 'jwt',
      scope: 'openid',
      state: 's',
      max_age: '60',
      claims: JSON.stringify({ id_token: { auth_time: { essential: true } } }),
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    },
    key,
  )
  const pushed = await oauth.pushedAuthorizationRequest(as, client, auth, { request }, insecure)
  const { request_uri } = await oauth.processPushedAuthorizationResponse(as, client, pushed)
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams({ client_id: client.client_id, request_uri })
  const { callback } = await browse(host, url.href)
  match(callback, /[?&]response=eyJ/)
  const parameters = await oauth.validateJwtAuthResponse(as, client, new URL(callback), 's', insecure)
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    auth,
    parameters,
    callbackUri,
    verifier,
    insecure,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, { maxAge: 60 })
  equal(oauth.getValidatedIdTokenClaims(tokens).sub, 'alice')
})

check('oidc-core 3.3: code id_token, with the response in the fragment', async (host) => {
  const as = await discover(host)
  const client = await register(as, {
    grant_types: ['authorization_code', 'implicit'],
    response_types: ['code id_token'],
    redirect_uris: [callbackUri],
  })
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: callbackUri,
    response_type: 'code id_token',
    scope: 'openid',
    state: 's',
    nonce: 'n',
    code_challenge: await oauth.calculatePKCECodeChallenge('v'.repeat(43)),
    code_challenge_method: 'S256',
  })
  const { callback } = await browse(host, url.href)
  const validate = (nonce) =>
    oauth.validateCodeIdTokenResponse(as, client, new URL(callback), nonce, 's', undefined, insecure)
  ok((await validate('n')).get('code'))
  await rejects(validate('other'), { code: oauth.JWT_CLAIM_COMPARISON })
})

check('oidc-core 5.3.2, rfc9701 5: signed UserInfo and introspection responses', async (host) => {
  const as = await discover(host)
  const client = await register(as, {
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: [callbackUri],
    userinfo_signed_response_alg: 'PS256',
    introspection_signed_response_alg: 'Ed25519',
  })
  const auth = oauth.ClientSecretBasic(client.client_secret)
  const verifier = oauth.generateRandomCodeVerifier()
  const url = new URL(as.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: callbackUri,
    response_type: 'code',
    scope: 'openid',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const { callback } = await browse(host, url.href)
  const parameters = oauth.validateAuthResponse(as, client, new URL(callback))
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    auth,
    parameters,
    callbackUri,
    verifier,
    insecure,
  )
  const { access_token } = await oauth.processAuthorizationCodeResponse(as, client, response)
  const userinfo = await oauth.userInfoRequest(as, client, access_token, insecure)
  equal((await oauth.processUserInfoResponse(as, client, 'alice', userinfo)).sub, 'alice')
  await oauth.validateApplicationLevelSignature(as, userinfo, insecure)
  const answer = await oauth.introspectionRequest(as, client, auth, access_token, insecure)
  equal((await oauth.processIntrospectionResponse(as, client, answer)).active, true)
  await oauth.validateApplicationLevelSignature(as, answer, insecure)
})
