// Observed behaviour of third-party servers, and what an application can do about it: rows of docs/guide/providers.md
// that name the server and its version.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { as, auth, client, respond, token } from './odd_provider.ts'

test('oidc-core 5.3.3/1: UserInfo refuses an access token without a well-formed challenge', async () => {
  for (const [status, headers] of [
    [401, { 'content-type': 'application/json' }],
    [403, { 'content-type': 'application/json' }],
    [401, { 'content-type': 'text/plain; charset=utf-8' }],
    [401, { 'www-authenticate': 'error=invalid_request,error_description=Invalid request' }],
  ] as const) {
    const answer = new Response('{"error":"invalid_token"}', { status, headers })
    const refused = oauth.processUserInfoResponse(as, client, 'alice', answer)
    await assert.rejects(refused, (err: oauth.OperationProcessingError) => {
      assert.equal(err.code, oauth.RESPONSE_IS_NOT_CONFORM)
      assert.equal((err.cause as Response).status, status)
      return true
    })
  }
})

test('rfc6749 5.2: an error response without a body', async () => {
  const answer = new Response(null, { status: 401 })
  await assert.rejects(oauth.processDeviceAuthorizationResponse(as, client, answer), {
    code: oauth.RESPONSE_IS_NOT_JSON,
    cause: answer,
  })
})

test('rfc6750 3/5, 3.1/1: a challenge with every error of the token endpoint', async () => {
  const body = { error: 'invalid_grant' }
  const headers = { 'www-authenticate': 'Bearer realm="Doorkeeper", error="invalid_grant", error_description="x"' }
  const answer = Response.json(body, { status: 400, headers })
  const refreshed = oauth.processRefreshTokenResponse(as, client, answer)
  await assert.rejects(refreshed, (err: oauth.WWWAuthenticateChallengeError) => {
    assert.equal(err.name, 'WWWAuthenticateChallengeError')
    assert.equal(err.cause[0]?.parameters.error, 'invalid_grant')
    return true
  })
})

test('rfc7591 3.2.1/4: a secret without client_secret_expires_at', async () => {
  const body = { client_id: 'c', client_secret: 's', client_id_expires_at: 0 }
  const read = (answer: object) =>
    oauth.processDynamicClientRegistrationResponse(Response.json(answer, { status: 201 }))
  await assert.rejects(read(body), { code: oauth.INVALID_RESPONSE })
  assert.equal((await read({ client_secret_expires_at: 0, ...body })).client_secret_expires_at, 0)
})

test('rfc9207 2.4/3a, rfc6749 4.1.2.1/4: an error response without the announced iss, or without state', () => {
  const announcing = { ...as, authorization_response_iss_parameter_supported: true }
  for (const [server, answer] of [
    [announcing, 'error=login_required&state=s'],
    [as, 'error=invalid_request'],
  ] as const) {
    const callback = new URLSearchParams(answer)
    assert.throws(
      () => oauth.validateAuthResponse(server, client, callback, 's'),
      (err: oauth.OperationProcessingError) => {
        assert.equal(err.code, oauth.INVALID_RESPONSE)
        const { parameters } = err.cause as { parameters: URLSearchParams }
        assert.equal(parameters.get('error'), callback.get('error')) // readable without a remedy
        return true
      },
    )
  }
})

test('oidc-core 3.3.2.8/2: the error response to a hybrid request comes in the query', async () => {
  const url = new URL('https://app.example.test/cb?error=unauthorized_client&state=s')
  await assert.rejects(oauth.validateCodeIdTokenResponse(as, client, url, 'n', 's'), {
    name: 'TypeError',
    code: 'ERR_INVALID_ARG_VALUE',
  })
  // Only an error may be read from the query: a response with a code must still come in the fragment.
  assert.throws(() => oauth.validateAuthResponse(as, client, url, 's'), {
    name: 'AuthorizationResponseError',
    error: 'unauthorized_client',
  })
})

test('rfc8628 3.1/p2: a server that does not accept the media type of a form with a parameter', async () => {
  const options = respond(Response.json(token))
  const plain: typeof options = {
    ...options,
    [oauth.customFetch]: (url, { headers, ...rest }) =>
      options[oauth.customFetch](url, {
        ...rest,
        headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      }),
  }
  const device = { ...as, device_authorization_endpoint: 'https://op.example.test/device' }
  await oauth.deviceAuthorizationRequest(device, client, auth, { scope: 'profile' }, plain)
  assert.equal(options.sent[0]?.headers['content-type'], 'application/x-www-form-urlencoded')
  assert.equal(options.sent[0]?.form.get('scope'), 'profile')
})

test('rfc7009 2.2/1, 2.2.1/1: revoking a token that no longer exists is an error', async () => {
  const answer = Response.json({ error: 'invalid_request', error_description: 'token not found' }, { status: 400 })
  await assert.rejects(oauth.processRevocationResponse(answer), { name: 'ResponseBodyError', error: 'invalid_request' })
})

test('rfc7009 2.1/1: a server that requires a DPoP proof with a revocation', async () => {
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
  const options = respond(new Response())
  const there = { ...as, token_endpoint: as.revocation_endpoint as string }
  const parameters = { token: 'refresh' }
  const response = await oauth.genericTokenEndpointRequest(there, client, auth, 'revocation', parameters, {
    ...options,
    DPoP,
  })
  await oauth.processRevocationResponse(response)
  const [sent] = options.sent
  assert.equal(sent?.url, as.revocation_endpoint)
  assert.equal(sent?.form.get('token'), 'refresh')
  const payload = JSON.parse(Buffer.from(sent?.headers.dpop?.split('.')[1] as string, 'base64url').toString())
  assert.equal(payload.htu, as.revocation_endpoint)
})

