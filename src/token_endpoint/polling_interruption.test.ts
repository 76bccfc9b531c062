/**
 * What ends or disturbs the polling loop: signals in every phase, deadlines and broken connections. Nothing must be
 * left behind.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockOf, countingSignal, settle, watched } from '../../test/fixtures/clock.ts'
import { client, json, server } from '../../test/fixtures/parties.ts'
import { failed, rejects } from '../../test/fixtures/refusal.ts'
import { None } from '../client_authentication/none.ts'
import { getBackchannelPollingState, pollBackchannelAuthenticationGrant } from '../grants/ciba_polling.ts'
import { customFetch } from '../http/options.ts'
import { jweDecrypt } from '../jose/jwe_decrypt.ts'
import type { PollingState } from './polling.ts'
import type { PollOptions } from './polling_loop.ts'

const as = server()
const party = client()
const pending = () => json({ error: 'authorization_pending' }, 400)
const tokens = () => json({ access_token: 'token', token_type: 'Bearer' })
const never = () => new Promise<Response>(() => {})
type Answer = (init: RequestInit) => Response | Promise<Response>

function network(...answers: Answer[]) {
  const requests: RequestInit[] = []
  const fetch = async (_url: string, init: unknown) => {
    requests.push(init as RequestInit)
    return (answers[Math.min(requests.length, answers.length) - 1] as Answer)(init as RequestInit)
  }
  return { requests, options: { [customFetch]: fetch } }
}

const acknowledged = (more = {}) => ({ auth_req_id: 'the id', expires_in: 600, interval: 5, ...more })
const poll = (options: PollOptions, state?: PollingState) =>
  pollBackchannelAuthenticationGrant(
    as,
    party,
    None(),
    state ?? getBackchannelPollingState(as, party, acknowledged()),
    options,
  )
/** A response whose headers arrive and whose body never ends. */
const bodiless = () =>
  new Response(new ReadableStream({ pull: () => new Promise(() => {}) }), {
    status: 400,
    headers: { 'content-type': 'application/json' },
  })

const reason = new Error('enough')
const phases: [string, number, Answer, Partial<PollOptions>][] = [
  ['before it begins', 0, tokens, {}],
  ['while it waits between polls', 2, tokens, {}],
  ['in onProgress', 6, tokens, { onProgress: () => new Promise<void>(() => {}) }],
  ['while there is no response, and fetch ignores the signal', 6, never, {}],
  ['while the body arrives', 6, bodiless, {}],
]
for (const [phase, seconds, answer, more] of phases) {
  test(`compatible: a signal ends polling ${phase}, and nothing is left behind`, async (t) => {
    const clock = clockOf(t)
    const { controller, signal, listeners } = countingSignal()
    const { options } = network(answer)
    if (seconds === 0) controller.abort(reason)
    const seen = watched(poll({ ...options, ...more, signal }))
    await clock.pass(seconds)
    assert.equal(seen.over, seconds === 0)
    controller.abort(reason)
    await settle()
    assert.equal(seen.error, reason)
    assert.deepEqual([clock.timers.size, listeners.size], [0, 0])
  })
}

test('ciba 10.1/p3: nothing is left behind after the tokens or an error', async (t) => {
  for (const answer of [tokens, () => json({ error: 'access_denied' }, 400)]) {
    await t.test(answer === tokens ? 'tokens' : 'an error', async (t) => {
      const clock = clockOf(t)
      const { signal, listeners } = countingSignal()
      const { options } = network(pending, pending, answer)
      const seen = watched(poll({ ...options, signal }))
      await clock.pass(16)
      assert.equal(seen.over, true)
      assert.deepEqual([clock.timers.size, listeners.size], [0, 0])
    })
  }
})

test('ciba 10.1/3, rfc8628 3.5/p4a, 3.5/p4b: each timeout doubles the wait before the next poll', async (t) => {
  const clock = clockOf(t)
  const sentAt: number[] = []
  const { options } = network(() => {
    sentAt.push(Math.round(clock.now()))
    return sentAt.length < 4 ? never() : tokens()
  })
  const seen = watched(poll({ ...options, requestDeadline: 2 }))
  await clock.pass(100)
  assert.deepEqual(sentAt, [5, 16, 37, 78])
  assert.equal(seen.value?.access_token, 'token')
})

