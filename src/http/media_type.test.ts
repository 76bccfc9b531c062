import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getContentType } from './media_type.ts'

for (const [header, expected] of [
  ['application/json', 'application/json'],
  ['application/json;charset=utf-8', 'application/json'],
  ['application/json ; charset=utf-8; a=b', 'application/json'],
  ['Application/JSON', 'application/json'],
  ['  application/jwt  ', 'application/jwt'],
  ['TEXT/html; x="a;b"', 'text/html'],
  ['', ''],
  [';', ''],
]) {
  test(`difference 10, as rfc9110 8.3.1/1 requires: ${JSON.stringify(header)} is ${JSON.stringify(expected)}`, () => {
    assert.equal(getContentType(new Response('', { headers: { 'content-type': header as string } })), expected)
    const request = new Request('https://a.example', { headers: { 'content-type': header as string } })
    assert.equal(getContentType(request), expected)
  })
}

test('compatible: no media type', () => {
  assert.equal(getContentType(new Response()), undefined)
  assert.equal(getContentType(new Request('https://a.example')), undefined)
})
