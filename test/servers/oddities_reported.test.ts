// Deviations that the documentation or the users of well-known providers report, played by a server that sends one
// response: the rows of docs/guide/providers.md under "By name", and those without a name. None of these providers was
// contacted.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { as, auth, client, idToken, publicKey, respond, token } from './odd_provider.ts'

const redirectUri = 'https://app.example.test/callback'

async function redeem(options: ReturnType<typeof respond>, how: oauth.ClientAuth = auth) {
  const parameters = oauth.validateAuthResponse(as, client, new URLSearchParams('code=c'))
  const response = await oauth.authorizationCodeGrantRequest(
    as,
    client,
    how,
    parameters,
    redirectUri,
    oauth.nopkce,
    options,
  )
  return oauth.processAuthorizationCodeResponse(as, client, response)
}

async function signIn(claims: object, options?: oauth.ProcessAuthorizationCodeResponseOptions, server = as) {
  const response = Response.json({ ...token, id_token: await idToken({ ...claims }) })
  return oauth.processAuthorizationCodeResponse(server, client, response, options)
}

test('oidc-core 3.1.3.7/11a, 2/7: a nonce although the client sent none; if it sends one, it gets that', async () => {
  await assert.rejects(signIn({ nonce: 'its own' }), { code: oauth.JWT_CLAIM_COMPARISON })
  await signIn({ nonce: 'sent' }, { expectedNonce: 'sent' })
})

test('oidc-core 3.1.3.7/11a: a provider that leaves out the nonce', async () => {
  await assert.rejects(signIn({}, { expectedNonce: 'sent' }), { code: oauth.INVALID_RESPONSE })
  await signIn({}, { requireIdToken: true })
})

test('oidc-core 3.1.3.3/1: openid was not among the scopes', async () => {
  const response = Response.json({ ...token, scope: 'email' })
  const processed = oauth.processAuthorizationCodeResponse(as, client, response, { requireIdToken: true })
  await assert.rejects(processed, { code: oauth.INVALID_RESPONSE })
})

test('rfc6749 5.1/1: an ID Token and no access token', async () => {
  const answer = { id_token: await idToken(), token_type: 'Bearer', id_token_expires_in: 3600 }
  await assert.rejects(redeem(respond(Response.json(answer))), { code: oauth.INVALID_RESPONSE })
})

const nested: [title: string, body: object, change: (body: { [member: string]: object }) => object | undefined][] = [
  ['body', { status: 0, body: { ...token } }, ({ body, ...error }) => body ?? error],
  ['authed_user', { ok: true, authed_user: { ...token } }, ({ authed_user, ...rest }) => ({ ...rest, ...authed_user })],
]
for (const [member, body, change] of nested) {
  test(`rfc6749 5.1/1: the token response is nested in ${member}`, async () => {
    await assert.rejects(redeem(respond(Response.json(body))), { code: oauth.INVALID_RESPONSE })
    const mended = respond(Response.json(body), async (response) => Response.json(change(await response.json())))
    assert.equal((await redeem(mended)).access_token, 'access')
  })
}

for (const type of ['application/x-www-form-urlencoded', 'text/html', 'text/plain']) {
  test(`rfc6749 5.1/p2: the token response is a form, declared as ${type}`, async () => {
    const answer = new Response('access_token=access&token_type=bearer&expires_in=3600', {
      headers: { 'content-type': type },
    })
    await assert.rejects(redeem(respond(answer)), { code: oauth.RESPONSE_IS_NOT_JSON })
    const mend = async (response: Response) =>
      Response.json(Object.fromEntries(new URLSearchParams(await response.text())), response)
    assert.deepEqual(await redeem(respond(answer, mend)), token)
  })
}

test('rfc6749 5.1/p1: the token response has status 201', async () => {
  const answer = Response.json(token, { status: 201 })
  await assert.rejects(redeem(respond(answer)), { code: oauth.RESPONSE_IS_NOT_CONFORM })
  const mend = ({ body, headers }: Response) => new Response(body, { status: 200, headers })
  assert.equal((await redeem(respond(answer, mend))).access_token, 'access')
})

