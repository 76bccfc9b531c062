import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { client, form, json, type Sent, server } from '../../test/fixtures/parties.ts'
import { failed, rejection, wrongType } from '../../test/fixtures/refusal.ts'
import { idToken, tokenResponse } from '../../test/fixtures/tokens.ts'
import { None } from '../client_authentication/none.ts'
import { DPoP } from '../dpop/dpop.ts'
import { getBackchannelPollingState, pollBackchannelAuthenticationGrant } from '../grants/ciba_polling.ts'
import { getDevicePollingState, pollDeviceCodeGrant } from '../grants/device_polling.ts'
import { customFetch } from '../http/options.ts'
import { generateKeyPair } from '../jose/generate_key_pair.ts'
import type { PollingState } from './polling.ts'
import type { PollOptions } from './polling_loop.ts'

const pending = () => json({ error: 'authorization_pending' }, 400)
const slow = () => json({ error: 'slow_down' }, 400)
const tokens = () => json({ access_token: 'token', token_type: 'Bearer' })
const acknowledged = (interval?: number) => ({ auth_req_id: 'the id', expires_in: 600, ...(interval && { interval }) })
const as = server()
const party = client()

interface Timer {
  at: number
  milliseconds: number
  run: () => void
  unref: () => Timer
}

/** A clock that moves only when nothing else is left to do, and a network that records when requests are sent. */
function played(t: TestContext, ...answers: (() => Response | Promise<Response>)[]) {
  const timers = new Set<Timer>()
  let now = 0
  let unanswered = 0
  t.mock.method(Date, 'now', () => 1e12 + now)
  t.mock.method(performance, 'now', () => 50 + now)
  t.mock.method(globalThis, 'clearTimeout', (timer: Timer) => timers.delete(timer))
  t.mock.method(globalThis, 'setTimeout', (run: () => void, milliseconds = 0) => {
    const timer: Timer = { at: now + milliseconds, milliseconds, run, unref: () => timer }
    timers.add(timer)
    return timer
  })
  const times: number[] = []
  const sent: Sent[] = []
  const fetch = async (url: string, init: unknown) => {
    times.push(now / 1000)
    sent.push({ url, init } as Sent)
    unanswered++
    try {
      const answer = (answers[Math.min(times.length, answers.length) - 1] as () => Response)()
      const { signal } = init as { signal: AbortSignal }
      const given = new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason))
      })
      return await Promise.race([answer, given])
    } finally {
      unanswered--
    }
  }
  /** Whether the library is signing, sending or reading. Each poll has a timer for its deadline. */
  const isBusy = () => unanswered === 0 && [...timers].some(({ milliseconds }) => milliseconds === 40_000)
  const pass = () => {
    const [timer] = [...timers].sort((one, other) => one.at - other.at)
    if (!timer) return
    now = Math.max(now, timer.at)
    timers.delete(timer)
    timer.run()
  }
  /** Lets time pass until the promise is settled. */
  const settled = async <T>(promise: Promise<T>): Promise<T> => {
    let over = false
    const end = () => {
      over = true
    }
    promise.then(end, end)
    for (let turns = 0; !over; turns++) {
      await new Promise((resolve) => setImmediate(resolve))
      assert.ok(turns < 1e6, 'nothing moves')
      if (!over && !isBusy()) pass()
    }
    return promise
  }
  const later = (seconds: number) => {
    now += seconds * 1000
  }
  return { times, sent, timers, options: { [customFetch]: fetch }, settled, later }
}

/** A response that arrives that many seconds later. */
const after = (seconds: number, answer: () => Response) => () =>
  new Promise<Response>((resolve) => setTimeout(() => resolve(answer()), seconds * 1000))

const poll = (options: PollOptions, interval?: number, state?: PollingState) =>
  pollBackchannelAuthenticationGrant(
    as,
    party,
    None(),
    state ?? getBackchannelPollingState(as, party, acknowledged(interval)),
    options,
  )

