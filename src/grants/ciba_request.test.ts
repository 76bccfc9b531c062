import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '../../test/fixtures/jwt.ts'
import { client, form, json, network, type Sent, server } from '../../test/fixtures/parties.ts'
import { failed, type Refusal, rejects, throws, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { ClientSecretPost } from '../client_authentication/client_secret_post.ts'
import { backchannelAuthenticationRequest, processBackchannelAuthenticationResponse } from './ciba.ts'
import {
  buildBackchannelAuthenticationParameters,
  calculateClientNotificationTokenHash,
  generateClientNotificationToken,
} from './ciba_request.ts'

const build = (parameters: unknown, of: unknown = client()) =>
  buildBackchannelAuthenticationParameters(of as never, parameters as never)
const least = { scope: 'openid', login_hint: 'alice' }

test('ciba 7.1/1, 7.1/3, 7.1/9, 7.1/p3, 7.1/p4: every parameter that a request can have', () => {
  const parameters = build({
    scope: 'openid payments',
    login_hint_token: 'e30.e30.',
    client_notification_token: 'a'.repeat(22),
    acr_values: ['urn:best', 'urn:good'],
    binding_message: 'W4 é',
    user_code: '0000',
    requested_expiry: 120,
    extension: 'more',
    resource: ['https://a.example', 'https://b.example'],
    login_hint: undefined,
  })
  assert.deepEqual(
    [...parameters],
    [
      ['scope', 'openid payments'],
      ['login_hint_token', 'e30.e30.'],
      ['client_notification_token', 'a'.repeat(22)],
      ['acr_values', 'urn:best urn:good'],
      ['binding_message', 'W4 é'],
      ['user_code', '0000'],
      ['requested_expiry', '120'],
      ['extension', 'more'],
      ['resource', 'https://a.example'],
      ['resource', 'https://b.example'],
    ],
  )
})

test('ciba 7.1/3: acr_values as a string are sent unchanged', () => {
  const parameters = build({ scope: 'openid', login_hint: 'alice', acr_values: 'urn:best urn:good' })
  assert.equal(parameters.get('acr_values'), 'urn:best urn:good')
})

const refusals: [string, unknown, Refusal][] = [
  ['misuse: not an object', 'scope=openid', wrongType],
  ['misuse: null', null, wrongType],
  ['ciba 7.1/1: no scope', { login_hint: 'alice' }, wrongType],
  ['ciba 7.1/1: a scope without openid', { ...least, scope: 'openid2 profile' }, wrongValue],
  ['ciba 7.1/p4: no hint', { scope: 'openid' }, wrongValue],
  ['ciba 7.1/p4: two hints', { ...least, id_token_hint: 'e30.e30.' }, wrongValue],
  ['ciba 7.1/p4: an empty hint', { scope: 'openid', login_hint: '' }, wrongValue],
  ['ciba 7.1/p4: a hint that is not a string', { scope: 'openid', login_hint: null }, wrongType],
  ['ciba 7.1/p4: a repeated login_hint', { scope: 'openid', login_hint: ['alice', 'bob'] }, wrongType],
  ['ciba 7.1/p4: one hint in an array', { scope: 'openid', login_hint: ['alice'] }, wrongType],
  ['ciba 7.1/p4: a repeated login_hint_token', { scope: 'openid', login_hint_token: ['a', 'b'] }, wrongType],
  ['ciba 7.1/p4: a repeated id_token_hint', { scope: 'openid', id_token_hint: ['a', 'b'] }, wrongType],
  ['misuse: two messages', { ...least, binding_message: ['A', 'B'] }, wrongType],
  ['misuse: two user codes', { ...least, user_code: ['1', '2'] }, wrongType],
  ['ciba 7.1/9: a fraction of a second', { ...least, requested_expiry: 1.5 }, wrongValue],
  ['ciba 7.1/9: zero seconds', { ...least, requested_expiry: 0 }, wrongValue],
]
const notificationTokens: [string, string][] = [
  ['ciba 7.1/2b: too long', 'a'.repeat(1025)],
  ['ciba 7.1/2c: a character outside the alphabet', `${'a'.repeat(22)} a`],
  ['ciba 7.1/2c: an equals sign inside', `${'a'.repeat(22)}=a`],
  ['ciba 7.1/2d: too short for 128 bits', 'a'.repeat(21)],
]
for (const [title, client_notification_token] of notificationTokens) {
  refusals.push([title, { ...least, client_notification_token }, wrongValue])
}
for (const [title, parameters, refusal] of refusals) {
  test(title, () => throws(() => build(parameters), refusal))
}

for (const backchannel_token_delivery_mode of ['ping', 'push']) {
  test(`ciba 7.1/2a: a ${backchannel_token_delivery_mode} client sends a client_notification_token`, () => {
    const notified = client({ backchannel_token_delivery_mode })
    throws(() => build(least, notified), wrongType)
    build({ ...least, client_notification_token: generateClientNotificationToken() }, notified)
  })
}

test('ciba 7.1/2a: a poll client sends none', () => {
  const parameters = build(least, client({ backchannel_token_delivery_mode: 'poll' }))
  assert.deepEqual([...parameters.keys()], ['scope', 'login_hint'])
})

test('misuse: no client', () => throws(() => build(least, null), wrongType))

test('ciba 7.1/2b, 7.1/2c: the longest token, and every character of the alphabet', () => {
  for (const client_notification_token of ['a'.repeat(1024), 'azAZ09-._~+/azAZ09-._~+/==']) {
    const parameters = build({ ...least, client_notification_token })
    assert.equal(parameters.get('client_notification_token'), client_notification_token)
  }
})

test('ciba 7.1/2c, 7.1/2d: generated tokens have 256 bits and differ', async () => {
  const tokens = Array.from({ length: 100 }, generateClientNotificationToken)
  assert.equal(new Set(tokens).size, 100)
  for (const token of tokens) {
    assert.match(token, /^[\w-]{43}$/)
    assert.equal(Buffer.from(token, 'base64url').length, 32)
  }
  const [token = ''] = tokens
  assert.equal(await calculateClientNotificationTokenHash(token), sha256(token))
  await rejects(() => calculateClientNotificationTokenHash(''), wrongValue)
})

const send = (as = server(), parameters: URLSearchParams | Record<string, string> = build(least)) => {
  const { options, sent } = network(json({ auth_req_id: 'the id', expires_in: 60 }))
  const run = () => backchannelAuthenticationRequest(as, client(), ClientSecretPost('s3cret'), parameters, options)
  return { run, sent }
}

test('ciba 4/2.2, 7.1/p1, 7.1/p2a, 7.1/p5: a POST of a form with the client’s credentials', async () => {
  const { run, sent } = send(server(), build({ ...least, binding_message: 'é &' }))
  await run()
  const [request] = sent as [Sent]
  assert.deepEqual([request.url, request.init.method], ['https://as.example/ciba', 'POST'])
  assert.equal(request.init.headers['content-type'], 'application/x-www-form-urlencoded;charset=UTF-8')
  assert.equal(String(request.init.body).includes('binding_message=%C3%A9+%26'), true)
  assert.deepEqual(form(request), [
    ['scope', 'openid'],
    ['login_hint', 'alice'],
    ['binding_message', 'é &'],
    ['client_id', 'the client'],
    ['client_secret', 's3cret'],
  ])
})

test('ciba 7.1.1/p3a, 7.1.1/p3c: a signed request is sent with the credentials only', async () => {
  const { run, sent } = send(server(), { request: 'a.b.c' })
  await run()
  assert.deepEqual(form(sent[0] as Sent), [
    ['request', 'a.b.c'],
    ['client_id', 'the client'],
    ['client_secret', 's3cret'],
  ])
})

test('ciba 4/2.2: the server has no endpoint', async () => {
  const cause = { attribute: 'backchannel_authentication_endpoint' }
  await rejects(
    send(server({ backchannel_authentication_endpoint: undefined })).run,
    failed('MISSING_SERVER_METADATA', cause),
  )
})

test('ciba 7/2, fapi-ciba 7.9/p1: requests go over TLS only', async () => {
  const { run, sent } = send(server({ backchannel_authentication_endpoint: 'http://as.example/ciba' }))
  await rejects(run, failed('HTTP_REQUEST_FORBIDDEN', new URL('http://as.example/ciba')))
  assert.equal(sent.length, 0)
})

const acknowledgement = { auth_req_id: 'the id', expires_in: 60, interval: 2, unknown: { deep: 1 } }
const acknowledge = (body: unknown, status?: number) =>
  processBackchannelAuthenticationResponse(server(), client(), json(body, status))

test('ciba 7.3/p1, 7.3/1, 7.3/2, 7.3/3a, 7.3/p2, 7.4/1: an acknowledgement with unknown members', async () => {
  assert.deepEqual(await acknowledge(acknowledgement), acknowledgement)
  assert.deepEqual(await acknowledge({ auth_req_id: 'the id', expires_in: '60' }), {
    auth_req_id: 'the id',
    expires_in: 60,
  })
})

for (const status of [201, 202, 204, 302, 500]) {
  test(`ciba 7.3/p1: ${status} is not an acknowledgement`, async () => {
    const response = status === 204 ? new Response(null, { status }) : json(acknowledgement, status)
    const run = () => processBackchannelAuthenticationResponse(server(), client(), response)
    await rejects(run, failed('RESPONSE_IS_NOT_CONFORM', Response))
  })
}

const incomplete: [string, object][] = [
  ['ciba 7.3/1, 7.4/1: no auth_req_id', { auth_req_id: undefined }],
  ['ciba 7.3/1, 7.4/1: an empty auth_req_id', { auth_req_id: '' }],
  ['ciba 7.3/2, 7.4/1: no expires_in', { expires_in: undefined }],
  ['ciba 7.3/2, 7.4/1: expires_in of another type', { expires_in: null }],
  ['ciba 7.3/3a: an interval of 0', { interval: 0 }],
  ['ciba 7.3/3a: an interval of another type', { interval: [] }],
]
for (const [title, change] of incomplete) {
  test(title, () => rejects(() => acknowledge({ ...acknowledgement, ...change }), failed('INVALID_RESPONSE', Object)))
}
