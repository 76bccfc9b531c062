// Deviations that the library does not accept, with a remedy for the application. Each pair is in
// docs/guide/providers.md. The remedies use only documented features. Most of them mend the response in a custom fetch.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { as, auth, client, idToken, publicKey, respond, token } from './odd_provider.ts'

type Body = Record<string, unknown>

/** The remedy in the guide: the same response with another body or status. */
function mendJson(change: (body: Body) => Body, status?: (body: Body) => number) {
  return async (response: Response) => {
    const body = change((await response.json()) as Body)
    return new Response(JSON.stringify(body), { status: status?.(body) ?? response.status, headers: response.headers })
  }
}

const same = (body: Body) => body

async function clientCredentials(options: oauth.ClientCredentialsGrantRequestOptions, who = client, how = auth) {
  const response = await oauth.clientCredentialsGrantRequest(as, who, how, {}, options)
  return oauth.processClientCredentialsResponse(as, who, response)
}

test('rfc6749 5.1/p1, 5.1/1: an error in a 200', async () => {
  const answer = Response.json({ error: 'bad_verification_code' })
  await assert.rejects(clientCredentials(respond(answer)), (err: oauth.OperationProcessingError) => {
    assert.equal(err.code, oauth.INVALID_RESPONSE)
    assert.deepEqual(err.cause, { body: { error: 'bad_verification_code' } }) // readable without a remedy
    return true
  })
  const mend = mendJson(same, (body) => (body.error ? 400 : 200))
  await assert.rejects(clientCredentials(respond(answer, mend)), {
    name: 'ResponseBodyError',
    error: 'bad_verification_code',
  })
})

const odd: [title: string, answer: Body, change: (body: Body) => Body][] = [
  ['no token_type', { access_token: 'a' }, (body) => ({ token_type: 'bearer', ...body })],
  ['expires_in: null', { ...token, expires_in: null }, without('expires_in')],
  ['an empty expires_in', { ...token, expires_in: '' }, without('expires_in')],
  ['refresh_token: null', { ...token, refresh_token: null }, without('refresh_token')],
  ['an empty refresh_token', { ...token, refresh_token: '' }, without('refresh_token')],
  ['scope as an array', { ...token, scope: ['a', 'b'] }, (body) => ({ ...body, scope: (body.scope as []).join(' ') })],
]

function without(...names: string[]) {
  return (body: Body) =>
    Object.fromEntries(Object.entries(body).filter(([name, value]) => value || !names.includes(name)))
}

for (const [title, body, change] of odd) {
  test(`rfc6749 5.1: ${title}`, async () => {
    await assert.rejects(clientCredentials(respond(Response.json(body))), { code: oauth.INVALID_RESPONSE })
    await clientCredentials(respond(Response.json(body), mendJson(change)))
  })
}

test('rfc6749 7.1/1: a non-standard token type', async () => {
  const answer = Response.json({ ...token, token_type: 'Session' })
  await assert.rejects(clientCredentials(respond(answer)), { name: 'UnsupportedOperationError' })
  const recognizedTokenTypes = { session: () => {} }
  const tokens = await oauth.processClientCredentialsResponse(as, client, answer, { recognizedTokenTypes })
  assert.equal(tokens.token_type, 'session')
})

test('rfc7591 3.2.1/p1, rfc9126 2.2/p1: 200 instead of 201', async () => {
  const registered = Response.json({ client_id: 'c' })
  const pushed = Response.json({ request_uri: 'urn:x', expires_in: 60 })
  const created = mendJson(same, () => 201)
  const notConform = { code: oauth.RESPONSE_IS_NOT_CONFORM }
  await assert.rejects(oauth.processDynamicClientRegistrationResponse(registered.clone()), notConform)
  await oauth.processDynamicClientRegistrationResponse(await created(registered))
  await assert.rejects(oauth.processPushedAuthorizationResponse(as, client, pushed.clone()), notConform)
  await oauth.processPushedAuthorizationResponse(as, client, await created(pushed))
})

test('rfc7009 2.2/1: 204 instead of 200', async () => {
  const response = new Response(null, { status: 204 })
  await assert.rejects(oauth.processRevocationResponse(response), (err: oauth.OperationProcessingError) => {
    assert.equal(err.code, oauth.RESPONSE_IS_NOT_CONFORM)
    assert.equal((err.cause as Response).status, 204)
    return true
  })
})