test('ciba 10.1/p1, 10.1/p3, 10.1/2: polls go to the token endpoint, an interval apart', async (t) => {
  const { times, sent, options, settled } = played(t, pending, pending, tokens)
  assert.equal((await settled(poll(options, 2))).access_token, 'token')
  assert.deepEqual(times, [2, 4, 6])
  for (const request of sent) {
    assert.equal(request.url, as.token_endpoint)
    const parameters = new Map(form(request))
    assert.equal(parameters.get('grant_type'), 'urn:openid:params:grant-type:ciba')
    assert.equal(parameters.get('auth_req_id'), 'the id')
  }
})

test('ciba 7.3/3b, rfc8628 3.2/6b: five seconds apart if the server names no interval', async (t) => {
  const { times, options, settled } = played(t, pending, tokens)
  await settled(poll(options))
  assert.deepEqual(times, [5, 10])
})

test('ciba 11/2: slow_down', async (t) => {
  const { times, options, settled } = played(t, slow, pending, tokens)
  await settled(poll(options, 5))
  assert.deepEqual(times, [5, 15, 25])
})

test('rfc8628 3.5/1b, 3.5/2: the interval and slow_down in the device flow', async (t) => {
  const { times, sent, options, settled } = played(t, pending, slow, tokens)
  const authorization = { device_code: 'code', user_code: 'A', verification_uri: 'https://a', expires_in: 600 }
  const state = getDevicePollingState(as, party, authorization)
  await settled(pollDeviceCodeGrant(as, party, None(), state, options))
  assert.deepEqual(times, [5, 10, 20])
  assert.equal(new Map(form(sent[0] as Sent)).get('device_code'), 'code')
})

