import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeJwt } from 'jose'
import {
  authorizationUrl,
  basic,
  codeChallenge,
  codeVerifier,
  errorOf,
  post,
} from '../../test/fixtures/raw_requests.ts'
import * as oauth from '../index.ts'
import { createAuthorizationServer, type TestAuthorizationServer } from './index.ts'

/** The parameters that the browser returns with. */
async function answer(server: TestAuthorizationServer, more: Record<string, string | undefined>) {
  const url = await server.authorize(authorizationUrl(server, more))
  return Object.fromEntries(new URLSearchParams(url.hash ? url.hash.slice(1) : url.search))
}

/** The browser is not sent back: the error could reach an attacker. */
function stays(server: TestAuthorizationServer, more: Record<string, string | undefined>, message: RegExp) {
  return assert.rejects(server.authorize(authorizationUrl(server, more)), { name: 'TypeError', message })
}

test('rfc6749 4.1.2, rfc9207 2: the response has a code, the state and iss', async () => {
  const server = await createAuthorizationServer()
  const { code, ...rest } = await answer(server, { state: 's' })
  assert.ok(code)
  assert.deepEqual(rest, { state: 's', iss: 'https://as.example' })
})

test('rfc6749 4.1.2.1: nothing is sent to an unknown client or an unregistered redirect URI', async () => {
  const server = await createAuthorizationServer()
  await stays(server, { client_id: 'unknown' }, /invalid_client/)
  await stays(server, { client_id: undefined }, /invalid_request/)
  await stays(server, { redirect_uri: 'https://attacker.example/callback' }, /redirect_uri/)
  await stays(server, { redirect_uri: 'https://client.example/callback/' }, /redirect_uri/)
  const elsewhere = authorizationUrl(server)
  elsewhere.pathname = '/token'
  await assert.rejects(server.authorize(elsewhere), { name: 'TypeError', message: /authorization endpoint/ })
  const relative = await createAuthorizationServer({ client: { redirect_uris: ['/callback'] } })
  await stays(relative, {}, /redirect_uri/)
})

test('rfc6749 3.1: a repeated parameter is refused; one without a value counts as omitted', async () => {
  const server = await createAuthorizationServer()
  for (const name of ['client_id', 'redirect_uri', 'state', 'nonce']) {
    const url = authorizationUrl(server, { state: 's', nonce: 'n' })
    url.searchParams.append(name, url.searchParams.get(name) as string)
    await assert.rejects(server.authorize(url), { name: 'TypeError', message: /repeated/ }, name)
  }
  const { code, ...rest } = await answer(server, { state: '', response_mode: '' })
  assert.ok(code)
  assert.deepEqual(rest, { iss: 'https://as.example' })
})

test('rfc6749 4.1.2.1: a client may use only the grant and response types that it is registered for', async () => {
  const machine = await createAuthorizationServer({ client: { grant_types: ['client_credentials'] } })
  assert.equal((await answer(machine, {})).error, 'unauthorized_client')
  const server = await createAuthorizationServer({ client: { response_types: ['code'] } })
  assert.ok((await answer(server, {})).code)
  assert.equal((await answer(server, { response_type: 'code id_token', nonce: 'n' })).error, 'unauthorized_client')
})

test('rfc6749 3.1.2.3: with several registered redirect URIs the request must name one', async () => {
  const redirect_uris = ['https://client.example/one', 'https://client.example/two']
  const server = await createAuthorizationServer({ client: { redirect_uris } })
  await stays(server, { redirect_uri: undefined }, /redirect_uri/)
  const url = await server.authorize(authorizationUrl(server, { redirect_uri: redirect_uris[1] as string }))
  assert.equal(url.pathname, '/two')
})

