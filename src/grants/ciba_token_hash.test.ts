import assert from 'node:assert/strict'
import { test } from 'node:test'
import { validateBackchannelPing } from './ciba_ping.ts'
import { calculateClientNotificationTokenHash } from './ciba_request.ts'

const token = 'a-notification-token-of-32-chars'

function ping(): Request {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return new Request('https://client.example/', { method: 'POST', headers, body: '{"auth_req_id":"id"}' })
}

test('ciba 10.2/3a: the whole hash is compared, not only its beginning', async () => {
  const tokenHash = await calculateClientNotificationTokenHash(token)
  const answer = async (stored: string) =>
    (await validateBackchannelPing(ping(), () => ({ tokenHash: stored }))).response.status
  assert.equal(await answer(tokenHash), 204)
  for (const other of [`${tokenHash}A`, tokenHash.slice(0, -1), '', `A${tokenHash.slice(1)}`]) {
    assert.equal(await answer(other), 401, other)
  }
})
