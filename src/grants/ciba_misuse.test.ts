import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keys } from '../../test/fixtures/keys.ts'
import { client, json, network, server } from '../../test/fixtures/parties.ts'
import { rejects, throws, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { None } from '../client_authentication/none.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import { getBackchannelPollingState, pollBackchannelAuthenticationGrant } from './ciba_polling.ts'
import { validateBackchannelPush } from './ciba_push.ts'
import { buildBackchannelAuthenticationParameters } from './ciba_request.ts'
import { issueBackchannelAuthenticationRequestObject } from './ciba_request_object.ts'
import { getDevicePollingState, pollDeviceCodeGrant } from './device_polling.ts'

const noIssuer = { issuer: '' } as AuthorizationServer
const ciba = { auth_req_id: 'id', expires_in: 60 }
const device = { device_code: 'id', user_code: 'u', verification_uri: 'https://as.example/device', expires_in: 60 }
// everything that later steps need is valid: only the check of the parties can refuse
const cibaState = getBackchannelPollingState(server(), client(), ciba)
const deviceState = getDevicePollingState(server(), client(), device)

test('compatible: an authorization server without an issuer is refused before anything else', async () => {
  const { options, sent } = network(json({ access_token: 'a', token_type: 'bearer' }))
  const { privateKey } = await keys('ES256')
  const notified = Promise.resolve()
  const push = new Request('https://client.example/', { method: 'POST' })
  throws(() => getBackchannelPollingState(noIssuer, client(), ciba), wrongValue)
  throws(() => getDevicePollingState(noIssuer, client(), device), wrongValue)
  const onProgress = () => assert.fail('a poll began')
  const waiting = { ...options, notified, onProgress }
  const nobody = { ...cibaState, issuer: '' }
  await rejects(() => pollBackchannelAuthenticationGrant(noIssuer, client(), None(), nobody, waiting), wrongValue)
  const nobodysDevice = { ...deviceState, issuer: '' }
  await rejects(() => pollDeviceCodeGrant(noIssuer, client(), None(), nobodysDevice, waiting), wrongValue)
  await rejects(() => validateBackchannelPush(noIssuer, client(), push, () => null), wrongValue)
  const parameters = { scope: 'openid', login_hint: 'alice' }
  await rejects(
    () => issueBackchannelAuthenticationRequestObject(noIssuer, client(), parameters, privateKey),
    wrongValue,
  )
  assert.equal(sent.length, 0)
})

test('ciba 7.1/p4: parameters and client must be objects', () => {
  const parameters = { scope: 'openid', login_hint: 'alice' }
  for (const none of ['scope=openid', undefined, null, 5]) {
    throws(() => buildBackchannelAuthenticationParameters(none as never, parameters), wrongType)
    throws(() => buildBackchannelAuthenticationParameters(client(), none as never), wrongType)
  }
})

test('ciba 4/3.3: a key must fit the registered algorithm; without one, any key is accepted', async () => {
  const { privateKey } = await keys('ES256')
  const issue = (alg?: string) =>
    issueBackchannelAuthenticationRequestObject(
      server(),
      client(alg === undefined ? {} : { backchannel_authentication_request_signing_alg: alg }),
      { scope: 'openid', login_hint: 'alice' },
      privateKey,
    )
  await rejects(() => issue('PS256'), wrongValue)
  assert.ok(await issue('ES256'))
  assert.ok(await issue())
})
