import assert from 'node:assert/strict'
import { syncBuiltinESMExports } from 'node:module'
import { test } from 'node:test'
import zlib from 'node:zlib'
import { undiciFetch } from './index.ts'
import type { DispatchHandler, UndiciDispatcher } from './undici.ts'

const text = '{"a":1}'
const { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } = zlib

/** A dispatcher whose responses all have that content coding and that content. */
function answering(coding: string | string[], content: Uint8Array, ended = () => {}, status = 200): UndiciDispatcher {
  return {
    dispatch(_: unknown, handler: DispatchHandler) {
      const controller = { abort: () => {} }
      handler.onRequestStart(controller)
      handler.onResponseStart(controller, status, { 'Content-Encoding': coding })
      handler.onResponseData(controller, content)
      handler.onResponseEnd()
      ended()
      return true
    },
    close: async () => {},
  } as unknown as UndiciDispatcher
}

const read = async (coding: string | string[], content: Uint8Array, maxResponseSize?: number) => {
  const transport = undiciFetch({ dispatcher: answering(coding, content), ...(maxResponseSize && { maxResponseSize }) })
  return (await transport('https://as.example/', { method: 'GET', headers: {} })).text()
}

const gzipped = (times: number) => {
  let bytes: Uint8Array = Buffer.from(text)
  for (let i = 0; i < times; i++) bytes = gzipSync(bytes)
  return bytes
}

test('api: at most five content codings are decoded; with more, nothing is decoded', async () => {
  assert.equal(await read('gzip,gzip, gzip ,GZIP,x-gzip', gzipped(5)), text)
  assert.equal(await read(['gzip', 'gzip, gzip'], gzipped(3)), text)
  for (const codings of ['gzip, gzip, gzip, gzip, gzip, gzip', ['gzip, gzip, gzip', 'gzip, gzip, gzip']]) {
    for (const bytes of [gzipped(6), Buffer.from('no gzip')]) {
      await assert.rejects(read(codings, bytes), (error: Error) => {
        assert.ok(error instanceof TypeError && error.message === 'fetch failed' && error.cause instanceof RangeError)
        return error.cause.message === 'the response has more than 5 content codings'
      })
    }
  }
})

test('api: no other header field names a coding', async () => {
  const dispatcher = {
    dispatch(_: unknown, handler: DispatchHandler) {
      const controller = { abort: () => {} }
      handler.onRequestStart(controller)
      // names of the same length
      const headers = { 'www-authenticate': 'Basic', 'Content-Encoding': 'gzip', 'x-sixteen-letter': 'none' }
      handler.onResponseStart(controller, 200, headers)
      handler.onResponseData(controller, gzipped(1))
      handler.onResponseEnd()
      return true
    },
  } as unknown as UndiciDispatcher
  const response = await undiciFetch({ dispatcher })('https://as.example/', { method: 'GET', headers: {} })
  assert.equal(await response.text(), text)
})

test('api: an abort ends the request while its content is being decompressed', async ({ mock }) => {
  const { mock: gunzip } = mock.method(zlib, 'gunzip')
  syncBuiltinESMExports()
  const reason = new Error('enough')
  const aborter = new AbortController()
  const dispatcher = answering('gzip, gzip', gzipped(2), () => aborter.abort(reason))
  const request = { method: 'GET', headers: {}, signal: aborter.signal }
  await assert.rejects(undiciFetch({ dispatcher })('https://as.example/', request), reason)
  await new Promise((resolve) => setImmediate(resolve))
  mock.restoreAll()
  syncBuiltinESMExports()
  assert.equal(gunzip.callCount(), 0)
})

test('rfc9110 15.3.6/2: nothing is decompressed of a response that cannot have content', async ({ mock }) => {
  const { mock: gunzip } = mock.method(zlib, 'gunzip')
  syncBuiltinESMExports()
  const read = async (status: number) => {
    const transport = undiciFetch({ dispatcher: answering('gzip', gzipped(1), () => {}, status) })
    const response = await transport('https://as.example/', { method: 'GET', headers: {} })
    await new Promise((resolve) => setImmediate(resolve))
    return response.text()
  }
  const texts = [await read(205), await read(200)]
  mock.restoreAll()
  syncBuiltinESMExports()
  assert.deepEqual(texts, ['', text])
  assert.equal(gunzip.callCount(), 1)
})

test('api: work is linear in the list of content codings', async () => {
  const size = 1_000_000
  assert.equal(await read(`gzip${' '.repeat(size)}`, gzipped(1)), text)
  assert.equal(await read(`gzip${' '.repeat(size)}x`, Buffer.from(text)), text)
  await assert.rejects(read(','.repeat(size), Buffer.from(text)), TypeError)
})

test('fetch api: an unknown coding is not decoded, nor are those applied before it', async () => {
  for (const coding of ['utf-8', 'snappy', 'gzip, snappy', 'snappy, gzip']) {
    assert.equal(await read(coding, Buffer.from(text)), text)
  }
})

test('fetch api: deflate without its header is read', async () => {
  assert.equal(await read('deflate', deflateSync(text)), text)
  assert.equal(await read('deflate', deflateRawSync(text)), text)
  assert.equal(await read('deflate, gzip', gzipSync(deflateRawSync(text))), text)
  await assert.rejects(read('deflate', Buffer.from('no deflate')), TypeError)
})

test('fetch api: truncated content is read as far as it goes', async () => {
  assert.equal(await read('gzip', gzipSync(text).subarray(0, -8)), text)
  assert.equal(await read('deflate', deflateSync(text).subarray(0, -4)), text)
  const long = 'x'.repeat(300) + text
  assert.ok(long.startsWith(await read('br', brotliCompressSync(long).subarray(0, -2))))
  assert.equal(await read('gzip', gzipSync(text).subarray(0, 4)), '')
})

test('fetch api: empty content is not decoded', async () => {
  for (const coding of ['gzip', 'deflate', 'br', 'zstd', 'snappy', 'gzip,gzip,gzip,gzip,gzip,gzip']) {
    assert.equal(await read(coding, new Uint8Array()), '')
  }
})

test('fetch api: zstd is decoded if Node supports it', async () => {
  const { zstdCompressSync } = zlib as { zstdCompressSync?: (text: string) => Uint8Array }
  assert.equal(await read('zstd', zstdCompressSync?.(text) ?? Buffer.from(text)), text)
})

test('rfc9110 8.4/2: an empty element and identity change nothing', async () => {
  assert.equal(await read(', gzip, identity', gzipped(1)), text)
})

test('api: the limit applies to the output of each coding; it can be switched off', async () => {
  const zeros = gzipSync(Buffer.alloc(1000))
  assert.equal((await read('gzip', zeros, 1000)).length, 1000)
  assert.equal((await read('gzip', zeros, Number.POSITIVE_INFINITY)).length, 1000)
  // the last output is small again
  const large = gzipSync(gzipSync(Buffer.alloc(990), { level: 0 }))
  for (const [codings, bytes] of [
    ['gzip', zeros],
    ['gzip, gzip', large],
  ] as const) {
    await assert.rejects(read(codings, bytes, 999), (error: Error) => error.cause instanceof RangeError)
  }
})
