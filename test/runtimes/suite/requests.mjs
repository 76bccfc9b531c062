// What the client sends: URL, method, headers and body of each request, and the guards before anything is sent.
import { deepEqual, equal, match, ok, rejects } from './assert.mjs'
import { check } from './check.mjs'
import * as oauth from './library.mjs'
import { as, client, json, keyPair, recording } from './party.mjs'
import { decodeJwt, fromBase64url } from './web_crypto.mjs'

const form = (request) => Object.fromEntries(request.body)

check('rfc6749 4.1.3: the authorization code request', async () => {
  const options = recording()
  const callback = oauth.validateAuthResponse(as(), client(), new URLSearchParams({ code: 'c' }))
  await oauth.authorizationCodeGrantRequest(
    as(),
    client(),
    oauth.None(),
    callback,
    'https://rp.example.test/cb',
    'v',
    options,
  )
  const [request] = options.sent
  equal(request.url, 'https://as.example.test/token')
  equal(request.method, 'POST')
  equal(request.redirect, 'manual')
  equal(request.body instanceof URLSearchParams, true)
  equal(request.headers.accept, 'application/json')
  equal(request.headers['content-type'], 'application/x-www-form-urlencoded;charset=UTF-8')
  deepEqual(form(request), {
    redirect_uri: 'https://rp.example.test/cb',
    code: 'c',
    code_verifier: 'v',
    grant_type: 'authorization_code',
    client_id: 'client',
  })
  const copy = new URLSearchParams(callback)
  await rejects(
    oauth.authorizationCodeGrantRequest(as(), client(), oauth.None(), copy, 'https://rp.example.test/cb', 'v', options),
    {
      is: TypeError,
      code: 'ERR_INVALID_ARG_VALUE',
    },
  )
})

const ciba = 'urn:openid:params:grant-type:ciba'
const device = 'urn:ietf:params:oauth:grant-type:device_code'
for (const [clause, send, path, body] of [
  [
    'rfc6749 6',
    (...a) => oauth.refreshTokenGrantRequest(...a, 'r'),
    '/token',
    { refresh_token: 'r', grant_type: 'refresh_token' },
  ],
  [
    'rfc6749 4.4.2',
    (...a) => oauth.clientCredentialsGrantRequest(...a, { scope: 's' }),
    '/token',
    { scope: 's', grant_type: 'client_credentials' },
  ],
  [
    'rfc6749 4.5',
    (...a) => oauth.genericTokenEndpointRequest(...a, 'urn:x', { a: 'b' }),
    '/token',
    { a: 'b', grant_type: 'urn:x' },
  ],
  ['rfc8628 3.1', (...a) => oauth.deviceAuthorizationRequest(...a, { scope: 's' }), '/device', { scope: 's' }],
  [
    'rfc8628 3.4',
    (...a) => oauth.deviceCodeGrantRequest(...a, 'd'),
    '/token',
    { device_code: 'd', grant_type: device },
  ],
  [
    'ciba 7.1',
    (...a) => oauth.backchannelAuthenticationRequest(...a, { login_hint: 'l' }),
    '/ciba',
    { login_hint: 'l' },
  ],
  [
    'ciba 10.1',
    (...a) => oauth.backchannelAuthenticationGrantRequest(...a, 'i'),
    '/token',
    { auth_req_id: 'i', grant_type: ciba },
  ],
  ['rfc9126 2.1', (...a) => oauth.pushedAuthorizationRequest(...a, { scope: 's' }), '/par', { scope: 's' }],
  ['rfc7009 2.1', (...a) => oauth.revocationRequest(...a, 't'), '/revoke', { token: 't' }],
  ['rfc7662 2.1', (...a) => oauth.introspectionRequest(...a, 't'), '/introspect', { token: 't' }],
]) {
  check(`${clause}: the request, with the client authenticated in its body`, async () => {
    const sent = []
    const restore = replaceFetch(async (url, init) => {
      sent.push({ url, ...init })
      return json({})
    })
    try {
      await send(as(), client(), oauth.ClientSecretPost('secret'))
    } finally {
      restore()
    }
    equal(sent.length, 1)
    equal(sent[0].url, `https://as.example.test${path}`)
    deepEqual({ client_id: 'client', client_secret: 'secret', ...body }, form(sent[0]))
  })
}

/** The global `fetch` is looked up when it is called, so that a page or a test can wrap it. */
function replaceFetch(replacement) {
  const { fetch } = globalThis
  globalThis.fetch = replacement
  return () => {
    globalThis.fetch = fetch
  }
}

check('rfc6749 2.3.1: client_secret_basic with special characters', async () => {
  const options = recording()
  const awkward = { client_id: "client %&+-_.!~*'()" }
  await oauth.clientCredentialsGrantRequest(as(), awkward, oauth.ClientSecretBasic('ä ö'), {}, options)
  const [scheme, value] = options.sent[0].headers.authorization.split(' ')
  equal(scheme, 'Basic')
  equal(atob(value), 'client+%25%26%2B%2D%5F%2E%21%7E%2A%27%28%29:%C3%A4+%C3%B6')
})

