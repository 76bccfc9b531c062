/**
 * What the browser and the notification endpoint receive when a switch is on, and the response modes of the
 * authorization endpoint.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calculateJwkThumbprint, compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from 'jose'
import {
  authorizationUrl,
  basic,
  errorOf,
  freshCode,
  freshTokens,
  post,
  prover,
} from '../../test/fixtures/raw_requests.ts'
import { createAuthorizationServer, missing, type TestAuthorizationServer } from './index.ts'

const sha256Half = async (value: string) =>
  Buffer.from(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(value)))
    .subarray(0, 16)
    .toString('base64url')

/** The parameters that the browser returns with. */
async function brought(server: TestAuthorizationServer, more: Record<string, string | undefined> = {}) {
  const url = await server.authorize(authorizationUrl(server, { state: 's', ...more }))
  return new URLSearchParams(url.hash ? url.hash.slice(1) : url.search)
}

const hybrid = { response_type: 'code id_token', nonce: 'n' }

test('oidc-core 3.3.2.11, fapi1-advanced 5.1.1: the ID Token beside a code has its hash, and that of the state if there is one', async () => {
  const server = await createAuthorizationServer()
  const answer = await brought(server, hybrid)
  const { iss, c_hash, s_hash, nonce } = decodeJwt(answer.get('id_token') as string)
  assert.deepEqual([iss, c_hash, nonce], ['https://as.example', await sha256Half(answer.get('code') as string), 'n'])
  assert.equal(s_hash, await sha256Half('s'))
  const stateless = await brought(server, { ...hybrid, state: undefined })
  assert.ok(!('s_hash' in decodeJwt(stateless.get('id_token') as string)))
})

test('jarm 2.1: the whole response is in one JWT', async () => {
  const server = await createAuthorizationServer()
  const answer = await brought(server, { response_mode: 'jwt' })
  assert.deepEqual([...answer.keys()], ['response'])
  const response = answer.get('response') as string
  await compactVerify(response, await importJWK(server.keys.jwks.keys[0] as unknown as JWK, 'ES256'))
  const { iss, aud, exp, code, state } = decodeJwt(response)
  assert.deepEqual([iss, aud, state], ['https://as.example', 'test-client', 's'])
  assert.equal(typeof code, 'string')
  assert.ok((exp as number) > server.clock.now())
})

test('mix_up: another server answers, with its own code', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('authorization_response.mix_up')
  const attacker = 'https://attacker.example'
  const plain = await brought(server)
  assert.deepEqual([plain.get('iss'), plain.get('state')], [attacker, 's'])
  assert.deepEqual([...plain.keys()].sort(), ['code', 'iss', 'state'])
  const form = { ...(await freshCode(server)), code: plain.get('code') as string }
  assert.equal(errorOf(await post(server, 'token_endpoint', form)), 'invalid_grant')
  const jarm = await brought(server, { response_mode: 'jwt' })
  assert.equal(decodeJwt(jarm.get('response') as string).iss, attacker)
  const { iss } = decodeJwt((await brought(server, hybrid)).get('id_token') as string)
  assert.equal(iss, attacker)
})

test('injected_code: the code of mallory’s sign-in at this client', async () => {
  for (const nonce of ['n', undefined]) {
    const server = await createAuthorizationServer()
    server.misbehave('authorization_response.injected_code')
    assert.deepEqual([...(await brought(server)).keys()].sort(), ['code', 'iss', 'state'])
    const pkce = { code_challenge: undefined, code_challenge_method: undefined }
    const { code_verifier, ...form } = await freshCode(server, { nonce, ...pkce })
    const { status, body } = await post(server, 'token_endpoint', form)
    assert.equal(status, 200)
    const claims = decodeJwt(body.id_token as string)
    assert.equal(claims.sub, 'mallory')
    // the other sign-in had a different nonce
    assert.equal(claims.nonce !== undefined, nonce !== undefined)
    assert.notEqual(claims.nonce, 'n')
    // nor does the verifier fit, if there is one
    assert.equal(errorOf(await post(server, 'token_endpoint', await freshCode(server))), 'invalid_grant')
  }
})

test('response parameters: another value, several, none', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('authorization_response.state')
  server.misbehave('authorization_response.iss', missing)
  server.misbehave('authorization_response.code', ['a', 'b'])
  const answer = await brought(server)
  assert.deepEqual(
    [answer.get('state'), answer.has('iss'), answer.getAll('code')],
    ['of-another-request', false, ['a', 'b']],
  )
})

test('response: another JWT, even beside a plain response, or none', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('authorization_response.response', 'x')
  assert.equal((await brought(server, { response_mode: 'jwt' })).get('response'), 'x')
  const plain = await brought(server)
  assert.ok(plain.has('code') && plain.get('response') === 'x')
  server.misbehave('authorization_response.response', missing)
  assert.deepEqual([...(await brought(server, { response_mode: 'jwt' }))], [])
})

