import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeLimits } from './own_dispatcher.ts'

test('ciba 10.1/p5: a poll that the server holds is not ended before the polling loop would end it', () => {
  const { headersTimeout, connectTimeout, bodyTimeout } = timeLimits({})
  const requestDeadline = 40_000
  assert.ok(headersTimeout > requestDeadline)
  // undici takes 0 for no limit at all
  for (const limit of [headersTimeout, connectTimeout, bodyTimeout]) assert.ok(limit > 0 && limit <= 60_000)
  const given = { connectTimeout: 1, headersTimeout: 2, bodyTimeout: 3 }
  assert.deepEqual(timeLimits(given), given)
})
