import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, issuer, json, server } from '../../test/fixtures/parties.ts'
import { failed, type Refusal, throws, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { rejectStatus } from '../http/response.ts'
import { assertPollingState, beginPoll, initialPollingState, nextPollingState, type PollingState } from './polling.ts'
import { processTokenResponse } from './process_token_response.ts'

const as = server()
const party = client()
const start = (interval?: number, expiresIn = 600) =>
  initialPollingState('ciba', as, party, 'the id', expiresIn, interval, 1000)

/** The error that such a response of the token endpoint becomes. */
async function answered(response: Response): Promise<unknown> {
  try {
    await rejectStatus(response)
  } catch (error) {
    return error
  }
  return assert.fail('no error')
}
const refused = (error: string, status = 400, headers = {}) => answered(json({ error }, status, headers))
const next = (state: PollingState, error: unknown, sentAt = 1005, receivedAt = sentAt) =>
  nextPollingState(state, { sentAt, receivedAt, error })

test('ciba 7.1.2/8, 7.4/2, 7.4/3: the state has the id, its issuer, its client and its times, as JSON', () => {
  const state = {
    version: 1,
    grant: 'ciba',
    issuer,
    client_id: 'the client',
    id: 'the id',
    interval: 2,
    notBefore: 1002,
    expiresAt: 1600,
    attempts: 0,
    failures: 0,
  }
  assert.deepEqual(start(2), state)
  assert.deepEqual(JSON.parse(JSON.stringify(start(2))), state)
  assertPollingState(structuredClone(state), 'ciba', as, party)
})

test('ciba 7.3/3b, rfc8628 3.2/6b: five seconds if the server names no interval', () => {
  assert.deepEqual([start().interval, start().notBefore], [5, 1005])
})

test('ciba 10.2/1, 7.4/3: if no poll, or no further one, fits in before the expiry, the next moment is the expiry', () => {
  const state = start(3, 1)
  assert.deepEqual([state.interval, state.notBefore, state.expiresAt], [3, 1001, 1001])
  assert.equal(beginPoll(start(5), 1598).notBefore, 1600)
})

test('ciba 10.1/p6a: the interval counts from the moment a poll is sent', () => {
  const state = beginPoll(start(5), 1007)
  assert.deepEqual([state.attempts, state.notBefore], [1, 1012])
})

test('ciba 10.2/1, 7.4/3, rfc8628 3.3/3a: no poll after the expiry', async () => {
  throws(
    () => beginPoll(start(), 1600),
    failed('POLLING_EXPIRED', { expiresAt: 1600, now: 1600, lastError: undefined }),
  )
  const pending = await refused('authorization_pending')
  const last = next(start(), pending, 1595, 1596)
  assert.equal(last.notBefore, 1600)
  const cause = { expiresAt: 1600, now: 1600, lastError: pending }
  throws(() => beginPoll(last, last.notBefore, pending), failed('POLLING_EXPIRED', cause))
})

test('ciba 11/1, rfc8628 3.5/1a, 3.5/1b: authorization_pending keeps the interval', async () => {
  const state = next(start(), await refused('authorization_pending'))
  assert.deepEqual([state.interval, state.notBefore, state.failures], [5, 1010, 0])
})

test('ciba 11/2, rfc8628 3.5/2, 3.5/1b: each slow_down adds five seconds for good', async () => {
  const slow = await refused('slow_down')
  const once = next(start(), slow)
  assert.deepEqual([once.interval, once.notBefore], [10, 1015])
  const twice = next(once, slow, 1015)
  assert.deepEqual([twice.interval, twice.notBefore], [15, 1030])
  const after = next(twice, await refused('authorization_pending'), 1030)
  assert.deepEqual([after.interval, after.notBefore], [15, 1045])
})

test('ciba 10.1/p3, rfc8628 3.5/1b: later by the duration of the poll, one second at most: the server counts from when it gets the poll', async () => {
  const pending = await refused('authorization_pending')
  for (const [receivedAt, notBefore] of [
    [1005.25, 1010.25],
    [1006, 1011],
    [1008, 1011],
    [1010.5, 1011],
    [1001, 1010], // the clock was set back meanwhile
  ] as const) {
    assert.equal(next(start(), pending, 1005, receivedAt).notBefore, notBefore)
  }
})

test('ciba 10.1/p6b, 10.1/1: the next poll waits for a response that takes longer than the interval', async () => {
  assert.equal(next(start(), await refused('authorization_pending'), 1005, 1035).notBefore, 1035)
})

const ends = [
  'access_denied',
  'expired_token',
  'invalid_grant',
  'invalid_request',
  'unauthorized_client',
  'invalid_client',
  'something_new',
  'authorization_pending ',
]
for (const error of ends) {
  test(`ciba 11/3, 11/4, 11/5, 11/p2, 11/p4, rfc8628 3.5/3, 3.5/4a, 3.5/p3: ${error} ends it`, async () => {
    const end = await refused(error)
    assert.throws(
      () => next(start(), end),
      (thrown) => thrown === end,
    )
  })
}

test('ciba 10.2/1, 7.4/3: if no further poll fits in, the next moment is the expiry', async () => {
  assert.equal(next(start(), await refused('authorization_pending'), 1597, 1598).notBefore, 1600)
  const busy = await answered(new Response('', { status: 503, headers: { 'retry-after': '9'.repeat(400) } }))
  assert.equal(next(start(), busy).notBefore, 1600)
})

const soon = new Date(1_100_000).toUTCString()
const waits: [string, string, number][] = [
  ['seconds', '60', 1065],
  ['a date', soon, 1100],
  ['a date that has passed', new Date(900_000).toUTCString(), 1015],
  ['not a number', 'later', 1015],
]
for (const [title, value, notBefore] of waits) {
  test(`ciba 10.1/p7, rfc9110 10.2.3/1: Retry-After, ${title}`, async () => {
    const busy = await answered(new Response('busy', { status: 503, headers: { 'retry-after': value } }))
    assert.equal(next(start(), busy).notBefore, notBefore)
  })
}

for (const [title, shown, at, notBefore] of [
  ['ahead', 4605, 4705, 1105],
  ['behind', 105, 205, 1105],
  ['that is unknown', Number.NaN, 1100, 1100],
] as const) {
  test(`ciba 10.1/p7, rfc9110 10.2.3/1: Retry-After, a date, with a server clock ${title}`, async () => {
    const date = Number.isNaN(shown) ? 'today' : new Date(shown * 1000).toUTCString()
    const headers = { date, 'retry-after': new Date(at * 1000).toUTCString() }
    const busy = await answered(new Response('busy', { status: 503, headers }))
    assert.equal(next(start(), busy).notBefore, notBefore)
  })
}

test('ciba 10.1/p7: of Retry-After and slow_down the longer time counts', async () => {
  assert.equal(next(start(), await refused('slow_down', 400, { 'retry-after': '120' })).notBefore, 1125)
  assert.equal(next(start(), await refused('slow_down', 400, { 'retry-after': '1' })).notBefore, 1015)
})

test('rfc8628 3.5/p4a, 3.5/p4b: each failure doubles the wait, up to five minutes', () => {
  let state = start(5, 10_000)
  const gaps: number[] = []
  for (let poll = 0; poll < 8; poll++) {
    state = next(state, new TypeError('fetch failed'), 2000)
    gaps.push(state.notBefore - 2000)
  }
  assert.deepEqual(gaps, [10, 20, 40, 80, 160, 300, 300, 300])
  assert.equal(state.interval, 5)
})

test('rfc8628 3.5/p4b: the next response resets the wait', async () => {
  const failing = next(start(), new TypeError('fetch failed'))
  const state = next(failing, await refused('authorization_pending'))
  assert.deepEqual([state.failures, state.notBefore], [0, 1010])
})

for (const status of [408, 425, 429, 500, 502, 503, 504]) {
  test(`rfc8628 3.5/p4a: status ${status} counts as a failure of the network`, async () => {
    assert.equal(next(start(), await answered(new Response('', { status }))).failures, 1)
  })
}

test('ciba 11/1, 11/2, rfc8628 3.5/1b, 3.5/2: pending and slow_down also count in a challenge, no other error does', async () => {
  const challenged = (error: string, status = 400) =>
    refused(error, status, { 'www-authenticate': `Bearer realm="as", error="${error}", error_description="x"` })
  const pending = next(start(), await challenged('authorization_pending'))
  assert.deepEqual([pending.interval, pending.notBefore, pending.failures], [5, 1010, 0])
  assert.equal(next(start(), await challenged('slow_down', 401)).interval, 10)
  const several = { 'www-authenticate': 'Basic realm="as", Bearer error="authorization_pending"' }
  assert.equal(next(start(), await refused('authorization_pending', 400, several)).failures, 0)
  for (const error of ['access_denied', 'expired_token', 'invalid_grant', 'invalid_client']) {
    const end = await challenged(error)
    assert.throws(
      () => next(start(), end),
      (thrown) => thrown === end,
    )
  }
})

test('rfc8628 3.5/1b, 3.5/2: pending and slow_down also count with status 200 and no tokens, no other error does', async () => {
  const read = (body: object) => processTokenResponse(as, party, json(body), undefined).catch((error) => error)
  const after = async (body: object) => {
    const { interval, notBefore } = next(start(), await read(body))
    return [interval, notBefore]
  }
  assert.deepEqual(await after({ error: 'authorization_pending', error_uri: 'https://as.example' }), [5, 1010])
  assert.deepEqual(await after({ error: 'slow_down', interval: 10, access_token: null }), [10, 1015])
  for (const body of [
    { error: 'access_denied' },
    { error: 'slow_down', access_token: 'a' },
    {},
    { error: ['slow_down'] },
  ]) {
    const error = await read(body)
    assert.throws(
      () => next(start(), error),
      (thrown) => thrown === error,
    )
  }
})

test('rfc8628 3.5/p4a, 3.5/p3: a challenge with such a status is still a failure of the network; with another it ends polling', async () => {
  const challenged = (status: number) =>
    answered(new Response('', { status, headers: { 'www-authenticate': 'Negotiate', 'retry-after': '60' } }))
  const state = next(start(), await challenged(503))
  assert.deepEqual([state.failures, state.notBefore], [1, 1065])
  assert.equal(next(start(), await challenged(429)).failures, 1)
  const end = await challenged(401)
  assert.throws(
    () => next(start(), end),
    (thrown) => thrown === end,
  )
})

for (const status of [204, 301, 400, 404]) {
  test(`rfc8628 3.5/p3: status ${status} without an error code is an answer that ends polling`, async () => {
    const end = await answered(new Response(null, { status, headers: { 'content-type': 'application/json' } }))
    assert.throws(
      () => next(start(), end),
      (thrown) => thrown === end,
    )
  })
}

const state = start()
const strangers: [string, unknown, Refusal][] = [
  ['null', null, wrongType],
  ['an array', [], wrongType],
  ['a string', 'state', wrongType],
  ['an unrelated object', {}, wrongValue],
  ['of another version', { ...state, version: 2 }, wrongValue],
  ['without an id', { ...state, id: '' }, wrongValue],
  ['for another grant', { ...state, grant: 'device' }, wrongValue],
  ['of another server', { ...state, issuer: 'https://other.example' }, wrongValue],
  ['of another client', { ...state, client_id: 'x' }, wrongValue],
  ...['interval', 'notBefore', 'expiresAt', 'attempts', 'failures'].flatMap((name): [string, unknown, Refusal][] => [
    [`without ${name}`, { ...state, [name]: undefined }, wrongType],
    [`whose ${name} is a string`, { ...state, [name]: '5' }, wrongType],
    [`whose ${name} is negative`, { ...state, [name]: -1 }, wrongValue],
  ]),
]
for (const [title, stranger, refusal] of strangers) {
  test(`misuse: a state ${title}`, () => throws(() => assertPollingState(stranger, 'ciba', as, party), refusal))
}