test('server.code_verifier: any verifier is accepted, and none is required', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('server.code_verifier')
  const { code_verifier, ...form } = await freshCode(server)
  assert.equal((await post(server, 'token_endpoint', form)).status, 200)
})

test('server.dpop_nonce: every nonce is refused', async () => {
  const server = await createAuthorizationServer()
  server.misbehave('server.dpop_nonce')
  const url = server.metadata.token_endpoint as string
  const { proof } = await prover()
  const authorization = `Basic ${btoa(`test-client:${server.clientSecret}`)}`
  let nonce: string | undefined
  for (let turn = 0; turn < 3; turn++) {
    const dpop = await proof(url, 'POST', undefined, undefined, nonce)
    const answer = await post(server, 'token_endpoint', await freshCode(server), { authorization, dpop })
    assert.equal(errorOf(answer), 'use_dpop_nonce')
    nonce = answer.headers.get('dpop-nonce') as string
  }
})

const token = 'a-notification-token-of-32-chars'

/** The notification that an approval sends. */
async function notified(server: TestAuthorizationServer): Promise<Request> {
  const form = { scope: 'openid', login_hint: 'alice', client_notification_token: token, acr_values: 'high low' }
  const { body } = await post(server, 'backchannel_authentication_endpoint', form)
  return (await server.approve(body.auth_req_id as string)) as Request
}
const notifying = (backchannel_token_delivery_mode: 'ping' | 'push') =>
  createAuthorizationServer({ client: { backchannel_token_delivery_mode } })

test('notifications: another method, media type, token, or none', async () => {
  const server = await notifying('ping')
  server.misbehave('ping.method', 'GET')
  const get = await notified(server)
  assert.deepEqual([get.method, get.body], ['GET', null])
  server.misbehave('ping.method')
  server.misbehave('ping.content_type')
  server.misbehave('ping.authorization')
  const other = await notified(server)
  assert.deepEqual([other.method, other.headers.get('authorization')], ['PUT', 'Bearer of-somebody-else'])
  assert.equal(other.headers.get('content-type'), 'application/x-www-form-urlencoded')
  server.misbehave('ping.authorization', missing)
  assert.equal((await notified(server)).headers.get('authorization'), null)
  assert.deepEqual(server.exchanges.at(-1)?.misbehaviour, ['ping.method', 'ping.content_type', 'ping.authorization'])
})

test('notifications: members are changed, added and removed', async () => {
  const server = await notifying('push')
  server.misbehave('push.auth_req_id')
  server.misbehave('push.refresh_token', missing)
  server.misbehave('push.error')
  const pushed = (await (await notified(server)).json()) as Record<string, string>
  assert.deepEqual([pushed.auth_req_id, pushed.error], ['of-another-request', 'access_denied'])
  assert.ok(!('refresh_token' in pushed))
  assert.equal(decodeJwt(pushed.id_token as string).acr, 'high')
})

for (const [value, right] of [
  ['empty', (body: string) => body === ''],
  ['truncated', (body: string) => /^\{"auth_req_id":"[^"]*$/.test(body)],
  ['array', (body: string) => Array.isArray(JSON.parse(body))],
  ['html', (body: string) => body.startsWith('<!doctype html>')],
] as const) {
  test(`notifications: a body that is ${value}`, async () => {
    const server = await notifying('ping')
    server.misbehave('ping.body', value)
    assert.ok(right(await (await notified(server)).text()))
  })
}

test('rfc9396 5: authorization details are returned with the tokens; invalid ones are refused', async () => {
  const server = await createAuthorizationServer()
  const details = [{ type: 'payment', amount: '5' }]
  const form = await freshCode(server, { authorization_details: JSON.stringify(details) })
  assert.deepEqual((await post(server, 'token_endpoint', form)).body.authorization_details, details)
  for (const none of ['no JSON', '{}', '"payment"', '[1]', '[null]', '[{"amount":"5"}]']) {
    const answer = await brought(server, { authorization_details: none })
    assert.deepEqual([answer.get('error'), answer.get('state')], ['invalid_authorization_details', 's'])
  }
})

