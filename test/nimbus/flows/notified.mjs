import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { backchannel } from '../backchannel.mjs'
import { ALGORITHMS, USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { decrypting, flow, oauth, rejection } from '../relying_party.mjs'

export function notifiedFlows(party) {
  const { as, http, nimbus, says } = party
  const { poll, loop, owner, expecting, notified } = backchannel(party)
  const pinged = { client_id: 'ping', backchannel_token_delivery_mode: 'ping' }
  const pushed = { client_id: 'push', backchannel_token_delivery_mode: 'push' }

  flow('ciba 10.2/2, 10.2/3a, 10.2/4, 10.1/p9: its ping is validated, answered, and wakes the loop', async () => {
    const { started, find } = await expecting(pinged)
    const ping = notified((request) => oauth.validateBackchannelPing(request, find))
    // without the ping the loop would get nothing in this time
    const polling = loop(pinged, { ...started, interval: 60 }, { notified: ping, signal: AbortSignal.timeout(10_000) })
    assert.equal((await says('yes', started)).notified, 204)
    const { auth_req_id, arrived } = await ping
    assert.equal(auth_req_id, started.auth_req_id)
    assert.deepEqual(await arrived.json(), { auth_req_id })
    assert.equal((await owner(pinged, await polling)).sub, USER.username)
  })

  flow('ciba 10.2, 11: a ping after a refusal, and after a failure', async () => {
    for (const [words, error] of [
      ['no', 'access_denied'],
      ['failed', 'transaction_failed'],
    ]) {
      const { started, find } = await expecting(pinged)
      const ping = notified((request) => oauth.validateBackchannelPing(request, find))
      await says(words, started)
      assert.ok((await ping).auth_req_id)
      await rejection(poll(pinged, started), { error, name: 'ResponseBodyError' })
    }
  })

  flow('ciba 9/5, 10.2/3b: an unexpected ping is refused, and Nimbus gets the refusal', async () => {
    const { started } = await expecting(pinged)
    const ping = notified((request) => oauth.validateBackchannelPing(request, () => undefined))
    assert.equal((await says('yes', started)).notified, 401)
    assert.equal((await ping).error.code, oauth.INVALID_REQUEST)
    assert.ok((await poll(pinged, started)).result.access_token)
  })

  for (const alg of ALGORITHMS.filter((alg) => alg !== 'Ed25519')) {
    flow(`ciba 10.3.1/7, 10.3.1/8, 10.3.1/9a, 10.3.1/9b: tokens are pushed, signed with ${alg}`, async () => {
      const client = { ...pushed, client_id: `push-${alg}`, id_token_signed_response_alg: alg }
      const { started, find } = await expecting(client, { scope: 'openid email' })
      assert.equal(started.interval, undefined)
      const push = notified((request) => oauth.validateBackchannelPush(as, client, request, find, http))
      assert.equal((await says('yes', started)).notified, 204)
      const { auth_req_id, tokens } = await push
      assert.equal(auth_req_id, started.auth_req_id)
      const claims = oauth.getValidatedIdTokenClaims(tokens)
      assert.equal(claims['urn:openid:params:jwt:claim:auth_req_id'], auth_req_id)
      assert.ok(tokens.refresh_token && claims.at_hash && claims['urn:openid:params:jwt:claim:rt_hash'])
      assert.equal((await owner(client, tokens)).email, USER.email)
    })
  }

  flow('ciba 10.3.1/3, 10.3.1/9b: pushed without a refresh token, and without its hash', async () => {
    const client = { ...pushed, client_id: 'push-unrenewed' }
    const { started, find } = await expecting(client)
    const push = notified((request) => oauth.validateBackchannelPush(as, client, request, find, http))
    assert.equal((await says('yes', started)).notified, 204)
    const { tokens } = await push
    assert.equal(tokens.refresh_token, undefined)
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)['urn:openid:params:jwt:claim:rt_hash'], undefined)
  })

  flow('ciba 10.3.1/9a: a push signed under the algorithm name Ed25519 lacks the hashes', async () => {
    const client = { ...pushed, client_id: 'push-Ed25519', id_token_signed_response_alg: 'Ed25519' }
    const { started, find } = await expecting(client)
    const push = notified((request) => oauth.validateBackchannelPush(as, client, request, find, http))
    assert.equal((await says('yes', started)).notified, 400)
    const { error, arrived } = await push
    const claims = decodeJwt((await arrived.json()).id_token)
    deviation('ed25519-hash', error.code === oauth.INVALID_RESPONSE && claims.at_hash === undefined)
  })

  flow('oidc-core 3.1.3.7/1, ciba 10.3.1/7: pushed with a signed and encrypted ID Token', async () => {
    const client = { ...pushed, client_id: 'push-encrypted' }
    for (const options of [{ ...http, [oauth.jweDecrypt]: decrypting(nimbus, 'ECDH-ES') }, http]) {
      const { started, find } = await expecting(client)
      const push = notified((request) => oauth.validateBackchannelPush(as, client, request, find, options))
      const { notified: status } = await says('yes', started)
      const { tokens, error } = await push
      if (options === http) assert.deepEqual([status, error.code], [400, oauth.UNSUPPORTED_OPERATION])
      else assert.equal(oauth.getValidatedIdTokenClaims(tokens).sub, USER.username)
    }
  })

  for (const [words, error] of [
    ['no', 'access_denied'],
    ['failed', 'transaction_failed'],
    ['late', 'expired_token'],
  ]) {
    flow(`ciba 12/1, 12/2: ${error} is pushed`, async () => {
      const { started, find } = await expecting(pushed)
      const push = notified((request) => oauth.validateBackchannelPush(as, pushed, request, find, http))
      assert.equal((await says(words, started)).notified, 204)
      const seen = await push
      assert.equal(seen.auth_req_id, started.auth_req_id)
      assert.deepEqual([seen.error.name, seen.error.error], ['BackchannelAuthenticationError', error])
    })
  }

  /** Pushes tokens, changes them on the way, and resolves with the outcome. */
  const pushedAs = async (change, findWith = (find) => find) => {
    const { started, find } = await expecting(pushed)
    const push = notified(async (request) => {
      const { url, headers } = request
      const body = JSON.stringify(change(await request.json()))
      const other = new Request(url, { method: 'POST', headers, body })
      return oauth.validateBackchannelPush(as, pushed, other, findWith(find), http)
    })
    const { notified: status } = await says('yes', started)
    return { status, ...(await push) }
  }

  flow(
    'ciba 10.3.1/6a to 10.3.1/9b: a push that was changed on the way is refused, and Nimbus gets the refusal',
    async () => {
      for (const [change, expected] of [
        [(body) => ({ ...body, access_token: `${body.access_token}x` }), 400],
        [(body) => ({ ...body, refresh_token: `${body.refresh_token}x` }), 400],
        [(body) => ({ ...body, id_token: changed(body.id_token) }), 400],
        [(body) => ({ ...body, id_token: undefined }), 400],
        [(body) => ({ ...body, auth_req_id: 'another' }), 401],
      ]) {
        const { status, tokens } = await pushedAs(change)
        assert.deepEqual([status, tokens], [expected, undefined])
      }
    },
  )

  flow(
    'ciba 7.4/2, 10.3.1/8: a push that arrives before the auth_req_id is stored has the auth_req_id itself',
    async () => {
      const early = (find) => (hash) => find(hash) && { tokenHash: hash }
      assert.equal((await pushedAs((body) => body, early)).status, 204)
      const { status, error } = await pushedAs((body) => ({ ...body, auth_req_id: 'another' }), early)
      assert.deepEqual([status, error.code], [400, oauth.JWT_CLAIM_COMPARISON])
    },
  )

  flow('ciba 10.1: a push client cannot poll', async () => {
    const { started } = await expecting(pushed)
    await rejection(poll(pushed, started), { error: 'unauthorized_client', status: 400 })
  })
}

/** Another subject with the same signature. */
function changed(jwt) {
  const [header, , signature] = jwt.split('.')
  const claims = Buffer.from(JSON.stringify({ ...decodeJwt(jwt), sub: 'mallory' })).toString('base64url')
  return `${header}.${claims}.${signature}`
}
