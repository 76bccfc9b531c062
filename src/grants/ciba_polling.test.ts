import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, server } from '../../test/fixtures/parties.ts'
import { rejects, throws, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { None } from '../client_authentication/none.ts'
import type { PollOptions } from '../token_endpoint/polling_loop.ts'
import { getBackchannelPollingState, pollBackchannelAuthenticationGrant } from './ciba_polling.ts'
import { getDevicePollingState, pollDeviceCodeGrant } from './device_polling.ts'

const as = server()
const party = client()
const acknowledged = { auth_req_id: 'the id', expires_in: 600, interval: 7 }
const authorized = { device_code: 'code', user_code: 'A', verification_uri: 'https://a', expires_in: 600 }
const state = getBackchannelPollingState(as, party, acknowledged)
const poll = (options: PollOptions, from = state) =>
  pollBackchannelAuthenticationGrant(as, party, None(), from, options)

test('ciba 7.4/2, 7.4/3, 7.1.2/8: times are counted from now, and nothing else of the response is kept', () => {
  const now = Date.now() / 1000
  const { notBefore, expiresAt, ...rest } = getBackchannelPollingState(as, party, {
    ...acknowledged,
    user_code: '1234',
  } as never)
  assert.ok(Math.abs(notBefore - now - 7) < 1)
  assert.ok(Math.abs(expiresAt - now - 600) < 1)
  assert.deepEqual(rest, {
    version: 1,
    grant: 'ciba',
    issuer: as.issuer,
    client_id: party.client_id,
    id: 'the id',
    interval: 7,
    attempts: 0,
    failures: 0,
  })
})

const acknowledgements: [string, unknown, typeof wrongType][] = [
  ['nothing', undefined, wrongType],
  ['without an id', { ...acknowledged, auth_req_id: undefined }, wrongType],
  ['with an empty id', { ...acknowledged, auth_req_id: '' }, wrongValue],
  ['without an expiry', { ...acknowledged, expires_in: undefined }, wrongType],
  ['whose interval is 0', { ...acknowledged, interval: 0 }, wrongValue],
  ['whose interval is a string', { ...acknowledged, interval: '5' }, wrongType],
]
for (const [title, value, refusal] of acknowledgements) {
  test(`misuse: an acknowledgement ${title}`, () => {
    throws(() => getBackchannelPollingState(as, party, value as never), refusal)
  })
}

test('misuse: an invalid deadline, a state of another grant, server or client', async () => {
  await rejects(() => poll({ requestDeadline: 0 }), wrongValue)
  await rejects(() => poll({ requestDeadline: Number.NaN }), wrongType)
  await rejects(() => poll({}, { ...state, issuer: 'https://other.example' }), wrongValue)
  await rejects(() => poll({}, { ...state, client_id: 'another' }), wrongValue)
  await rejects(() => pollDeviceCodeGrant(as, party, None(), state), wrongValue)
  const device = getDevicePollingState(as, party, authorized)
  assert.deepEqual([device.grant, device.id, device.interval], ['device', 'code', 5])
  await rejects(() => poll({}, device), wrongValue)
  throws(() => getDevicePollingState(as, party, undefined as never), wrongType)
})
