import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { USERNAME } from '../administration.mjs'
import { SCOPE } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { decide } from '../person.mjs'
import { flow, oauth, rejection, signedClaims } from '../relying_party.mjs'
import { signIn } from './authorization_code.mjs'

/** Deviation `login-hint`: glewlwyd requires a JSON object. */
export const LOGIN_HINT = JSON.stringify({ username: USERNAME })

export function backchannelFlows(party) {
  const { as, http, basic } = party
  const main = { client_id: 'main', id_token_signed_response_alg: 'ES256' }

  const start = async (client, parameters, options) => {
    const all = { scope: `openid ${SCOPE}`, ...parameters }
    const response = await oauth.backchannelAuthenticationRequest(as, client, basic, all, { ...http, ...options })
    return oauth.processBackchannelAuthenticationResponse(as, client, response)
  }
  const poll = async (client, { auth_req_id }, options) => {
    const response = await oauth.backchannelAuthenticationGrantRequest(as, client, basic, auth_req_id, {
      ...http,
      ...options,
    })
    return { response, result: await oauth.processBackchannelAuthenticationGrantResponse(as, client, response) }
  }
  const approved = async (client, started, options) => {
    await decide(party, 'approve')
    const { response, result } = await poll(client, started, options)
    const claims = await signedClaims(party, response, result)
    assert.equal(claims.aud, client.client_id)
    return { result, claims }
  }

  flow('ciba 10.1/11: poll mode, pending, approved', async () => {
    const started = await start(main, { login_hint: LOGIN_HINT, binding_message: 'W4SCT', requested_expiry: '120' })
    assert.equal(started.interval, 5)
    assert.equal(started.expires_in, 120)
    await rejection(poll(main, started), { error: 'authorization_pending', status: 400 })
    const { request } = await decide(party, 'approve')
    assert.equal(request.binding_message, 'W4SCT')
    const { response, result } = await poll(main, started)
    await signedClaims(party, response, result)
    assert.ok(result.refresh_token)
  })

  flow('ciba 11: poll mode, denied', async () => {
    const started = await start(main, { login_hint: LOGIN_HINT })
    await decide(party, 'deny')
    await rejection(poll(main, started), { error: 'access_denied', status: 400 })
  })

  flow('ciba 10.1: an auth_req_id can be redeemed once', async () => {
    const started = await start(main, { login_hint: LOGIN_HINT })
    await approved(main, started)
    deviation('unknown-code', (await rejection(poll(main, started), { status: 400 })).error === 'access_denied')
  })

  flow('ciba 7.1: id_token_hint', async () => {
    const { result } = await signIn(party, main)
    const { claims } = await approved(main, await start(main, { id_token_hint: result.id_token }))
    assert.equal(claims.sub, oauth.getValidatedIdTokenClaims(result).sub)
  })

  flow('ciba 7.1.1: signed authentication request', async () => {
    const client = { ...main, client_id: 'cibasigned' }
    const parameters = { client_id: client.client_id, scope: `openid ${SCOPE}`, login_hint: LOGIN_HINT }
    const request = await oauth.issueRequestObject(as, client, parameters, await party.key())
    await approved(client, await start(client, { request }))
  })

  flow('rfc9449 5: poll mode with proofs', async () => {
    const DPoP = oauth.DPoP(main, await oauth.generateKeyPair('ES256'))
    const { result } = await approved(main, await start(main, { login_hint: LOGIN_HINT }), { DPoP })
    assert.equal(result.token_type, 'dpop')
    assert.equal(decodeJwt(result.access_token).cnf.jkt, await DPoP.calculateThumbprint())
  })

  flow('ciba 7.1: login_hint and an unknown user', async () => {
    const plain = await rejection(start(main, { login_hint: USERNAME }), { status: 400 })
    deviation('login-hint', plain.error === 'invalid_request')
    const unknown = await rejection(start(main, { login_hint: JSON.stringify({ username: 'nobody' }) }), {
      status: 400,
    })
    deviation('unknown-user', unknown.error === 'invalid_request')
  })

  flow('ciba 11: slow_down is never sent', async () => {
    const started = await start(main, { login_hint: LOGIN_HINT })
    const answers = []
    for (let i = 0; i < 3; i++) answers.push((await rejection(poll(main, started), {})).error)
    deviation(
      'no-slow-down',
      answers.every((error) => error === 'authorization_pending'),
    )
    await decide(party, 'deny')
  })

  flow('rfc9449 5.2: a client registered for DPoP at the backchannel endpoint', async () => {
    const client = { ...main, client_id: 'dpopbound' }
    const error = await rejection(start(client, { login_hint: LOGIN_HINT }), { status: 403 })
    deviation('proof-at-ciba', error.error === 'invalid_dpop_proof')
  })
}
