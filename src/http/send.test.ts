import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Headers as OtherHeaders } from 'undici'
import { json, network } from '../../test/fixtures/parties.ts'
import { foreign } from '../../test/fixtures/realm.ts'
import { rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { discoveryRequest } from '../metadata/discovery.ts'
import { version } from '../platform/version.ts'
import { customFetch, type HttpRequestOptions } from './options.ts'

const issuer = new URL('https://as.example')
const url = 'https://as.example/.well-known/openid-configuration'
const agent = `relying/v${version}`
const send = (options?: HttpRequestOptions<'GET'>) => discoveryRequest(issuer, options)

test('compatible: the URL is a string, init has exactly these members, header names are lower-case and sorted', async () => {
  const { sent, options } = network()
  await send({ ...options, headers: { Zeta: '2', alpha: '1' } })
  const { init, ...rest } = sent[0] ?? assert.fail()
  assert.deepEqual(rest, { url })
  assert.equal(Object.getPrototypeOf(init.headers), Object.prototype)
  assert.deepEqual(Object.entries(init.headers), [
    ['accept', 'application/json'],
    ['alpha', '1'],
    ['user-agent', agent],
    ['zeta', '2'],
  ])
  assert.deepEqual(Object.keys(init).sort(), ['body', 'headers', 'method', 'redirect', 'signal'])
  assert.deepEqual([init.method, init.redirect, init.signal, init.body], ['GET', 'manual', undefined, undefined])
})

test('compatible: the global fetch is looked up at each call', async (t) => {
  const answers = [json({}), json({})]
  const first = t.mock.method(globalThis, 'fetch', async () => answers[0])
  assert.equal(await send(), answers[0])
  first.mock.restore()
  const second = t.mock.method(globalThis, 'fetch', async () => answers[1])
  assert.equal(await send({ [customFetch]: undefined as never }), answers[1])
  assert.equal(second.mock.calls[0]?.arguments[0], url)
})

test('compatible: the result of a customFetch is returned unchanged, and its error rethrown', async () => {
  const odd = { not: 'a response' }
  assert.equal(await send(network(() => odd).options), odd)
  const mine = new RangeError('no network')
  const refuse = () => {
    throw mine
  }
  await assert.rejects(send({ [customFetch]: refuse }), (error) => error === mine)
})

test('compatible: a signal, or a function that creates one for the URL', async () => {
  const { sent, options } = network()
  const { signal } = new AbortController()
  const urls: string[] = []
  const make = (given: string) => {
    urls.push(given)
    return signal
  }
  await send({ ...options, signal })
  await send({ ...options, signal: make })
  await send({ ...options, signal: undefined as never })
  const signals = sent.map(({ init }) => init.signal)
  assert.deepEqual(signals, [signal, signal, undefined])
  assert.deepEqual(urls, [url])
})

test('misuse: values that are not a signal', async () => {
  const { sent, options } = network()
  for (const signal of [null, {}, 'abort', () => undefined, () => undefined, () => null, () => ({}), () => 'abort']) {
    await rejects(() => send({ ...options, signal: signal as never }), wrongType)
  }
  assert.equal(sent.length, 0)
})

test('difference 22: an AbortSignal from another realm', async () => {
  const { sent, options } = network()
  const signal = foreign('AbortSignal', new AbortController().signal)
  await send({ ...options, signal })
  assert.equal(sent[0]?.init.signal, signal)
})

const shapes: [string, () => unknown, Record<string, string>][] = [
  ['nothing', () => undefined, { 'user-agent': agent }],
  ['null', () => null, { 'user-agent': agent }],
  ['a record', () => ({ 'X-A': '1' }), { 'user-agent': agent, 'x-a': '1' }],
  ['pairs', () => [...pairs], { 'user-agent': agent, 'x-a': '1, 2' }],
  ['Headers', () => new Headers({ 'X-A': '1' }), { 'user-agent': agent, 'x-a': '1' }],
  ['Headers of undici', () => new OtherHeaders({ 'X-A': '1' }), { 'user-agent': agent, 'x-a': '1' }],
  ['a user-agent of the caller', () => ({ 'User-Agent': 'mine' }), { 'user-agent': 'mine' }],
  ['an empty user-agent', () => ({ 'user-agent': '' }), { 'user-agent': '' }],
  ['an accept of the caller', () => ({ Accept: 'text/html' }), { 'user-agent': agent }],
]
const pairs = [
  ['X-A', '1'],
  ['x-a', '2'],
]
for (const [title, make, expected] of shapes) {
  test(`compatible: request headers from ${title}; the caller’s object is left unchanged`, async () => {
    const { sent, options } = network()
    const headers = make()
    await send({ ...options, headers: headers as never })
    assert.deepEqual(sent[0]?.init.headers, { accept: 'application/json', ...expected })
    const unchanged = make()
    if (headers instanceof Headers) assert.deepEqual([...headers], [...(unchanged as Headers)])
    else if (headers instanceof OtherHeaders) assert.equal(headers.get('user-agent'), null)
    else assert.deepEqual(headers, unchanged)
  })
}

test('misuse: authorization among the headers', async () => {
  const { sent, options } = network()
  for (const headers of [{ Authorization: 's3cret' }, { authorization: '' }, [['AUTHORIZATION', 's3cret']]]) {
    await rejects(() => send({ ...options, headers: headers as never }), wrongValue)
  }
  assert.equal(sent.length, 0)
})

test('rfc9110 5.5/1: a header that HTTP does not allow', async () => {
  const { sent, options } = network()
  for (const headers of [{ 'no name': 'x' }, { a: 'line\nfeed' }, { a: '\u0100' }]) {
    await rejects(() => send({ ...options, headers }), { name: 'TypeError', code: undefined })
  }
  assert.equal(sent.length, 0)
})
