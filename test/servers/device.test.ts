import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import * as oauth from 'relying'
import { withNonce } from './code_flow.ts'
import { as, type Party, party } from './server.ts'
import { visit } from './user_agent.ts'

async function start({ client, auth, http }: Party, parameters: Record<string, string> = { scope: 'openid' }) {
  const response = await oauth.deviceAuthorizationRequest(as, client, auth, parameters, http)
  return oauth.processDeviceAuthorizationResponse(as, client, response)
}

async function poll({ client, auth, http }: Party, deviceCode: string, options: oauth.DPoPRequestOptions = {}) {
  return withNonce(async () => {
    const response = await oauth.deviceCodeGrantRequest(as, client, auth, deviceCode, { ...http, ...options })
    return { response, tokens: await oauth.processDeviceCodeResponse(as, client, response) }
  })
}

function userAnswers(uri: string | undefined, answer: 'confirm' | 'abort') {
  return visit(uri as string, (form) => {
    if (!form.has('confirm')) return
    form.delete('confirm')
    form.set(answer, 'yes')
  })
}

for (const clientId of ['client_secret_basic', 'none', 'private_key_jwt']) {
  test(`rfc8628 3.1/p2, 3.1/p6, 3.1/1, 3.2/1, 3.2/2, 3.2/3, 3.2/5, 3.4/1, 3.4/2, 3.4/3, 3.4/p2, 3.5/1a, 4/1: pending, then the user approves, ${clientId}`, async () => {
    const tv = party(clientId)
    const { device_code, verification_uri_complete, user_code, expires_in } = await start(tv)
    assert.match(user_code, /^\S+$/)
    assert.ok(expires_in > 0)
    await assert.rejects(poll(tv, device_code), {
      name: 'ResponseBodyError',
      status: 400,
      error: 'authorization_pending',
    })
    await userAnswers(verification_uri_complete, 'confirm')
    const { response, tokens } = await poll(tv, device_code)
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
    await oauth.validateApplicationLevelSignature(as, response, tv.http)
  })
}

test('rfc8628 3.5/3: the user refuses', async () => {
  const tv = party('client_secret_post')
  const { device_code, verification_uri_complete } = await start(tv)
  await userAnswers(verification_uri_complete, 'abort')
  await assert.rejects(poll(tv, device_code), { error: 'access_denied' })
})

test('rfc8628 3.5/4a: the device code expires', async () => {
  const tv = party('short-lived')
  const { device_code, expires_in } = await start(tv)
  assert.equal(expires_in, 1)
  await sleep(expires_in * 1000 + 1000) // the server counts whole seconds
  await assert.rejects(poll(tv, device_code), { error: 'expired_token' })
})

test('rfc9449 5/1, 8/5: tokens bound to a key, with a required nonce', async () => {
  const tv = party('bound with nonce')
  const DPoP = oauth.DPoP(tv.client, await oauth.generateKeyPair('ES256'))
  const { device_code, verification_uri_complete } = await start(tv)
  await userAnswers(verification_uri_complete, 'confirm')
  assert.equal((await poll(tv, device_code, { DPoP })).tokens.token_type, 'dpop')
})

test('rfc8628 3.2/p2, rfc8707 2/5: an unknown resource is refused', async () => {
  await assert.rejects(start(party('client_secret_basic'), { scope: 'openid', resource: 'urn:example:unknown' }), {
    error: 'invalid_target',
  })
})

test('rfc8628 3.5/p3: an unknown device code is refused', async () => {
  await assert.rejects(poll(party('none'), 'no-such-code'), { error: 'invalid_grant' })
})