test('rfc8628 3.5/p4a: a body that breaks off is a failure of the network', async (t) => {
  const clock = clockOf(t)
  const broken = (status: number) => () =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"error":"author'))
          controller.error(new TypeError('terminated'))
        },
      }),
      { status, headers: { 'content-type': 'application/json' } },
    )
  const { requests, options } = network(broken(400), broken(200), tokens)
  const failures: number[] = []
  const onProgress = (state: PollingState) => {
    failures.push(state.failures)
  }
  const seen = watched(poll({ ...options, onProgress }))
  await clock.pass(60)
  assert.equal(seen.value?.access_token, 'token')
  assert.equal(requests.length, 3)
  assert.deepEqual(failures, [0, 1, 1, 2, 2])
})

test('ciba 10.1.1/1: a failure after the response ends polling: it may have had the tokens', async (t) => {
  const clock = clockOf(t)
  const jwe = `${'e30.'.repeat(4)}e30`
  const { requests, options } = network(() => json({ access_token: 'token', token_type: 'Bearer', id_token: jwe }))
  const broken = new Error('the key is in a safe')
  const decrypt = () => Promise.reject(broken)
  const seen = watched(poll({ ...options, [jweDecrypt]: decrypt }))
  await clock.pass(20)
  assert.equal(seen.error, broken)
  assert.equal(requests.length, 1)
})

test('ciba 10.1/p9: after a ping during a poll the next poll follows at once', async (t) => {
  const clock = clockOf(t)
  let ping: (value?: unknown) => void = () => {}
  const notified = new Promise((resolve) => {
    ping = resolve
  })
  let answer: (response: Response) => void = () => {}
  const { requests, options } = network(
    () =>
      new Promise((resolve) => {
        answer = resolve
      }),
    tokens,
  )
  const seen = watched(poll({ ...options, notified }))
  await clock.pass(6)
  ping()
  await clock.pass(1)
  assert.equal(requests.length, 1)
  answer(pending())
  await settle()
  assert.deepEqual([requests.length, seen.value?.access_token], [2, 'token'])
})

test('compatible: a signal that aborts in onProgress ends polling at once, even after an early ping', async (t) => {
  const clock = clockOf(t)
  const { controller, signal } = countingSignal()
  const { options } = network(() => json({ error: 'slow_down' }, 400))
  const onProgress = ({ interval }: PollingState) => {
    if (interval > 5) controller.abort(reason)
  }
  const seen = watched(poll({ ...options, signal, onProgress, notified: Promise.resolve() }))
  await clock.pass(0.1)
  assert.equal(seen.error, reason)
})

test('ciba 10.1/p3: a ping triggers one poll', async (t) => {
  const clock = clockOf(t)
  const { requests, options } = network(pending)
  watched(poll({ ...options, notified: Promise.resolve() }))
  await clock.pass(4.8)
  assert.equal(requests.length, 1)
  await clock.pass(5)
  assert.equal(requests.length, 2)
})

test('ciba 10.1/p3: a notified that rejects is not a ping', async (t) => {
  const clock = clockOf(t)
  const { requests, options } = network(tokens)
  const seen = watched(poll({ ...options, notified: Promise.reject(new Error('the queue is gone')) }))
  await clock.pass(4)
  assert.deepEqual([requests.length, seen.over], [0, false])
  await clock.pass(2)
  assert.equal(seen.value?.access_token, 'token')
})

test('ciba 10.2/1, 10.2/7: if no further poll fits in, a ping still counts until the expiry', async (t) => {
  const clock = clockOf(t)
  const { requests, options } = network(pending, tokens)
  let ping: (value?: unknown) => void = () => {}
  const notified = new Promise((resolve) => {
    ping = resolve
  })
  const state = getBackchannelPollingState(as, party, acknowledged({ expires_in: 9 }))
  const seen = watched(poll({ ...options, notified }, state))
  await clock.pass(7)
  ping()
  await settle()
  assert.deepEqual([requests.length, seen.value?.access_token], [2, 'token'])
})

test('ciba 7.4/3, 10.2/1: a ping after the expiry is ignored', async (t) => {
  const clock = clockOf(t)
  const { requests, options } = network(pending, tokens)
  const state = getBackchannelPollingState(as, party, acknowledged({ expires_in: 9 }))
  const seen = watched(poll({ ...options, notified: new Promise(() => {}) }, state))
  await clock.pass(10)
  await rejects(() => Promise.reject(seen.error), failed('POLLING_EXPIRED', Object))
  assert.equal(requests.length, 1)
  const late = watched(poll({ ...options, notified: Promise.resolve() }, state))
  await settle()
  await rejects(() => Promise.reject(late.error), failed('POLLING_EXPIRED', Object))
  assert.equal(requests.length, 1)
})

