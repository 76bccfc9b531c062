// Observed requirements and responses of third-party servers, and what an application can do about them: more rows of
// docs/guide/providers.md that name the server and its version.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import * as oauth from 'relying'
import { as, auth, client, idToken, respond, token } from './odd_provider.ts'

const claimsOf = (jwt: unknown) => JSON.parse(Buffer.from(String(jwt).split('.')[1] as string, 'base64url').toString())

test('rfc8693 2.2.1/2: a token from a token exchange that is not an access token has the type N_A', async () => {
  const answer = { ...token, token_type: 'N_A', issued_token_type: 'urn:ietf:params:oauth:token-type:id_token' }
  const read = (options?: oauth.ProcessTokenResponseOptions) =>
    oauth.processGenericTokenEndpointResponse(as, client, Response.json(answer), options)
  await assert.rejects(read(), { name: 'UnsupportedOperationError' })
  const { token_type, issued_token_type } = await read({ recognizedTokenTypes: { n_a() {} } })
  assert.deepEqual([token_type, issued_token_type], ['n_a', answer.issued_token_type])
})

test('rfc6749 2.3.1: a server that decodes Basic credentials, but not + as a space', async () => {
  const options = respond(Response.json(token))
  const encoded: oauth.ClientAuth = (_as, { client_id }, _body, headers) => {
    headers.set('authorization', `Basic ${btoa(`${encodeURIComponent(client_id)}:${encodeURIComponent('a b+c')}`)}`)
  }
  await oauth.clientCredentialsGrantRequest(as, client, encoded, {}, options)
  assert.equal(options.sent[0]?.headers.authorization, `Basic ${btoa('app:a%20b%2Bc')}`)
})

test('rfc7009 2.1/1: a server that requires a client_secret for revocation, even from public clients', async () => {
  const options = respond(new Response())
  const additionalParameters = { client_id: client.client_id, client_secret: '' }
  await oauth.revocationRequest(as, client, oauth.None(), 'access', { ...options, additionalParameters })
  const form = options.sent[0]?.form
  assert.deepEqual([form?.get('client_secret'), form?.getAll('client_id')], ['', ['app']])
})

test('rfc9449 4.2/8: a server that requires the access token hash in hexadecimal', async () => {
  const hexadecimal: oauth.ModifyAssertionFunction = (_header, payload) => {
    if (payload.ath) payload.ath = Buffer.from(payload.ath as string, 'base64url').toString('hex')
  }
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'), { [oauth.modifyAssertion]: hexadecimal })
  const options = respond(Response.json({ sub: 'alice' }))
  const server = { ...as, userinfo_endpoint: 'https://op.example.test/userinfo' }
  await oauth.userInfoRequest(server, client, 'bound', { ...options, DPoP })
  const { ath } = claimsOf(options.sent[0]?.headers.dpop)
  assert.equal(ath, createHash('sha256').update('bound').digest('hex'))
})

test('rfc7523 3/3, 3/5: a server that requires each endpoint as the audience, and no nbf', async () => {
  const audiences = [as.token_endpoint as string, 'https://op.example.test/par']
  const own: oauth.ModifyAssertionFunction = (_header, payload) => {
    payload.aud = audiences
    delete payload.nbf
  }
  const { privateKey } = await oauth.generateKeyPair('ES256')
  const options = respond(Response.json(token))
  const how = oauth.PrivateKeyJwt(privateKey, { [oauth.modifyAssertion]: own })
  await oauth.clientCredentialsGrantRequest(as, client, how, {}, options)
  const { aud, nbf, exp } = claimsOf(options.sent[0]?.form.get('client_assertion'))
  assert.deepEqual([aud, nbf, typeof exp], [audiences, undefined, 'number'])
})

test('rfc6749 6/1: a server that requires the code verifier with each refresh', async () => {
  const options = respond(Response.json(token))
  const additionalParameters = { code_verifier: 'the verifier' }
  await oauth.refreshTokenGrantRequest(as, client, auth, 'refresh', { ...options, additionalParameters })
  assert.equal(options.sent[0]?.form.get('code_verifier'), 'the verifier')
})

