import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { inspect } from 'node:util'
import { makeDispatcher, timeLimits } from './own_dispatcher.ts'
import { undiciFetch } from './undici_fetch.ts'

test('ciba 10.1/p5: undici’s timeouts do not end a long poll before the polling loop does', () => {
  const { headersTimeout, connectTimeout, bodyTimeout } = timeLimits({})
  const requestDeadline = 40_000
  assert.ok(headersTimeout > requestDeadline)
  // undici treats 0 as no limit
  for (const limit of [headersTimeout, connectTimeout, bodyTimeout]) assert.ok(limit > 0 && limit <= 60_000)
  const given = { connectTimeout: 1, headersTimeout: 2, bodyTimeout: 3 }
  assert.deepEqual(timeLimits(given), given)
})

test('misuse: an invalid proxy URL is refused, without showing its password', async () => {
  for (const proxy of ['http://me:s3cret@proxy:99999', 'http://me:s3cret%zz@proxy.example']) {
    await assert.rejects(makeDispatcher({ proxy }), (error: Error & { code?: string }) => {
      assert.deepEqual([error.name, error.code], ['TypeError', 'ERR_INVALID_ARG_VALUE'])
      assert.ok(!inspect(error, { showHidden: true }).includes('s3cret'))
      return true
    })
  }
})

test('api: a proxy password without a user name is sent', async () => {
  const seen: unknown[] = []
  const proxy = createServer()
  proxy.on('connect', ({ headers }, socket) => {
    seen.push(headers['proxy-authorization'])
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo
  const transport = undiciFetch({ proxy: `http://:s3cret@127.0.0.1:${port}` })
  try {
    await assert.rejects(transport('https://as.example/', { method: 'GET', headers: {} }), TypeError)
    assert.deepEqual(seen, [`Basic ${btoa(':s3cret')}`])
  } finally {
    await transport.close()
    proxy.closeAllConnections()
    proxy.close()
  }
})

test('api: a proxy that opens no tunnel is asked once, and the request rejects', async () => {
  const ok = 'HTTP/1.1 200 OK\r\n'
  const answers: [string, RegExp][] = [
    ['', /closed/],
    ['HTTP/1.1 100 Continue\r\n\r\n', /closed/],
    [`${ok}content-length: 4\r\n\r\nself`, /data after/],
    [`${ok}\r\n${ok}content-length: 0\r\n\r\n`, /data after/],
    ['HTTP/1.1 407 No\r\ncontent-length: 2\r\n\r\nno', /407/],
  ]
  for (const [answer, message] of answers) {
    const sockets: Socket[] = []
    const proxy = createTcpServer((socket) => {
      sockets.push(socket.on('error', () => {}))
      socket.once('data', () => socket.end(answer))
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const transport = undiciFetch({ proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` })
    try {
      for (const url of ['http://as.example/', 'https://as.example/']) {
        const request = { method: 'POST', headers: {}, signal: AbortSignal.timeout(5_000) }
        await assert.rejects(
          transport(url, request),
          (error: Error) => error instanceof TypeError && message.test((error.cause as Error).message),
        )
      }
      assert.equal(sockets.length, 2)
      await transport.close()
    } finally {
      proxy.close()
      for (const socket of sockets) socket.destroy()
    }
  }
})
