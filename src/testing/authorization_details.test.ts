import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorOf, post } from '../../test/fixtures/raw_requests.ts'
import { createAuthorizationServer } from './index.ts'

const details = [{ type: 'payment', amount: '5' }]
const authorization_details = JSON.stringify(details)
const ciba = { scope: 'openid', login_hint: 'alice' }

test('rfc9396 2: authorization details can be requested wherever a scope can', async () => {
  const server = await createAuthorizationServer()
  const ask = async (form: Record<string, string>) => (await post(server, 'token_endpoint', form)).body
  const own = await ask({ grant_type: 'client_credentials', authorization_details })
  assert.deepEqual(own.authorization_details, details)

  const device = await post(server, 'device_authorization_endpoint', { authorization_details })
  const device_code = device.body.device_code as string
  await server.approve(device_code)
  const byDevice = await ask({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code })
  assert.deepEqual(byDevice.authorization_details, details)

  const started = await post(server, 'backchannel_authentication_endpoint', { ...ciba, authorization_details })
  const auth_req_id = started.body.auth_req_id as string
  await server.approve(auth_req_id)
  const byCiba = await ask({ grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id })
  assert.deepEqual(byCiba.authorization_details, details)
})

test('rfc9396 5: invalid authorization details are refused everywhere', async () => {
  const server = await createAuthorizationServer()
  const none = { authorization_details: '[{"amount":"5"}]' }
  const requests: [string, Record<string, string>][] = [
    ['token_endpoint', { grant_type: 'client_credentials' }],
    ['device_authorization_endpoint', {}],
    ['backchannel_authentication_endpoint', ciba],
    ['pushed_authorization_request_endpoint', { client_id: 'test-client', response_type: 'code' }],
  ]
  for (const [endpoint, form] of requests) {
    const error = errorOf(await post(server, endpoint, { ...form, ...none }))
    assert.equal(error, 'invalid_authorization_details', endpoint)
  }
})