test('rfc6749 5.2: an error in a 5xx, or one not declared as JSON: the cause is the unread response', async () => {
  const body = JSON.stringify({ error: 'server_error' })
  const json = { 'content-type': 'application/json' }
  for (const [answer, code] of [
    [new Response(body, { status: 503, headers: json }), oauth.RESPONSE_IS_NOT_CONFORM],
    [new Response(body, { status: 400, headers: { 'content-type': 'text/html' } }), oauth.RESPONSE_IS_NOT_JSON],
  ] as const) {
    await assert.rejects(clientCredentials(respond(answer)), (err: oauth.OperationProcessingError) => {
      assert.equal(err.code, code)
      assert.equal((err.cause as Response).bodyUsed, false)
      return true
    })
  }
})

test('rfc8628 3.2/3, 3.2/6a: verification_url, the draft name of verification_uri; an interval of 0', async () => {
  const body = {
    device_code: 'd',
    user_code: 'u',
    verification_url: 'https://op.example.test/d',
    expires_in: 60,
    interval: 0,
  }
  const read = (response: Response) => oauth.processDeviceAuthorizationResponse(as, client, response)
  await assert.rejects(read(Response.json(body)), { code: oauth.INVALID_RESPONSE })
  const { verification_url, interval: _, ...rest } = body
  const started = await read(Response.json({ ...rest, verification_uri: verification_url }))
  assert.equal(started.interval, undefined)
})

test('oidc-discovery 4.3/1, 4.3/2a, 4.3/2b: one document for all tenants, its issuer a template', async () => {
  const issuer = new URL('https://login.example.test/7f3a/v2.0')
  const document = Response.json({ issuer: 'https://login.example.test/{tenantid}/v2.0' })
  await assert.rejects(oauth.processDiscoveryResponse(issuer, document.clone()), {
    code: oauth.JSON_ATTRIBUTE_COMPARISON,
  })
  // The application says which tenant it trusts, never the token.
  const mend = mendJson((body) => ({ ...body, issuer: (body.issuer as string).replace('{tenantid}', '7f3a') }))
  const found = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, respond(document, mend)),
  )
  const tenant = { ...as, ...found }
  const refresh = async (iss: string) =>
    oauth.processRefreshTokenResponse(tenant, client, Response.json({ ...token, id_token: await idToken({ iss }) }))
  await refresh('https://login.example.test/7f3a/v2.0')
  await assert.rejects(refresh('https://login.example.test/another/v2.0'), { code: oauth.JWT_CLAIM_COMPARISON })
})

test('oidc-discovery 4: a document at another URL than the issuer’s', async () => {
  const issuer = new URL('https://op.example.test/7f3a/v2.0/')
  const place = 'https://op.example.test/tenant/policy/.well-known/openid-configuration'
  const asked: string[] = []
  const network = async (url: string) => {
    asked.push(url)
    return Response.json({ issuer: issuer.href })
  }
  const response = await oauth.discoveryRequest(issuer, { [oauth.customFetch]: () => network(place) })
  assert.equal((await oauth.processDiscoveryResponse(issuer, response)).issuer, issuer.href)
  assert.deepEqual(asked, [place])
})

test('rfc7523 3: a server that requires its token endpoint as the audience of client assertions', async () => {
  const { privateKey } = await oauth.generateKeyPair('ES256')
  const older = oauth.PrivateKeyJwt(privateKey, {
    [oauth.modifyAssertion](_header, payload) {
      payload.aud = as.token_endpoint
    },
  })
  const options = respond(Response.json(token))
  await clientCredentials(options, client, older)
  const assertion = options.sent[0]?.form.get('client_assertion') as string
  assert.equal(
    JSON.parse(Buffer.from(assertion.split('.')[1] as string, 'base64url').toString()).aud,
    as.token_endpoint,
  )
})

test('rfc9864 2.2: a server that knows Ed25519 only as EdDSA', async () => {
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('Ed25519'), {
    [oauth.modifyAssertion](header) {
      header.alg = 'EdDSA'
    },
  })
  const options = respond(Response.json({ ...token, token_type: 'DPoP' }))
  await clientCredentials({ ...options, DPoP })
  const proof = options.sent[0]?.headers.dpop as string
  assert.equal(JSON.parse(Buffer.from(proof.split('.')[0] as string, 'base64url').toString()).alg, 'EdDSA')
})

test('rfc6749 2.3.1: a server that does not decode Basic credentials', async () => {
  const plain: oauth.ClientAuth = (_as, { client_id }, _body, headers) => {
    headers.set('authorization', `Basic ${btoa(`${client_id}:s-e_c.r~et`)}`)
  }
  const options = respond(Response.json(token))
  await clientCredentials(options, client, plain)
  assert.equal(options.sent[0]?.headers.authorization, `Basic ${btoa('app:s-e_c.r~et')}`)
})

