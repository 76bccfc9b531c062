import assert from 'node:assert/strict'
import { test } from 'node:test'
import { json, network, type Sent, server } from '../../test/fixtures/parties.ts'
import { rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { allowInsecureRequests, customFetch } from '../http/options.ts'
import { fetchJwks } from './fetch_jwks.ts'

const set = { keys: [{ kty: 'RSA' }] }

/** A network that answers when told to, and rejects on abort like `fetch`. */
function held() {
  const answers: (() => void)[] = []
  const fetching = network(
    ({ init: { signal } }: Sent) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) reject(signal.reason)
        signal?.addEventListener('abort', () => reject(signal.reason))
        answers.push(() => resolve(json(set)))
      }),
  )
  const answer = () => {
    for (const give of answers.splice(0)) give()
  }
  return { ...fetching, answer }
}

/** Resolves when everything that is ready to run has run. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => 'the set',
    (error) => error.message,
  )

test('difference 19: callers that ask at the same time share one request and the set', async () => {
  const { options, sent, answer } = held()
  const as = server()
  const all = Promise.all([fetchJwks(as, options), fetchJwks(as, options), fetchJwks(as, { ...options })])
  await settled()
  answer()
  const [one, two, three] = await all
  assert.deepEqual(one, set)
  assert.equal(one, two)
  assert.equal(one, three)
  assert.equal(sent.length, 1)
  const later = fetchJwks(as, options)
  await settled()
  answer()
  await later
  assert.equal(sent.length, 2, 'a finished request is no longer shared')
})

test('difference 19: another server, address or set of options: another request', async (t) => {
  const { options, fetch, sent, answer } = held()
  const other = held()
  const as = server()
  const headers = { 'x-a': 'b' }
  const global = t.mock.method(globalThis, 'fetch', fetch as never)
  const all = [
    fetchJwks(as, options),
    fetchJwks(server(), options),
    fetchJwks(as, other.options),
    fetchJwks(as, { ...options, headers }),
  ]
  headers['x-a'] = 'c'
  all.push(fetchJwks(as, { ...options, headers }))
  Object.assign(as, { jwks_uri: 'https://as.example/jwks/new' })
  all.push(fetchJwks(as, options), fetchJwks(as, undefined))
  global.mock.restore()
  t.mock.method(globalThis, 'fetch', other.fetch as never)
  all.push(fetchJwks(as, undefined))
  await settled()
  answer()
  other.answer()
  await Promise.all(all)
  assert.deepEqual(
    sent.map(({ url, init: { headers } }) => [url, headers['x-a']]),
    [
      ['https://as.example/jwks', undefined],
      ['https://as.example/jwks', undefined],
      ['https://as.example/jwks', 'b'],
      ['https://as.example/jwks', 'c'],
      ['https://as.example/jwks/new', undefined],
      ['https://as.example/jwks/new', undefined],
    ],
  )
  assert.equal(other.sent.length, 2)
})

test('difference 19: options that mean the same share a request, however they are written', async () => {
  const { options, sent, answer } = held()
  const as = server()
  const all = [
    fetchJwks(as, { ...options, headers: { 'x-a': 'b', accept: 'x' } }),
    fetchJwks(as, { ...options, headers: [['X-A', 'b']] }),
    fetchJwks(as, { ...options, headers: new Headers({ 'x-a': 'b' }), [allowInsecureRequests]: true }),
  ]
  await settled()
  answer()
  await Promise.all(all)
  assert.equal(sent.length, 1)
})

test('compatible: headers that cannot be sent are refused, even with a request in flight', async () => {
  const { options, answer } = held()
  const as = server()
  const first = outcome(fetchJwks(as, options))
  await rejects(() => fetchJwks(as, { ...options, headers: { authorization: 's3cret' } }), wrongValue)
  await settled()
  answer()
  assert.equal(await first, 'the set')
})

test('difference 19: a customFetch that throws is called once for concurrent callers', async () => {
  let calls = 0
  const throws = () => {
    calls++
    throw new Error('thrown')
  }
  const options = { [customFetch]: throws }
  const as = server()
  const all = [outcome(fetchJwks(as, options)), outcome(fetchJwks(as, options))]
  assert.deepEqual(await Promise.all(all), ['thrown', 'thrown'])
  assert.equal(calls, 1)
})

test('difference 19: a follower that aborts rejects alone, with its own reason', async () => {
  const { options, sent, answer } = held()
  const as = server()
  const follower = new AbortController()
  const first = outcome(fetchJwks(as, options))
  const second = outcome(fetchJwks(as, { ...options, signal: follower.signal }))
  const third = outcome(fetchJwks(as, options))
  await settled()
  follower.abort(new Error('the follower gave up'))
  assert.equal(await second, 'the follower gave up')
  answer()
  assert.deepEqual([await first, await third], ['the set', 'the set'])
  assert.equal(sent.length, 1)
})

test('difference 19: a hanging request does not hold up callers that come after one gave up on it', async () => {
  const { options, sent, answer } = held()
  const as = server()
  const never = fetchJwks(as, options)
  const controller = new AbortController()
  const impatient = outcome(fetchJwks(as, { ...options, signal: controller.signal }))
  await settled()
  controller.abort(new Error('too late'))
  assert.equal(await impatient, 'too late')
  const next = outcome(fetchJwks(as, options))
  await settled()
  assert.equal(sent.length, 2)
  const another = outcome(fetchJwks(as, options))
  answer()
  assert.deepEqual([await next, await another], ['the set', 'the set'])
  assert.equal(sent.length, 2, 'later callers share again')
  await never
})

test('difference 19: a follower that has aborted already rejects without waiting', async () => {
  const { options, answer } = held()
  const as = server()
  const first = outcome(fetchJwks(as, options))
  assert.equal(await outcome(fetchJwks(as, { ...options, signal: AbortSignal.abort(new Error('before')) })), 'before')
  await settled()
  answer()
  assert.equal(await first, 'the set')
})

test('difference 19: when the leader aborts it rejects alone, and the next caller leads', async () => {
  const { options, sent, answer } = held()
  const as = server()
  const leader = new AbortController()
  const first = outcome(fetchJwks(as, { ...options, signal: leader.signal }))
  const others = [outcome(fetchJwks(as, options)), outcome(fetchJwks(as, options))]
  await settled()
  leader.abort(new Error('the leader gave up'))
  assert.equal(await first, 'the leader gave up')
  await settled()
  answer()
  assert.deepEqual(await Promise.all(others), ['the set', 'the set'])
  assert.equal(sent.length, 2)
})

test('difference 19: when all callers abort, each rejects with its own reason', async () => {
  const { options, sent } = held()
  const as = server()
  const callers = ['one', 'two', 'three'].map((name) => {
    const controller = new AbortController()
    const promise = outcome(fetchJwks(as, { ...options, signal: controller.signal }))
    return { promise, abort: () => controller.abort(new Error(name)) }
  })
  await settled()
  for (const { abort } of callers) abort()
  assert.deepEqual(await Promise.all(callers.map(({ promise }) => promise)), ['one', 'two', 'three'])
  assert.equal(sent.length, 1)
})

test('difference 19: all callers get a failure that is not an abort', async () => {
  const { options, sent } = network(() => settled().then(() => json({}, 500)), json(set))
  const as = server()
  const codes = [1, 2, 3].map(() => fetchJwks(as, options).catch(({ code }) => code))
  assert.deepEqual(new Set(await Promise.all(codes)), new Set(['OAUTH_RESPONSE_IS_NOT_CONFORM']))
  assert.equal(sent.length, 1)
})

test('compatible: the signal ends the wait even if a customFetch ignores it', async () => {
  const { options } = network(() => new Promise(() => {}))
  const controller = new AbortController()
  const waiting = outcome(fetchJwks(server(), { ...options, signal: controller.signal }))
  await settled()
  controller.abort(new Error('enough'))
  assert.equal(await waiting, 'enough')
})

test('compatible: the signal also ends reading the body', async () => {
  const { options } = network(() => new Response(new ReadableStream({ pull: () => new Promise(() => {}) })))
  const controller = new AbortController()
  const waiting = outcome(fetchJwks(server(), { ...options, signal: controller.signal }))
  await settled()
  controller.abort(new Error('enough'))
  assert.equal(await waiting, 'enough')
})

test('compatible: a function creates the signal, once for a request', async () => {
  const urls: string[] = []
  const { options, sent } = network(json(set))
  const { signal } = new AbortController()
  const make = (url: string) => {
    urls.push(url)
    return signal
  }
  await fetchJwks(server(), { ...options, signal: make })
  assert.deepEqual(urls, ['https://as.example/jwks'])
  assert.equal(sent[0]?.init.signal, signal)
})

test('misuse: a follower’s signal that is not a signal', async () => {
  const { options, answer } = held()
  const as = server()
  const first = outcome(fetchJwks(as, options))
  await rejects(() => fetchJwks(as, { ...options, signal: {} as never }), wrongType)
  await settled()
  answer()
  assert.equal(await first, 'the set')
})
