import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockOf, countingSignal, watched } from '../../test/fixtures/clock.ts'
import { client, json, network, server } from '../../test/fixtures/parties.ts'
import { type Refusal, rejects, throws, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { None } from '../client_authentication/none.ts'
import { invalidData, invalidType } from '../errors/assertions.ts'
import { RESPONSE_IS_NOT_CONFORM } from '../errors/codes.ts'
import { getBackchannelPollingState, pollBackchannelAuthenticationGrant } from '../grants/ciba_polling.ts'
import { beginPoll, initialPollingState, nextPollingState, type PollingState } from './polling.ts'

const state = initialPollingState('ciba', server(), client(), 'the id', 600, 5, 1000)

const wrong: [string, unknown, Refusal][] = [
  ['nothing', undefined, wrongType],
  ['a text', JSON.stringify(state), wrongType],
  ['a list', [state], wrongType],
  ['another version', { ...state, version: 2 }, wrongValue],
  ['an empty id', { ...state, id: '' }, wrongValue],
  ['an id that is not a string', { ...state, id: 1 }, wrongType],
  ['an interval of 0', { ...state, interval: 0 }, wrongValue],
  ['an interval that is not a number', { ...state, interval: '5' }, wrongType],
  ['a missing moment', { ...state, notBefore: undefined }, wrongType],
  ['a negative moment', { ...state, expiresAt: -1 }, wrongValue],
  ['attempts that are not a count', { ...state, attempts: Number.NaN }, wrongType],
  ['failures that are not a count', { ...state, failures: Number.POSITIVE_INFINITY }, wrongType],
]
for (const [title, stored, refusal] of wrong) {
  test(`compatible: a stored state must not have ${title}`, () => {
    const error = new Error('no network')
    throws(() => beginPoll(stored as PollingState, 1005), refusal)
    throws(() => nextPollingState(stored as PollingState, { sentAt: 1005, receivedAt: 1006, error }), refusal)
  })
}

for (const [moment, refusal] of [
  ['now', wrongType],
  [undefined, wrongType],
  [-1, wrongValue],
] as const) {
  test(`compatible: moments are seconds since the epoch, not ${moment}`, () => {
    const [at, error] = [moment as number, new Error('no network')]
    throws(() => beginPoll(state, at), refusal)
    throws(() => nextPollingState(state, { sentAt: at, receivedAt: 1006, error }), refusal)
    throws(() => nextPollingState(state, { sentAt: 1005, receivedAt: at, error }), refusal)
  })
}

const ends: [string, Error][] = [
  ['a caller’s mistake', invalidType('a mistake')],
  ['the last client error status', invalidData('x', RESPONSE_IS_NOT_CONFORM, new Response(null, { status: 499 }))],
  ['an object that only looks like a response', invalidData('x', RESPONSE_IS_NOT_CONFORM, { status: 503 })],
]
for (const [title, error] of ends) {
  test(`rfc8628 3.5/p3: ${title} ends polling`, () => {
    assert.throws(() => nextPollingState(state, { sentAt: 1005, receivedAt: 1006, error }), error)
  })
}

test('rfc8628 3.5/p4a: a busy or broken server does not end polling', () => {
  for (const status of [408, 425, 429, 500, 503]) {
    const error = invalidData('x', RESPONSE_IS_NOT_CONFORM, new Response(null, { status }))
    assert.equal(nextPollingState(state, { sentAt: 1005, receivedAt: 1006, error }).failures, 1)
  }
})

const spoilt: [string, () => Promise<unknown>, Refusal][] = [
  ['is not a Response', async () => ({ status: 200 }), wrongType],
  [
    'was already read',
    async () => {
      const response = json({ access_token: 'token', token_type: 'Bearer' })
      await response.text()
      return response
    },
    wrongValue,
  ],
]
for (const [title, answer, refusal] of spoilt) {
  test(`misuse: if the result of a customFetch ${title}, polling ends`, async (t) => {
    const clock = clockOf(t)
    const { sent, options } = network(answer)
    const acknowledged = { auth_req_id: 'the id', expires_in: 600, interval: 5 }
    const state = getBackchannelPollingState(server(), client(), acknowledged)
    const seen = watched(pollBackchannelAuthenticationGrant(server(), client(), None(), state, options))
    await clock.pass(30)
    await rejects(() => Promise.reject(seen.error), refusal)
    assert.equal(sent.length, 1)
  })
}

const options: [string, unknown[]][] = [
  ['notified', [{}, true, 'pinged', null, () => {}]],
  ['onProgress', [{}, 'store', true, null]],
]
for (const [name, values] of options) {
  test(`misuse: a wrong "${name}" is refused before any listener is added or request sent`, async () => {
    for (const value of values) {
      const { signal, listeners } = countingSignal()
      const { sent, options } = network(json({ access_token: 'token', token_type: 'Bearer' }))
      const state = getBackchannelPollingState(server(), client(), {
        auth_req_id: 'the id',
        expires_in: 1,
        interval: 0.001,
      })
      const wrong = { ...options, signal, [name]: value }
      const run = () => pollBackchannelAuthenticationGrant(server(), client(), None(), state, wrong)
      await rejects(run, wrongType)
      assert.deepEqual([listeners.size, sent.length], [0, 0])
    }
  })
}
