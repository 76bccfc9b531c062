// A server that both libraries talk to, and the comparison of their requests and results.
import assert from 'node:assert/strict'
import { createAuthorizationServer } from '../../dist/node/testing.js'
import { describe, describeRequest, wholeHeaders } from './description.mjs'

/** Creates the server. `options` are those of `createAuthorizationServer`, `headers` those to compare. */
export async function setStage(options, headers = wholeHeaders) {
  const server = await createAuthorizationServer(options)
  const { exchanges } = server

  async function play(side) {
    exchanges.length = 0
    const [outcome] = await Promise.allSettled([(async () => side())()])
    return { ...outcome, requests: exchanges.map((exchange) => describeRequest(exchange, headers)) }
  }

  async function compare(there, here, status, requests) {
    const left = await play(there)
    const right = await play(here)
    for (const [name, side] of Object.entries({ there: left, here: right })) {
      assert.equal(side.status, status, `${name}: ${String(side.reason?.stack ?? side.status)}`)
    }
    assert.deepEqual(right.requests, left.requests, 'both send the same')
    assert.equal(left.requests.length, requests, 'as many requests as expected')
    return [left, right]
  }

  return {
    ...server,
    /**
     * Both sides must send the same requests, as many as expected, with the same result. Resolves with the two results.
     */
    async same(there, here, { requests = 1 } = {}) {
      const [left, right] = await compare(there, here, 'fulfilled', requests)
      assert.deepEqual(describe(right.value), describe(left.value), 'both have the same result')
      return [left.value, right.value]
    },
    /** Both sides must send the same requests and fail in the same way. Resolves with the two errors. */
    async sameFailure(there, here, { requests = 1 } = {}) {
      const [left, right] = await compare(there, here, 'rejected', requests)
      assert.deepEqual(describe(right.reason), describe(left.reason), 'both fail in the same way')
      return [left.reason, right.reason]
    },
  }
}
