import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, form, network, server } from '../../test/fixtures/parties.ts'
import { failed, rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'

type Additional = URLSearchParams | Record<string, string> | string[][] | undefined
type Options = oauth.TokenEndpointRequestOptions
type Send = (
  as: oauth.AuthorizationServer,
  more: Additional,
  options?: Options,
  auth?: oauth.ClientAuth,
) => Promise<Response>

const own = client()
const code = () => oauth.validateAuthResponse(server(), own, new URLSearchParams('code=c'))
const to = (more: Additional, options?: Options) => ({ ...options, additionalParameters: more as never })

const grants: [string, Send, [string, string][]][] = [
  [
    'rfc6749 3.2/5, 3.2/6, 4.1.3/p1, 4.1.3/1, 4.1.3/2, 4.1.3/3, oidc-core 3.1.3.1/2: authorization code',
    (as, more, options, auth = oauth.None()) =>
      oauth.authorizationCodeGrantRequest(
        as,
        own,
        auth,
        code(),
        'https://rp.example/cb',
        'verifier',
        to(more, options),
      ),
    [
      ['redirect_uri', 'https://rp.example/cb'],
      ['code', 'c'],
      ['code_verifier', 'verifier'],
      ['grant_type', 'authorization_code'],
    ],
  ],
  [
    'rfc6749 6/1, 6/2: refresh token',
    (as, more, options, auth = oauth.None()) => oauth.refreshTokenGrantRequest(as, own, auth, 'r', to(more, options)),
    [
      ['refresh_token', 'r'],
      ['grant_type', 'refresh_token'],
    ],
  ],
  [
    'rfc6749 4.4.2/1, 4.4.2/2: client credentials',
    (as, more, options, auth = oauth.None()) =>
      oauth.clientCredentialsGrantRequest(as, own, auth, more as never, options),
    [['grant_type', 'client_credentials']],
  ],
  [
    'rfc6749 4.5/1, rfc8693 2.1/1, 2.1/2, rfc7521 4.1/1, 4.1/2: any grant',
    (as, more, options, auth = oauth.None()) =>
      oauth.genericTokenEndpointRequest(as, own, auth, 'urn:x', more as never, options),
    [['grant_type', 'urn:x']],
  ],
  [
    'rfc8628 3.4/1, 3.4/2: device code',
    (as, more, options, auth = oauth.None()) => oauth.deviceCodeGrantRequest(as, own, auth, 'd', to(more, options)),
    [
      ['device_code', 'd'],
      ['grant_type', 'urn:ietf:params:oauth:grant-type:device_code'],
    ],
  ],
  [
    'ciba 10.1/4, 10.1/5: CIBA',
    (as, more, options, auth = oauth.None()) =>
      oauth.backchannelAuthenticationGrantRequest(as, own, auth, 'a', to(more, options)),
    [
      ['auth_req_id', 'a'],
      ['grant_type', 'urn:openid:params:grant-type:ciba'],
    ],
  ],
]

const id = ['client_id', 'the client']
for (const [title, send, parameters] of grants) {
  test(title, async () => {
    const { sent, options } = network()
    await send(server(), undefined, options)
    const request = sent[0] ?? assert.fail()
    assert.equal(request.url, 'https://as.example/token')
    assert.equal(request.init.method, 'POST')
    assert.ok(request.init.body instanceof URLSearchParams)
    assert.deepEqual(form(request), [...parameters, id])
    assert.equal(request.init.headers.accept, 'application/json')
    assert.equal(request.init.headers['content-type'], 'application/x-www-form-urlencoded;charset=UTF-8')
    assert.deepEqual(Object.keys(request.init).sort(), ['body', 'headers', 'method', 'redirect', 'signal'])
  })

  test(`${title}; further parameters, in any shape, come first`, async () => {
    const { sent, options } = network()
    const pairs = [
      ['resource', 'a'],
      ['resource', 'ü b'],
    ]
    for (const more of [pairs, new URLSearchParams(pairs), 'resource=a&resource=%C3%BC+b', new Map(pairs as never)]) {
      await send(server(), more as never, options)
    }
    await send(server(), { resource: 'a' }, options)
    for (const request of sent.slice(0, 3)) assert.deepEqual(form(request), [...pairs, ...parameters, id])
    assert.deepEqual(form(sent[4] ?? assert.fail()), [pairs[0], ...parameters, id])
  })

  test(`${title}; further parameters never override the grant’s own`, async () => {
    const { sent, options } = network()
    const evil = parameters.flatMap(([name]) => [
      [name, 'evil'],
      [name, 'twice'],
    ])
    await send(server(), [...evil, ['client_id', 'the client']], options)
    const got = form(sent[0] ?? assert.fail())
    assert.deepEqual(new Map(got), new Map([...parameters, id] as never))
    assert.equal(got.length, parameters.length + 1)
  })

  test(`rfc6749 3.2.1/p1, 4.1.3/p2, 4.4.2/p2, 6/p2, rfc8628 3.4/p2, ciba 10.1/p2, oidc-core 12.1/1: with credentials, ${title.replace(/.*: /, '')}`, async () => {
    const { sent, options } = network()
    await send(server(), undefined, options, oauth.ClientSecretPost('s3cret'))
    assert.deepEqual(form(sent[0] ?? assert.fail()), [...parameters, id, ['client_secret', 's3cret']])
  })

  test(`difference 25: a foreign client_id, ${title.replace(/.*: /, '')}`, async () => {
    const { sent, options } = network()
    const basic = oauth.ClientSecretBasic('s')
    const both = [id, ['client_id', 'another']] as string[][]
    await rejects(() => send(server(), { client_id: 'another' }, options, basic), wrongValue)
    await rejects(() => send(server(), both, options, basic), wrongValue)
    assert.equal(sent.length, 0)
    await send(server(), { client_id: 'the client' }, options, basic)
    // the other methods write client_id themselves
    for (const auth of [oauth.None(), oauth.ClientSecretPost('s'), oauth.ClientSecretJwt('s')]) {
      await send(server(), both, options, auth)
      assert.deepEqual(new URLSearchParams(sent.at(-1)?.init.body as URLSearchParams).getAll('client_id'), [id[1]])
    }
    assert.equal(sent.length, 4)
  })

  test(`rfc6749 3.2/4, oidc-core 3.1.3/2: the endpoint is missing, not a URL, not https, or aliased: ${title.replace(/.*: /, '')}`, async () => {
    const { sent, options } = network()
    const at = { attribute: 'token_endpoint' }
    const endpoint = (token_endpoint?: string) => () => send(server({ token_endpoint }), undefined, options)
    await rejects(endpoint(), failed('MISSING_SERVER_METADATA', at))
    await rejects(endpoint('/token'), failed('INVALID_SERVER_METADATA', at))
    await rejects(endpoint('http://a.example'), failed('HTTP_REQUEST_FORBIDDEN', new URL('http://a.example')))
    const insecure = { ...options, [oauth.allowInsecureRequests]: true }
    await send(server({ token_endpoint: 'http://a.example/' }), undefined, insecure)
    own.use_mtls_endpoint_aliases = true
    await send(server({ mtls_endpoint_aliases: { token_endpoint: 'https://m.example/' } }), undefined, options)
    delete own.use_mtls_endpoint_aliases
    assert.deepEqual(
      sent.map(({ url }) => url),
      ['http://a.example/', 'https://m.example/'],
    )
  })

  test(`difference 23: options.DPoP, ${title.replace(/.*: /, '')}`, async () => {
    const { sent, options } = network()
    for (const DPoP of [{}, false, 0, '', code()]) {
      await rejects(() => send(server(), undefined, { ...options, DPoP: DPoP as never }), wrongValue)
    }
    assert.equal(sent.length, 0)
    for (const DPoP of [undefined, null]) await send(server(), undefined, { ...options, DPoP: DPoP as never })
    assert.ok(sent.every(({ init }) => init.headers.dpop === undefined))
  })

  test(`misuse: headers and signal, ${title.replace(/.*: /, '')}`, async () => {
    const { sent, options } = network()
    await rejects(() => send(server(), undefined, { ...options, headers: { authorization: 'x' } }), wrongValue)
    await rejects(() => send(server(), undefined, { ...options, signal: null as never }), wrongType)
    assert.equal(sent.length, 0)
    const headers = { accept: 'x', 'content-type': 'x', 'user-agent': 'mine', dpop: 'a proof', 'x-y': 'z' }
    await send(server(), undefined, { ...options, headers })
    assert.deepEqual(sent[0]?.init.headers, {
      ...headers,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
    })
  })
}

const guards: [string, (value: never) => Promise<Response>][] = [
  ['refreshToken', (value) => oauth.refreshTokenGrantRequest({ issuer: 'x' }, own, oauth.None(), value)],
  ['grantType', (value) => oauth.genericTokenEndpointRequest({ issuer: 'x' }, own, oauth.None(), value, {})],
  ['deviceCode', (value) => oauth.deviceCodeGrantRequest({ issuer: 'x' }, own, oauth.None(), value)],
  ['authReqId', (value) => oauth.backchannelAuthenticationGrantRequest({ issuer: 'x' }, own, oauth.None(), value)],
]
for (const [name, send] of guards) {
  test(`misuse: ${name}, checked before the missing endpoint`, async () => {
    for (const value of [undefined, null, 1, {}, ['x']]) await rejects(() => send(value as never), wrongType)
    await rejects(() => send('' as never), wrongValue)
    await rejects(() => send('x' as never), failed('MISSING_SERVER_METADATA', { attribute: 'token_endpoint' }))
  })
}

test('compatible: no parameters at all', async () => {
  const { sent, options } = network()
  for (const nothing of [undefined, null, '', {}]) {
    await oauth.clientCredentialsGrantRequest(server(), own, oauth.None(), nothing as never, options)
  }
  assert.ok(sent.every((request) => form(request).length === 2))
})

test('misuse: a property added to Object.prototype is not a parameter', async (t) => {
  Object.defineProperty(Object.prototype, 'scope', { value: 'admin', enumerable: true, configurable: true })
  t.after(() => Reflect.deleteProperty(Object.prototype, 'scope'))
  const { sent, options } = network()
  await oauth.refreshTokenGrantRequest(server(), client(), oauth.None(), 'r', options)
  assert.equal(new URLSearchParams(sent[0]?.init.body as URLSearchParams).has('scope'), false)
})
