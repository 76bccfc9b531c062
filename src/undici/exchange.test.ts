import assert from 'node:assert/strict'
import { test } from 'node:test'
import { undiciFetch } from './index.ts'
import type { DispatchHandler, DispatchOptions, ResponseHeaders, UndiciDispatcher } from './undici.ts'

const controller = { abort: () => {} }
const json = { 'content-type': 'application/json' }

/** A dispatcher that plays one scripted response. */
function playing(play: (handler: DispatchHandler, options: DispatchOptions) => void): UndiciDispatcher {
  return {
    dispatch(options: DispatchOptions, handler: DispatchHandler) {
      play(handler, options)
      return true
    },
    close: async () => {},
  } as unknown as UndiciDispatcher
}

/** A response through the callbacks of undici 7, with one chunk for each string. */
function respond(handler: DispatchHandler, status: number, headers: ResponseHeaders, ...texts: string[]): void {
  handler.onRequestStart(controller)
  handler.onResponseStart(controller, status, headers, 'As Said')
  for (const text of texts) handler.onResponseData(controller, new TextEncoder().encode(text))
  handler.onResponseEnd()
}

const request = (dispatcher: UndiciDispatcher, signal?: AbortSignal, url = 'https://as.example/token?a=1#b') =>
  undiciFetch({ dispatcher, maxResponseSize: 100 })(url, { method: 'POST', headers: {}, signal })

test('rfc9110 15.3.5/1, 15.3.6/2, 15.4.5/p6: a response that cannot have content has none, whatever arrives', async () => {
  for (const status of [204, 205, 304]) {
    const response = await request(playing((handler) => respond(handler, status, json, '{"a":1}')))
    assert.equal(response.status, status)
    await assertNullBody(response)
  }
})

test('fetch api: a response to HEAD has no body, whatever arrives', async () => {
  const headers = { ...json, 'content-encoding': 'gzip' }
  const dispatcher = playing((handler) => respond(handler, 200, headers, '{"a":1}'))
  for (const method of ['HEAD', 'head']) {
    await assertNullBody(await undiciFetch({ dispatcher })('https://as.example/', { method, headers: {} }))
  }
})

test('rfc9110 15.3.5/1, 15.3.6/2, 15.4.5/p6: a response without content is complete after its headers', async () => {
  // undici takes the length that a 304 may name for missing content
  const cause = new Error('mismatch')
  const older = (status: number) => (handler: DispatchHandler) => {
    handler.onConnect(() => {})
    handler.onHeaders(status, [], () => {}, 'As Said')
    handler.onError(cause)
  }
  const newer = (status: number) => (handler: DispatchHandler) => {
    handler.onRequestStart(controller)
    handler.onResponseStart(controller, status, { 'content-length': '9' }, 'As Said')
    handler.onResponseError(controller, cause)
  }
  // undici 6 waits for that content
  const silent = (status: number) => (handler: DispatchHandler) => {
    handler.onConnect(() => {})
    handler.onHeaders(status, [Buffer.from('Content-Length'), Buffer.from('9')], () => {}, 'As Said')
  }
  for (const failing of [older, newer, silent]) {
    for (const status of [204, 205, 304]) {
      const response = await request(playing(failing(status)))
      assert.equal(response.status, status)
      await assertNullBody(response)
    }
    for (const status of failing === silent ? [] : [103, 200]) {
      await assert.rejects(request(playing(failing(status))), (error: Error) => error.cause === cause)
    }
  }
})

/** Without content, reading never marks the body as used. */
async function assertNullBody(response: Response): Promise<void> {
  for (let times = 0; times < 2; times++) {
    assert.equal(response.body, null)
    assert.equal(await response.text(), '')
    assert.equal((await response.arrayBuffer()).byteLength, 0)
    assert.equal((await response.blob()).size, 0)
    assert.equal(await response.clone().text(), '')
    assert.equal(response.bodyUsed, false)
  }
}

test('rfc9110 8.4/2: a response without content is not decompressed, and identity is left alone', async () => {
  const read = async (status: number, coding: string, text: string) => {
    const headers = { 'content-encoding': coding }
    return (await request(playing((handler) => respond(handler, status, headers, text)))).text()
  }
  assert.equal(await read(205, 'gzip', 'no gzip'), '')
  assert.equal(await read(200, 'Identity', 'text'), 'text')
  await assert.rejects(read(200, 'gzip', 'no gzip'), TypeError)
})

test('api: undici 7 delivers chunks, repeated headers, and an interim response', async () => {
  const asked: DispatchOptions[] = []
  const response = await request(
    playing((handler, options) => {
      asked.push(options)
      handler.onRequestStart(controller)
      handler.onResponseStart(controller, 103, { link: '</x>' }, 'Early Hints')
      respond(handler, 201, { ...json, 'set-cookie': ['a=1', 'b=2'], 'x-empty': undefined }, '{"a"', ':', '1}')
    }),
  )
  assert.deepEqual([response.status, response.statusText, response.ok], [201, 'As Said', true])
  assert.deepEqual([...response.headers.keys()], ['content-type', 'set-cookie', 'set-cookie', 'x-empty'])
  assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2'])
  assert.deepEqual(await response.json(), { a: 1 })
  assert.deepEqual(
    asked.map(({ origin, path, method, body }) => [origin, path, method, body]),
    [['https://as.example', '/token?a=1', 'POST', null]],
  )
})

