/** The polling loop in a runtime that lacks a part of the platform, and in tests that move a part of the clock. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { clockOf, settle, watched } from '../../test/fixtures/clock.ts'
import { client, json, server } from '../../test/fixtures/parties.ts'
import { None } from '../client_authentication/none.ts'
import { POLLING_EXPIRED } from '../errors/codes.ts'
import { getBackchannelPollingState, pollBackchannelAuthenticationGrant } from '../grants/ciba_polling.ts'
import { customFetch } from '../http/options.ts'
import type { PollOptions } from './polling_loop.ts'

const as = server()
const party = client()
const pending = () => json({ error: 'authorization_pending' }, 400)
const tokens = () => json({ access_token: 'token', token_type: 'Bearer' })
const never = () => new Promise<Response>(() => {})
type Answer = () => Response | Promise<Response>

function network(...answers: Answer[]) {
  const sent = { polls: 0 }
  const fetch = async () => (answers[Math.min(++sent.polls, answers.length) - 1] as Answer)()
  return { sent, options: { [customFetch]: fetch } }
}

const poll = (options: PollOptions, expires_in = 600) => {
  const state = getBackchannelPollingState(as, party, { auth_req_id: 'the id', expires_in, interval: 5 })
  return pollBackchannelAuthenticationGrant(as, party, None(), state, options)
}

/** React Native's replacement of AbortController: it gives no reason, and there is no DOMException. */
function reactNative(t: TestContext) {
  class Signal extends EventTarget {
    aborted = false
    get [Symbol.toStringTag]() {
      return 'AbortSignal'
    }
  }
  class Controller {
    signal = new Signal()
    abort() {
      this.signal.aborted = true
      this.signal.dispatchEvent(new Event('abort'))
    }
  }
  const { AbortController, DOMException } = globalThis
  Object.assign(globalThis, { AbortController: Controller, DOMException: undefined })
  t.after(() => Object.assign(globalThis, { AbortController, DOMException }))
  return new Controller() as unknown as AbortController
}

const phases: [string, number, Answer, Partial<PollOptions>][] = [
  ['before it begins', 0, tokens, {}],
  ['while it waits between polls', 2, tokens, {}],
  ['in onProgress', 6, tokens, { onProgress: () => new Promise<void>(() => {}) }],
  ['while there is no response, and fetch ignores the signal', 6, never, {}],
]
for (const [phase, seconds, answer, more] of phases) {
  test(`compatible: a signal without a reason ends polling ${phase}`, async (t) => {
    const controller = reactNative(t)
    const clock = clockOf(t)
    if (seconds === 0) controller.abort()
    const seen = watched(poll({ ...network(answer).options, ...more, signal: controller.signal }))
    await clock.pass(seconds)
    assert.equal(seen.over, seconds === 0)
    controller.abort()
    await settle()
    assert.equal((seen.error as Error).name, 'AbortError')
    assert.equal(clock.timers.size, 0)
  })
}

test('ciba 10.1/3, rfc8628 3.5/p4a: deadlines work without DOMException', async (t) => {
  reactNative(t)
  const clock = clockOf(t)
  const { sent, options } = network(never, tokens)
  const seen = watched(poll(options))
  await clock.pass(60)
  assert.equal(sent.polls, 2)
  assert.equal((seen.value as { access_token: string }).access_token, 'token')
})

for (const apis of [['setTimeout'], ['setTimeout', 'Date']] as const) {
  test(`api: mocked timers drive polling, without performance: ${apis}`, async (t) => {
    t.mock.timers.enable({ apis: [...apis], ...(apis.length > 1 && { now: 1e12 }) })
    const pass = async (seconds: number) => {
      await settle()
      t.mock.timers.tick(seconds * 1000)
      await settle()
    }
    const { sent, options } = network(pending, tokens)
    const seen = watched(poll(options))
    await pass(4)
    assert.equal(sent.polls, 0)
    await pass(1)
    assert.equal(sent.polls, 1)
    await pass(5)
    assert.equal(seen.value?.access_token, 'token')

    const expiring = watched(poll(network(pending).options, 12))
    for (let polls = 0; polls < 3; polls++) await pass(5)
    assert.equal((expiring.error as { code: string }).code, POLLING_EXPIRED)
  })
}