test('rfc6749 3.2.1: a server that requires client_id in the form beside Basic credentials', async () => {
  const options = respond(Response.json(token))
  const basic = oauth.ClientSecretBasic('secret')
  const additionalParameters = { client_id: client.client_id }
  await oauth.refreshTokenGrantRequest(as, client, basic, 'refresh', { ...options, additionalParameters })
  assert.equal(options.sent[0]?.form.get('client_id'), 'app')
})

test('oidc-core 5.3.2/7a: a signed UserInfo response that is not declared as a JWT', async () => {
  const jwt = await idToken()
  const answer = new Response(jwt, { headers: { 'content-type': 'text/plain' } })
  const signed = { ...client, userinfo_signed_response_alg: 'ES256' }
  await assert.rejects(oauth.processUserInfoResponse(as, signed, 'alice', answer.clone()), {
    code: oauth.JWT_USERINFO_EXPECTED,
  })
  const mended = new Response(answer.body, { headers: { 'content-type': 'application/jwt' } })
  assert.equal((await oauth.processUserInfoResponse(as, signed, 'alice', mended)).sub, 'alice')
})

test('oidc-core 5.3.2/4: sub as a number', async () => {
  const answer = Response.json({ sub: 42 })
  await assert.rejects(oauth.processUserInfoResponse(as, client, '42', answer.clone()), {
    code: oauth.INVALID_RESPONSE,
  })
  const mended = await mendJson((body) => ({ ...body, sub: String(body.sub) }))(answer)
  assert.equal((await oauth.processUserInfoResponse(as, client, '42', mended)).sub, '42')
})

test('oidc-core 3.1.3.7/7: an algorithm that the metadata does not list', async () => {
  const silent = { ...as, id_token_signing_alg_values_supported: ['RS256'] }
  const answer = async () => Response.json({ ...token, id_token: await idToken() })
  await assert.rejects(oauth.processRefreshTokenResponse(silent, client, await answer()), {
    code: oauth.INVALID_RESPONSE,
  })
  const told = { ...client, id_token_signed_response_alg: 'ES256' }
  await oauth.processRefreshTokenResponse(silent, told, await answer())
})

test('oidc-core 3.1.3.7/9: a clock that is off by minutes', async () => {
  const exp = Math.floor(Date.now() / 1000) - 120
  const answer = async () => Response.json({ ...token, id_token: await idToken({ exp }) })
  await assert.rejects(oauth.processRefreshTokenResponse(as, client, await answer()), {
    code: oauth.JWT_TIMESTAMP_CHECK,
  })
  await oauth.processRefreshTokenResponse(as, { ...client, [oauth.clockTolerance]: 180 }, await answer())
  await oauth.processRefreshTokenResponse(as, { ...client, [oauth.clockSkew]: -180 }, await answer())
})

test('rfc7515 4.1.4: several keys that fit and no kid', async () => {
  const right = await publicKey('ES256')
  const other = { ...right, x: right.y, y: right.x }
  const verify = async (mend?: (response: Response) => Promise<Response>) => {
    const fresh = { ...as }
    const response = Response.json({ ...token, id_token: await idToken() })
    await oauth.processRefreshTokenResponse(fresh, client, response)
    return oauth.validateApplicationLevelSignature(
      fresh,
      response,
      respond(Response.json({ keys: [other, right] }), mend),
    )
  }
  await assert.rejects(verify(), { code: oauth.KEY_SELECTION })
  // The application pins the key, which it got out of band.
  const isPinned = (key: oauth.JWK) => key.x === right.x
  await verify(mendJson((body) => ({ keys: (body.keys as oauth.JWK[]).filter(isPinned) })))
})

for (const [title, claims] of [
  ['another iss', { iss: 'https://other.example.test' }],
  ['another aud', { aud: 'another' }],
  ['an unexpected nonce', { nonce: 'n' }],
  ['sub, a number', { sub: 42 }],
  ['no sub', { sub: undefined }],
  ['no exp', { exp: undefined }],
  ['no iat', { iat: undefined }],
] as const) {
  test(`oidc-core 3.1.3.7/2, 3.1.3.7/3a, 2/2, 2/4, 2/5: no remedy for an ID Token with ${title}`, async () => {
    const response = Response.json({ ...token, id_token: await idToken(claims) })
    await assert.rejects(oauth.processAuthorizationCodeResponse(as, client, response), {
      name: 'OperationProcessingError',
      code:
        'iss' in claims || 'aud' in claims || 'nonce' in claims ? oauth.JWT_CLAIM_COMPARISON : oauth.INVALID_RESPONSE,
    })
  })
}