test('api: a failure that undici 7 reports, or throws, rejects like fetch', async () => {
  const cause = new Error('closed')
  const reporting = playing((handler) => {
    handler.onRequestStart(controller)
    handler.onResponseError(controller, cause)
  })
  const throwing = playing(() => {
    throw cause
  })
  for (const dispatcher of [reporting, throwing]) {
    await assert.rejects(
      request(dispatcher),
      (error: Error) => error instanceof TypeError && error.message === 'fetch failed' && error.cause === cause,
    )
  }
})

test('api: a response that ends without headers rejects', async () => {
  const headless = playing((handler) => {
    handler.onRequestStart(controller)
    handler.onResponseStart(controller, 103, {}, 'Early Hints')
    handler.onResponseEnd()
  })
  await assert.rejects(
    request(headless),
    (error: Error) => error instanceof TypeError && (error.cause as Error).message.includes('before its header fields'),
  )
})

test('api: undici 6 delivers an interim response, too, and may end without a final one', async () => {
  const interim = (then: (handler: DispatchHandler) => void) =>
    playing((handler) => {
      handler.onConnect(() => {})
      handler.onHeaders(103, [Buffer.from('Link'), Buffer.from('</x>')], () => {}, 'Early Hints')
      then(handler)
      handler.onComplete()
    })
  const response = await request(interim((handler) => handler.onHeaders(200, [], () => {}, 'As Said')))
  assert.deepEqual([response.status, response.statusText, [...response.headers]], [200, 'As Said', []])
  await assert.rejects(request(interim(() => {})), (error: Error) =>
    (error.cause as Error).message.includes('before its header fields'),
  )
})

test('api: the status text is empty where undici 6 and 7 leave it out, which is for http through a proxy', async () => {
  const textless = playing((handler) => {
    handler.onConnect(() => {})
    handler.onHeaders(200, [], () => {})
    handler.onComplete()
  })
  assert.equal((await request(textless)).statusText, '')
})

test('fetch api: a response is ok from 200 to 299', async () => {
  for (const [status, ok] of [
    [200, true],
    [299, true],
    [300, false],
    [404, false],
  ] as const) {
    assert.equal((await request(playing((handler) => respond(handler, status, {})))).ok, ok, `${status}`)
  }
})

test('fetch api: the URL of the response has no fragment', async () => {
  const dispatcher = playing((handler) => respond(handler, 200, {}))
  assert.equal((await request(dispatcher)).url, 'https://as.example/token?a=1')
  assert.equal((await request(dispatcher, undefined, 'https://AS.example:443#')).url, 'https://as.example/')
})

test('fetch api: an invalid header name throws', async () => {
  const { headers } = await request(playing((handler) => respond(handler, 200, { 'x-a': '1' })))
  for (const name of ['', 'a b', 'a:', 'ä', 'x-a\n']) {
    assert.throws(() => headers.get(name), TypeError)
    assert.throws(() => headers.has(name), TypeError)
  }
  assert.deepEqual([headers.get('X-A'), headers.has('X-a'), headers.get("x_!#$%&'*+-.^`|~9")], ['1', true, null])
})

test('rfc9110 5.5/1: spaces and tabs around a header value are removed, other characters are not', async () => {
  const value = '\u{a0}\v \u{85}\u{c3}\u{a0}'
  const headers = { 'x-a': ` \t ${value}\t `, 'set-cookie': [`${value} `, ' \t'] }
  const response = await request(playing((handler) => respond(handler, 200, headers)))
  assert.equal(response.headers.get('x-a'), value)
  assert.deepEqual(response.headers.getSetCookie(), [value, ''])
})

test('fetch api: the characters of a header value stand for bytes, although undici 7.0 decodes them as UTF-8', async () => {
  const headers = { 'content-type': 'text/plain', 'x-a': '€', 'x-b': ['ä', '€'] }
  const response = await request(playing((handler) => respond(handler, 200, headers)))
  assert.deepEqual(
    [response.headers.get('x-a'), response.headers.get('x-b')],
    ['\u{e2}\u{82}\u{ac}', 'ä, \u{e2}\u{82}\u{ac}'],
  )
  assert.equal((await response.blob()).type, 'text/plain')
})

test('api: a body over the limit ends the request of undici 7', async () => {
  const stopped: Error[] = []
  const large = playing((handler) => {
    handler.onRequestStart({
      abort(reason) {
        stopped.push(reason)
        handler.onResponseError(controller, reason)
      },
    })
    handler.onResponseStart(controller, 200, {})
    handler.onResponseData(controller, new Uint8Array(101))
  })
  await assert.rejects(request(large), (error: Error) => error.cause === stopped[0])
  assert.ok(stopped[0] instanceof RangeError)
})

