import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { dispatchOptions } from './dispatch_options.ts'
import { undiciFetch } from './undici_fetch.ts'

const options = (method: string, headers: Record<string, string> = {}, body?: unknown) =>
  dispatchOptions('https://as.example/token', { method, headers, body })

test('fetch api: a string or a form has a default content type', () => {
  const accept = '*/*'
  const form = 'application/x-www-form-urlencoded;charset=UTF-8'
  assert.deepEqual(options('POST', {}, 'a').headers, { accept, 'content-type': 'text/plain;charset=UTF-8' })
  assert.deepEqual(options('POST', {}, '').headers, { accept, 'content-type': 'text/plain;charset=UTF-8' })
  assert.deepEqual(options('POST', {}, new URLSearchParams('a=1')).headers, { accept, 'content-type': form })
  for (const body of [undefined, null, new Uint8Array(), new ArrayBuffer(1), new Blob(['a'], { type: 'a/b' })]) {
    assert.deepEqual(options('POST', {}, body).headers, { accept })
  }
  for (const name of ['content-type', 'Content-Type']) {
    assert.deepEqual(options('POST', { [name]: 'a/b' }, 'a').headers, { accept, [name]: 'a/b' })
  }
})

test('fetch api: a header name may have capitals', () => {
  assert.deepEqual(options('GET', { Accept: 'a/b' }).headers, { Accept: 'a/b' })
  assert.deepEqual(options('GET', { 'x-a': 'b' }).headers, { 'x-a': 'b', accept: '*/*' })
})

test('api: a header without a value counts as missing, because undici does not send it', () => {
  for (const name of ['accept', 'Accept']) {
    assert.equal(options('GET', { [name]: undefined } as never).headers.accept, '*/*')
  }
})

test('api: complete headers are not copied', () => {
  const headers = { accept: 'a/b', 'content-type': 'c/d' }
  assert.equal(options('POST', headers, new URLSearchParams()).headers, headers)
  assert.equal(options('GET', headers).headers, headers)
})

test('fetch api: some methods are converted to upper case', () => {
  for (const method of ['get', 'Post', 'pUt', 'delete', 'head', 'options', 'DELETE']) {
    assert.equal(options(method).method, method.toUpperCase())
  }
  for (const method of ['patch', 'PATCH', 'getx', 'xget']) assert.equal(options(method).method, method)
})

test('fetch api: forbidden requests are refused, and the URL is not shown', async () => {
  const refused: [string, string, unknown][] = [
    ['https://me:s3cret@as.example/', 'POST', undefined],
    ['https://me@as.example/', 'POST', undefined],
    ['https://:s3cret@as.example/', 'POST', undefined],
    // undici would open a tunnel and nothing else
    ...['CONNECT', 'connect', 'Trace', 'TRACK'].map((method): [string, string, unknown] => [
      'https://a.example/',
      method,
      null,
    ]),
    ...['GET', 'get', 'Head'].map((method): [string, string, unknown] => ['https://a.example/', method, '']),
  ]
  const dispatcher = { dispatch: () => assert.fail('sent'), close: async () => {} }
  for (const [url, method, body] of refused) {
    for (let times = 0; times < 2; times++) {
      assert.throws(() => dispatchOptions(url, { method, headers: {}, body }), TypeError)
    }
    await assert.rejects(
      undiciFetch({ dispatcher })(url, { method, headers: {}, body }),
      (error: Error) => error instanceof TypeError && !inspect(error).includes('s3cret'),
    )
  }
  for (const method of ['GET', 'HEAD'])
    for (const body of [undefined, null]) assert.equal(options(method, {}, body).body, null)
})

test('fetch api: the URL is sent without its fragment', () => {
  const path = (url: string) => dispatchOptions(url, { method: 'GET', headers: {} }).path
  assert.deepEqual(
    ['https://a.example', 'https://a.example/x?', 'HTTPS://A.example:443/x?a=é#b?c', 'https://a.example:1#'].map(path),
    ['/', '/x?', '/x?a=%C3%A9', '/'],
  )
})

test('fetch api: headers may be a Headers or pairs, too', () => {
  const expected = { accept: '*/*', authorization: 'Bearer t', 'content-type': 'a/b' }
  const pairs: [string, string][] = [
    ['authorization', 'Bearer t'],
    ['content-type', 'a/b'],
  ]
  for (const headers of [new Headers(pairs), pairs, new Map(pairs)]) {
    assert.deepEqual({ ...options('POST', headers as never, 'x').headers }, expected)
  }
  const { headers } = options('POST', [...pairs, ['X-a', '1'], ['x-A', '2']] as never, 'x')
  assert.deepEqual({ ...headers }, { ...expected, 'x-a': '1, 2' })
})

test('api: each URL goes to its own target, for any number of URLs, and as often as it is requested', () => {
  const target = (url: string) => {
    const { origin, path } = dispatchOptions(url, { method: 'GET', headers: {} })
    return origin + path
  }
  for (let times = 0; times < 2; times++) {
    for (let at = 0; at < 250; at++) {
      for (const url of [`https://a${at}.example/`, `https://as.example/${at}`, `https://as.example/?${at}`]) {
        assert.equal(target(url), url)
        assert.equal(target(url), url)
      }
    }
  }
  // beyond what the declaration allows
  const changing = new URL('https://as.example/first')
  assert.equal(target(changing as never), 'https://as.example/first')
  changing.pathname = '/second'
  assert.equal(target(changing as never), 'https://as.example/second')
})
