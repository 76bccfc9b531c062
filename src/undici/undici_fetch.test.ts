import assert from 'node:assert/strict'
import { getEventListeners, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { generate } from 'selfsigned'
import * as oauth from '../index.ts'
import { type UndiciFetch, type UndiciFetchOptions, undiciFetch } from './index.ts'

const json = { 'content-type': 'application/json' }
const answers: Record<string, (request: IncomingMessage, response: ServerResponse, body: string) => void> = {
  '/token': (_, response) => response.writeHead(200, json).end('{"access_token":"a","token_type":"Bearer"}'),
  '/echo': ({ method, headers, url }, response, body) =>
    response.writeHead(200, json).end(JSON.stringify({ method, headers, url, body })),
  '/error': (_, response) => response.writeHead(400, json).end('{"error":"invalid_grant"}'),
  '/challenge': (_, response) =>
    response.writeHead(401, { 'www-authenticate': 'DPoP error="use_dpop_nonce"', 'dpop-nonce': 'n1' }).end(),
  '/redirect': (_, response) => response.writeHead(302, { location: '/token' }).end('moved'),
  '/cookies': (_, response) => response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'], 'x-twice': ['1', '2'] }).end(),
  '/none': (_, response) => response.writeHead(204).end(),
  '/early': (_, response) => {
    response.writeEarlyHints({ link: '</x>; rel=preload' })
    response.writeHead(200, json).end('{}')
  },
  '/gzip': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}')),
  '/deflate': (_, response) => response.writeHead(200, { 'content-encoding': 'deflate' }).end(deflateSync('{"a":1}')),
  '/br': (_, response) => response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync('{"a":1}')),
  '/both': (_, response) =>
    response.writeHead(200, { 'content-encoding': 'br, gzip' }).end(gzipSync(brotliCompressSync('{"a":1}'))),
  '/broken': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'),
  '/bomb': (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(9 << 20))),
  '/large': (_, response) => response.writeHead(200).end(Buffer.alloc(5000, 'x')),
  '/slow': () => {},
  '/stalls': (_, response) => response.writeHead(200).write('{'),
  '/cut': (_, response) => response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy()),
}

let origin: string
let connections = 0
const transports: UndiciFetch[] = []
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  const answer = answers[request.url?.split('?')[0] as string]
  if (answer) answer(request, response, body)
  else response.writeHead(404).end()
})

function make(options?: UndiciFetchOptions): UndiciFetch {
  const transport = undiciFetch(options)
  transports.push(transport)
  return transport
}