test('misuse: with a limit that is not a number, every body is refused', async () => {
  const stopping = playing((handler) => {
    handler.onRequestStart({ abort: (reason) => handler.onResponseError(controller, reason) })
    handler.onResponseStart(controller, 200, {})
    handler.onResponseData(controller, new Uint8Array(1))
    handler.onResponseEnd()
  })
  const transport = undiciFetch({ dispatcher: stopping, maxResponseSize: Number('8M') })
  await assert.rejects(
    transport('https://as.example/', { method: 'GET', headers: {} }),
    (error: Error) => error.cause instanceof RangeError,
  )
})

test('api: a signal that aborts before the connection is open ends the request as soon as it is', async () => {
  const reason = new Error('enough')
  const aborter = new AbortController()
  const stopped: unknown[] = []
  let start = () => {}
  const waiting = playing((handler) => {
    start = () => handler.onConnect((why) => stopped.push(why))
  })
  const answer = request(waiting, aborter.signal)
  await new Promise((resolve) => setImmediate(resolve))
  aborter.abort(reason)
  await assert.rejects(answer, reason)
  assert.deepEqual(stopped, [])
  start()
  assert.deepEqual(stopped, [reason])
})

test('fetch api: an empty body is an empty stream', async () => {
  const response = await request(playing((handler) => respond(handler, 200, {})))
  assert.equal(await new Response(response.body).text(), '')
  assert.equal(response.bodyUsed, true)
})

test('fetch api: a stream that was taken before the body was read is at its end', async () => {
  const response = await request(playing((handler) => respond(handler, 200, json, '{"a":1}')))
  const { body } = response
  assert.deepEqual(await response.json(), { a: 1 })
  assert.deepEqual(await body?.getReader().read(), { done: true, value: undefined })
})

test('fetch api: a stream that is taken after the body was read is at its end', async () => {
  const response = await request(playing((handler) => respond(handler, 200, json, '{"a":1}')))
  await response.json()
  assert.deepEqual(await response.body?.getReader().read(), { done: true, value: undefined })
})

test('rfc9110 15.3.5/1, 15.4.5/p6: nothing waits for announced content that the response cannot have', async () => {
  for (const [method, headers, times] of [
    ['POST', { 'Content-Length': '9' }, 1],
    ['POST', { 'Content-Length': '0' }, 0],
    // the connection can carry the next request
    ['POST', { etag: '"9"' }, 0],
    ['HEAD', { 'Content-Length': '9' }, 0],
  ] as const) {
    const reasons: Error[] = []
    const dispatcher = playing((handler) => {
      handler.onRequestStart({ abort: (reason) => reasons.push(reason) })
      handler.onResponseStart(controller, 304, headers)
    })
    const response = await undiciFetch({ dispatcher })('https://as.example', { method, headers: {} })
    assert.deepEqual([response.status, reasons.length], [304, times])
  }
})

test('fetch api: a reader may bring its own buffer', async () => {
  for (const [text, size, parts] of [
    ['{"a":1}', 4, ['{"a"', ':1}']],
    ['{"a":1}', 99, ['{"a":1}']],
    ['', 99, []],
  ] as const) {
    const response = await request(playing((handler) => respond(handler, 200, json, text)))
    const reader = response.body?.getReader({ mode: 'byob' })
    for (const part of parts) {
      const { value } = (await reader?.read(new Uint8Array(size))) ?? {}
      assert.equal(Buffer.from(value ?? []).toString(), part)
    }
    assert.deepEqual(await reader?.read(new Uint8Array(size)), { done: true, value: new Uint8Array() })
    assert.equal(response.bodyUsed, true)
  }
})

test('fetch api: a header that `Headers` would refuse does not keep a blob or a form from being read', async () => {
  // undici 6 delivers invalid names
  const lenient = playing((handler) => {
    handler.onConnect(() => {})
    const list = ['Content-Type', 'application/x-www-form-urlencoded', '', 'a', 'x ', 'b'].map((text) =>
      Buffer.from(text),
    )
    handler.onHeaders(200, list, () => {}, 'As Said')
    handler.onData(Buffer.from('a=1'))
    handler.onComplete()
  })
  const blob = await (await request(lenient)).blob()
  assert.deepEqual([blob.type, await blob.text()], ['application/x-www-form-urlencoded', 'a=1'])
  assert.deepEqual([...(await (await request(lenient)).formData())], [['a', '1']])
  const untyped = await (await request(playing((handler) => respond(handler, 200, {}, 'a=1')))).blob()
  assert.deepEqual([untyped.type, await untyped.text()], ['', 'a=1'])
})

test('fetch api: a form is read', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await request(playing((handler) => respond(handler, 200, headers, 'a=1&b=2')))
  assert.deepEqual(
    [...(await response.formData())],
    [
      ['a', '1'],
      ['b', '2'],
    ],
  )
})