for (const empty of [null, '']) {
  test(`oidc-core 3.1.3.3/1, rfc8628 3.2/4: an optional member is ${JSON.stringify(empty)}`, async () => {
    await assert.rejects(redeem(respond(Response.json({ ...token, id_token: empty }))), {
      code: oauth.INVALID_RESPONSE,
    })
    const device = { device_code: 'd', user_code: 'u', verification_uri: 'https://op.example.test/d', expires_in: 60 }
    const answer = Response.json({ ...device, verification_uri_complete: empty })
    await assert.rejects(oauth.processDeviceAuthorizationResponse(as, client, answer), { code: oauth.INVALID_RESPONSE })
  })
}

test('rfc6749 2.3.1/1, 2.3.1/2: credentials with non-standard names', async () => {
  const named: oauth.ClientAuth = (_as, { client_id }, body) => {
    body.set('client_key', client_id)
    body.set('client_secret', 'secret')
  }
  const options = respond(Response.json(token))
  await redeem(options, named)
  const { client_id, client_key, client_secret } = Object.fromEntries(options.sent[0]?.form ?? [])
  assert.deepEqual([client_id, client_key, client_secret], [undefined, 'app', 'secret'])
})

test('rfc6749 5.1/1, 2.3.1/2: a GET with a query, non-standard names, and errors in a 200', async () => {
  const named: oauth.ClientAuth = (_as, { client_id }, body) => {
    body.set('appid', client_id)
    body.set('secret', 'secret')
  }
  const asked: string[] = []
  const exchange = (answer: object) =>
    redeem(
      {
        sent: [],
        async [oauth.customFetch](url, { body }) {
          asked.push(`${url}?${body}`) // the application itself sends the GET
          const { errcode, errmsg, ...rest }: Record<string, unknown> = { ...answer }
          return errcode
            ? Response.json({ error: String(errcode), error_description: errmsg }, { status: 400 })
            : Response.json({ token_type: 'bearer', ...rest })
        },
      },
      named,
    )
  const { access_token, openid } = await exchange({ access_token: 'access', expires_in: 7200, openid: 'o' })
  assert.deepEqual([access_token, openid], ['access', 'o'])
  assert.match(asked[0] as string, /\?.*&appid=app&secret=secret$/)
  await assert.rejects(exchange({ errcode: 40029, errmsg: 'invalid code' }), {
    name: 'ResponseBodyError',
    error: '40029',
  })
})

test('rfc8628 3.5/1b, 3.5/2: polls are answered with status 200 until the user decides', async () => {
  const answers: object[] = [{ error: 'authorization_pending' }, token]
  const options = { [oauth.customFetch]: async () => Response.json(answers.shift()) }
  const authorization = {
    device_code: 'd',
    user_code: 'u',
    verification_uri: 'https://op.example.test',
    expires_in: 60,
  }
  const state = oauth.getDevicePollingState(as, client, { ...authorization, interval: 0.01 })
  assert.equal((await oauth.pollDeviceCodeGrant(as, client, auth, state, options)).access_token, token.access_token)
  assert.equal(answers.length, 0)
  answers.push({ error: 'access_denied' })
  await assert.rejects(oauth.pollDeviceCodeGrant(as, client, auth, state, options), {
    code: oauth.INVALID_RESPONSE,
    cause: { body: { error: 'access_denied' } },
  })
})

test('rfc7523 3/3, 3/9: an assertion that names its certificate, for the token endpoint', async () => {
  const { privateKey } = await oauth.generateKeyPair('PS256')
  const certified = oauth.PrivateKeyJwt(privateKey, {
    [oauth.modifyAssertion](header, payload) {
      header['x5t#S256'] = 'thumbprint'
      payload.aud = as.token_endpoint
    },
  })
  const options = respond(Response.json(token))
  await redeem(options, certified)
  const [header, payload] = String(options.sent[0]?.form.get('client_assertion'))
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
  assert.deepEqual([header.alg, header['x5t#S256'], payload.aud], ['PS256', 'thumbprint', as.token_endpoint])
})

test('rfc6749 4.5/1: a non-standard grant', async () => {
  const options = respond(Response.json(token))
  const parameters = { account_id: '1' }
  const response = await oauth.genericTokenEndpointRequest(as, client, auth, 'account_credentials', parameters, options)
  await oauth.processGenericTokenEndpointResponse(as, client, response)
  const { grant_type, account_id } = Object.fromEntries(options.sent[0]?.form ?? [])
  assert.deepEqual([grant_type, account_id], ['account_credentials', '1'])
})

