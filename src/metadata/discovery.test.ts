import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json, network, typed } from '../../test/fixtures/parties.ts'
import { foreign } from '../../test/fixtures/realm.ts'
import { failed, type Refusal, rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { allowInsecureRequests } from '../http/options.ts'
import { discoveryRequest, processDiscoveryResponse } from './discovery.ts'
import { processResourceDiscoveryResponse, resourceDiscoveryRequest } from './resource_discovery.ts'
import { _nodiscoverycheck } from './well_known_metadata.ts'

type Options = Parameters<typeof discoveryRequest>[1]
type Ask = (identifier: URL, options?: Options) => Promise<Response>

const oidc: Ask = discoveryRequest
const oauth2: Ask = (issuer, options) => discoveryRequest(issuer, { ...options, algorithm: 'oauth2' })
const resource: Ask = resourceDiscoveryRequest
const host = 'https://as.example'
const configuration = '/.well-known/openid-configuration'
const server = '/.well-known/oauth-authorization-server'
const protectedResource = '/.well-known/oauth-protected-resource'

const urls: [string, Ask, string, string][] = [
  ['oidc-discovery 4.1/1: no path', oidc, '', configuration],
  ['oidc-discovery 4.1/1: a path', oidc, '/tenant', `/tenant${configuration}`],
  ['oidc-discovery 4.1/3: a slash at the end', oidc, '/tenant/', `/tenant${configuration}`],
  ['compatible: two slashes at the end', oidc, '/tenant//', `/tenant/${configuration}`],
  ['compatible: two slashes in the path', oidc, '/a//b', `/a/b${configuration}`],
  ['compatible: a query is kept', oidc, '/tenant?p=B2C_1', `/tenant${configuration}?p=B2C_1`],
  [
    'rfc9110 7.1/1: the fragment of an issuer is dropped (difference 30)',
    oidc,
    '/tenant?p=1#fragment',
    `/tenant${configuration}?p=1`,
  ],
  ['rfc8414 3/1: no path', oauth2, '', server],
  ['rfc8414 3/1: a path', oauth2, '/tenant', `${server}/tenant`],
  ['rfc8414 3.1/3: a slash at the end', oauth2, '/tenant/', `${server}/tenant`],
  ['rfc8414 3/1: a path of two segments and a query', oauth2, '/a/b?c=d', `${server}/a/b?c=d`],
  ['difference 30: the fragment of an issuer, RFC 8414', oauth2, '/a#b', `${server}/a`],
  ['rfc9728 3.1/3: no path', resource, '', protectedResource],
  ['rfc9728 3/1: a path and a query', resource, '/api?a=b', `${protectedResource}/api?a=b`],
  ['compatible: the slash at the end of a resource is kept', resource, '/api/', `${protectedResource}/api/`],
  ['difference 30: the fragment of a resource', resource, '/api#b', `${protectedResource}/api`],
]
for (const [title, ask, path, expected] of urls) {
  test(title, async () => {
    const { sent, options } = network()
    const identifier = new URL(host + path)
    await ask(identifier, options)
    assert.equal(sent[0]?.url, host + expected)
    assert.equal(identifier.href, new URL(host + path).href, 'the caller’s URL is left unchanged')
  })
}

test('rfc8414 3.1/1, rfc9728 3.1/1, fapi1-baseline 5.2.3/11, fapi2-sp 5.3.3.1/9: a GET for JSON', async () => {
  for (const ask of [oidc, oauth2, resource]) {
    const { sent, options } = network()
    await ask(new URL(host), { ...options, headers: { accept: '*/*' } })
    const { method, headers, body } = sent[0]?.init ?? assert.fail()
    assert.deepEqual([method, headers.accept, body], ['GET', 'application/json', undefined])
  }
})

test('compatible: oidc is the default algorithm', async () => {
  for (const algorithm of [undefined, 'oidc'] as const) {
    const { sent, options } = network()
    await discoveryRequest(new URL(host), { ...options, algorithm } as Options)
    assert.equal(sent[0]?.url, host + configuration)
  }
})

for (const [name, ask] of Object.entries({ oidc, oauth2, resource })) {
  test(`rfc8414 3/2, rfc9728 7.2/1, oidc-discovery 7.1/2: https only, ${name}`, async () => {
    const { sent, options } = network()
    const insecure = { ...options, [allowInsecureRequests]: true }
    const [http, ftp] = [new URL('http://as.example'), new URL('ftp://as.example')]
    await rejects(() => ask(http, options), failed('HTTP_REQUEST_FORBIDDEN', http))
    await rejects(() => ask(ftp, insecure), failed('REQUEST_PROTOCOL_FORBIDDEN', ftp))
    assert.equal(sent.length, 0)
    await ask(http, insecure)
    assert.equal(sent.length, 1)
  })
  test(`misuse: the identifier is not a URL, ${name}`, async () => {
    for (const none of [undefined, null, host, {}, { href: host }, new URLSearchParams()]) {
      await rejects(() => ask(none as never, network().options), wrongType)
    }
  })
}

test('misuse: an unknown algorithm, checked after the protocol and before any request', async () => {
  const { sent, options } = network()
  for (const algorithm of ['saml', '', null, 1]) {
    const odd = { ...options, algorithm } as never
    await rejects(() => discoveryRequest(new URL(host), odd), wrongValue)
    await rejects(() => discoveryRequest(new URL('http://a.example'), odd), failed('HTTP_REQUEST_FORBIDDEN', URL))
  }
  assert.equal(sent.length, 0)
})

test('difference 22: a URL from another realm', async () => {
  const { sent, options } = network()
  await discoveryRequest(foreign('URL', new URL(host)), options)
  assert.equal(sent[0]?.url, host + configuration)
  const expected = foreign('URL', new URL(host))
  assert.deepEqual(await processDiscoveryResponse(expected, json({ issuer: host })), { issuer: host })
})

const processors = [
  ['issuer', processDiscoveryResponse],
  ['resource', processResourceDiscoveryResponse],
] as const
for (const [attribute, process] of processors) {
  const check = (identifier: unknown, expected = `${host}/`, more = {}) =>
    process(new URL(expected), json({ [attribute]: identifier, ...more })) as Promise<unknown>

  test(`rfc8414 3.2/1b, rfc9728 3.2/1b: the metadata is returned unchanged, ${attribute}`, async () => {
    const more = { token_endpoint: 'x', unknown: [1], signed_metadata: 'ignored' }
    assert.deepEqual(await check(host, host, more), { [attribute]: host, ...more })
  })

  for (const [identifier, expected] of [
    [host, `${host}/`],
    [`${host}/`, host],
    [`${host}:443`, host],
    ['HTTPS://AS.example', host],
    [`${host}/a?b=c`, `${host}/a?b=c`],
  ] as const) {
    test(`compatible: ${identifier} is ${expected}, ${attribute}`, () => check(identifier, expected).then(() => {}))
  }

  for (const [identifier, expected] of [
    [`${host}/a/`, `${host}/a`],
    [`${host}/a`, `${host}/a/`],
    [`${host}/A`, `${host}/a`],
    ['https://evil.example', host],
    ['http://as.example', host],
    [`${host}/?a`, host],
  ] as const) {
    test(`rfc8414 3.3/1, 4/2, 4/3, 6.2/1, oidc-discovery 5/2, rfc9728 3.3/1, fapi2-sp 5.3.3.1/11: ${identifier} is not ${expected}, ${attribute}`, () => {
      const cause = { expected: new URL(expected).href, body: { [attribute]: identifier }, attribute }
      return rejects(() => check(identifier, expected), failed('JSON_ATTRIBUTE_COMPARISON_FAILED', cause))
    })
  }

  for (const identifier of [undefined, null, '', 1, [host], {}]) {
    test(`rfc8414 2/1, oidc-discovery 3/1, rfc9728 2/1: ${attribute} must not be ${JSON.stringify(identifier)}`, () => {
      const body = identifier === undefined ? {} : { [attribute]: identifier }
      return rejects(() => check(identifier), failed('INVALID_RESPONSE', { body }))
    })
  }

  for (const identifier of ['as.example', '/path', 'https://', 'https:// ']) {
    test(`difference 7: ${attribute} ${JSON.stringify(identifier)} is not a URL`, () =>
      rejects(() => check(identifier), failed('INVALID_RESPONSE', { body: { [attribute]: identifier } })))
  }

  test(`compatible: _nodiscoverycheck, ${attribute}`, async () => {
    const body = { [attribute]: 'whatever' }
    assert.deepEqual(await process(_nodiscoverycheck as never, json(body)), body)
    await rejects(() => process(_nodiscoverycheck as never, json({})), failed('INVALID_RESPONSE', { body: {} }))
  })

  test(`misuse: the expected identifier, then the response, ${attribute}`, async () => {
    for (const none of [undefined, null, host, Symbol(), {}]) {
      await rejects(() => process(none as never, json({ [attribute]: host })), wrongType)
    }
    await rejects(() => process(new URL(host), {} as never), wrongType)
    const read = json({ [attribute]: host })
    await read.text()
    await rejects(() => process(new URL(host), read), wrongValue)
  })

  const challenge = { 'www-authenticate': 'Bearer' }
  const answers: [string, Response, (response: Response) => Refusal][] = [
    ['404 with an OAuth error', json({ error: 'e' }, 404), (answer) => failed('RESPONSE_IS_NOT_CONFORM', answer)],
    ['401 with a challenge', json({}, 401, challenge), (answer) => failed('RESPONSE_IS_NOT_CONFORM', answer)],
    ['302', json({}, 302), (answer) => failed('RESPONSE_IS_NOT_CONFORM', answer)],
    ['201', json({ [attribute]: host }, 201), (answer) => failed('RESPONSE_IS_NOT_CONFORM', answer)],
    ['a page', typed('text/html', '<html>'), (answer) => failed('RESPONSE_IS_NOT_JSON', answer)],
    ['broken JSON', json('{'), () => failed('PARSE_ERROR', SyntaxError)],
    ['an array', json([]), () => failed('INVALID_RESPONSE', { body: [] })],
  ]
  for (const [title, answer, refusal] of answers) {
    test(`rfc8414 3.2/1a, rfc9728 3.2/1a: ${title}, ${attribute}`, () =>
      rejects(() => process(new URL(host), answer), refusal(answer)))
  }
}
