import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Headers as OtherHeaders, Response as OtherResponse } from 'undici'
import { decoded, sha256 } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { json, network } from '../../test/fixtures/parties.ts'
import { foreign } from '../../test/fixtures/realm.ts'
import { failed, rejection, rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'
import { version } from '../platform/version.ts'

type Arguments = Parameters<typeof oauth.protectedResourceRequest>

const api = new URL('https://api.example/a?b=c')
const agent = `relying/v${version}`

function asking(...answers: Parameters<typeof network>) {
  const net = network(...answers)
  const ask = (
    headers?: unknown,
    body?: unknown,
    options: object = {},
    method = 'GET',
    url: unknown = api,
    token: unknown = 's3cret',
  ) =>
    oauth.protectedResourceRequest(token as string, method, url as URL, headers as Headers, body as Arguments[4], {
      ...net.options,
      ...options,
    })
  return { ...net, ask }
}

test('rfc6750 2.1/1, 2/1, 2.3/4, 5.3/7, rfc9449 7.1/p7, fapi1-baseline 6.2.2/1, fapi2-sp 5.3.3.1/3: the token is in the header and nowhere else', async () => {
  const { sent, ask } = asking()
  await ask()
  assert.deepEqual(sent, [
    {
      url: api.href,
      init: {
        body: undefined,
        duplex: undefined,
        headers: { authorization: 'Bearer s3cret', 'user-agent': agent },
        method: 'GET',
        redirect: 'manual',
        signal: undefined,
      },
    },
  ])
  assert.deepEqual(Object.keys(sent[0]?.init ?? {}).sort(), [
    'body',
    'duplex',
    'headers',
    'method',
    'redirect',
    'signal',
  ])
})

test('compatible: the method is sent as given, and in capitals in the proof', async () => {
  const { sent, ask } = asking()
  await ask(undefined, undefined, { DPoP: oauth.DPoP({}, await keys('ES256')) }, 'patch')
  assert.equal(sent[0]?.init.method, 'patch')
  const { claims } = decoded(sent[0]?.init.headers.dpop as string)
  assert.deepEqual([claims.htm, claims.htu, claims.ath], ['PATCH', 'https://api.example/a', sha256('s3cret')])
  assert.equal(sent[0]?.init.headers.authorization, 'DPoP s3cret')
})

test('rfc9449 7.1/p1: the caller’s own proof also makes the scheme DPoP', async () => {
  const { sent, ask } = asking()
  await ask(new Headers({ DPoP: 'theirs' }))
  const { authorization, dpop } = sent[0]?.init.headers ?? {}
  assert.deepEqual([authorization, dpop], ['DPoP s3cret', 'theirs'])
})

const bodies: [string, unknown, 'half' | undefined][] = [
  ['none', undefined, undefined],
  ['null', null, undefined],
  ['a string', 'x', undefined],
  ['bytes', new Uint8Array(2), undefined],
  ['a buffer', new ArrayBuffer(2), undefined],
  ['a form', new URLSearchParams('a=b'), undefined],
  ['a stream', new ReadableStream(), 'half'],
]
for (const [title, body, duplex] of bodies) {
  test(`compatible: the body is sent as given, ${title}`, async () => {
    const { sent, ask } = asking()
    await ask(undefined, body, {}, 'POST')
    assert.equal(sent[0]?.init.body, body)
    assert.equal(sent[0]?.init.duplex, duplex)
  })
}

const shapes: [string, unknown][] = [
  ['Headers', new Headers({ Accept: 'text/html', 'X-A': '1' })],
  ['Headers of undici', new OtherHeaders({ Accept: 'text/html', 'X-A': '1' })],
  ['a record', { Accept: 'text/html', 'X-A': '1' }],
  [
    'pairs',
    [
      ['Accept', 'text/html'],
      ['X-A', '1'],
    ],
  ],
]
for (const [title, headers] of shapes) {
  test(`fapi1-baseline 6.2.2/3, 6.2.2/4, 6.2.2/5: the caller’s headers, ${title}`, async () => {
    const { sent, ask } = asking()
    await ask(headers)
    const authorization = 'Bearer s3cret'
    assert.deepEqual(sent[0]?.init.headers, { accept: 'text/html', authorization, 'user-agent': agent, 'x-a': '1' })
    if (headers instanceof Headers) assert.equal(headers.has('authorization'), false)
  })
}

for (const status of [200, 204, 401, 403, 503]) {
  test(`rfc6750 3/1, 3/2, 3.1/1: a challenge with ${status}; the body is left unread`, async () => {
    const value = 'DPoP algs="ES256 PS256", Bearer error="insufficient_scope", scope="a b", error_description="no"'
    const response = new Response(status === 204 ? null : 'x', { status, headers: { 'www-authenticate': value } })
    const { ask } = asking(response)
    const error = (await rejection(() => ask(), {
      name: 'WWWAuthenticateChallengeError',
      code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
      cause: [
        { scheme: 'dpop', parameters: { algs: 'ES256 PS256' } },
        { scheme: 'bearer', parameters: { error: 'insufficient_scope', scope: 'a b', error_description: 'no' } },
      ],
    })) as oauth.WWWAuthenticateChallengeError
    assert.equal(error.response, response)
    assert.deepEqual([error.status, error.response.bodyUsed], [status, false])
  })
}

test('compatible: without a well-formed challenge, a response with any status is returned', async () => {
  for (const response of [json({}, 401), json({}, 500), json({}, 302), json({}, 401, { 'www-authenticate': 'x="' })]) {
    assert.equal(await asking(response).ask(), response)
  }
  const theirs = new OtherResponse('x')
  assert.equal(await asking(() => theirs).ask(), theirs)
})

test('misuse: what a customFetch resolves with', async () => {
  for (const none of [undefined, null, {}, 'x']) await rejects(() => asking(() => none).ask(), wrongType)
})

test('misuse: accessToken, url, protocol, headers and DPoP, checked in this order', async () => {
  const { ask, sent } = asking()
  const call = (token: unknown, url: unknown, headers: unknown, DPoP: unknown) => () =>
    ask(headers, undefined, { DPoP }, 'GET', url, token)
  const bad = { authorization: 'Bearer s3cret' }
  for (const token of [undefined, null, 1]) await rejects(call(token ?? null, 'x', bad, {}), wrongType)
  await rejects(call('', 'x', bad, {}), wrongValue)
  for (const url of ['https://api.example', null, {}]) await rejects(call('t', url, bad, {}), wrongType)
  const http = new URL('http://api.example')
  await rejects(call('t', http, bad, {}), failed('HTTP_REQUEST_FORBIDDEN', http))
  await rejects(call('t', api, bad, {}), wrongValue)
  for (const DPoP of [{}, false, 0, 'x']) await rejects(call('t', api, {}, DPoP), wrongValue)
  assert.equal(sent.length, 0)
  for (const DPoP of [undefined, null]) await call('t', api, {}, DPoP)()
  assert.ok(sent.every(({ init }) => init.headers.authorization === 'Bearer t'))
})

test('rfc6750 5.3/3, rfc6749 10.3/1b: https only, unless allowInsecureRequests is set', async () => {
  const { ask, sent } = asking()
  const insecure = { [oauth.allowInsecureRequests]: true }
  await ask(undefined, undefined, insecure, 'GET', new URL('http://api.example/'))
  const ftp = new URL('ftp://api.example/')
  await rejects(() => ask(undefined, undefined, insecure, 'GET', ftp), failed('REQUEST_PROTOCOL_FORBIDDEN', ftp))
  assert.equal(sent.length, 1)
})

test('difference 22: a URL from another realm', async () => {
  const { ask, sent } = asking()
  await ask(undefined, undefined, {}, 'GET', foreign('URL', new URL(api)))
  assert.equal(sent[0]?.url, api.href)
})

test('misuse: a token that cannot be in a header is not shown in the message', async () => {
  const { ask, sent } = asking()
  for (const token of ['line\nfeed', 'zero\0', '\u0100']) {
    const error = await rejection(() => ask(undefined, undefined, {}, 'GET', api, token), wrongValue)
    assert.ok(!error.message.includes(token))
  }
  assert.equal(sent.length, 0)
})

test('rfc9449 4.2/6: the proof and the request name the same URL, even if the object changes meanwhile', async () => {
  const url = new URL('https://api.example/one')
  const { sent, ask } = asking()
  const DPoP = oauth.DPoP({}, await keys('ES256'))
  const asked = ask(undefined, undefined, { DPoP }, 'GET', url)
  url.pathname = '/two'
  await asked
  assert.equal(sent[0]?.url, 'https://api.example/one')
  assert.equal(decoded(sent[0]?.init.headers.dpop as string).claims.htu, 'https://api.example/one')
})