before(async () => {
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

after(async () => {
  server.closeAllConnections()
  server.close()
  await Promise.all(transports.map((transport) => transport.close()))
})

const get = (path: string, options?: UndiciFetchOptions, signal?: AbortSignal) =>
  make(options)(origin + path, { method: 'GET', headers: {}, signal })

test('api: the library’s request arrives, and the response passes every check', async () => {
  const as = { issuer: origin, token_endpoint: `${origin}/token` }
  const client = { client_id: 'c' }
  const options = { [oauth.customFetch]: make(), [oauth.allowInsecureRequests]: true }
  const send = () =>
    oauth.clientCredentialsGrantRequest(as, client, oauth.ClientSecretBasic('s'), { scope: 'x' }, options)
  const tokens = await oauth.processClientCredentialsResponse(as, client, await send())
  assert.deepEqual({ ...tokens }, { access_token: 'a', token_type: 'bearer' })
  as.token_endpoint = `${origin}/error`
  await assert.rejects(
    async () => oauth.processClientCredentialsResponse(as, client, await send()),
    (error: unknown) =>
      error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant' && error.response.bodyUsed,
  )
})

test('rfc9449 9/1: a nonce challenge is recognised, and its nonce remembered', async () => {
  const transport = make()
  const DPoP = oauth.DPoP({}, await oauth.generateKeyPair('ES256'))
  const options = { DPoP, [oauth.customFetch]: transport, [oauth.allowInsecureRequests]: true }
  const request = (path: string) =>
    oauth.protectedResourceRequest('t', 'GET', new URL(origin + path), undefined, undefined, options)
  await assert.rejects(request('/challenge'), (error: unknown) => oauth.isDPoPNonceError(error))
  const { headers } = (await (await request('/echo')).json()) as { headers: { dpop: string } }
  const payload = JSON.parse(Buffer.from(headers.dpop.split('.')[1] as string, 'base64url').toString())
  assert.equal(payload.nonce, 'n1')
})

test('api: method, query, headers and every kind of body arrive', async () => {
  const transport = make()
  const bodies: [unknown, string][] = [
    [undefined, ''],
    [null, ''],
    ['text €', 'text €'],
    [new URLSearchParams({ a: '1 2', b: 'ä' }), 'a=1+2&b=%C3%A4'],
    [new TextEncoder().encode('bytes'), 'bytes'],
    [new TextEncoder().encode('buffer').buffer, 'buffer'],
    [new Blob(['stream']).stream(), 'stream'],
  ]
  for (const [body, expected] of bodies) {
    const response = await transport(`${origin}/echo?q=1#part`, { method: 'PATCH', headers: { 'x-a': 'b' }, body })
    const seen = (await response.json()) as Record<string, unknown> & { headers: Record<string, string> }
    assert.deepEqual([seen.method, seen.url, seen.body], ['PATCH', '/echo?q=1', expected])
    assert.deepEqual([seen.headers['x-a'], seen.headers.accept], ['b', '*/*'])
  }
})

test('api: connections are kept for the next request', async () => {
  const transport = make()
  const before = connections
  for (let i = 0; i < 5; i++) await (await transport(`${origin}/token`, { method: 'POST', headers: {} })).json()
  assert.ok(connections - before < 3)
})

test('fetch api: status, headers and a body that can be read once, as in a Response', async () => {
  const response = await get('/cookies')
  assert.equal(Object.prototype.toString.call(response), '[object Response]')
  assert.equal(Object.prototype.toString.call(response.headers), '[object Headers]')
  assert.deepEqual([response.status, response.ok, response.statusText, response.redirected], [200, true, 'OK', false])
  assert.equal(response.url, `${origin}/cookies`)
  assert.equal(response.type, (await fetch(`${origin}/cookies`)).type)
  assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2'])
  assert.deepEqual(
    [response.headers.get('X-Twice'), response.headers.has('x-none'), response.headers.get('x-none')],
    ['1, 2', false, null],
  )
  const names = [...response.headers.keys()]
  assert.deepEqual(names, [...names].sort())
  assert.deepEqual(new Headers([...response.headers]).getSetCookie(), ['a=1', 'b=2'])
  const visited: string[] = []
  response.headers.forEach((value, name) => {
    visited.push(`${name}: ${value}`)
  })
  assert.equal(visited.length, [...response.headers.values()].length)
  for (const method of ['append', 'set', 'delete'] as const) {
    assert.throws(() => response.headers[method]('a', 'b'), TypeError)
  }
  for (const [name, expected] of Object.entries({
    text: '{"access_token":"a","token_type":"Bearer"}',
    json: { access_token: 'a', token_type: 'Bearer' },
  })) {
    const token = await get('/token')
    const copy = token.clone()
    assert.equal(token.bodyUsed, false)
    assert.deepEqual(await token[name as 'text' | 'json'](), expected)
    assert.equal(token.bodyUsed, true)
    for (const again of ['text', 'json', 'arrayBuffer', 'blob', 'formData'] as const)
      await assert.rejects(token[again](), TypeError)
    assert.throws(() => token.clone(), TypeError)
    assert.deepEqual(await copy[name as 'text' | 'json'](), expected)
  }
})

test('fetch api: bytes, blob, form and stream', async () => {
  const text = '{"access_token":"a","token_type":"Bearer"}'
  assert.equal(Buffer.from(await (await get('/token')).arrayBuffer()).toString(), text)
  const blob = await (await get('/token')).blob()
  assert.deepEqual([await blob.text(), blob.type], [text, 'application/json'])
  await assert.rejects((await get('/token')).formData(), TypeError)
  const streamed = await get('/token')
  const { body } = streamed
  assert.equal(streamed.body, body)
  assert.equal(streamed.bodyUsed, false)
  assert.equal(await new Response(body).text(), text)
  assert.equal(streamed.bodyUsed, true)
  await assert.rejects(streamed.json(), TypeError)
  const cancelled = await get('/token')
  await cancelled.body?.cancel()
  assert.equal(cancelled.bodyUsed, true)
  const locked = await get('/token')
  locked.body?.getReader()
  await assert.rejects(locked.text(), TypeError)
  const none = await get('/none')
  assert.deepEqual([none.status, none.body, await none.text()], [204, null, ''])
})

test('api: an interim response is ignored', async () => {
  assert.deepEqual(await (await get('/early')).json(), {})
})

test('api: a redirect is not followed', async () => {
  const response = await get('/redirect')
  assert.deepEqual([response.status, response.headers.get('location'), await response.text()], [302, '/token', 'moved'])
})

test('rfc9110 8.4/2: a compressed body is decompressed', async () => {
  for (const path of ['/gzip', '/deflate', '/br', '/both']) assert.deepEqual(await (await get(path)).json(), { a: 1 })
  for (const path of ['/broken', '/bomb']) {
    await assert.rejects(get(path), (error: Error) => error instanceof TypeError && error.cause instanceof Error)
  }
})

test('api: a body may have as many bytes as the limit, and no more', async () => {
  assert.equal((await (await get('/large', { maxResponseSize: 5000 })).text()).length, 5000)
  await assert.rejects(get('/large', { maxResponseSize: 4999 }), (error: Error) => error.cause instanceof RangeError)
})

test('api: timeouts and broken connections reject like fetch', async () => {
  const failures = [
    () => get('/slow', { headersTimeout: 50 }),
    () => get('/stalls', { bodyTimeout: 50 }),
    () => get('/cut'),
    () => make()('http://127.0.0.1:1/', { method: 'GET', headers: {} }),
  ]
  for (const failure of failures) {
    await assert.rejects(failure(), (error: Error) => error instanceof TypeError && error.cause instanceof Error)
  }
})

test('api: a signal ends a request with its reason, before or during the request', async () => {
  const reason = new Error('enough')
  await assert.rejects(get('/token', {}, AbortSignal.abort(reason)), reason)
  for (const path of ['/slow', '/stalls']) {
    const controller = new AbortController()
    const answer = get(path, {}, controller.signal)
    setTimeout(() => controller.abort(reason), 30)
    await assert.rejects(answer, reason)
  }
  const { signal } = new AbortController()
  await get('/token', {}, signal)
  await assert.rejects(get('/cut', {}, signal))
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('api: a private certificate authority, and the client certificate', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  } as never)
  const tls = createTlsServer({ key, cert, requestCert: true, rejectUnauthorized: false }, (request, response) => {
    const { subject } = (
      request.socket as unknown as { getPeerCertificate(): { subject?: { CN: string } } }
    ).getPeerCertificate()
    response.writeHead(200, json).end(JSON.stringify({ client: subject?.CN ?? null }))
  })
  tls.listen(0)
  await once(tls, 'listening')
  const url = `https://localhost:${(tls.address() as AddressInfo).port}/`
  const client = async (options?: UndiciFetchOptions) =>
    (await make(options)(url, { method: 'GET', headers: {} })).json()
  try {
    await assert.rejects(client(), TypeError)
    assert.deepEqual(await client({ tls: { ca: cert } }), { client: null })
    assert.deepEqual(await client({ tls: { ca: cert, cert, key } }), { client: 'localhost' })
  } finally {
    tls.closeAllConnections()
    tls.close()
  }
})

test('api: through a proxy, with its credentials', async () => {
  const tunnels: [string | undefined, string | undefined][] = []
  const proxy = createServer()
  proxy.on('connect', ({ url, headers }, socket) => {
    tunnels.push([url, headers['proxy-authorization']])
    const [host, port] = (url as string).split(':')
    const upstream = connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    for (const end of [socket, upstream]) end.on('error', () => socket.destroy())
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const transport = undiciFetch({
    proxy: `http://me:p%40%E2%82%ACss@127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  })
  try {
    assert.deepEqual(await (await transport(`${origin}/token`, { method: 'POST', headers: {} })).json(), {
      access_token: 'a',
      token_type: 'Bearer',
    })
    assert.deepEqual(tunnels, [[new URL(origin).host, `Basic ${Buffer.from('me:p@€ss').toString('base64')}`]])
  } finally {
    await transport.close()
    proxy.closeAllConnections()
    proxy.close()
  }
})

test('api: the connect timeout applies to a silent proxy', async () => {
  const sockets: Socket[] = []
  const proxy = createTcpServer((socket) => sockets.push(socket.on('error', () => {})))
  proxy.listen(0, 'localhost')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo
  try {
    await Promise.all(
      // `https:`: no answer to the TLS handshake; `http:`: no answer to CONNECT
      ['http', 'https'].map((scheme) =>
        assert.rejects(
          get('/token', { proxy: `${scheme}://localhost:${port}`, connectTimeout: 30 }),
          (error: Error) => error instanceof TypeError && /Timeout/.test((error.cause as Error).name),
        ),
      ),
    )
    assert.ok(sockets.length > 1)
  } finally {
    for (const socket of sockets) socket.destroy()
    proxy.close()
  }
})

test('api: a request during close() opens new connections', async () => {
  const transport = make()
  const ask = async () => (await transport(`${origin}/token`, { method: 'POST', headers: {} })).status
  const early = ask()
  const closed = transport.close()
  const late = ask()
  await closed
  assert.deepEqual([await early, await late, await ask()], [200, 200, 200])
  await Promise.all([transport.close(), transport.close()])
  const another = ask()
  await transport.close()
  assert.deepEqual([await another, await ask(), await ask()], [200, 200, 200])
})

test('api: the caller’s own dispatcher is used, and stays open', async () => {
  const { MockAgent } = await import('undici')
  const dispatcher = new MockAgent()
  dispatcher.disableNetConnect()
  dispatcher.get('https://as.example').intercept({ path: '/jwks' }).reply(200, { keys: [] }, { headers: json }).times(2)
  const transport = undiciFetch({ dispatcher })
  const read = async () => (await transport('https://as.example/jwks', { method: 'GET', headers: {} })).json()
  assert.deepEqual(await read(), { keys: [] })
  await transport.close()
  assert.deepEqual(await read(), { keys: [] })
  await dispatcher.close()
})

test('api: an error that undici throws synchronously rejects, too', async () => {
  await assert.rejects(make()(origin, { method: 'GET', headers: { 'x-a': 'line\nbreak' } }), TypeError)
})
