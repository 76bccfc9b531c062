import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { obtainCode, redeemCode, withNonce } from './code_flow.ts'
import { as, party, type SigningAlgorithm } from './server.ts'

const ALGORITHMS: SigningAlgorithm[] = ['ES256', 'PS256', 'Ed25519']

for (const clientId of ['bound', 'bound with nonce']) {
  for (const alg of ALGORITHMS) {
    test(`rfc9449 4.2/1, 4.2/3, 4.2/4, 4.2/5, 4.2/6, 4.2/7, 4.2/8, 5/1, 5/3, 7/1a, 7/1b, 7.1/p1: code, token, UserInfo, ${clientId}, ${alg}`, async () => {
      const shop = party(clientId)
      const DPoP = oauth.DPoP(shop.client, await oauth.generateKeyPair(alg))
      const code = await obtainCode(shop, { scope: 'openid email' })
      const { tokens } = await redeemCode(shop, code, { DPoP })
      assert.equal(tokens.token_type, 'dpop')
      const user = await withNonce(async () =>
        oauth.processUserInfoResponse(
          as,
          shop.client,
          'alice',
          await oauth.userInfoRequest(as, shop.client, tokens.access_token, { ...shop.http, DPoP }),
        ),
      )
      assert.equal(user.email, 'alice@example.test')
    })
  }
}

test('rfc9449 4.2/9, 8/3, 8/5, 8/6: the first request is refused with use_dpop_nonce, the second one succeeds', async () => {
  const { client, auth, http } = party('bound with nonce')
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
  const first = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, { ...http, DPoP })
  assert.ok(first.headers.get('dpop-nonce'))
  await assert.rejects(oauth.processClientCredentialsResponse(as, client, first), (err) => {
    assert.ok(oauth.isDPoPNonceError(err))
    assert.equal((err as oauth.ResponseBodyError).error, 'use_dpop_nonce')
    return true
  })
  const second = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, { ...http, DPoP })
  assert.equal((await oauth.processClientCredentialsResponse(as, client, second)).token_type, 'dpop')
})

// The server accepts a proof with a wrong time if it has the server's nonce, and otherwise requests one.
const lateClock = { [oauth.clockSkew]: -3600 }

test('rfc9449 7.3/1, 9/1: a resource requests a nonce in a challenge', async () => {
  const shop = party('bound')
  const keys = await oauth.generateKeyPair('ES256')
  const code = await obtainCode(shop, { scope: 'openid' })
  const { tokens } = await redeemCode(shop, code, { DPoP: oauth.DPoP(shop.client, keys) })
  const options = { ...shop.http, DPoP: oauth.DPoP(lateClock, keys) }
  const first = await oauth.userInfoRequest(as, shop.client, tokens.access_token, options)
  await assert.rejects(oauth.processUserInfoResponse(as, shop.client, 'alice', first), (err) => {
    assert.ok(err instanceof oauth.WWWAuthenticateChallengeError)
    assert.equal(err.status, 401)
    assert.ok(oauth.isDPoPNonceError(err))
    return true
  })
  const second = await oauth.userInfoRequest(as, shop.client, tokens.access_token, options)
  assert.equal((await oauth.processUserInfoResponse(as, shop.client, 'alice', second)).sub, 'alice')
})

test('rfc9449 4.2/7, 8/5: a proof made with a wrong clock needs a nonce', async () => {
  const { client, auth, http } = party('bound')
  const options = { ...http, DPoP: oauth.DPoP(lateClock, await oauth.generateKeyPair('ES256')) }
  const first = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, options)
  await assert.rejects(oauth.processClientCredentialsResponse(as, client, first), { error: 'use_dpop_nonce' })
  const second = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, options)
  assert.equal((await oauth.processClientCredentialsResponse(as, client, second)).token_type, 'dpop')
})

test('rfc9449 6.2/2a: introspection returns the key to which the token is bound', async () => {
  const { client, auth, http } = party('bound')
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
  const { access_token } = await oauth.processClientCredentialsResponse(
    as,
    client,
    await oauth.clientCredentialsGrantRequest(as, client, auth, {}, { ...http, DPoP }),
  )
  const introspected = await oauth.processIntrospectionResponse(
    as,
    client,
    await oauth.introspectionRequest(as, client, auth, access_token, http),
  )
  assert.equal(introspected.cnf?.jkt, await DPoP.calculateThumbprint())
  assert.equal(introspected.token_type, 'DPoP')
})

test('rfc9449 7.2: a bound token is refused with the proof of another key, or without one', async () => {
  const shop = party('bound')
  const DPoP = oauth.DPoP(shop.client, await oauth.generateKeyPair('ES256'))
  const { tokens } = await redeemCode(shop, await obtainCode(shop, { scope: 'openid' }), { DPoP })
  const other = oauth.DPoP(shop.client, await oauth.generateKeyPair('ES256'))
  for (const options of [{ ...shop.http, DPoP: other }, shop.http]) {
    const response = await oauth.userInfoRequest(as, shop.client, tokens.access_token, options)
    await assert.rejects(oauth.processUserInfoResponse(as, shop.client, 'alice', response), {
      name: 'WWWAuthenticateChallengeError',
      status: 401,
    })
  }
})
