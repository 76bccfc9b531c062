import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { ALGORITHMS, RESOURCE, USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { flow, handle, oauth, rejection, requestAt, signIn } from '../relying_party.mjs'

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

export function tokenFlows(party) {
  const { as, basic, http, nimbus } = party
  const main = { client_id: 'main' }
  const introspect = async (token, client = main) => {
    const response = await oauth.introspectionRequest(as, client, basic, token, http)
    return { response, result: await oauth.processIntrospectionResponse(as, client, response) }
  }
  const revoke = async (token, client = main) =>
    oauth.processRevocationResponse(await oauth.revocationRequest(as, client, basic, token, http))
  const grant = async (parameters = {}, options) => {
    const response = await oauth.clientCredentialsGrantRequest(as, main, basic, parameters, { ...http, ...options })
    return oauth.processClientCredentialsResponse(as, main, response)
  }
  const userInfo = async (token) => {
    const response = await oauth.userInfoRequest(as, main, token, http)
    return oauth.processUserInfoResponse(as, main, oauth.skipSubjectCheck, response)
  }
  const challenge = async (promise, status) => {
    const error = await rejection(promise, { name: 'WWWAuthenticateChallengeError', status })
    return error.cause[0]
  }

  for (const signed of [undefined, 'RS256']) {
    flow(signed ? 'rfc9701 5: introspection, signed' : 'rfc7662 2.2: introspection', async () => {
      const client = { ...main, introspection_signed_response_alg: signed }
      const DPoP = await handle(main)
      const authorization_details = JSON.stringify([{ type: 'payment', amount: '12.50' }])
      const extra = { scope: 'openid read', authorization_details }
      const { result } = await signIn(party, main, { extra, options: { DPoP } })
      const meaning = await introspect(result.access_token, client)
      const { active, client_id, sub, scope, cnf, token_type } = meaning.result
      assert.deepEqual([active, client_id, sub, scope], [true, 'main', USER.username, 'openid read'])
      assert.deepEqual([token_type, cnf], ['DPoP', { jkt: await DPoP.calculateThumbprint() }])
      assert.deepEqual(meaning.result.authorization_details, JSON.parse(authorization_details))
      if (signed) await oauth.validateApplicationLevelSignature(as, meaning.response, http)
      assert.equal((await introspect(result.refresh_token, client)).result.active, true)
      assert.deepEqual((await introspect('unknown', client)).result, { active: false })
    })
  }

  flow('rfc7009 2, 2.1: revoked tokens are refused; those of another client are not revoked', async () => {
    const { access_token, refresh_token } = (await signIn(party, main)).result
    await revoke(access_token, { client_id: 'usercode' })
    assert.equal((await introspect(access_token)).result.active, true)
    for (const token of [access_token, refresh_token, 'unknown']) {
      assert.equal(await revoke(token), undefined)
      assert.equal((await introspect(token)).result.active, false)
    }
    assert.equal((await challenge(userInfo(access_token), 401)).parameters.error, 'invalid_token')
    const again = await oauth.refreshTokenGrantRequest(as, main, basic, refresh_token, http)
    await rejection(oauth.processRefreshTokenResponse(as, main, again), { error: 'invalid_grant', status: 400 })
  })

  flow('rfc6750 3, 3.1: the challenges of UserInfo', async () => {
    const { scheme, parameters } = await challenge(userInfo('unknown'), 401)
    assert.deepEqual([scheme, parameters.error], ['bearer', 'invalid_token'])
    assert.ok(parameters.error_description)
    assert.equal(parameters.realm, 'all "of" it, a=b')
    const { access_token } = await grant({ scope: 'read' })
    const insufficient = await challenge(userInfo(access_token), 403)
    assert.equal(insufficient.parameters.error, 'insufficient_scope')
    assert.equal(insufficient.parameters.scope, 'openid email')
  })

  const exchange = async (parameters, options) => {
    const form = { subject_token_type: ACCESS_TOKEN, ...parameters }
    const all = { ...http, ...options }
    const response = await oauth.genericTokenEndpointRequest(as, main, basic, TOKEN_EXCHANGE, form, all)
    return oauth.processGenericTokenEndpointResponse(as, main, response)
  }

  flow('rfc8693 2, 2.2.2: token exchange with the generic grant', async () => {
    const { access_token: subject_token } = (await signIn(party, main, { extra: { scope: 'openid read' } })).result
    const DPoP = await handle(main)
    const wanted = { subject_token, scope: 'read', audience: RESOURCE, requested_token_type: ACCESS_TOKEN }
    const exchanged = await exchange(wanted, { DPoP })
    assert.deepEqual([exchanged.issued_token_type, exchanged.scope], [ACCESS_TOKEN, 'read'])
    const { aud, sub, cnf } = decodeJwt(exchanged.access_token)
    assert.deepEqual([aud, sub, cnf], [RESOURCE, USER.username, { jkt: await DPoP.calculateThumbprint() }])
    for (const [changed, error] of [
      [{ subject_token: 'unknown' }, 'invalid_grant'],
      [{ audience: 'https://other.example.test' }, 'invalid_target'],
      [{ subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' }, 'invalid_request'],
    ]) {
      await rejection(exchange({ ...wanted, ...changed }), { name: 'ResponseBodyError', error, status: 400 })
    }
    // either without the other
    const { code, cause } = await rejection(exchange({ ...wanted, actor_token: subject_token }), {})
    const passed = await exchange({ ...wanted, actor_token_type: ACCESS_TOKEN })
    deviation('actor-token', code === oauth.RESPONSE_IS_NOT_CONFORM && cause.status === 500 && passed.access_token)
  })

  const validate = (request, options) => oauth.validateJwtAccessToken(as, request, RESOURCE, { ...http, ...options })

  flow('rfc9068 4: an access token as a bearer token', async () => {
    const result = await grant({ scope: 'read', resource: RESOURCE })
    const { client_id, scope, aud } = await validate(await requestAt(RESOURCE, result))
    assert.deepEqual([client_id, scope, aud], ['main', 'read', RESOURCE])
    const other = await grant({ scope: 'read' })
    await rejection(validate(await requestAt(RESOURCE, other)), { code: oauth.JWT_CLAIM_COMPARISON })
    const [header, , signature] = result.access_token.split('.')
    const claims = { ...decodeJwt(result.access_token), sub: 'mallory' }
    const forged = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`
    const changed = await requestAt(RESOURCE, { access_token: forged })
    await rejection(validate(changed), { code: oauth.INVALID_RESPONSE })
  })

  for (const alg of ALGORITHMS) {
    flow(`rfc9449 4.3, 7.1: a proof that Nimbus signed with ${alg}`, async () => {
      const url = `${RESOURCE}/path/%7Ex`
      const call = await nimbus.fetch(`${nimbus.origin}/call`, {
        method: 'POST',
        body: new URLSearchParams({ alg, url }),
      })
      const headers = await call.json()
      const { cnf } = await validate(new Request(`${url}?query=1`, { headers }), { requireDPoP: true })
      assert.ok(cnf.jkt)
      const elsewhere = new Request(`${RESOURCE}/other`, { headers })
      await rejection(validate(elsewhere), { code: oauth.JWT_CLAIM_COMPARISON })
    })
  }

  flow('rfc9449 4.3, 7.1: an access token with its proof', async () => {
    const DPoP = await handle(main)
    const result = await grant({ resource: RESOURCE }, { DPoP })
    const { cnf } = await validate(await requestAt(RESOURCE, result, DPoP), { requireDPoP: true })
    assert.deepEqual(cnf, { jkt: await DPoP.calculateThumbprint() })
    const stolen = await requestAt(RESOURCE, result, await handle(main))
    await rejection(validate(stolen), { code: oauth.JWT_CLAIM_COMPARISON })
  })
}