test('rfc8414 3.2, oidc-discovery 4.2: some endpoints are only in the one document, some only in the other', async () => {
  const issuer = new URL(as.issuer)
  const documents: Record<string, object> = {
    'openid-configuration': { issuer: as.issuer, userinfo_endpoint: 'https://op.example.test/userinfo' },
    'oauth-authorization-server': { issuer: as.issuer, introspection_endpoint: 'https://op.example.test/introspect' },
  }
  const checked = async (algorithm: 'oidc' | 'oauth2') => {
    const answer = async (url: string) => Response.json(documents[url.split('/').at(-1) as string])
    const response = await oauth.discoveryRequest(issuer, { algorithm, [oauth.customFetch]: answer })
    return oauth.processDiscoveryResponse(issuer, response)
  }
  const joined = { ...(await checked('oauth2')), ...(await checked('oidc')) }
  const own = { ...joined, device_authorization_endpoint: 'https://op.example.test/device' }
  const options = respond(Response.json(token))
  await oauth.userInfoRequest(own, client, 'access', options)
  await oauth.introspectionRequest(own, client, auth, 'access', options)
  await oauth.deviceAuthorizationRequest(own, client, auth, {}, options)
  assert.deepEqual(
    options.sent.map(({ url }) => url.split('/').at(-1)),
    ['userinfo', 'introspect', 'device'],
  )
})

test('oidc-core 3.1.3.3/1: an ID Token without claims, although openid was not requested', async () => {
  const read = (body: object) => oauth.processAuthorizationCodeResponse(as, client, Response.json(body))
  const id_token = await idToken({ sub: undefined, aud: undefined })
  const sent: { id_token?: string } & typeof token = { ...token, id_token }
  await assert.rejects(read(sent), { code: oauth.INVALID_RESPONSE })
  const { id_token: _, ...mended } = sent
  assert.equal((await read(mended)).access_token, 'access')
})

test('oidc-core 3.1.3.7/13: max_age was requested, but the ID Token has no auth_time', async () => {
  const read = async (options?: oauth.ProcessAuthorizationCodeResponseOptions) =>
    oauth.processAuthorizationCodeResponse(as, client, Response.json({ ...token, id_token: await idToken() }), options)
  await assert.rejects(read({ maxAge: 300 }), { code: oauth.INVALID_RESPONSE })
  assert.equal(oauth.getValidatedIdTokenClaims(await read())?.sub, 'alice')
})

test('rfc6749 5.2/1: invalid_request for a refresh token that is no longer valid', async () => {
  const answer = Response.json({ error: 'invalid_request' }, { status: 400 })
  await assert.rejects(oauth.processRefreshTokenResponse(as, client, answer), {
    name: 'ResponseBodyError',
    error: 'invalid_request',
  })
})

test('rfc8628 3.2/5: a device authorization response that does not say when the codes expire', async () => {
  const server = { ...as, device_authorization_endpoint: 'https://op.example.test/device' }
  const answer = { user_code: 'ITBWSP', device_code: 'the code', verification_uri: 'https://op.example.test/verify' }
  const read = async (body: object) => oauth.processDeviceAuthorizationResponse(server, client, Response.json(body))
  await assert.rejects(read(answer), { code: oauth.INVALID_RESPONSE })
  assert.equal((await read({ expires_in: 600, ...answer })).expires_in, 600)
})

test('rfc8628 3.5/1a: a pending device grant that is an invalid_grant, and only its description says so', async () => {
  const pending = { error: 'invalid_grant', error_description: 'authorization_pending' }
  const denied = { error: 'invalid_grant', error_description: 'Device authorization request was denied' }
  const renamed = (body: object): object =>
    'error_description' in body && body.error_description === 'authorization_pending'
      ? { error: 'authorization_pending' }
      : body
  const polled = (answers: object[], mend: (body: object) => object) => {
    const given = { device_code: 'd', user_code: 'u', verification_uri: 'https://op.example.test', expires_in: 60 }
    const state = oauth.getDevicePollingState(as, client, { ...given, interval: 0.01 })
    const next = async () => {
      const body = mend(answers.shift() as object)
      return Response.json(body, { status: 'error' in body ? 400 : 200 })
    }
    return oauth.pollDeviceCodeGrant(as, client, auth, state, { [oauth.customFetch]: next })
  }
  await assert.rejects(
    polled([pending, token], (body) => body),
    { name: 'ResponseBodyError', error: 'invalid_grant' },
  )
  assert.equal((await polled([pending, token], renamed)).access_token, token.access_token)
  await assert.rejects(polled([pending, denied], renamed), { name: 'ResponseBodyError', error: 'invalid_grant' })
})