const refused: [string, Record<string, string | undefined>, string][] = [
  ['rfc6749 4.1.2.1: another response type', { response_type: 'token' }, 'unsupported_response_type'],
  ['rfc6749 4.1.2.1: no response type', { response_type: undefined }, 'unsupported_response_type'],
  ['rfc7636 4.4.1: a method other than S256', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['rfc7636 4.3: no method, which means plain', { code_challenge_method: undefined }, 'invalid_request'],
  ['rfc7636 4.2: a challenge that is not a SHA-256 hash', { code_challenge: 'x' }, 'invalid_request'],
  ['oidc-core 3.3.2.11: an ID Token without a nonce', { response_type: 'code id_token' }, 'invalid_request'],
  [
    'oidc-core 3.1.2.1: an ID Token without openid',
    { response_type: 'code id_token', nonce: 'n', scope: 'email' },
    'invalid_request',
  ],
  ['multiple-response-types 2.1: an unknown response mode', { response_mode: 'web_message' }, 'invalid_request'],
  [
    'multiple-response-types 5: an ID Token in the query',
    { response_type: 'code id_token', nonce: 'n', response_mode: 'query' },
    'invalid_request',
  ],
]
for (const [title, more, error] of refused) {
  test(`${title} is refused, with the state`, async () => {
    const server = await createAuthorizationServer()
    const { error_description, ...rest } = await answer(server, { state: 's', ...more })
    assert.ok(error_description)
    assert.deepEqual(rest, { error, state: 's', iss: 'https://as.example' })
  })
}

test('rfc9700 2.1.1: a public client needs PKCE', async () => {
  const server = await createAuthorizationServer({ client: { token_endpoint_auth_method: 'none' } })
  const more = { code_challenge: undefined, code_challenge_method: undefined }
  assert.equal((await answer(server, more)).error, 'invalid_request')
  assert.ok((await answer(server, {})).code)
})

test('rfc6749 4.1.2.1: the user may refuse, and may be another one', async () => {
  const server = await createAuthorizationServer()
  const denied = await server.authorize(authorizationUrl(server), { error: 'access_denied' })
  assert.equal(denied.searchParams.get('error'), 'access_denied')
  const url = await server.authorize(authorizationUrl(server), { user: { sub: 'bob' } })
  const callback = oauth.validateAuthResponse(server.metadata, server.client, url)
  const options = { [oauth.customFetch]: server.fetch }
  const auth = oauth.ClientSecretBasic(server.clientSecret)
  const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  const { metadata: as, client, redirectUri } = server
  const response = await oauth.authorizationCodeGrantRequest(as, client, auth, callback, redirectUri, verifier, options)
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response)
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'bob')
})

test('the authorization endpoint answers fetch, too: with a redirect, or a form that submits itself', async () => {
  const server = await createAuthorizationServer()
  const redirect = await server.fetch(authorizationUrl(server, { state: '"<&' }))
  assert.equal(redirect.status, 303)
  const location = new URL(redirect.headers.get('location') as string)
  assert.equal(location.searchParams.get('state'), '"<&')
  const form = await server.fetch(authorizationUrl(server, { state: '"<&', response_mode: 'form_post' }))
  assert.equal(form.headers.get('content-type'), 'text/html')
  assert.match(await form.text(), /action="https:\/\/client.example\/callback".*name="state" value="&quot;&lt;&amp;"/)
  const posted = await server.fetch(server.metadata.authorization_endpoint as string, {
    method: 'POST',
    body: authorizationUrl(server).searchParams,
  })
  assert.equal(posted.status, 303)
  const unknown = await server.fetch(authorizationUrl(server, { client_id: 'unknown' }))
  assert.equal(unknown.status, 400)
})

test('form-post-response-mode 2: the form as the browser sends it', async () => {
  const server = await createAuthorizationServer()
  const request = await server.authorizeByForm(authorizationUrl(server, { state: 's', response_mode: 'form_post' }))
  assert.deepEqual([request.method, request.url], ['POST', server.redirectUri])
  const form = new URLSearchParams(await request.text())
  assert.deepEqual([...form.keys()].sort(), ['code', 'iss', 'state'])
})