for (const grant of ['ciba', 'device']) {
  test(`oidc-core 3.1.3.7/10: an ID Token issued an hour ago is accepted, an older one is not: ${grant}`, async (t) => {
    const asked = 1e9
    const issued = (iat: number) => () => tokenResponse({ id_token: idToken({ iat, exp: asked + 600 }) })
    const { times, options, settled } = played(t, issued(asked + 5 - 3600), issued(asked + 10 - 3601))
    const authorization = { device_code: 'code', user_code: 'A', verification_uri: 'https://a', expires_in: 600 }
    const ask = () =>
      grant === 'ciba'
        ? poll(options)
        : pollDeviceCodeGrant(as, party, None(), getDevicePollingState(as, party, authorization), options)
    assert.equal((await settled(ask())).access_token, 's3cret')
    const { code, cause } = await settled(ask()).catch((error) => error)
    assert.equal(code, 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED')
    assert.deepEqual([cause.claim, cause.now, cause.claims.iat], ['iat', asked + 10, asked + 10 - 3601])
    assert.deepEqual(times, [5, 10])
  })
}

test('ciba 10.1/p6a, 10.1/p6b, 10.1/p6c, 10.1/1: after a long poll the next one follows at once, never two together', async (t) => {
  const { times, options, settled } = played(t, after(30, pending), after(3, pending), tokens)
  await settled(poll(options, 5))
  assert.deepEqual(times, [5, 35, 41])
})

test('ciba 10.1/p5, 10.1/3: a poll is abandoned after 40 seconds without a response, and sent again', async (t) => {
  const { times, options, settled } = played(t, after(1e6, pending), tokens)
  await settled(poll(options, 5))
  assert.deepEqual(times, [5, 45])
})

test('ciba 10.1/p7: the next poll waits for Retry-After', async (t) => {
  const { times, options, settled } = played(
    t,
    () => new Response(null, { status: 503, headers: { 'retry-after': '60' } }),
    tokens,
  )
  await settled(poll(options, 5))
  assert.deepEqual(times, [5, 65])
})

const busyFor = (seconds: number) => () => new Response(null, { status: 503, headers: { 'retry-after': `${seconds}` } })
const busy = busyFor(60)

test('ciba 10.1/p7: Retry-After also delays the poll that an earlier ping triggered, if it ends before the expiry', async (t) => {
  for (const [expiresIn, seconds, expected] of [
    [600, 60, 67],
    [600, 1, 8],
    [30, 60, 7],
  ] as const) {
    await t.test(`${seconds} of ${expiresIn} seconds`, async (t) => {
      const { times, options, settled } = played(t, after(2, busyFor(seconds)), tokens)
      const notified = new Promise((resolve) => setTimeout(resolve, 6000))
      const state = getBackchannelPollingState(as, party, { ...acknowledged(5), expires_in: expiresIn })
      await settled(poll({ ...options, notified }, 5, state))
      assert.deepEqual(times, [5, expected])
    })
  }
})

for (const [title, answer, resumed] of [
  ['Retry-After', busy, 65],
  ['the pause after failures', () => new Response(null, { status: 502 }), 15],
] as const) {
  test(`ciba 10.1/p7, rfc8628 3.5/p4b: ${title} also applies after a restart`, async (t) => {
    const { times, options, settled, later } = played(t, answer, tokens)
    const stop = new Error('the process ends')
    let stored = ''
    const onProgress = (state: PollingState) => {
      stored = JSON.stringify(state)
      if (state.failures) throw stop
    }
    await assert.rejects(settled(poll({ ...options, onProgress }, 5)), (error) => error === stop)
    later(2)
    await settled(poll(options, 5, JSON.parse(stored)))
    assert.deepEqual(times, [5, resumed])
  })
}

test('ciba 10.1/p3, rfc8628 3.5/p4b: after a restart the wait is at most five minutes', async (t) => {
  const { times, options, settled } = played(t, tokens)
  const state = getBackchannelPollingState(as, party, { ...acknowledged(5), expires_in: 9000 })
  await settled(poll(options, 5, { ...state, failures: 1, notBefore: state.notBefore + 8000 }))
  assert.deepEqual(times, [300])
})

test('ciba 10.1/p9, 10.1/p10, 10.2/7: a ping ends the wait', async (t) => {
  const { times, options, settled } = played(t, tokens)
  const notified = new Promise((resolve) => setTimeout(resolve, 3000))
  await settled(poll({ ...options, notified }, 300))
  assert.deepEqual(times, [3])
})

test('ciba 11/2, rfc8628 3.5/2: slow_down also delays the poll that an earlier ping triggered', async (t) => {
  const { times, options, settled } = played(t, after(2, slow), tokens)
  const notified = new Promise((resolve) => setTimeout(resolve, 6000))
  await settled(poll({ ...options, notified }, 5))
  assert.deepEqual(times, [5, 16])
})

test('ciba 10.1/p9, 10.2/7: a ping after slow_down ends the wait, and so does an earlier one if the expiry is near', async (t) => {
  for (const [seconds, expiresIn, expected] of [
    [8, 600, 8],
    [6, 15, 7],
  ] as const) {
    await t.test(`after ${seconds} seconds, of ${expiresIn}`, async (t) => {
      const { times, options, settled } = played(t, after(2, slow), tokens)
      const notified = new Promise((resolve) => setTimeout(resolve, seconds * 1000))
      const state = getBackchannelPollingState(as, party, { ...acknowledged(5), expires_in: expiresIn })
      await settled(poll({ ...options, notified }, 5, state))
      assert.deepEqual(times, [5, expected])
    })
  }
})

test('ciba 10.2/1, 7.4/3: if not even the first poll fits in, polling ends with the expiry', async (t) => {
  const { times, options, settled } = played(t, tokens)
  const state = getBackchannelPollingState(as, party, { auth_req_id: 'the id', expires_in: 1, interval: 3 })
  const cause = { expiresAt: state.expiresAt, now: state.expiresAt, lastError: undefined }
  await rejection(() => settled(poll(options, 3, state)), failed('POLLING_EXPIRED', cause))
  assert.deepEqual(times, [])
})

test('ciba 10.1.1/1: after the tokens nothing more is sent', async (t) => {
  const { times, timers, options, settled } = played(t, tokens, pending)
  await settled(poll(options, 1))
  assert.deepEqual([times.length, timers.size], [1, 0])
})

test('ciba 11/p4, 11/5: an error that ends polling is thrown, and nothing more is sent', async (t) => {
  for (const error of ['invalid_request', 'unauthorized_client', 'access_denied', 'expired_token']) {
    await t.test(error, async (t) => {
      const { times, options, settled } = played(t, () => json({ error }, 400))
      const { error: thrown } = (await rejection(() => settled(poll(options, 1)), {
        name: 'ResponseBodyError',
        code: 'OAUTH_RESPONSE_BODY_ERROR',
        cause: { error },
      })) as Error & { error: string }
      assert.equal(thrown, error)
      assert.deepEqual(times, [1])
    })
  }
})

test('ciba 10.2/1, 7.4/3: nothing is sent after the expiry', async (t) => {
  const { times, options, settled } = played(t, pending)
  await rejection(() => settled(poll(options, 250)), failed('POLLING_EXPIRED', Object))
  assert.deepEqual(times, [250, 500])
})

test('api: the error at the expiry has the error of the latest poll', async (t) => {
  const unreachable = new TypeError('fetch failed')
  const failing = () => {
    throw unreachable
  }
  const down = () => new Response('', { status: 503 })
  for (const [title, first, later, expected] of [
    ['no response at all', pending, failing, /^TypeError: fetch failed$/],
    ['the user had not decided', failing, pending, /^ResponseBodyError: /],
    ['a server that is down', pending, down, /^OperationProcessingError: the HTTP status/],
  ] as const) {
    await t.test(title, async (t) => {
      const { options, settled } = played(t, first, later, later)
      const { cause } = await rejection(() => settled(poll(options, 200)), failed('POLLING_EXPIRED', Object))
      assert.match(String((cause as { lastError: unknown }).lastError), expected)
    })
  }
})

test('fapi-ciba 5.2.2/4, ciba 7.4/2: polling can resume from the stored state', async (t) => {
  const { times, options, settled, later } = played(t, pending, tokens)
  const states: string[] = []
  const stop = new Error('the process ends')
  const onProgress = (state: PollingState) => {
    states.push(JSON.stringify(state))
    if (states.length === 2) throw stop
  }
  await assert.rejects(settled(poll({ ...options, onProgress }, 5)), (error) => error === stop)
  later(2)
  await settled(poll(options, 5, JSON.parse(states.at(-1) as string)))
  assert.deepEqual(times, [5, 10])
})

test('rfc9449 8/3, 8/5, 8/6, fapi2-sp 5.3.3.1/8: a request repeated with a nonce does not count as another poll', async (t) => {
  const keyPair = await generateKeyPair('ES256')
  const wanted = () => json({ error: 'use_dpop_nonce' }, 400, { 'dpop-nonce': 'fresh' })
  const { times, sent, options, settled } = played(t, wanted, () => json({ access_token: 'token', token_type: 'DPoP' }))
  const states: PollingState[] = []
  const onProgress = (state: PollingState) => {
    states.push(state)
  }
  await settled(poll({ ...options, onProgress, DPoP: DPoP(party, keyPair) }, 5))
  assert.deepEqual(times, [5, 5])
  assert.deepEqual(
    states.map(({ attempts }) => attempts),
    [1],
  )
  const nonces = sent.map(({ init }) => {
    const [, claims] = (init.headers.dpop as string).split('.')
    return JSON.parse(Buffer.from(claims as string, 'base64url').toString()).nonce
  })
  assert.deepEqual(nonces, [undefined, 'fresh'])
})

test('compatible: a signal ends polling, in a wait and in a request', async (t) => {
  for (const seconds of [3, 7]) {
    await t.test(`after ${seconds} seconds`, async (t) => {
      const { times, options, settled } = played(t, after(100, tokens))
      const controller = new AbortController()
      const reason = new Error('enough')
      setTimeout(() => controller.abort(reason), seconds * 1000)
      const { signal } = controller
      await assert.rejects(settled(poll({ ...options, signal }, 5)), (error) => error === reason)
      assert.equal(times.length, seconds > 5 ? 1 : 0)
    })
  }
  await rejection(() => poll({ signal: {} as AbortSignal }), wrongType)
})
