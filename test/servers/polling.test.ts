// The polling loops against a real server: pending, then tokens; with proofs; resumed from a stored state.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { ask } from './ciba_flow.ts'
import { as, type Party, party, userAnswers } from './server.ts'
import { visit } from './user_agent.ts'

/** This server accepts polls at any rate, so the tests need not wait five seconds. */
const hurried = (state: oauth.PollingState): oauth.PollingState => ({ ...state, interval: 0.2, notBefore: 0 })

async function startCiba(who: Party) {
  const authentication = await ask(who)
  return {
    authentication,
    state: hurried(oauth.getBackchannelPollingState(as, who.client, authentication)),
  }
}

test('ciba 10.1/p1, 11/1, 7.4/2, 7.4/3: pending until the user approves', async () => {
  const shop = party('private_key_jwt')
  const { authentication, state } = await startCiba(shop)
  const { auth_req_id, expires_in } = authentication
  assert.equal(state.id, auth_req_id)
  assert.ok(Math.abs(state.expiresAt - Date.now() / 1000 - expires_in) < 5)
  const states: oauth.PollingState[] = []
  const tokens = await oauth.pollBackchannelAuthenticationGrant(as, shop.client, shop.auth, state, {
    ...shop.http,
    async onProgress(next) {
      states.push(next)
      if (states.length === 4) await userAnswers(auth_req_id, 'approve')
    },
  })
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
  assert.deepEqual(
    states.map(({ attempts }) => attempts),
    [1, 1, 2, 2, 3],
  )
})

test('ciba 7.4/2: polling resumes from a stored state', async () => {
  const shop = party('private_key_jwt')
  const { authentication, state } = await startCiba(shop)
  const store: string[] = []
  const stopped = new Error('the process ends')
  const onProgress = (next: oauth.PollingState) => {
    store.push(JSON.stringify(next))
    if (store.length === 3) throw stopped
  }
  const first = oauth.pollBackchannelAuthenticationGrant(as, shop.client, shop.auth, state, {
    ...shop.http,
    onProgress,
  })
  await assert.rejects(first, (error) => error === stopped)
  await userAnswers(authentication.auth_req_id, 'approve')
  const stored = JSON.parse(store.at(-1) as string)
  const tokens = await oauth.pollBackchannelAuthenticationGrant(as, shop.client, shop.auth, stored, shop.http)
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
})

test('rfc9449 8/3, 8/5: polling goes on after a required nonce', async () => {
  const bank = party('bound with nonce')
  const DPoP = oauth.DPoP(bank.client, await oauth.generateKeyPair('ES256'))
  const { authentication, state } = await startCiba(bank)
  await userAnswers(authentication.auth_req_id, 'approve')
  const options = { ...bank.http, DPoP }
  const tokens = await oauth.pollBackchannelAuthenticationGrant(as, bank.client, bank.auth, state, options)
  assert.equal(tokens.token_type, 'dpop')
})

test('oidc-core 3.1.3.7/6b, fapi-ciba 5.2.3.1/p1: the signature can be verified if the response is kept', async () => {
  const shop = party('private_key_jwt')
  const { authentication, state } = await startCiba(shop)
  await userAnswers(authentication.auth_req_id, 'approve')
  let last: Response | undefined
  const fetch = shop.http[oauth.customFetch]
  const keep: typeof fetch = async (...request) => {
    last = await fetch(...request)
    return last
  }
  await oauth.pollBackchannelAuthenticationGrant(as, shop.client, shop.auth, state, { [oauth.customFetch]: keep })
  await oauth.validateApplicationLevelSignature(as, last as Response, shop.http)
})

test('ciba 11/4: the user refuses while the client polls', async () => {
  const shop = party('private_key_jwt')
  const { authentication, state } = await startCiba(shop)
  const polling = oauth.pollBackchannelAuthenticationGrant(as, shop.client, shop.auth, state, shop.http)
  setTimeout(() => userAnswers(authentication.auth_req_id, 'deny'), 300)
  await assert.rejects(polling, { name: 'ResponseBodyError', error: 'access_denied' })
})

test('compatible: a signal ends polling', async () => {
  const shop = party('private_key_jwt')
  const { state } = await startCiba(shop)
  const options = { ...shop.http, signal: AbortSignal.timeout(500) }
  await assert.rejects(oauth.pollBackchannelAuthenticationGrant(as, shop.client, shop.auth, state, options), {
    name: 'TimeoutError',
  })
})

test('rfc8628 3.4/1, 3.4/2, 3.5/1a, 3.5/1b: a device polls until the user has typed the code', async () => {
  const tv = party('none')
  const response = await oauth.deviceAuthorizationRequest(as, tv.client, tv.auth, { scope: 'openid' }, tv.http)
  const authorization = await oauth.processDeviceAuthorizationResponse(as, tv.client, response)
  const state = hurried(oauth.getDevicePollingState(as, tv.client, authorization))
  let polls = 0
  const tokens = await oauth.pollDeviceCodeGrant(as, tv.client, tv.auth, state, {
    ...tv.http,
    async onProgress() {
      polls += 1
      if (polls !== 4) return
      await visit(authorization.verification_uri_complete as string, (form) => {
        if (!form.has('confirm')) return
        form.delete('confirm')
        form.set('confirm', 'yes')
      })
    },
  })
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
  assert.equal(polls, 5)
})
