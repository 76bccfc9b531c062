import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, form, network, server } from '../../test/fixtures/parties.ts'
import { failed, rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'
import { version } from '../platform/version.ts'

type Parameters = URLSearchParams | Record<string, string> | string[][]
type Options = oauth.HttpRequestOptions<'POST', URLSearchParams>
type Send = (
  as: oauth.AuthorizationServer,
  own: oauth.Client,
  auth: oauth.ClientAuth,
  more?: Parameters,
  options?: Options,
) => Promise<Response>

const added = (more: Parameters | undefined, options: Options | undefined) => ({
  ...options,
  additionalParameters: more as never,
})
const forms: [title: string, endpoint: string, accept: string | undefined, send: Send, parameters: string[][]][] = [
  [
    'rfc9126 5/1, 2.1/p2, 2.1/p3: pushed authorization request',
    'pushed_authorization_request_endpoint',
    'application/json',
    (as, own, auth, more, options) => oauth.pushedAuthorizationRequest(as, own, auth, more as never, options),
    [['client_id', 'the client']],
  ],
  [
    'rfc8628 4/1, 3.1/p2, 3.1/1, 3.1/2: device authorization request',
    'device_authorization_endpoint',
    'application/json',
    (as, own, auth, more, options) => oauth.deviceAuthorizationRequest(as, own, auth, more as never, options),
    [['client_id', 'the client']],
  ],
  [
    'ciba 4/2.2, 7.1/p1, 7.1/p3, 7.1/p5: backchannel authentication request',
    'backchannel_authentication_endpoint',
    'application/json',
    (as, own, auth, more, options) => oauth.backchannelAuthenticationRequest(as, own, auth, more as never, options),
    [['client_id', 'the client']],
  ],
  [
    'rfc7009 2.1/p1, 2.1/1, 2.1/2: revocation request',
    'revocation_endpoint',
    undefined,
    (as, own, auth, more, options) => oauth.revocationRequest(as, own, auth, 's3cret', added(more, options)),
    [['token', 's3cret']],
  ],
  [
    'rfc7662 2.1/p1, 2.1/1, 2.1/2, 2.1/p2, 4/5: introspection request',
    'introspection_endpoint',
    'application/json',
    (as, own, auth, more, options) => oauth.introspectionRequest(as, own, auth, 's3cret', added(more, options)),
    [['token', 's3cret']],
  ],
]

const silent: oauth.ClientAuth = () => {}
for (const [title, endpoint, accept, send, parameters] of forms) {
  const name = title.replace(/.*: /, '')
  const url = 'https://as.example/endpoint?a=b'

  test(title, async () => {
    const { sent, options } = network()
    await send(server({ [endpoint]: url }), client(), silent, undefined, { ...options, headers: { accept: 'x' } })
    const request = sent[0] ?? assert.fail()
    assert.equal(request.url, url)
    assert.deepEqual(form(request), parameters)
    assert.ok(request.init.body instanceof URLSearchParams)
    const { headers, method, redirect } = request.init
    assert.deepEqual([method, redirect], ['POST', 'manual'])
    assert.deepEqual(Object.entries(headers), [
      ...(accept ? [['accept', accept]] : []),
      ['content-type', 'application/x-www-form-urlencoded;charset=UTF-8'],
      ['user-agent', `relying/v${version}`],
    ])
  })

  test(`rfc8628 3.1/p5: the caller’s parameters come first and never override: ${name}`, async () => {
    const { sent, options } = network()
    const [[own, value] = []] = parameters as [string, string][]
    const more = [
      ['z', '1'],
      [own as string, own === 'client_id' ? 'the client' : 'evil'],
      ['z', '2'],
      ['scope', 'ü'],
    ]
    await send(server(), client(), silent, more, options)
    assert.deepEqual(form(sent[0] ?? assert.fail()), [
      ['z', '1'],
      [own, value],
      ['z', '2'],
      ['scope', 'ü'],
    ])
    for (const nothing of [undefined, null, {}, '', new URLSearchParams()]) {
      await send(server(), client(), silent, nothing as never, options)
    }
    assert.ok(sent.slice(1).every((request) => form(request).length === 1))
  })

  test(`rfc6749 3.2.1/p1, 2.3/4, rfc7009 2.1/p2, rfc7662 2.1/p3, rfc9701 4/2: the method gets server, client, body and headers, and is awaited: ${name}`, async () => {
    const { sent, options } = network()
    const [as, own] = [server(), client()]
    const seen: unknown[] = []
    const auth: oauth.ClientAuth = async (...args) => {
      seen.push(...args.slice(0, 2))
      const [, , body, headers] = args
      seen.push([...body], headers.get('user-agent'), headers.get('accept'), headers instanceof Headers)
      await new Promise((resolve) => setImmediate(resolve))
      body.append('late', '1')
      headers.append('X-Late', 'a')
      headers.append('x-late', 'b')
      headers.delete('user-agent')
      headers.set('content-type', 'text/plain')
    }
    await send(as, own, auth, undefined, options)
    assert.deepEqual(seen, [as, own, parameters, `relying/v${version}`, accept ?? null, true])
    assert.equal(seen[0], as)
    assert.equal(seen[1], own)
    const request = sent[0] ?? assert.fail()
    assert.deepEqual(form(request), [...parameters, ['late', '1']])
    assert.equal(request.init.headers['x-late'], 'a, b')
    assert.equal(request.init.headers['user-agent'], undefined)
    assert.equal(request.init.headers['content-type'], 'application/x-www-form-urlencoded;charset=UTF-8')
  })

  test(`compatible: an error from the method is rethrown, and nothing is sent: ${name}`, async () => {
    const { sent, options } = network()
    const mine = new RangeError('no certificate')
    const refuse = () => {
      throw mine
    }
    for (const auth of [refuse, async () => refuse()]) {
      await assert.rejects(send(server(), client(), auth, undefined, options), (error) => error === mine)
    }
    assert.equal(sent.length, 0)
  })

  test(`rfc9126 2/1, rfc8628 3.1/p4, ciba 7/2, rfc7009 2/2, rfc7662 2/2: https only: ${name}`, async () => {
    const { sent, options } = network()
    const run = (value: unknown) => () => send(server({ [endpoint]: value }), client(), silent, undefined, options)
    await rejects(run(undefined), failed('MISSING_SERVER_METADATA', { attribute: endpoint }))
    await rejects(run(''), failed('INVALID_SERVER_METADATA', { attribute: endpoint }))
    await rejects(run('http://a.example'), failed('HTTP_REQUEST_FORBIDDEN', new URL('http://a.example')))
    assert.equal(sent.length, 0)
    const insecure = { ...options, [oauth.allowInsecureRequests]: true }
    await send(server({ [endpoint]: 'http://a.example/' }), client(), silent, undefined, insecure)
    assert.equal(sent[0]?.url, 'http://a.example/')
  })

  test(`rfc8705 5/1a: the mTLS alias: ${name}`, async () => {
    const { sent, options } = network()
    const as = server({ mtls_endpoint_aliases: { [endpoint]: 'https://mtls.example/' } })
    await send(as, client({ use_mtls_endpoint_aliases: true }), silent, undefined, options)
    await send(as, client(), silent, undefined, options)
    assert.deepEqual(
      sent.map((request) => request.url),
      ['https://mtls.example/', server()[endpoint]],
    )
  })

  test(`misuse: headers and signal: ${name}`, async () => {
    const { sent, options } = network()
    const run = (more: object) => () => send(server(), client(), silent, undefined, { ...options, ...more })
    await rejects(run({ headers: { Authorization: 'Bearer s3cret' } }), wrongValue)
    await rejects(run({ signal: {} }), wrongType)
    assert.equal(sent.length, 0)
  })

  test(`misuse: no client authentication, or a secret instead: ${name}`, async () => {
    const { sent, options } = network()
    for (const auth of [undefined, 's3cret', {}]) {
      await rejects(() => send(server(), client(), auth as never, undefined, options), wrongType)
    }
    assert.equal(sent.length, 0)
  })
}

test('difference 25: a foreign client_id is refused if the function does not set its own', async () => {
  const { sent, options } = network()
  const foreign = { ...options, additionalParameters: { client_id: 'another' } }
  const basic = oauth.ClientSecretBasic('s3cret')
  await rejects(() => oauth.revocationRequest(server(), client(), basic, 't', foreign), wrongValue)
  await rejects(() => oauth.introspectionRequest(server(), client(), basic, 't', foreign), wrongValue)
  await oauth.pushedAuthorizationRequest(server(), client(), basic, { client_id: 'another' }, options)
  assert.deepEqual(sent.map(form), [[['client_id', 'the client']]])
})

test('compatible: the signal is created last, after the client has authenticated', async () => {
  const order: string[] = []
  const { options } = network(() => order.push('sent'))
  const signal = () => {
    order.push('signal')
    return new AbortController().signal
  }
  const auth = () => void order.push('authenticated')
  await oauth.revocationRequest(server(), client(), auth, 't', { ...options, signal })
  assert.deepEqual(order, ['authenticated', 'signal', 'sent'])
})
