// Two processes of the service with one Redis are killed at three named points: no sign-in hangs or is redeemed twice.
//
//   npm run test:redis      installs Debian's redis-server if it is missing

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { after, test } from 'node:test'
import { createClient } from '@redis/client'
import { openRedisStore } from '../redis_store.mjs'
import { setStage, signIn, until, watch } from './stage.mjs'

const stage = await setStage()
const redis = await startRedis()
after(async () => {
  await stage.clear()
  redis.process.kill('SIGKILL')
})

/** Two processes; `killAt` is the point where the first process that passes it is killed. */
async function pair(t, mode, killAt) {
  await redis.client.flushAll()
  rmSync(stage.path('killed'), { force: true })
  const setup = { mode, STORE: redis.url, KILL_AT: killAt ?? '' }
  const processes = [await stage.serve({ ...setup, notified: true }), await stage.serve(setup)]
  t.after(async () => {
    for (const { child } of processes) child.kill('SIGKILL')
    await Promise.all(processes.map(({ ended }) => ended))
    stage.events.length = 0
  })
  return processes
}
const redeemed = () => stage.told('redeemed').length
const survivorOf = (processes) => processes.find(({ child }) => child.exitCode === null && child.signalCode === null)
async function killed(processes) {
  await until(() => processes[0].killed(), 'the point was passed')
  await Promise.race(processes.map(({ ended }) => ended))
  return survivorOf(processes)
}

test('both processes see the sign-in; the one that did not start it shows it live', async (t) => {
  const [first, second] = await pair(t, 'poll')
  const page = await signIn(stage, first.origin, 'alice')
  const watching = watch(stage, page.replace(first.origin, second.origin))
  stage.answers('approve')
  const events = await watching
  assert.equal(events.at(-1).user.name, 'Alice Example')
  assert.equal(redeemed(), 1)
})

test('a hundred pings at once redeem once', async (t) => {
  const [first] = await pair(t, 'ping')
  const page = await signIn(stage, first.origin, 'many')
  stage.answers('approve')
  assert.equal((await watch(stage, page)).at(-1).status, 'signed_in')
  const [statuses] = await until(() => stage.told('answered').length > 0 && stage.told('answered'), 'a hundred answers')
  assert.deepEqual(statuses, Array(100).fill(204))
  assert.equal(redeemed(), 1)
  assert.deepEqual(
    stage.told('refused').filter((error) => error !== 'use_dpop_nonce'),
    [],
  )
})

test('a ping before the response to the request is stored', async (t) => {
  const [, second] = await pair(t, 'ping')
  const page = await signIn(stage, second.origin, 'early')
  assert.equal((await watch(stage, page)).at(-1).user.name, 'Early Bird')
  assert.equal(redeemed(), 1)
})

test('killed after the provider responded, before the response was stored: start again', async (t) => {
  const processes = await pair(t, 'poll', 'acknowledged')
  await signIn(stage, processes[0].origin, 'alice').catch(() => 'the connection ended with the process')
  const survivor = await killed(processes)
  const { id } = await storedSignIn()
  const { status, reason } = (await watch(stage, `${survivor.origin}/sign-ins/${id}`)).at(-1)
  assert.deepEqual({ status, reason }, { status: 'start_again', reason: 'the request was lost' })
  assert.equal(redeemed(), 0)
  stage.answers('deny')
})

test('killed while holding the lease, before the token request: the other process fetches the tokens', async (t) => {
  const processes = await pair(t, 'ping', 'leased')
  const page = await signIn(stage, processes[0].origin, 'alice')
  stage.answers('approve')
  const survivor = await killed(processes)
  const { pathname } = new URL(page)
  assert.equal((await watch(stage, `${survivor.origin}${pathname}`)).at(-1).status, 'signed_in')
  assert.equal(redeemed(), 1)
})

test('killed after the tokens arrived, before the outcome was stored: start again, and no second redemption', async (t) => {
  const processes = await pair(t, 'ping', 'redeemed')
  const page = await signIn(stage, processes[0].origin, 'alice')
  stage.answers('approve')
  const survivor = await killed(processes)
  const { pathname } = new URL(page)
  const { status, reason } = (await watch(stage, `${survivor.origin}${pathname}`)).at(-1)
  assert.deepEqual({ status, reason }, { status: 'start_again', reason: 'invalid_grant' })
  assert.equal(redeemed(), 1)
})

test('a notification finds its sign-in as long as the provider keeps that open', async (t) => {
  await redis.client.flushAll()
  const store = await openRedisStore(redis.url)
  t.after(() => store.close())
  const expiresAt = Date.now() / 1000 + 86400
  await store.create({ id: 'long', tokenHash: 'hash', bindingMessage: 'W4SCT', due: expiresAt })
  await store.acknowledge('long', { expiresAt }, expiresAt)
  assert.ok((await redis.client.expireTime('sign-in-token:hash')) >= expiresAt)
  assert.equal((await store.findByToken('hash')).id, 'long')
})

async function storedSignIn() {
  for (const key of await redis.client.keys('sign-in:*')) {
    if ((await redis.client.type(key)) === 'hash') return redis.client.hGetAll(key)
  }
  return assert.fail('no sign-in is stored')
}

async function startRedis() {
  if (spawnSync('redis-server', ['--version']).error) installRedis()
  const port = await freePort()
  const process = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  })
  after(() => process.kill('SIGKILL'))
  const url = `redis://127.0.0.1:${port}`
  const client = createClient({ url })
  client.on('error', () => {}) // it reconnects by itself
  await client.connect()
  after(() => client.destroy())
  return { process, url, client }
}

function installRedis() {
  console.log('install: apt-get install redis-server')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-qq', ...args], { env })
  apt('update')
  apt('install', '-y', '--no-install-recommends', 'redis-server')
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(String(port)))
    })
  })
}
