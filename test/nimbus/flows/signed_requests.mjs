import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { backchannel } from '../backchannel.mjs'
import { ALGORITHMS, RESOURCE, USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { flow, oauth, rejection } from '../relying_party.mjs'

export function signedRequestFlows(party) {
  const { as, http, basic, nimbus, says } = party
  const { start, poll, redeem } = backchannel(party)
  const main = { client_id: 'main' }
  const refused = { name: 'ResponseBodyError', error: 'invalid_request', status: 400 }

  for (const alg of ALGORITHMS) {
    flow(`ciba 7.1.1: a request signed with ${alg}`, async () => {
      const client = { client_id: `signed-${alg}`, backchannel_authentication_request_signing_alg: alg }
      const started = await start(client, { binding_message: alg }, { signed: nimbus.keys[alg] })
      const { header, parameters } = await says('yes', started)
      assert.deepEqual(header, { alg, kid: `client-${alg}` })
      assert.deepEqual(parameters.binding_message, [alg])
      const signing = { ...client, id_token_signed_response_alg: alg }
      assert.ok(oauth.getValidatedIdTokenClaims((await poll(signing, started)).result))
    })
  }

  flow('ciba 7.1.1/p1: every parameter, compared with the claims that Nimbus would make of them', async () => {
    const meant = {
      scope: 'openid email',
      acr_values: 'urn:example:strong',
      binding_message: 'W4SCT',
      user_code: USER.code,
      requested_expiry: 60,
      client_notification_token: oauth.generateClientNotificationToken(),
      resource: [RESOURCE, 'https://other.example.test/path'],
      authorization_details: JSON.stringify([
        { type: 'payment', amount: '12.50', locations: ['https://a', 'https://b'] },
      ]),
      claims: JSON.stringify({ id_token: { email: { essential: true } } }),
      request_context: JSON.stringify({ lat: 48.2, lng: 16.4 }),
      'x-extension': 'ä + & = %2B \u0000 😀',
    }
    const started = await start(main, meant, { signed: nimbus.keys.PS256 })
    assert.equal(started.expires_in, 60)
    const { claims, nimbus: theirs, parameters } = await says('', started)
    const inside = ['authorization_details', 'claims', 'request_context']
    for (const name of inside) assert.deepEqual(claims[name], JSON.parse(meant[name]))
    deviation(
      'json-in-text',
      inside.every((name) => typeof theirs[name] === 'string'),
    )
    for (const name of inside) theirs[name] = JSON.parse(theirs[name])
    // the client_id of the form, beside Basic credentials
    const { client_id, aud, ...others } = theirs
    assert.deepEqual({ ...others, aud: aud[0] }, claims)
    const { parameters: again, resource } = { parameters, ...parameters }
    assert.deepEqual([again.binding_message, resource], [[meant.binding_message], meant.resource])
  })

  flow('fapi-ciba 5.2.2: signed, private_key_jwt, tokens bound to a certificate', async () => {
    const client = {
      client_id: 'fapiciba',
      backchannel_authentication_request_signing_alg: 'PS256',
      use_mtls_endpoint_aliases: true,
    }
    const options = { auth: oauth.PrivateKeyJwt(nimbus.keys.PS256), ...party.mtls(nimbus.certificates.client) }
    const started = await start(client, { binding_message: 'PAYMENT-1' }, { signed: nimbus.keys.PS256, ...options })
    await says('yes', started)
    const tokens = await redeem(client, started, options)
    assert.ok(decodeJwt(tokens.access_token).cnf['x5t#S256'])
    await rejection(start(client, {}, options), refused)
  })

  flow('ciba 7.1.1: changed on the way, signed by another key, from another client, and unsigned', async () => {
    const issue = (client, key, more) =>
      oauth.issueBackchannelAuthenticationRequestObject(
        as,
        client,
        { scope: 'openid', login_hint: USER.username, ...more },
        key,
      )
    const send = async (client, form) => {
      const response = await oauth.backchannelAuthenticationRequest(as, client, basic, form, http)
      return oauth.processBackchannelAuthenticationResponse(as, client, response)
    }
    const { ES256, PS256 } = nimbus.keys
    const right = await issue(main, ES256)
    const [header, , signature] = right.split('.')
    const [, claims] = (await issue(main, ES256, { login_hint: 'mallory' })).split('.')
    await rejection(send(main, { request: `${header}.${claims}.${signature}` }), refused)
    await rejection(send(main, { request: await issue({ client_id: 'strange' }, ES256) }), refused)
    const elsewhere = { ...as, issuer: 'https://other.example.test' }
    const foreign = await oauth.issueBackchannelAuthenticationRequestObject(
      elsewhere,
      main,
      { scope: 'openid', login_hint: USER.username },
      ES256,
    )
    await rejection(send(main, { request: foreign }), refused)
    const registered = { client_id: 'signed-ES256' }
    await rejection(send(registered, { request: await issue(registered, PS256) }), refused)
    await rejection(start(registered), refused)
    const beside = await send(main, { request: right, scope: 'openid', binding_message: 'BESIDE' })
    const { parameters } = await says('', beside)
    deviation('parameters-beside', parameters.binding_message === undefined)
  })
}
