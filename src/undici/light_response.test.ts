import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LightHeaders } from './light_headers.ts'
import { LightResponse } from './light_response.ts'

const response = (bytes: Uint8Array) => new LightResponse('https://as.example/', 200, '', [], bytes)

test('fetch api: whoever reads the bytes gets a plain array that shares no memory', async () => {
  const received = Buffer.from('abc')
  const kept = response(received)
  const [bytes, buffer, streamed] = [
    await kept.clone().bytes(),
    new Uint8Array(await kept.clone().arrayBuffer()),
    (await kept.clone().body?.getReader().read())?.value as Uint8Array,
  ]
  for (const read of [bytes, buffer, streamed]) {
    assert.equal(Object.getPrototypeOf(read), Uint8Array.prototype)
    assert.deepEqual([...read], [97, 98, 99])
    assert.equal(read.buffer.byteLength, 3)
    read[0] = 0
  }
  assert.equal(await kept.text(), 'abc')
})

test('fetch api: text and JSON are UTF-8 without a byte order mark', async () => {
  const marked = Buffer.from('\u{feff}{"a":"é€"}')
  assert.equal(await response(marked).text(), '{"a":"é€"}')
  assert.deepEqual(await response(marked).json(), { a: 'é€' })
  assert.equal(await response(Uint8Array.of(97, 0xe2, 0x82, 98)).text(), 'a\u{fffd}b')
})

test('fetch api: repeated header fields are joined, except cookies; names may have capitals; the order is that of the names', () => {
  const list = ['X-B', '1', 'Set-Cookie', 'a=1', 'x-b', ' 2', 'A', '', 'set-cookie', 'b=2', 'x-c', '3'].map((text) =>
    Buffer.from(text, 'latin1'),
  )
  const headers = new LightHeaders(list)
  const expected = [
    ['a', ''],
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
    ['x-b', '1, 2'],
    ['x-c', '3'],
  ]
  for (let times = 0; times < 2; times++) {
    assert.deepEqual([...headers], expected)
    assert.equal(headers.get('X-b'), '1, 2')
    assert.equal(headers.get('set-cookie'), 'a=1, b=2')
    assert.deepEqual([headers.get('a'), headers.has('A'), headers.get('b'), headers.has('b')], ['', true, null, false])
    assert.deepEqual(headers.getSetCookie(), ['a=1', 'b=2'])
  }
})
