// The service with its default store, against a real provider: npm oidc-provider.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startPushProvider } from './trial/push_provider.mjs'
import { setStage, signIn, until, watch } from './trial/stage.mjs'

const stage = await setStage()
after(() => stage.clear())

async function served(t, configuration) {
  const service = await stage.serve({ STORE: stage.path(`${t.name.replace(/\W+/g, '-')}.db`), ...configuration })
  t.after(async () => {
    service.child.kill('SIGKILL')
    await service.ended
    stage.events.length = 0
  })
  return service
}
const last = (events) => events.at(-1)

test('poll: the page shows the progress until the user is signed in', async (t) => {
  const { origin } = await served(t, { mode: 'poll' })
  const page = await signIn(stage, origin, 'alice')
  assert.equal((await stage.visit(page)).status, 200)
  const watching = watch(stage, page)
  const [{ user, message }] = await until(() => stage.told('asked').length > 0 && stage.told('asked'), 'asked')
  stage.answers('approve')
  const events = await watching
  assert.equal(user, 'alice')
  assert.equal(events[0].bindingMessage, message)
  assert.equal(events[0].status, 'waiting')
  assert.deepEqual(last(events).user, { sub: 'alice', name: 'Alice Example', email: 'alice@example.test' })
  assert.equal(stage.told('redeemed').length, 1)
})

test('ping: the tokens are fetched after the ping, with a signed request', async (t) => {
  const { origin } = await served(t, { mode: 'ping signed', notified: true, SIGNED: 'ES256' })
  const page = await signIn(stage, origin, 'alice')
  stage.answers('approve')
  assert.equal(last(await watch(stage, page)).status, 'signed_in')
  assert.deepEqual(stage.told('asked')[0].signed, true)
  assert.deepEqual(stage.told('answered'), [[204]])
})

test('ping: a hundred at once redeem once', async (t) => {
  const { origin } = await served(t, { mode: 'ping', notified: true })
  const page = await signIn(stage, origin, 'many')
  stage.answers('approve')
  assert.equal(last(await watch(stage, page)).status, 'signed_in')
  const [statuses] = await until(() => stage.told('answered').length > 0 && stage.told('answered'), 'a hundred answers')
  assert.deepEqual(statuses, Array(100).fill(204))
  assert.equal(stage.told('redeemed').length, 1)
  assert.deepEqual(
    stage.told('refused').filter((error) => error !== 'use_dpop_nonce'),
    [],
  )
})

test('ping: before the response to the request is stored', async (t) => {
  const { origin } = await served(t, { mode: 'ping', notified: true })
  const page = await signIn(stage, origin, 'early')
  assert.equal(last(await watch(stage, page)).user.name, 'Early Bird')
  assert.deepEqual(stage.told('answered'), [[204]])
})

test('the user refuses', async (t) => {
  const { origin } = await served(t, { mode: 'ping', notified: true })
  const page = await signIn(stage, origin, 'alice')
  stage.answers('deny')
  assert.equal(last(await watch(stage, page)).status, 'refused')
})

test('an unknown user, and a form from another origin', async (t) => {
  const { origin } = await served(t, { mode: 'poll' })
  const page = await signIn(stage, origin, 'nobody')
  const { status, reason } = last(await watch(stage, page))
  assert.deepEqual({ status, reason }, { status: 'start_again', reason: 'unknown_user_id' })
  const foreign = await stage.visit(`${origin}/sign-ins`, {
    method: 'POST',
    headers: { origin: 'https://elsewhere.example', 'content-type': 'application/x-www-form-urlencoded' },
    body: 'login_hint=alice',
  })
  assert.equal(foreign.status, 403)
})

test('invalid notifications: refused without a body, never redirected', async (t) => {
  const { origin } = await served(t, { mode: 'ping', notified: true })
  const send = (method, headers, body) => stage.visit(`${origin}/notifications`, { method, headers, body })
  const json = { 'content-type': 'application/json' }
  const refusals = [
    [await send('POST', json, '{"auth_req_id":"x"}'), 401],
    [await send('POST', { ...json, authorization: 'Bearer unknown' }, '{"auth_req_id":"x"}'), 401],
    [
      await send(
        'POST',
        [
          ['content-type', 'application/json'],
          ['authorization', 'Bearer a'],
          ['authorization', 'Bearer b'],
        ],
        '{}',
      ),
      401,
    ],
    [await send('POST', { 'content-type': 'text/plain' }, 'x'), 415],
    [await send('GET'), 404],
  ]
  for (const [response, status] of refusals) assert.equal(response.status, status)
})

test('after a restart the sign-in continues from the stored state', async (t) => {
  const store = { STORE: stage.path('restart.db') }
  const first = await served(t, { mode: 'poll', ...store })
  const page = await signIn(stage, first.origin, 'alice')
  first.child.kill('SIGKILL')
  await first.ended
  const second = await served(t, { mode: 'poll', ...store })
  stage.answers('approve')
  assert.equal(last(await watch(stage, page.replace(first.origin, second.origin))).status, 'signed_in')
})

test('push: the tokens are accepted once, and only if every check passes', async (t) => {
  const push = await startPushProvider(stage)
  t.after(push.stop)
  const { origin } = await served(t, { mode: 'push', ISSUER: push.issuer })
  const page = await signIn(stage, origin, 'alice')
  const send = await push.decides('approve')
  assert.equal(await send(origin), 204)
  assert.equal(await send(origin), 401)
  assert.deepEqual((await watch(stage, page)).at(-1).user.sub, 'alice')

  const forged = await signIn(stage, origin, 'alice')
  push.provider.misbehave('id_token.signature', 'attacker', { times: 1 })
  assert.equal(await (await push.decides('approve'))(origin), 400)
  // this had no effect: the sign-in still waits for the real one
  assert.match(await (await stage.visit(forged)).text(), /data-status="waiting"/)
})

test('push: the user refuses', async (t) => {
  const push = await startPushProvider(stage)
  t.after(push.stop)
  const { origin } = await served(t, { mode: 'push', ISSUER: push.issuer })
  const page = await signIn(stage, origin, 'alice')
  assert.equal(await (await push.decides('deny'))(origin), 204)
  assert.equal((await watch(stage, page)).at(-1).status, 'refused')
})
