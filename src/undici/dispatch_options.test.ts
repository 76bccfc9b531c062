import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dispatchOptions } from './dispatch_options.ts'

const options = (method: string, headers: Record<string, string> = {}, body?: unknown) =>
  dispatchOptions('https://as.example/token', { method, headers, body })

test('fetch api: the type of a text or a form is sent when the caller names none', () => {
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

test('fetch api: the name of a header may have capitals', () => {
  assert.deepEqual(options('GET', { Accept: 'a/b' }).headers, { Accept: 'a/b' })
  assert.deepEqual(options('GET', { 'x-a': 'b' }).headers, { 'x-a': 'b', accept: '*/*' })
})

test('api: headers that lack nothing are not copied', () => {
  const headers = { accept: 'a/b', 'content-type': 'c/d' }
  assert.equal(options('POST', headers, new URLSearchParams()).headers, headers)
  assert.equal(options('GET', headers).headers, headers)
})

test('fetch api: some methods are put into capitals', () => {
  for (const method of ['get', 'Post', 'pUt', 'delete', 'head', 'options', 'DELETE']) {
    assert.equal(options(method).method, method.toUpperCase())
  }
  for (const method of ['patch', 'PATCH', 'getx', 'xget']) assert.equal(options(method).method, method)
})