test('rfc6749 3.1/6: the same iss twice', () => {
  const callback = new URLSearchParams([
    ['iss', as.issuer],
    ['code', 'c'],
    ['state', 's'],
    ['iss', as.issuer],
  ])
  assert.throws(() => oauth.validateAuthResponse(as, client, callback, 's'), { code: oauth.INVALID_RESPONSE })
  if (new Set(callback.getAll('iss')).size === 1) {
    callback.set('iss', callback.get('iss') as string)
  }
  assert.equal(oauth.validateAuthResponse(as, client, callback, 's').get('code'), 'c')
})

test('ciba 11/1: invalid_grant instead of authorization_pending, with a challenge without error', async () => {
  const headers = { 'www-authenticate': 'Basic realm="authentication required"' }
  const stillPending = async (response: Response) => {
    const error = response.status === 400 && ((await response.clone().json()) as { error: string }).error
    return error === 'invalid_grant' ? Response.json({ error: 'authorization_pending' }, { status: 400 }) : response
  }
  const polled = async (error: string, mend?: typeof stillPending): Promise<unknown> => {
    const options = respond(Response.json({ error }, { status: 400, headers }), mend)
    const response = await oauth.backchannelAuthenticationGrantRequest(as, client, auth, 'the id', options)
    return oauth.processBackchannelAuthenticationGrantResponse(as, client, response).catch((thrown: unknown) => thrown)
  }
  const state = oauth.getBackchannelPollingState(as, client, { auth_req_id: 'the id', expires_in: 600 })
  const next = (error: unknown) =>
    oauth.nextPollingState(state, { sentAt: state.notBefore, receivedAt: state.notBefore, error })
  const challenged = (await polled('invalid_grant')) as oauth.WWWAuthenticateChallengeError
  assert.throws(() => next(challenged), { code: oauth.WWW_AUTHENTICATE_CHALLENGE })
  assert.deepEqual(await challenged.response.json(), { error: 'invalid_grant' }) // readable without a remedy
  assert.equal(next(await polled('invalid_grant', stillPending)).notBefore, state.notBefore + 5)
  const unknown = await polled('invalid_request', stillPending)
  assert.throws(() => next(unknown), { code: oauth.WWW_AUTHENTICATE_CHALLENGE })
})

test('rfc7523 3/1, 3/3: a server that requires the issuer and audience of an assertion swapped', async () => {
  const turned: oauth.ModifyAssertionFunction = (_header, payload) => {
    payload.iss = as.issuer
    payload.aud = payload.client_id = payload.sub as string
  }
  const { privateKey } = await oauth.generateKeyPair('ES256')
  const how = oauth.PrivateKeyJwt(privateKey, { [oauth.modifyAssertion]: turned })
  const options = respond(Response.json(token))
  await oauth.clientCredentialsGrantRequest(as, client, how, {}, options)
  const [, payload] = String(options.sent[0]?.form.get('client_assertion')).split('.')
  const { iss, sub, aud, client_id } = JSON.parse(Buffer.from(payload as string, 'base64url').toString())
  assert.deepEqual([iss, sub, aud, client_id], [as.issuer, 'app', 'app', 'app'])
})

test('rfc9449 4.2/1, 7/1a: a server that requires client_id in form and proof, and labels a bound token Bearer', async () => {
  const own: oauth.ModifyAssertionFunction = (_header, payload) => {
    payload.client_id = client.client_id
  }
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'), { [oauth.modifyAssertion]: own })
  const options = respond(Response.json(token))
  const additionalParameters = { client_id: client.client_id }
  const basic = oauth.ClientSecretBasic('secret')
  const poll = { ...options, DPoP, additionalParameters }
  await oauth.backchannelAuthenticationGrantRequest(as, client, basic, 'the id', poll)
  const asked: typeof options = {
    ...options,
    [oauth.customFetch]: (url, { headers, ...rest }) => {
      const authorization = headers.authorization?.replace(/^DPoP /, 'Bearer ') as string
      return options[oauth.customFetch](url, { ...rest, headers: { ...headers, authorization } })
    },
  }
  const server = { ...as, userinfo_endpoint: 'https://op.example.test/userinfo' }
  await oauth.userInfoRequest(server, client, 'bound', { ...asked, DPoP })
  const [polled, userInfo] = options.sent
  const claims = JSON.parse(Buffer.from(polled?.headers.dpop?.split('.')[1] as string, 'base64url').toString())
  assert.deepEqual([claims.client_id, polled?.form.getAll('client_id')], ['app', ['app']])
  assert.equal(userInfo?.headers.authorization, 'Bearer bound')
  assert.ok(userInfo?.headers.dpop)
})

test('rfc8628 3.1/2: a server that requires response_type in a device authorization request', async () => {
  const options = respond(Response.json(token))
  const device = { ...as, device_authorization_endpoint: 'https://op.example.test/device' }
  const parameters = { scope: 'openid', response_type: 'device_code' }
  await oauth.deviceAuthorizationRequest(device, client, auth, parameters, options)
  assert.equal(options.sent[0]?.form.get('response_type'), 'device_code')
})
