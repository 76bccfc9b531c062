import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { randomString } from './random.node.ts'
import { randomString as portable } from './random.ts'

test('rfc7636 4.1/2, 4.1/4, rfc6749 10.10/2, fapi2-sp 5.4.1/4: 32 octets, base64url, across several refills of the pool', () => {
  const seen = new Set<string>()
  for (let i = 0; i < 1000; i++) seen.add(randomString())
  assert.equal(seen.size, 1000)
  for (const text of [...seen, portable()]) assert.match(text, /^[\w-]{43}$/)
})

test('api: every bit of the output is set about half of the time', () => {
  const draws = 2000
  const ones = new Array(256).fill(0)
  for (let i = 0; i < draws; i++) {
    Buffer.from(randomString(), 'base64url').forEach((byte, at) => {
      for (let bit = 0; bit < 8; bit++) ones[at * 8 + bit] += (byte >> bit) & 1
    })
  }
  // ten standard deviations
  for (const count of ones) assert.ok(Math.abs(count - draws / 2) < 10 * Math.sqrt(draws / 4))
})

test('api: unused random bytes are wiped after a second', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const fill = mock.method(crypto, 'getRandomValues')
  try {
    // use up the rest of the pool, and take one value from the next
    for (let i = 0; i <= 128; i++) randomString()
    const [pool] = (fill.mock.calls.at(-1) as unknown as { arguments: [Uint8Array] }).arguments
    assert.ok(pool.some((byte) => byte !== 0))
    mock.timers.tick(1000)
    assert.ok(pool.every((byte) => byte === 0))
    const before = fill.mock.callCount()
    randomString()
    assert.equal(fill.mock.callCount(), before + 1)
  } finally {
    fill.mock.restore()
    mock.timers.reset()
  }
})

test('api: 128 strings take one call of getRandomValues', () => {
  const fill = mock.method(crypto, 'getRandomValues')
  try {
    // uses up the pool that is left, and one string of the next
    while (fill.mock.callCount() === 0) randomString()
    for (let i = 1; i < 128; i++) randomString()
    assert.equal(fill.mock.callCount(), 1)
    randomString()
    assert.equal(fill.mock.callCount(), 2)
  } finally {
    fill.mock.restore()
  }
})

test('api: the timer of a used-up pool does not end the next pool', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const fill = mock.method(crypto, 'getRandomValues')
  try {
    while (fill.mock.callCount() === 0) randomString()
    mock.timers.tick(500)
    while (fill.mock.callCount() === 1) randomString()
    mock.timers.tick(500)
    randomString()
    assert.equal(fill.mock.callCount(), 2)
    mock.timers.tick(500)
    randomString()
    assert.equal(fill.mock.callCount(), 3)
  } finally {
    fill.mock.restore()
    mock.timers.reset()
  }
})

test('api: bytes that were used are wiped from the pool', () => {
  const fill = mock.method(crypto, 'getRandomValues')
  try {
    for (let i = 0; i <= 128; i++) randomString()
    const [pool] = (fill.mock.calls.at(-1) as unknown as { arguments: [Uint8Array] }).arguments
    const text = randomString()
    assert.ok(!Buffer.from(pool).includes(Buffer.from(text, 'base64url')))
  } finally {
    fill.mock.restore()
  }
})

test('rfc7515 10.1/1: while a startup snapshot is built, no random bytes are pooled', () => {
  // use up the rest of the pool
  mock.timers.enable({ apis: ['setTimeout'] })
  for (let i = 0; i < 128; i++) randomString()
  mock.timers.tick(1000)
  const startupSnapshot = { isBuildingSnapshot: () => true }
  const builtin = mock.method(process, 'getBuiltinModule', () => ({ startupSnapshot }))
  const fill = mock.method(crypto, 'getRandomValues')
  try {
    assert.notEqual(randomString(), randomString())
    const sizes = fill.mock.calls.map(({ arguments: [bytes] }) => (bytes as Uint8Array).length)
    assert.deepEqual(sizes, [32, 32])
  } finally {
    builtin.mock.restore()
    fill.mock.restore()
    mock.timers.reset()
  }
})
