// What the examples do in situations that their own runs do not cover: regions, as shown in the guides, with the code
// that they need around them.
import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import * as timers from 'node:timers/promises'
import * as oauth from 'relying'
import { region } from '../tools/regions.mjs'

test('misuse: examples/machine_to_machine keeps a token that is good for longer than a timer can run', async () => {
  const delays = []
  const setTimeout = (_forget, delay) => delays.push(delay) && { unref() {} }
  for (const expires_in of [30 * 24 * 3600, Number.MAX_VALUE, 3600, 10]) {
    const requestToken = async () => ({ access_token: 'token', expires_in })
    const accessToken = await run('machine_to_machine', 'cache', 'accessToken', { requestToken, setTimeout })
    await accessToken()
  }
  assert.deepEqual(delays, [2 ** 31 - 1, 2 ** 31 - 1, 3_570_000, 0])
})

const fresh = { accessToken: 'new', refreshToken: 'new', expiresAt: Date.now() + 3_600_000 }
const refused = new oauth.ResponseBodyError('refused', {
  cause: { error: 'invalid_grant' },
  response: new Response(null, { status: 400 }),
})
const refreshed = { access_token: 'refreshed', refresh_token: 'refreshed', expires_in: 3600 }

for (const [what, meanwhile, outcome, answer] of [
  ['refused, the user signed in anew', fresh, refused, 'new'],
  ['answered, the user signed in anew', fresh, refreshed, 'new'],
  ['refused, the user signed out', undefined, refused, 'SignInAgain'],
  ['answered, the user signed out', undefined, refreshed, 'SignInAgain'],
]) {
  test(`misuse: examples/refresh, while a refresh was being ${what}: that stays`, async () => {
    const { promise, resolve } = withResolvers()
    const refresh = () => promise.then(() => (outcome instanceof Error ? Promise.reject(outcome) : outcome))
    const toSession = await run('refresh', 'session', 'toSession', {})
    const accessToken = await run('refresh', 'once', 'accessToken', { oauth, refresh, toSession })
    const store = new Map([['alice', { accessToken: 'old', refreshToken: 'old', expiresAt: 0 }]])
    const asked = accessToken(store, 'alice').catch((error) => error.constructor.name)
    if (meanwhile) store.set('alice', meanwhile)
    else store.delete('alice')
    resolve()
    assert.equal(await asked, answer)
    assert.equal(store.get('alice'), meanwhile)
  })
}

const as = { issuer: 'https://as.example', token_endpoint: 'https://as.example/token' }
const client = { client_id: 'tool' }
const device = { device_code: 'device-1', user_code: 'USER', verification_uri: 'https://as.example/', expires_in: 600 }

/** The hand-written loop of examples/device. */
function waitInOurOwnWay(fetch, setTimeout) {
  const http = { [oauth.customFetch]: fetch }
  const names = { oauth, as, client, clientAuthentication: oauth.None(), http, setTimeout }
  return run('device', 'by_hand', 'waitInOurOwnWay', names)
}

test('misuse: examples/device --by-hand ends with the reason of the signal while the server is silent', async () => {
  const interrupted = new AbortController()
  const silent = (_url, { signal }) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason))
      interrupted.abort(new Error('interrupted'))
    })
  const wait = await waitInOurOwnWay(silent, timers.setTimeout)
  await assert.rejects(wait({ ...device, interval: 0.001 }, interrupted.signal), { message: 'interrupted' })
})

test('misuse: examples/device --by-hand ends with the reason of the signal between two polls', async () => {
  const wait = await waitInOurOwnWay(undefined, timers.setTimeout)
  const interrupted = new AbortController()
  const waiting = wait({ ...device, interval: 60 }, interrupted.signal)
  interrupted.abort(new Error('interrupted'))
  await assert.rejects(waiting, { message: 'interrupted' })
})

test('misuse: examples/device --by-hand waits no longer than a timer can run', async () => {
  const delays = []
  const setTimeout = async (delay) => {
    delays.push(delay)
    throw new Error('the timer was aborted')
  }
  const wait = await waitInOurOwnWay(undefined, setTimeout)
  const stop = AbortSignal.abort(new Error('enough'))
  await assert.rejects(wait({ ...device, interval: 1e9, expires_in: 1e10 }, stop), { message: 'enough' })
  assert.deepEqual(delays, [2 ** 31 - 1])
})

test('misuse: examples/ciba_polling, ended while it writes, goes on from the state before', async (t) => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'regions-'))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  let dies = false
  const writeFileSync = (path, text, options) => {
    fs.writeFileSync(path, dies ? text.slice(0, 5) : text, options)
    if (dies) throw new Error('killed')
  }
  const { existsSync, readFileSync, renameSync } = fs
  const names = { existsSync, readFileSync, renameSync, writeFileSync, file: join(folder, 'state.json') }
  const { store, stored } = await run('ciba_polling', 'poll', '{ store, stored }', names)
  store({ attempts: 1 })
  dies = true
  assert.throws(() => store({ attempts: 2 }), { message: 'killed' })
  assert.deepEqual(stored(), { attempts: 1 })
})

/** Runs a region as shown in the guide; resolves with what it declares under that name. */
function run(example, part, declared, names) {
  const code = region(fs.readFileSync(new URL(`${example}/main.mjs`, import.meta.url), 'utf8'), part)
  const AsyncFunction = (async () => {}).constructor
  return new AsyncFunction(...Object.keys(names), `${code}\nreturn ${declared}`)(...Object.values(names))
}

function withResolvers() {
  let resolve
  const promise = new Promise((done) => {
    resolve = done
  })
  return { promise, resolve }
}