test('rfc9449 10.1: a proof with the pushed request binds the code to its key', async () => {
  const server = await createAuthorizationServer()
  const [mine, other] = [await prover(), await prover()]
  const url = server.metadata.pushed_authorization_request_endpoint as string
  const authorization = `Basic ${btoa(`test-client:${server.clientSecret}`)}`
  const push = async (dpop_jkt?: string) => {
    const form = Object.fromEntries(authorizationUrl(server, { dpop_jkt }).searchParams)
    const headers = { authorization, dpop: await mine.proof(url, 'POST') }
    return post(server, 'pushed_authorization_request_endpoint', form, headers)
  }
  assert.equal(errorOf(await push('of another key')), 'invalid_dpop_proof')
  const { jwk } = decodeProtectedHeader(await mine.proof(url, 'POST'))
  const jkt = await calculateJwkThumbprint(jwk as JWK)
  const redeem = async (by: typeof mine, dpop_jkt?: string) => {
    const request = new URL(server.metadata.authorization_endpoint as string)
    const { request_uri } = (await push(dpop_jkt)).body
    request.search = new URLSearchParams({ client_id: 'test-client', request_uri: request_uri as string }).toString()
    const form = {
      ...(await freshCode(server)),
      code: (await server.authorize(request)).searchParams.get('code') as string,
    }
    const dpop = await by.proof(server.metadata.token_endpoint as string, 'POST')
    return post(server, 'token_endpoint', form, { authorization, dpop })
  }
  assert.equal(errorOf(await redeem(other)), 'invalid_grant')
  assert.equal((await redeem(mine)).status, 200)
  assert.equal((await redeem(mine, jkt)).status, 200)
})

test('rfc9449 10: a request pushed without a proof binds the code to the key in dpop_jkt, or to none', async () => {
  const server = await createAuthorizationServer()
  const { proof } = await prover()
  const url = server.metadata.token_endpoint as string
  const { jwk } = decodeProtectedHeader(await proof(url, 'POST'))
  for (const dpop_jkt of [undefined, await calculateJwkThumbprint(jwk as JWK)]) {
    const pushed = Object.fromEntries(authorizationUrl(server, { dpop_jkt }).searchParams)
    const { request_uri } = (await post(server, 'pushed_authorization_request_endpoint', pushed)).body
    const form = await freshCode(server, { request_uri: request_uri as string })
    const headers = { ...basic(server), ...(dpop_jkt && { dpop: await proof(url, 'POST') }) }
    assert.equal((await post(server, 'token_endpoint', form, headers)).status, 200, dpop_jkt)
  }
})

test('rfc8693 2.1: a token is exchanged for one with the requested scope, or the same scope', async () => {
  const server = await createAuthorizationServer()
  const { access_token } = await freshTokens(server)
  const exchange = async (subject_token: string, more: Record<string, string> = {}) => {
    const subject_token_type = 'urn:ietf:params:oauth:token-type:access_token'
    const grant_type = 'urn:ietf:params:oauth:grant-type:token-exchange'
    const form = { grant_type, subject_token, subject_token_type, ...more }
    return (await post(server, 'token_endpoint', form)).body
  }
  const same = await exchange(access_token)
  assert.deepEqual([same.scope, same.issued_token_type], ['openid', 'urn:ietf:params:oauth:token-type:access_token'])
  const less = await exchange(access_token, { scope: 'email' })
  assert.deepEqual([less.scope, decodeJwt(less.access_token as string).sub], ['email', 'alice'])
  const own = await post(server, 'token_endpoint', { grant_type: 'client_credentials' })
  const nobodys = await exchange(own.body.access_token as string)
  assert.equal(decodeJwt(nobodys.access_token as string).sub, 'test-client')
})

test('rfc9449 9: a resource requests a nonce in its challenge; without a token it names the scheme', async () => {
  const server = await createAuthorizationServer({ requireDPoPNonce: true })
  const { resource } = server.resource
  assert.equal((await server.fetch(resource)).headers.get('www-authenticate'), 'DPoP')
  const { proof } = await prover()
  const token_endpoint = server.metadata.token_endpoint as string
  const authorization = `Basic ${btoa(`test-client:${server.clientSecret}`)}`
  const redeem = async (nonce?: string) =>
    post(server, 'token_endpoint', await freshCode(server), {
      authorization,
      dpop: await proof(token_endpoint, 'POST', undefined, undefined, nonce),
    })
  const wanted = (await redeem()).headers.get('dpop-nonce') as string
  const access = (await redeem(wanted)).body.access_token as string
  const headers = { authorization: `DPoP ${access}`, dpop: await proof(resource, 'GET', access) }
  const answer = await server.fetch(resource, { headers })
  assert.equal(answer.status, 401)
  assert.match(answer.headers.get('www-authenticate') as string, /^DPoP error="use_dpop_nonce"/)
  const again = await proof(resource, 'GET', access, undefined, answer.headers.get('dpop-nonce') as string)
  assert.equal((await server.fetch(resource, { headers: { ...headers, dpop: again } })).status, 200)
  // any other error while a proof is checked is rethrown
  const late = { ...headers, dpop: await proof(resource, 'GET', access) }
  const broken = new Error('the clock stands still')
  const { now } = server.clock
  let asked = 0
  server.clock.now = () => {
    asked++
    if (asked > 1) throw broken
    return now.call(server.clock)
  }
  await assert.rejects(server.fetch(resource, { headers: late }), (error) => error === broken)
})