test('ciba 10.1/p3: within a process the wall clock does not matter', async (t) => {
  const clock = clockOf(t)
  const { requests, options } = network(pending, tokens)
  const seen = watched(poll(options))
  await clock.pass(2)
  clock.move(-3600)
  await clock.pass(2.8)
  assert.equal(requests.length, 0)
  await clock.pass(0.4)
  assert.equal(requests.length, 1)
  clock.move(7200)
  await clock.pass(4)
  assert.equal(requests.length, 1)
  await clock.pass(2)
  assert.equal(seen.value?.access_token, 'token')
})

test('ciba 10.1/p3: after a restart the wait is at most one interval, whatever the stored moment', async (t) => {
  const clock = clockOf(t)
  const { requests, options } = network(tokens)
  const state = { ...getBackchannelPollingState(as, party, acknowledged()), notBefore: 1e9 + 500, expiresAt: 1e9 + 600 }
  const seen = watched(poll(options, JSON.parse(JSON.stringify(state))))
  await clock.pass(4.5)
  assert.equal(requests.length, 0)
  await clock.pass(1)
  assert.equal(seen.value?.access_token, 'token')
})

test('fapi-ciba 5.2.2/4, ciba 7.4/2: polling can resume from any reported state', async (t) => {
  const clock = clockOf(t)
  const states: string[] = []
  const { options } = network(
    pending,
    () => json({ error: 'slow_down' }, 400),
    () => json({}, 503),
    tokens,
  )
  const seen = watched(
    poll({
      ...options,
      onProgress: (state) => {
        states.push(JSON.stringify(state))
      },
    }),
  )
  await clock.pass(60)
  assert.equal(seen.value?.access_token, 'token')
  assert.equal(states.length, 7)
  for (const stored of states) {
    const again = network(tokens)
    const { attempts } = JSON.parse(stored)
    let first: number | undefined
    const resumed = watched(
      poll(
        {
          ...again.options,
          onProgress: (state) => {
            first ??= state.attempts
          },
        },
        JSON.parse(stored),
      ),
    )
    await clock.pass(11)
    assert.equal(resumed.value?.access_token, 'token')
    assert.equal(first, attempts + 1)
  }
})

test('ciba 11/2: slow_down again and again', async (t) => {
  const clock = clockOf(t)
  const sentAt: number[] = []
  const { options } = network(() => {
    sentAt.push(Math.round(clock.now()))
    return sentAt.length < 6 ? json({ error: 'slow_down' }, 400) : tokens()
  })
  const seen = watched(poll(options))
  await clock.pass(110)
  assert.deepEqual(sentAt, [5, 15, 30, 50, 75, 105])
  assert.equal(seen.value?.access_token, 'token')
})

test('ciba 10.1/p6b: never two requests at a time', async (t) => {
  const clock = clockOf(t)
  let open = 0
  let most = 0
  const { requests, options } = network(async () => {
    most = Math.max(most, ++open)
    await new Promise((resolve) => setTimeout(resolve, 12_000))
    open -= 1
    return pending()
  })
  watched(poll(options))
  await clock.pass(100)
  assert.equal(most, 1)
  assert.ok(requests.length > 6)
})

test('rfc9449 8/3: polling ends if a nonce is required again and again', async (t) => {
  const clock = clockOf(t)
  const { requests, options } = network(() => json({ error: 'use_dpop_nonce' }, 400, { 'dpop-nonce': 'n' }))
  const seen = watched(poll(options))
  await clock.pass(20)
  assert.equal((seen.error as { error?: string }).error, 'use_dpop_nonce')
  assert.equal(requests.length, 3)
})

test('compatible: an error from onProgress ends polling', async (t) => {
  const clock = clockOf(t)
  const { requests, options } = network(pending)
  for (const on of [1, 2]) {
    let calls = 0
    const seen = watched(
      poll({
        ...options,
        onProgress: () => {
          calls += 1
          if (calls === on) throw reason
        },
      }),
    )
    await clock.pass(6)
    assert.equal(seen.error, reason)
  }
  assert.equal(requests.length, 1)
  assert.equal(clock.timers.size, 0)
})
