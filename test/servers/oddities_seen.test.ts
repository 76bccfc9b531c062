// What servers of others were seen to do, and what an application can do about it: rows of docs/guide/providers.md that name
// the server and its version.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { as, auth, client, respond, token } from './odd_provider.ts'

test('oidc-core 5.3.3/1: UserInfo refuses an access token without a challenge that can be read', async () => {
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

test('rfc6749 5.2: a refusal that has no body', async () => {
  const answer = new Response(null, { status: 401 })
  await assert.rejects(oauth.processDeviceAuthorizationResponse(as, client, answer), {
    code: oauth.RESPONSE_IS_NOT_JSON,
    cause: answer,
  })
})

test('rfc6750 3/5, 3.1/1: a challenge along with every error of the token endpoint', async () => {
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

test('rfc9207 2.4/3a, rfc6749 4.1.2.1/4: a refusal without the iss that was announced, or without state', () => {
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
        assert.equal(parameters.get('error'), callback.get('error')) // readable as it is
        return true
      },
    )
  }
})

test('oidc-core 3.3.2.8/2: a refusal of a hybrid request that comes in the query', async () => {
  const url = new URL('https://app.example.test/cb?error=unauthorized_client&state=s')
  await assert.rejects(oauth.validateCodeIdTokenResponse(as, client, url, 'n', 's'), {
    name: 'TypeError',
    code: 'ERR_INVALID_ARG_VALUE',
  })
  // Only a refusal can be read from there: what carries a code still has to come in the fragment.
  assert.throws(() => oauth.validateAuthResponse(as, client, url, 's'), {
    name: 'AuthorizationResponseError',
    error: 'unauthorized_client',
  })
})

test('rfc8628 3.1/p2: a server that does not know the parameter of the media type of a form', async () => {
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

test('rfc7009 2.2/1, 2.2.1/1: a token that is gone already is an error', async () => {
  const answer = Response.json({ error: 'invalid_request', error_description: 'token not found' }, { status: 400 })
  await assert.rejects(oauth.processRevocationResponse(answer), { name: 'ResponseBodyError', error: 'invalid_request' })
})

test('rfc7009 2.1/1: a server that wants a DPoP proof with a revocation', async () => {
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