test('form-post-response-mode 2: authorize refuses a form, authorizeByForm a URL', async () => {
  const server = await createAuthorizationServer()
  const wrong = { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE', message: /form_post/ }
  await assert.rejects(server.authorize(authorizationUrl(server, { response_mode: 'form_post' })), wrong)
  await assert.rejects(server.authorizeByForm(authorizationUrl(server)), wrong)
})

test('rfc6749 3.1.2.3, oidc-core 3.1.2.1: a single redirect URI need not be named; acr_values determine acr', async () => {
  const server = await createAuthorizationServer()
  const url = await server.authorize(authorizationUrl(server, { redirect_uri: undefined, acr_values: 'high low' }))
  const form = { grant_type: 'authorization_code', code: url.searchParams.get('code') as string }
  const again = await server.authorize(authorizationUrl(server, { redirect_uri: undefined }))
  const other = { code: again.searchParams.get('code') as string, redirect_uri: 'https://client.example/other' }
  const refused = await post(server, 'token_endpoint', { ...form, ...other, code_verifier: codeVerifier })
  assert.equal(errorOf(refused), 'invalid_grant')
  const { status, body } = await post(server, 'token_endpoint', { ...form, code_verifier: codeVerifier })
  assert.equal(status, 200)
  const [, claims] = (body.id_token as string).split('.')
  assert.equal(JSON.parse(Buffer.from(claims as string, 'base64url').toString()).acr, 'high')
})

/** Pushes the usual request with changes. */
async function push(
  server: TestAuthorizationServer,
  more: Record<string, string | undefined> = {},
  headers?: Record<string, string>,
) {
  const form = Object.fromEntries(authorizationUrl(server, more).searchParams)
  return post(server, 'pushed_authorization_request_endpoint', form, headers)
}

test('rfc9126 2.1: a request is checked when it is pushed, and usable once, by its client, until it expires', async () => {
  const server = await createAuthorizationServer({ metadata: { require_pushed_authorization_requests: true } })
  assert.equal(errorOf(await push(server, { response_type: 'token' })), 'unsupported_response_type')
  assert.equal(errorOf(await push(server, { redirect_uri: 'https://attacker.example' })), 'invalid_request')
  assert.equal(errorOf(await push(server, { request_uri: 'urn:x' })), 'invalid_request')
  assert.equal(errorOf(await push(server, { client_id: undefined })), 'invalid_request')
  await stays(server, {}, /pushed/)
  const { status, body } = await push(server)
  assert.equal(status, 201)
  const url = new URL(server.metadata.authorization_endpoint as string)
  const use = (request_uri: unknown, client_id = server.client.client_id) => {
    url.search = new URLSearchParams({ client_id, request_uri: request_uri as string }).toString()
    return server.authorize(url)
  }
  assert.ok((await use(body.request_uri)).searchParams.get('code'))
  await assert.rejects(use(body.request_uri), /invalid_request_uri/)
  const stranger = await server.registerClient()
  await assert.rejects(use((await push(server)).body.request_uri, stranger.client.client_id), /invalid_request_uri/)
  const late = (await push(server)).body.request_uri
  server.clock.advance(60)
  await assert.rejects(use(late), /invalid_request_uri/)
})

test('rfc9126 6: a client that is registered for PAR must use it', async () => {
  const server = await createAuthorizationServer({ client: { require_pushed_authorization_requests: true } })
  await stays(server, {}, /pushed/)
})

test('rfc9126 2.1: a client that pushes must authenticate', async () => {
  const server = await createAuthorizationServer()
  assert.equal(errorOf(await push(server, {}, basic({ ...server, clientSecret: 'wrong' }))), 'invalid_client')
})

const wrongObjects: [string, oauth.ModifyAssertionFunction][] = [
  ['rfc9101 4: the aud of another server', (_, claims) => Object.assign(claims, { aud: 'https://other.example' })],
  ['rfc9101 4: the iss of another client', (_, claims) => Object.assign(claims, { iss: 'another' })],
  ['rfc9101 5: another client_id inside', (_, claims) => Object.assign(claims, { client_id: 'another' })],
  ['rfc9101 10.8: another typ', (header) => Object.assign(header, { typ: 'JWT' })],
  ['rfc9101 6.1: expired', (_, claims) => Object.assign(claims, { exp: (claims.exp as number) - 3600 })],
  ['rfc9101 6.2: a key that is not registered', (header) => Object.assign(header, { kid: 'another' })],
  ['rfc9101 6.2: alg none', (header) => Object.assign(header, { alg: 'none' })],
]
const usual = { response_type: 'code', code_challenge: codeChallenge, code_challenge_method: 'S256' }

for (const [title, modify] of wrongObjects) {
  test(`${title}: the request object is refused`, async () => {
    const server = await createAuthorizationServer()
    const options = { [oauth.modifyAssertion]: modify }
    const request = await oauth.issueRequestObject(server.metadata, server.client, usual, server.privateKey, options)
    await stays(server, { request }, /invalid_request_object/)
  })
}

test('oidc-core 6.1: a request object must be signed with the registered algorithm, which must be announced', async () => {
  const send = async (alg: string, announced: string[]) => {
    const server = await createAuthorizationServer({
      client: { request_object_signing_alg: alg },
      metadata: { request_object_signing_alg_values_supported: announced },
    })
    const request = await oauth.issueRequestObject(server.metadata, server.client, usual, server.privateKey)
    return { server, request }
  }
  const { server, request } = await send('ES256', ['ES256'])
  assert.ok((await answer(server, { request })).code)
  for (const [alg, announced] of [
    ['PS256', ['ES256']],
    ['ES256', ['PS256']],
  ] as const) {
    const { server, request } = await send(alg, [...announced])
    await stays(server, { request }, /invalid_request_object/)
  }
})

test('rfc9101 4, 5: a request object excludes request_uri, and contains neither', async () => {
  const server = await createAuthorizationServer()
  const request = await oauth.issueRequestObject(server.metadata, server.client, usual, server.privateKey)
  const { request_uri } = (await push(server)).body
  await stays(server, { request, request_uri: request_uri as string }, /exclude/)
  const nested = async (name: string) => {
    const modify: oauth.ModifyAssertionFunction = (_, claims) => Object.assign(claims, { [name]: 'x' })
    const options = { [oauth.modifyAssertion]: modify }
    return oauth.issueRequestObject(server.metadata, server.client, usual, server.privateKey, options)
  }
  for (const name of ['request', 'request_uri']) {
    await stays(server, { request: await nested(name) }, /invalid_request_object/)
  }
})

test('rfc9101 6.3: the signed parameters apply, each request object once; unsigned requests are refused if a signature is required', async () => {
  const all = await createAuthorizationServer({ metadata: { require_signed_request_object: true } })
  await stays(all, {}, /signed/)
  const server = await createAuthorizationServer({ client: { require_signed_request_object: true } })
  await stays(server, {}, /signed/)
  const parameters = { ...usual, state: 'inside', resource: 'https://a.example', max_age: '60' }
  const request = await oauth.issueRequestObject(server.metadata, server.client, parameters, server.privateKey)
  assert.equal((await answer(server, { request, state: 'outside' })).state, 'inside')
  await stays(server, { request }, /jti/)
})

test('rfc9101 4, rfc8707 2: arrays and objects inside mean the same as the parameters', async () => {
  const server = await createAuthorizationServer()
  const [one, two] = ['https://a.example', 'https://b.example']
  const details = [{ type: 'payment', amount: '5' }]
  const authorization_details = JSON.stringify(details)
  for (const [resources, aud] of [
    [[one], one],
    [
      [one, two],
      [one, two],
    ],
  ] as const) {
    const parameters = new URLSearchParams({ ...usual, scope: 'openid', authorization_details })
    for (const resource of resources) parameters.append('resource', resource)
    const request = await oauth.issueRequestObject(server.metadata, server.client, parameters, server.privateKey)
    const { code } = await answer(server, { request })
    const form = { grant_type: 'authorization_code', code: code as string, code_verifier: codeVerifier }
    const { body } = await post(server, 'token_endpoint', form)
    assert.deepEqual(decodeJwt(body.access_token as string).aud, aud)
    assert.deepEqual(body.authorization_details, details)
  }
})

test('oauth-multiple-response-types 5: a response with an ID Token comes in the fragment, not in the query', async () => {
  const server = await createAuthorizationServer()
  const url = await server.authorize(authorizationUrl(server, { response_type: 'code id_token', nonce: 'n' }))
  assert.equal(url.search, '')
  assert.deepEqual([...new URLSearchParams(url.hash.slice(1)).keys()].sort(), ['code', 'id_token', 'iss'])
})

test('rfc9207 3: a server that does not announce iss does not send it', async () => {
  const metadata = { authorization_response_iss_parameter_supported: false }
  assert.deepEqual(Object.keys(await answer(await createAuthorizationServer({ metadata }), {})), ['code'])
})