test('rfc6749 5.2/1.2: a refresh token that is dead is a challenge, as an access token would be', async () => {
  const headers = { 'www-authenticate': 'Bearer error="invalid_token", error_description="Invalid refresh token: x"' }
  const answer = Response.json({ error: 'invalid_token' }, { status: 401, headers })
  await assert.rejects(oauth.processRefreshTokenResponse(as, client, answer), (err) => {
    assert(err instanceof oauth.WWWAuthenticateChallengeError)
    return err.cause[0]?.parameters.error === 'invalid_token'
  })
})

test('rfc7009 2.1/2: a server that revokes refresh tokens only if the request says that it is one', async () => {
  const options = respond(new Response())
  const additionalParameters = { token_type_hint: 'refresh_token' }
  await oauth.revocationRequest(as, client, auth, 'refresh', { ...options, additionalParameters })
  const form = options.sent[0]?.form
  assert.deepEqual([form?.get('token'), form?.get('token_type_hint')], ['refresh', 'refresh_token'])
})

test('oidc-core 3.1.3.7/11a: an ID Token without the nonce that was sent', async () => {
  const read = async (options?: oauth.ProcessAuthorizationCodeResponseOptions) =>
    oauth.processAuthorizationCodeResponse(as, client, Response.json({ ...token, id_token: await idToken() }), options)
  await assert.rejects(read({ expectedNonce: 'the nonce' }), { code: oauth.INVALID_RESPONSE })
  assert.equal(oauth.getValidatedIdTokenClaims(await read())?.sub, 'alice')
})

test('oidc-core 5.3.3/1: UserInfo that refuses an access token with 400 and an error of the token endpoint', async () => {
  const answer = Response.json({ error: 'access_denied' }, { status: 400 })
  await assert.rejects(oauth.processUserInfoResponse(as, client, oauth.skipSubjectCheck, answer), (err) => {
    assert(err instanceof oauth.OperationProcessingError)
    return err.code === oauth.RESPONSE_IS_NOT_CONFORM && (err.cause as Response).status === 400
  })
})

test('rfc6750 3/5, 3.1/1: UserInfo that has a name of its own for a token that is revoked', async () => {
  const headers = { 'www-authenticate': 'Bearer error="request_unauthorized",error_description="Not authorized."' }
  const answer = Response.json({ error: 'request_unauthorized' }, { status: 401, headers })
  await assert.rejects(oauth.processUserInfoResponse(as, client, oauth.skipSubjectCheck, answer), (err) => {
    assert(err instanceof oauth.WWWAuthenticateChallengeError)
    return err.cause[0]?.parameters.error === 'request_unauthorized'
  })
})

test('oidc-core 5.3.2/1: UserInfo that is signed with another algorithm than the client has registered', async () => {
  const headers = { 'content-type': 'application/jwt' }
  const read = async (userinfo_signed_response_alg: string) =>
    oauth.processUserInfoResponse(
      as,
      { ...client, userinfo_signed_response_alg },
      'alice',
      new Response(await idToken(), { headers }),
    )
  await assert.rejects(read('RS256'), (err) => {
    assert(err instanceof oauth.OperationProcessingError)
    return err.code === oauth.INVALID_RESPONSE && (err.cause as { reason: string }).reason === 'client configuration'
  })
  assert.equal((await read('ES256')).sub, 'alice')
})

test('rfc6749 5.1/5, 6/3: a server that ignores the scope of a refresh', async () => {
  const options = respond(Response.json({ ...token, scope: 'openid read' }))
  const additionalParameters = { scope: 'openid' }
  const answer = await oauth.refreshTokenGrantRequest(as, client, auth, 'refresh', { ...options, additionalParameters })
  assert.equal(options.sent[0]?.form.get('scope'), 'openid')
  assert.equal((await oauth.processRefreshTokenResponse(as, client, answer)).scope, 'openid read')
})

test('rfc6749 4.1.2.1/4: a refusal with an empty state', () => {
  const callback = new URLSearchParams({ error: 'unsupported_response_type', state: '' })
  for (const expected of ['the state', oauth.expectNoState] as const) {
    assert.throws(
      () => oauth.validateAuthResponse(as, client, callback, expected),
      (err) => {
        assert(err instanceof oauth.OperationProcessingError)
        const { parameters } = err.cause as { parameters: URLSearchParams }
        return err.code === oauth.INVALID_RESPONSE && parameters.get('error') === 'unsupported_response_type'
      },
    )
  }
})
