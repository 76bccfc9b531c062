import assert from 'node:assert/strict'
import { test } from 'node:test'
import { server } from '../../test/fixtures/parties.ts'
import { failed, throws } from '../../test/fixtures/refusal.ts'
import { endpointUrl, resolveEndpoint } from './endpoint.ts'

const resolve = (as: Record<string, unknown>, useMtlsAlias: unknown = false, enforceHttps = true) =>
  resolveEndpoint(server(as), 'token_endpoint', useMtlsAlias as boolean, enforceHttps)

test('rfc6749 3.2/3: a query of the endpoint is kept', () => {
  const url = resolve({ token_endpoint: 'https://as.example/token?a=b' })
  assert.ok(url instanceof URL)
  assert.equal(url.href, 'https://as.example/token?a=b')
})

test('compatible: missing metadata', () => {
  const missing = failed('MISSING_SERVER_METADATA', { attribute: 'token_endpoint' })
  throws(() => resolve({ token_endpoint: undefined }), missing)
  throws(() => resolveEndpoint({ issuer: 'x' }, 'token_endpoint', false, true), missing)
})

for (const token_endpoint of [null, '', '/token', 'as.example/token', 1, {}, ['https://as.example'], true]) {
  test(`compatible: metadata that is not a URL: ${JSON.stringify(token_endpoint)}`, () =>
    throws(() => resolve({ token_endpoint }), failed('INVALID_SERVER_METADATA', { attribute: 'token_endpoint' })))
}

test('rfc6749 3.2/4: https only, unless allowInsecureRequests is set', () => {
  const token_endpoint = 'http://as.example/token'
  throws(() => resolve({ token_endpoint }), failed('HTTP_REQUEST_FORBIDDEN', new URL(token_endpoint)))
  assert.equal(resolve({ token_endpoint }, false, false).href, token_endpoint)
  const ftp = 'ftp://as.example/token'
  throws(() => resolve({ token_endpoint: ftp }, false, false), failed('REQUEST_PROTOCOL_FORBIDDEN', new URL(ftp)))
})

const alias = 'https://mtls.as.example/token'
const usual = 'https://as.example/token'
const aliased: [string, unknown, unknown, string][] = [
  ['rfc8705 5/1a: the alias', { token_endpoint: alias }, true, alias],
  ['rfc8705 5/1b: no alias of that name', { userinfo_endpoint: alias }, true, usual],
  ['rfc8705 5/1b: no aliases', undefined, true, usual],
  ['rfc8705 5/1b: a client without mutual TLS', { token_endpoint: alias }, false, usual],
  ['compatible: aliases null', null, true, usual],
  ['compatible: a truthy use_mtls_endpoint_aliases', { token_endpoint: alias }, 1, alias],
]
for (const [title, mtls_endpoint_aliases, use, expected] of aliased) {
  test(title, () => assert.equal(resolve({ mtls_endpoint_aliases }, use).href, expected))
}

test('rfc8705 5/1c: aliases that are not an object are ignored', () => {
  for (const mtls_endpoint_aliases of ['x', 1, true]) {
    assert.equal(resolve({ mtls_endpoint_aliases }, true).href, usual)
  }
})

const attribute = 'mtls_endpoint_aliases.token_endpoint'
test('compatible: there is no fallback from a bad alias', () => {
  for (const token_endpoint of [null, '', '/token']) {
    const as = { mtls_endpoint_aliases: { token_endpoint } }
    throws(() => resolve(as, true), failed('INVALID_SERVER_METADATA', { attribute }))
  }
  const as = { mtls_endpoint_aliases: { token_endpoint: undefined } }
  throws(() => resolve(as, true), failed('MISSING_SERVER_METADATA', { attribute }))
  const http = 'http://mtls.as.example/token'
  const insecure = { mtls_endpoint_aliases: { token_endpoint: http } }
  throws(() => resolve(insecure, true), failed('HTTP_REQUEST_FORBIDDEN', new URL(http)))
})

test('difference 13: the cause names the endpoint that was checked', () => {
  const own = { attribute: 'token_endpoint' }
  const as = { mtls_endpoint_aliases: { userinfo_endpoint: alias } }
  throws(() => resolve({ ...as, token_endpoint: '' }, true), failed('INVALID_SERVER_METADATA', own))
  throws(() => resolve({ ...as, token_endpoint: undefined }, true), failed('MISSING_SERVER_METADATA', own))
  throws(() => resolve({ token_endpoint: '' }, true), failed('INVALID_SERVER_METADATA', own))
})

test('api: a change to the returned URL does not affect the next request', () => {
  for (const use of [false, true]) {
    const as = { mtls_endpoint_aliases: { token_endpoint: 'https://mtls.as.example/token' } }
    resolve(as, use).pathname = '/elsewhere'
    assert.equal(resolve(as, use).pathname, '/token')
  }
})

test('api: a change to the URL in an error does not affect the next request', () => {
  const token_endpoint = 'http://as.example/token'
  assert.throws(
    () => resolve({ token_endpoint }),
    ({ cause }: { cause: URL }) => {
      cause.href = 'https://elsewhere.example'
      return true
    },
  )
  assert.equal(resolve({ token_endpoint }, false, false).href, token_endpoint)
})

test('api: changed metadata takes effect immediately, for any number of URLs', () => {
  const as = server({})
  for (let at = 0; at < 250; at++) {
    const token_endpoint = `https://as.example/token/${at}`
    Object.assign(as, { token_endpoint })
    assert.equal(endpointUrl(as, 'token_endpoint', false, true).href, token_endpoint)
  }
})

test('rfc6749 3.2/4: a URL that was once allowed without TLS is refused the next time', () => {
  const token_endpoint = 'http://as.example/token'
  assert.equal(resolve({ token_endpoint }, false, false).href, token_endpoint)
  for (let times = 0; times < 2; times++) {
    throws(() => resolve({ token_endpoint }), failed('HTTP_REQUEST_FORBIDDEN', new URL(token_endpoint)))
  }
})
