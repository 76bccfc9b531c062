/** Whose fault the error of a poll is: the caller's, which ends polling, or the network's, which does not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockOf, settle, watched } from '../../test/fixtures/clock.ts'
import { client, json, network, server } from '../../test/fixtures/parties.ts'
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import { None } from '../client_authentication/none.ts'
import { PrivateKeyJwt } from '../client_authentication/private_key_jwt.ts'
import { ResponseBodyError } from '../errors/response_body_error.ts'
import { getBackchannelPollingState, pollBackchannelAuthenticationGrant } from '../grants/ciba_polling.ts'
import { jweDecrypt } from '../jose/jwe_decrypt.ts'
import { modifyAssertion } from '../jose/modify_assertion.ts'
import type { PollOptions } from './polling_loop.ts'

const pending = () => json({ error: 'authorization_pending' }, 400)
const tokens = (more = {}) => json({ access_token: 'token', token_type: 'Bearer', ...more })
const acknowledged = { auth_req_id: 'the id', expires_in: 600, interval: 5 }
const poll = (options: PollOptions, authentication: ClientAuth = None()) => {
  const state = getBackchannelPollingState(server(), client(), acknowledged)
  return watched(pollBackchannelAuthenticationGrant(server(), client(), authentication, state, options))
}

const mistakes: [string, unknown][] = [
  ['an error', new Error('the key service is away')],
  ['an error like a failure of the network', new TypeError('fetch failed')],
  [
    'an error like a response',
    new ResponseBodyError('x', { cause: { error: 'authorization_pending' }, response: pending() }),
  ],
]
for (const [title, mistake] of mistakes) {
  test(`misuse: ${title}, thrown before the request is sent, ends polling at once`, async (t) => {
    const clock = clockOf(t)
    const { sent, options } = network(tokens())
    const seen = poll(options, () => Promise.reject(mistake))
    await clock.pass(6)
    assert.deepEqual([seen.error, sent.length], [mistake, 0])
  })
}

test('misuse: a mistake in modifyAssertion ends polling at once', async (t) => {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  const mistake = new ReferenceError('x is not defined')
  const modify = () => {
    throw mistake
  }
  const clock = clockOf(t)
  const { sent, options } = network(tokens())
  const seen = poll(options, PrivateKeyJwt(privateKey, { [modifyAssertion]: modify }))
  await clock.pass(6)
  assert.deepEqual([seen.error, sent.length], [mistake, 0])
})

const nonce = { 'dpop-nonce': 'n' }
const wanted: [string, Response][] = [
  ['an error requires', json({ error: 'use_dpop_nonce' }, 400, nonce)],
  ['a challenge requires', json({}, 401, { 'www-authenticate': 'DPoP error="use_dpop_nonce"', ...nonce })],
]
for (const [what, answer] of wanted) {
  test(`misuse: a mistake while preparing the request with the nonce that ${what} ends polling`, async (t) => {
    const clock = clockOf(t)
    const { sent, options } = network(answer, tokens())
    const mistake = new TypeError('x is not a function')
    let asked = 0
    const seen = poll(options, () => {
      asked += 1
      if (asked === 2) throw mistake
    })
    await clock.pass(6)
    assert.deepEqual([seen.error, sent.length], [mistake, 1])
  })
}

test('rfc8628 3.5/p4a: a deadline that passes before the request is sent is an ordinary timeout', async (t) => {
  const clock = clockOf(t)
  const { sent, options } = network(tokens())
  let asked = 0
  const authentication = () => (++asked === 1 ? new Promise<void>(() => {}) : undefined)
  const seen = poll({ ...options, requestDeadline: 2 }, authentication)
  await clock.pass(20)
  assert.deepEqual([asked, sent.length, seen.value?.access_token], [2, 1, 'token'])
})

test('ciba 10.1.1/1: a deadline that passes after the response ends polling: it may have had the tokens', async (t) => {
  const clock = clockOf(t)
  const { sent, options } = network(() => tokens({ id_token: `${'e30.'.repeat(4)}e30` }))
  const seen = poll({ ...options, requestDeadline: 2, [jweDecrypt]: () => new Promise(() => {}) })
  await clock.pass(20)
  assert.deepEqual([(seen.error as Error).name, sent.length], ['TimeoutError', 1])
})

test('compatible: the response of customFetch itself is read once, without a clone', async (t) => {
  const clock = clockOf(t)
  const given: Response[] = []
  const { options } = network(() => {
    const response = given.length ? tokens({ token_type: 'own' }) : pending()
    given.push(response)
    // in some implementations one clone cannot be read before the other
    response.clone = () => new Response(new ReadableStream())
    return response
  })
  const types: Response[] = []
  const seen = poll({ ...options, recognizedTokenTypes: { own: (response) => void types.push(response) } })
  await clock.pass(11)
  assert.equal(seen.value?.access_token, 'token')
  assert.deepEqual([types[0] === given[1], types.length, given.length], [true, 1, 2])
})

test('rfc8628 3.5/p3: the body of an error that ends polling can still be read', async (t) => {
  const clock = clockOf(t)
  const { options } = network(json({ error: 'invalid_client' }, 401, { 'www-authenticate': 'Basic realm="as"' }))
  const seen = poll(options)
  await clock.pass(6)
  const { response } = seen.error as { response: Response }
  assert.deepEqual(await response.json(), { error: 'invalid_client' })
})

const later = { status: 503, headers: { 'retry-after': '60' } }
const unavailable: [string, () => Response | Promise<Response>][] = [
  ['with a challenge', () => new Response('', { status: 503, headers: { 'www-authenticate': 'Negotiate' } })],
  [
    'whose body breaks off',
    () => new Response(new ReadableStream({ pull: (stream) => stream.error(new TypeError('terminated')) }), later),
  ],
  [
    'whose body customFetch has read',
    async () => {
      const response = new Response('busy', later)
      await response.text()
      return response
    },
  ],
]
for (const [title, answer] of unavailable) {
  test(`rfc8628 3.5/p4a, ciba 10.1/p7: polling goes on after a 503 ${title}`, async (t) => {
    const clock = clockOf(t)
    const { sent, options } = network(answer, tokens())
    const { headers } = await answer()
    const seen = poll(options)
    await clock.pass(headers.has('retry-after') ? 64 : 14)
    assert.equal(sent.length, 1)
    await clock.pass(2)
    assert.equal(seen.value?.access_token, 'token')
  })
}

const unlooked: [string, number, Record<string, string>][] = [
  ['a 5xx', 502, {}],
  ['a 5xx with a challenge', 503, { 'www-authenticate': 'Negotiate' }],
  ['a 429 that is not JSON', 429, { 'content-type': 'text/html' }],
  ['a 408 with a challenge', 408, { 'www-authenticate': 'Negotiate' }],
  ['a challenge that asks for a nonce', 401, { 'www-authenticate': 'DPoP error="use_dpop_nonce"', ...nonce }],
  ['a challenge that says to wait', 400, { 'www-authenticate': 'Bearer error="authorization_pending"' }],
]
for (const [title, status, headers] of unlooked) {
  test(`rfc8628 3.5/p4a: the body of ${title} is read, so that its connection can be reused`, async (t) => {
    const clock = clockOf(t)
    const page = new Response('<p>busy', { status, headers })
    const { options } = network(page, tokens())
    const seen = poll(options)
    await clock.pass(5)
    await settle()
    assert.equal(page.bodyUsed, true)
    await clock.pass(10)
    assert.equal(seen.value?.access_token, 'token')
  })
}

test('ciba 10.1.1/1: a frozen response can be read', async (t) => {
  const clock = clockOf(t)
  const { options } = network(Object.freeze(tokens()))
  const seen = poll(options)
  await clock.pass(6)
  assert.equal((seen.value as { access_token?: string } | undefined)?.access_token, 'token')
})

for (const [title, status, challenge] of [
  ['says to wait', 400, 'Bearer error="authorization_pending"'],
  ['comes with a 503', 503, 'Negotiate'],
] as const) {
  test(`rfc8628 3.5/1a, 3.5/p4a: polling goes on after a frozen response whose challenge ${title}`, async (t) => {
    const clock = clockOf(t)
    const { options } = network(Object.freeze(json({}, status, { 'www-authenticate': challenge })), tokens())
    const seen = poll(options)
    await clock.pass(16)
    assert.equal(seen.value?.access_token, 'token')
  })
}

for (const none of [undefined, {}]) {
  test(`misuse: a customFetch that resolves with ${JSON.stringify(none)} ends polling`, async (t) => {
    const clock = clockOf(t)
    const { options } = network(() => none as unknown as Response)
    const seen = poll(options)
    await clock.pass(6)
    assert.equal((seen.error as { code?: string } | undefined)?.code, 'ERR_INVALID_ARG_TYPE')
  })
}

const busy: [string, number, object][] = [
  ['a 429 in JSON without an OAuth error', 429, { message: 'too many' }],
  ['a 499 with authorization_pending', 499, { error: 'authorization_pending' }],
]
for (const [title, status, body] of busy) {
  test(`rfc8628 3.5/p4a, ciba 11/1: polling goes on after ${title}`, async (t) => {
    const clock = clockOf(t)
    const { options } = network(json(body, status), tokens())
    const seen = poll(options)
    await clock.pass(20)
    assert.equal(seen.value?.access_token, 'token')
  })
}

test('compatible: a response with its own json method is read with it, as without polling', async (t) => {
  const clock = clockOf(t)
  const wrapped = (body: object, status?: number) =>
    Object.assign(
      new Response('<not JSON>', { status: status ?? 200, headers: { 'content-type': 'application/json' } }),
      {
        json: async () => body,
      },
    )
  const { options } = network(wrapped({ error: 'authorization_pending' }, 400), wrapped(await tokens().json()))
  const seen = poll(options)
  await clock.pass(11)
  assert.equal(seen.value?.access_token, 'token')
})