test('oidc-core 5.3.1/2: a UserInfo endpoint that requires a query', async () => {
  const server = { ...as, userinfo_endpoint: 'https://op.example.test/userinfo?schema=openid' }
  const options = respond(Response.json({ sub: 'alice' }))
  await oauth.userInfoRequest(server, client, 'access', options)
  assert.equal(options.sent[0]?.url, server.userinfo_endpoint)
})

test('oidc-core 5.3.2/7a: a signed UserInfo response declared as JSON, for a client that expects JSON', async () => {
  const answer = new Response(await idToken(), { headers: { 'content-type': 'application/json' } })
  await assert.rejects(oauth.processUserInfoResponse(as, client, 'alice', answer.clone()), { code: oauth.PARSE_ERROR })
  const mended = new Response(answer.body, { headers: { 'content-type': 'application/jwt' } })
  const server = { ...as, userinfo_signing_alg_values_supported: ['ES256'] }
  assert.equal((await oauth.processUserInfoResponse(server, client, 'alice', mended)).sub, 'alice')
})

test('oidc-core 3.1.3.7/7: HS256, which the metadata does not list', async () => {
  const [, payload, signature] = (await idToken()).split('.')
  const id_token = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${payload}.${signature}`
  const read = (who: oauth.Client) => oauth.processRefreshTokenResponse(as, who, Response.json({ ...token, id_token }))
  await assert.rejects(read(client), { code: oauth.INVALID_RESPONSE })
  const tokens = await read({ ...client, id_token_signed_response_alg: 'HS256' })
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
})

test('oidc-discovery 4.3/1: an issuer that ends in a slash after its path', async () => {
  const answer = Response.json({ issuer: 'https://op.example.test/application/o/app/' })
  const read = (issuer: string) => oauth.processDiscoveryResponse(new URL(issuer), answer.clone())
  await assert.rejects(read('https://op.example.test/application/o/app'), { code: oauth.JSON_ATTRIBUTE_COMPARISON })
  await read('https://op.example.test/application/o/app/')
})

test('oidc-discovery 4.3/1: a server that is reached under a name other than its issuer’s', async () => {
  const issuer = new URL('https://op.example.test')
  const inner = 'http://keycloak:8080'
  const asked: string[] = []
  const network = async (url: string) => {
    asked.push(url)
    return Response.json(url.includes('well-known') ? { ...as } : token)
  }
  await assert.rejects(oauth.processDiscoveryResponse(new URL(inner), await network(`${inner}/.well-known/x`)), {
    code: oauth.JSON_ATTRIBUTE_COMPARISON,
  })
  const http = { [oauth.customFetch]: (url: string) => network(url.replace(issuer.origin, inner)) }
  const found = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  await oauth.clientCredentialsGrantRequest(found, client, auth, {}, http)
  assert.deepEqual(asked.slice(1), [`${inner}/.well-known/openid-configuration`, `${inner}/token`])
})

test('rfc9207 2.4/2: hand-written metadata with an issuer other than the provider’s', () => {
  const answer = new URLSearchParams({ code: 'c', iss: 'https://op.example.test/login/oauth' })
  assert.throws(() => oauth.validateAuthResponse(as, client, answer), { code: oauth.INVALID_RESPONSE })
  oauth.validateAuthResponse({ ...as, issuer: 'https://op.example.test/login/oauth' }, client, answer)
})

test('rfc9068 4/1, 2.2/5: access tokens without an audience, or that are not JWTs', async () => {
  const validate = async (access: string) => {
    const headers = { authorization: `Bearer ${access}` }
    const request = new Request('https://api.example.test/', { headers })
    const keys = respond(Response.json({ keys: [await publicKey('ES256')] }))
    return oauth.validateJwtAccessToken({ ...as }, request, 'https://api.example.test', keys)
  }
  const claims = { aud: undefined, client_id: 'app', jti: '1' }
  await assert.rejects(validate(await idToken(claims, { typ: 'at+jwt' } as object)), { code: oauth.INVALID_RESPONSE })
  await assert.rejects(validate('opaque'), { code: oauth.INVALID_RESPONSE })
  await assert.rejects(validate('00D!AR.Uoh_.nmB'), { code: oauth.PARSE_ERROR })
})
