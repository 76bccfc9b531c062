import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeJwt, SignJWT } from 'jose'
import { pollingLoopFlows } from '../../independent_servers/polling_loop.mjs'
import { backchannel, single } from '../backchannel.mjs'
import { RESOURCE, SECRET, STRANGE_SECRET, USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { flow, handle, oauth, rejection, signedClaims } from '../relying_party.mjs'

export function backchannelFlows(party) {
  const { as, http, basic, nimbus, says } = party
  const { start, poll, loop, redeem, owner } = backchannel(party)
  const main = { client_id: 'main' }
  const refused = (error, status = 400) => ({ name: 'ResponseBodyError', error, status })

  flow('ciba 7.3, 10.1.1/1, 11: pending, approved, signed ID Token, UserInfo, refresh', async () => {
    const started = await start(main, { scope: 'openid email', binding_message: 'SHOP-0042' })
    assert.deepEqual([started.interval, started.expires_in], [2, 120])
    await rejection(poll(main, started), refused('authorization_pending'))
    assert.equal(single(await says('yes', started)).binding_message, 'SHOP-0042')
    const { response, result } = await poll(main, started)
    const { aud, sub, at_hash } = await signedClaims(party, response, result)
    assert.deepEqual([aud, sub], ['main', USER.username])
    assert.ok(at_hash)
    assert.equal((await owner(main, result)).email, USER.email)
    const again = await oauth.refreshTokenGrantRequest(as, main, basic, result.refresh_token, http)
    assert.ok((await oauth.processRefreshTokenResponse(as, main, again)).access_token)
  })

  flow('ciba 7.1: Nimbus reads every parameter as intended', async () => {
    const details = [{ type: 'payment', actions: ['pay'], amount: '12.50' }]
    const meant = {
      scope: 'openid email read',
      acr_values: ['urn:example:strong', 'urn:example:weak'],
      login_hint: USER.username,
      binding_message: 'Kasse 7: 12,50 €',
      user_code: USER.code,
      requested_expiry: 60,
      client_notification_token: oauth.generateClientNotificationToken(),
      authorization_details: JSON.stringify(details),
      claims_locales: 'de fr-CA',
      claims: JSON.stringify({ id_token: { email: { essential: true } } }),
      purpose: 'the purpose',
      resource: [RESOURCE, 'https://other.example.test/path'],
      'x-extension': 'ä + & = %2B \u0000 😀',
    }
    const started = await start(main, meant)
    assert.equal(started.expires_in, 60)
    const { client_id, resource, acr_values, ...once } = (await says('', started)).parameters
    assert.deepEqual(resource, meant.resource)
    deviation('acr-values', acr_values.length === 2)
    assert.deepEqual(acr_values, meant.acr_values)
    const read = single({ parameters: once })
    for (const name of ['authorization_details', 'claims']) {
      assert.deepEqual(JSON.parse(read[name]), JSON.parse(meant[name]))
    }
    const { authorization_details, claims } = read
    const as = { requested_expiry: '60', authorization_details, claims }
    assert.deepEqual({ ...read, resource, acr_values }, { ...meant, ...as })
  })

  flow('ciba 7.1, rfc8707 2, rfc9396 5: class, resource and details are in the tokens', async () => {
    const authorization_details = JSON.stringify([{ type: 'payment', amount: '12.50' }])
    const acr_values = 'urn:example:strong'
    const started = await start(main, { acr_values, resource: [RESOURCE], authorization_details })
    await says('yes', started)
    const { response, result } = await poll(main, started)
    assert.equal((await signedClaims(party, response, result)).acr, acr_values)
    assert.deepEqual(decodeJwt(result.access_token).aud, RESOURCE)
    assert.deepEqual(result.authorization_details, JSON.parse(authorization_details))
  })

  flow('ciba 7.1: the user identified by id_token_hint and by login_hint_token', async () => {
    const first = await start(main)
    await says('yes', first)
    const { id_token } = (await poll(main, first)).result
    const token = (time) =>
      new SignJWT({ sub: USER.username })
        .setProtectedHeader({ alg: 'HS256' })
        .setExpirationTime(time)
        .sign(new Uint8Array(32))
    for (const hint of [{ id_token_hint: id_token }, { login_hint_token: await token('1m') }]) {
      const started = await start(main, hint)
      assert.equal(single(await says('yes', started))[Object.keys(hint)[0]], Object.values(hint)[0])
      assert.equal((await owner(main, (await poll(main, started)).result)).sub, USER.username)
    }
    const late = await token('-1m')
    await rejection(start(main, { login_hint_token: late }), refused('expired_login_hint_token'))
    await rejection(start(main, { login_hint: 'mallory' }), refused('unknown_user_id'))
  })

  flow('ciba 7.1/p4: Nimbus also refuses no hint and two hints', async () => {
    const send = async (form) => {
      const response = await oauth.backchannelAuthenticationRequest(as, main, basic, form, http)
      return oauth.processBackchannelAuthenticationResponse(as, main, response)
    }
    for (const form of [
      { scope: 'openid' },
      { scope: 'openid', login_hint: USER.username, login_hint_token: 'token' },
      { login_hint: USER.username },
      { scope: 'openid', login_hint: USER.username, requested_expiry: '0' },
      { scope: 'openid', login_hint: USER.username, requested_expiry: 'soon' },
    ]) {
      await rejection(send(form), refused(form.scope ? 'invalid_request' : 'invalid_scope'))
      assert.throws(() => oauth.buildBackchannelAuthenticationParameters(main, form), TypeError)
    }
  })

  flow('ciba 13: immediate refusals', async () => {
    await rejection(
      start(main, { binding_message: 'far too long for a small display' }),
      refused('invalid_binding_message'),
    )
    await rejection(start(main, { scope: 'openid unknown' }), refused('invalid_scope'))
    const coded = { client_id: 'usercode' }
    await rejection(start(coded), refused('missing_user_code'))
    await rejection(start(coded, { user_code: '0000' }), refused('invalid_user_code'))
    assert.ok((await start(coded, { user_code: USER.code })).auth_req_id)
    for (const mode of ['ping', 'push']) await rejection(start({ client_id: mode }), refused('invalid_request'))
    await rejection(start(main, {}, { auth: oauth.ClientSecretBasic('wrong') }), { status: 401 })
  })

  flow('ciba 11: refused, failed and expired', async () => {
    for (const [words, error] of [
      ['no', 'access_denied'],
      ['failed', 'transaction_failed'],
      ['late', 'expired_token'],
    ]) {
      const started = await start(main)
      await says(words, started)
      const seen = await rejection(poll(main, started), { error, name: 'ResponseBodyError' })
      if (error === 'access_denied') deviation('denied-status', seen.status === 403)
      else assert.equal(seen.status, 400)
      const again = await start(main)
      await says(words, again)
      await rejection(redeem(main, again), { error, name: 'ResponseBodyError' })
    }
  })

  flow('ciba 7.1/9, 11: requested_expiry shortens the lifetime', async () => {
    const started = await start(main, { requested_expiry: 1 })
    assert.equal(started.expires_in, 1)
    await sleep(1100)
    await rejection(poll(main, started), refused('expired_token'))
    await rejection(loop(main, await start(main, { requested_expiry: 1 })), { code: oauth.POLLING_EXPIRED })
  })

  pollingLoopFlows(party, main, {
    start,
    loop,
    approve: (started) => says('yes', started),
    recognise: async (tokens) => assert.equal((await owner(main, tokens)).sub, USER.username),
  })

  flow(
    'ciba 10.1.1/1, 11: an auth_req_id can be redeemed once, not by another client, and not if unknown',
    async () => {
      const started = await start(main)
      await says('yes', started)
      const other = { auth: oauth.ClientSecretPost(STRANGE_SECRET) }
      await rejection(poll({ client_id: 'posting' }, started, other), refused('invalid_grant'))
      await poll(main, started)
      await rejection(poll(main, started), refused('invalid_grant'))
      await rejection(poll(main, { auth_req_id: 'unknown-unknown-unknown' }), refused('invalid_grant'))
    },
  )

  const { client: pair, selfSigned } = nimbus.certificates
  for (const [title, client_id, auth, options] of [
    [
      'rfc6749 2.3.1: CIBA with client_secret_basic, special characters',
      'strange',
      oauth.ClientSecretBasic(STRANGE_SECRET),
    ],
    ['rfc6749 2.3.1: CIBA with client_secret_post', 'posting', oauth.ClientSecretPost(STRANGE_SECRET)],
    ['oidc-core 9: CIBA with client_secret_jwt', 'secretjwt', oauth.ClientSecretJwt(SECRET)],
    ['rfc7523 2.2: CIBA with private_key_jwt', 'keyed', oauth.PrivateKeyJwt(nimbus.keys.PS256)],
    ['rfc8705 2.1: CIBA with a certificate', 'tlsbound', oauth.TlsClientAuth(), party.mtls(pair)],
    ['rfc8705 2.2: CIBA with a self-signed certificate', 'tlsself', oauth.TlsClientAuth(), party.mtls(selfSigned)],
  ]) {
    flow(title, async () => {
      const client = { client_id, use_mtls_endpoint_aliases: options !== undefined }
      const started = await start(client, {}, { auth, ...options })
      await says('yes', started)
      const tokens = await redeem(client, started, { auth, ...options })
      assert.equal((await owner(client, tokens, options)).sub, USER.username)
      assert.equal(decodeJwt(tokens.access_token).cnf !== undefined, options !== undefined)
    })
  }

  for (const client_id of ['main', 'bound', 'nonces']) {
    flow(`rfc9449 5, 7.1, 8: CIBA with proofs, client ${client_id}`, async () => {
      const client = { client_id }
      const started = await start(client)
      if (client_id === 'bound') await rejection(poll(client, started), refused('invalid_dpop_proof'))
      await says('yes', started)
      const DPoP = await handle(client)
      const tokens = await redeem(client, started, { DPoP })
      assert.equal(tokens.token_type, 'dpop')
      assert.equal(decodeJwt(tokens.access_token).cnf.jkt, await DPoP.calculateThumbprint())
      assert.equal((await owner(client, tokens, { DPoP })).sub, USER.username)
    })
  }
}