check('oidc-core 9: client_secret_jwt is an HMAC with the secret', async () => {
  const options = recording()
  await oauth.clientCredentialsGrantRequest(
    as(),
    client(),
    oauth.ClientSecretJwt('a secret of some length'),
    {},
    options,
  )
  const jwt = options.sent[0].body.get('client_assertion')
  const [header, payload, signature] = jwt.split('.')
  deepEqual(decodeJwt(jwt).header, { alg: 'HS256' })
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', encoder.encode('a secret of some length'), algorithm, false, [
    'verify',
  ])
  ok(await crypto.subtle.verify('HMAC', key, fromBase64url(signature), encoder.encode(`${header}.${payload}`)), 'HMAC')
})

check('rfc8705 2: TlsClientAuth sends only client_id, to the alias if requested', async () => {
  const options = recording()
  const server = { ...as(), mtls_endpoint_aliases: { token_endpoint: 'https://mtls.example.test/token' } }
  const party = { ...client(), use_mtls_endpoint_aliases: true }
  await oauth.clientCredentialsGrantRequest(server, party, oauth.TlsClientAuth(), {}, options)
  equal(options.sent[0].url, 'https://mtls.example.test/token')
  deepEqual(form(options.sent[0]), { client_id: 'client', grant_type: 'client_credentials' })
})

check('rfc8414 3, rfc9728 3: the URLs of metadata', async () => {
  const options = recording()
  const issuer = new URL('https://as.example.test/tenant/')
  await oauth.discoveryRequest(issuer, options)
  await oauth.discoveryRequest(issuer, { ...options, algorithm: 'oauth2' })
  await oauth.resourceDiscoveryRequest(new URL('https://rs.example.test/api'), options)
  deepEqual(
    options.sent.map(({ url }) => url),
    [
      'https://as.example.test/tenant/.well-known/openid-configuration',
      'https://as.example.test/.well-known/oauth-authorization-server/tenant',
      'https://rs.example.test/.well-known/oauth-protected-resource/api',
    ],
  )
  equal(issuer.href, 'https://as.example.test/tenant/')
  await rejects(oauth.discoveryRequest(new URL('http://as.example.test')), { code: oauth.HTTP_REQUEST_FORBIDDEN })
})

check('rfc6750 2.1: a protected resource request with headers and a stream', async () => {
  const options = recording()
  const body = new Response('body').body
  const headers = new Headers({ 'x-check': '1' })
  await oauth.protectedResourceRequest('t', 'POST', new URL('https://rs.example.test/'), headers, body, options)
  const [request] = options.sent
  equal(request.headers.authorization, 'Bearer t')
  equal(request.headers['x-check'], '1')
  equal(request.body, body)
  equal(request.duplex, 'half')
  equal(headers.has('authorization'), false)
})

check('rfc9449 8: a nonce is used only for its origin', async () => {
  const DPoP = oauth.DPoP(client(), await keyPair('ES256'))
  const proofs = []
  const options = {
    DPoP,
    [oauth.customFetch]: async (_, { headers }) => {
      proofs.push(decodeJwt(headers.dpop).payload.nonce)
      return json({}, 200, { 'dpop-nonce': 'from-a' })
    },
  }
  const send = (url) => oauth.protectedResourceRequest('t', 'GET', new URL(url), undefined, undefined, options)
  await send('https://a.example.test/1')
  await send('https://a.example.test/2')
  await send('https://b.example.test/1')
  deepEqual(proofs, [undefined, 'from-a', undefined])
})

check('rfc6749 10.10: random values', () => {
  for (const generate of [oauth.generateRandomState, oauth.generateRandomNonce, oauth.generateRandomCodeVerifier]) {
    const values = new Set(Array.from({ length: 50 }, () => generate()))
    equal(values.size, 50)
    for (const value of values) match(value, /^[\w-]{43}$/)
  }
})

check('api: the guards of the arguments are plain TypeErrors with a code', async () => {
  const type = { is: TypeError, name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }
  const value = { is: TypeError, name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' }
  await rejects(oauth.discoveryRequest('https://as.example.test'), type)
  await rejects(oauth.refreshTokenGrantRequest(as(), client(), oauth.None(), null), type)
  await rejects(oauth.refreshTokenGrantRequest(as(), client(), oauth.None(), ''), value)
  await rejects(oauth.clientCredentialsGrantRequest(as(), { client_id: '' }, oauth.None(), {}), value)
  await rejects(oauth.clientCredentialsGrantRequest(as(), client(), oauth.None(), {}, { DPoP: {} }), value)
  const { publicKey } = await keyPair('ES256')
  await rejects(async () => oauth.PrivateKeyJwt(publicKey), value)
  const endpointless = { issuer: 'https://as.example.test' }
  await rejects(oauth.revocationRequest(endpointless, client(), oauth.None(), 't'), {
    code: oauth.MISSING_SERVER_METADATA,
  })
})

check('api: an unknown algorithm is refused by the library itself', async () => {
  await rejects(oauth.generateKeyPair('HS256'), {
    is: oauth.UnsupportedOperationError,
    code: oauth.UNSUPPORTED_OPERATION,
  })
})
