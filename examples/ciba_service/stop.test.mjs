// Bad timing: the process is stopped in the middle of something, or the provider is silent. The service runs in this
// process, so that a test can pause it at a given point.

import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteStore } from './sqlite_store.mjs'
import { start } from './start.mjs'
import { startPushProvider } from './trial/push_provider.mjs'
import { signIn } from './trial/stage.mjs'

const visit = (url, options) => fetch(url, { redirect: 'manual', ...options })
const folder = mkdtempSync(join(tmpdir(), 'ciba-stop-'))
test.after(() => rmSync(folder, { recursive: true }))

async function served(t, mode, { before, passing, deadline = 30 } = {}) {
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  const provider = await startPushProvider({ key: { ...jwk, alg: 'ES256', kid: 'shop-1' }, visit }, { mode, before })
  t.after(provider.stop)
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  const file = join(folder, `${t.name.replace(/\W+/g, '-')}.db`)
  const configuration = {
    issuer: new URL(provider.issuer),
    client: { client_id: mode, backchannel_token_delivery_mode: mode, id_token_signed_response_alg: 'ES256' },
    key: { key: await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['sign']), kid: 'shop-1' },
    store: file,
    port: 0,
    host: 'localhost',
    deadline,
  }
  const service = await start(configuration, passing)
  t.after(service.stop)
  /** What is stored after the process has stopped. */
  const stored = async (page) => {
    const store = openSqliteStore(file)
    const signIn = await store.read(page.split('/').at(-1))
    await store.close()
    return signIn
  }
  return { ...service, provider, stored }
}

/** Pauses all work that reaches that point until it is released. */
function barrier(name) {
  const [reached, released] = [signal(), signal()]
  const passing = async (point) => {
    if (point !== name) return
    reached.give()
    await released.given
  }
  return { passing, reached: reached.given, release: released.give }
}

function signal() {
  let give
  const given = new Promise((resolve) => {
    give = resolve
  })
  return { given, give }
}

test('misuse: stopped after a ping was answered, before the tokens arrived: the user is signed in', async (t) => {
  const { passing, reached, release } = barrier('leased')
  const { origin, stop, provider, stored } = await served(t, 'ping', { passing })
  const page = await signIn({ visit }, origin, 'alice')
  const send = await provider.decides('approve')
  assert.equal(await send(origin), 204)
  await reached
  const stopped = stop()
  release()
  await stopped
  assert.equal((await stored(page)).status, 'signed_in')
})

test('misuse: stopped before the provider has answered the request: the browser gets its page, and the sign-in goes on', async (t) => {
  const { passing, reached, release } = barrier('acknowledged')
  const { origin, stop, stored } = await served(t, 'ping', { passing })
  const page = signIn({ visit }, origin, 'alice')
  await reached
  const stopped = stop()
  release()
  await stopped
  assert.equal((await stored(await page)).status, 'waiting')
})

test('ciba 11/2: a ping during a poll does not shorten the wait that slow_down requires', async (t) => {
  const { passing, reached, release } = barrier('leased')
  const { origin, stop, provider, stored } = await served(t, 'ping', { passing })
  const page = await signIn({ visit }, origin, 'alice')
  const send = await provider.decides('approve')
  provider.provider.misbehave('token.error', 'slow_down', { times: 1 })
  await send(origin)
  await reached
  assert.equal(await send(origin), 204)
  const stopped = stop()
  release()
  await stopped
  const { due, polling } = await stored(page)
  assert.deepEqual([due, polling.interval], [polling.notBefore, 10])
})

for (const [what, deadline, status] of [
  ['is checked: it gets its response', 30, 204],
  ['is checked for too long: it gets no response', 0.001, undefined],
]) {
  test(`misuse: stopped while a push ${what}, and the user is signed in`, async (t) => {
    const { passing, reached, release } = barrier('/userinfo')
    const before = ({ url }) => passing(new URL(url).pathname)
    t.mock.method(AbortSignal, 'timeout', () => new AbortController().signal)
    const { origin, stop, provider, stored } = await served(t, 'push', { before, deadline })
    const page = await signIn({ visit }, origin, 'alice')
    const send = await provider.decides('approve')
    const answered = send(origin).catch(() => undefined)
    await reached
    const stopped = stop()
    if (!status) await answered
    release()
    assert.equal(await answered, status)
    await stopped
    assert.equal((await stored(page)).status, 'signed_in')
  })
}

test('misuse: stopped while a page watches: its stream ends', async (t) => {
  const { origin, stop } = await served(t, 'ping')
  const page = await signIn({ visit }, origin, 'alice')
  const { body } = await visit(`${page}/events`)
  const reader = body.getReader()
  await reader.read()
  await stop()
  assert.equal((await reader.read()).done, true)
})

for (const [path, status, outcome] of [
  ['/jwks', 503, undefined],
  ['/userinfo', 204, { status: 'start_again', reason: 'TimeoutError' }],
]) {
  test(`misuse: a push is answered although the provider's ${path} is silent`, { timeout: 10_000 }, async (t) => {
    const deadline = new AbortController()
    let silence = false
    const before = ({ url }) => {
      if (!silence || new URL(url).pathname !== path) return
      deadline.abort(new DOMException('the deadline is over', 'TimeoutError'))
      return new Promise(() => {})
    }
    t.mock.method(AbortSignal, 'timeout', () => deadline.signal)
    const { origin, stop, provider, stored } = await served(t, 'push', { before })
    const page = await signIn({ visit }, origin, 'alice')
    const send = await provider.decides('approve')
    silence = true
    assert.equal(await send(origin), status)
    await stop()
    assert.deepEqual((await stored(page)).outcome, outcome)
  })
}

test('misuse: a form that is too large is refused', async (t) => {
  const { origin } = await served(t, 'ping')
  const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' }
  const body = `login_hint=${'a'.repeat(10_000)}`
  assert.equal((await visit(`${origin}/sign-ins`, { method: 'POST', headers, body })).status, 413)
})
