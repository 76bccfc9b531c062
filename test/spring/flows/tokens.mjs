import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { RESOURCE, USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { basic, flow, oauth, rejection, signIn } from '../relying_party.mjs'

const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'

export function tokenFlows(party) {
  const { as, http } = party
  const main = { client_id: 'main' }

  const introspect = async (token, client = main, auth = basic(client)) => {
    const response = await oauth.introspectionRequest(as, client, auth, token, http)
    return oauth.processIntrospectionResponse(as, client, response)
  }
  const revoke = async (token, additionalParameters, client = main) => {
    const options = { ...http, additionalParameters }
    return oauth.processRevocationResponse(await oauth.revocationRequest(as, client, basic(client), token, options))
  }
  const grant = async (client) => {
    const response = await oauth.clientCredentialsGrantRequest(as, client, basic(client), {}, http)
    return oauth.processClientCredentialsResponse(as, client, response)
  }
  const userInfo = async (token) => {
    const response = await oauth.userInfoRequest(as, main, token, http)
    return oauth.processUserInfoResponse(as, main, oauth.skipSubjectCheck, response)
  }

  flow('rfc7662 2.2: introspection', async () => {
    const { result } = await signIn(party, main, { extra: { scope: 'openid read' } })
    const meaning = await introspect(result.access_token)
    assert.deepEqual([meaning.active, meaning.client_id, meaning.sub], [true, 'main', USER.username])
    assert.deepEqual(meaning.scope.split(' ').sort(), ['openid', 'read'])
    assert.equal((await introspect(result.refresh_token)).active, true)
    assert.equal((await introspect('unknown')).active, false)
  })

  flow('rfc7662 2.2: introspection of an opaque token', async () => {
    const client = { client_id: 'opaque' }
    const { access_token } = await grant(client)
    assert.ok(!access_token.includes('.'))
    assert.equal((await introspect(access_token, client)).sub, 'opaque')
  })

  flow('rfc7662 2.3: introspection with a wrong secret', async () => {
    const wrong = introspect('unknown', main, oauth.ClientSecretBasic('wrong'))
    await rejection(wrong, { name: 'ResponseBodyError', error: 'invalid_client', status: 401 })
  })

  flow('rfc7009 2: a revoked access token is no longer active', async () => {
    const { result } = await signIn(party, main)
    assert.equal(await revoke(result.access_token), undefined)
    assert.equal((await introspect(result.access_token)).active, false)
    const error = await rejection(userInfo(result.access_token), { code: oauth.RESPONSE_IS_NOT_CONFORM })
    deviation('userinfo-challenge', error.cause.status === 401 && !error.cause.headers.has('www-authenticate'))
  })

  flow('rfc7009 2: a revoked refresh token is refused', async () => {
    const { result } = await signIn(party, main)
    await revoke(result.refresh_token, { token_type_hint: 'refresh_token' })
    const again = await oauth.refreshTokenGrantRequest(as, main, basic(main), result.refresh_token, http)
    await rejection(oauth.processRefreshTokenResponse(as, main, again), { error: 'invalid_grant', status: 400 })
  })

  flow('rfc7009 2.1, 2.2: an unknown token, and the token of another client', async () => {
    assert.equal(await revoke('unknown'), undefined)
    const { access_token } = await grant(main)
    await rejection(revoke(access_token, {}, { client_id: 'consent' }), { error: 'invalid_client', status: 400 })
    assert.equal((await introspect(access_token)).active, true)
  })

  flow('rfc6750 3: UserInfo with an invalid token', async () => {
    const error = await rejection(userInfo('unknown'), { name: 'WWWAuthenticateChallengeError', status: 401 })
    const [{ scheme, parameters }] = error.cause
    assert.deepEqual([scheme, parameters.error], ['bearer', 'invalid_token'])
    assert.ok(parameters.error_description)
  })

  flow('rfc6750 3.1: UserInfo with a token whose scope is insufficient', async () => {
    const { access_token } = await grant(main)
    const error = await rejection(userInfo(access_token), { code: oauth.RESPONSE_IS_NOT_CONFORM })
    assert.equal((await error.cause.json()).error, 'insufficient_scope')
    deviation('userinfo-challenge', error.cause.status === 403 && !error.cause.headers.has('www-authenticate'))
  })

  const exchange = async (parameters, options) => {
    const form = { subject_token_type: ACCESS_TOKEN, ...parameters }
    const all = { ...http, ...options }
    const response = await oauth.genericTokenEndpointRequest(as, main, basic(main), TOKEN_EXCHANGE, form, all)
    return oauth.processGenericTokenEndpointResponse(as, main, response)
  }

  flow('rfc8693 2: token exchange with the generic grant', async () => {
    const { result } = await signIn(party, main, { extra: { scope: 'openid read' } })
    const exchanged = await exchange({ subject_token: result.access_token, scope: 'read' })
    assert.equal(exchanged.issued_token_type, ACCESS_TOKEN)
    assert.equal(exchanged.scope, 'read')
    assert.equal(decodeJwt(exchanged.access_token).sub, USER.username)
    const unknown = exchange({ subject_token: 'unknown' })
    await rejection(unknown, { name: 'ResponseBodyError', error: 'invalid_grant', status: 400 })
  })

  flow('rfc8693 4.1: an exchanged token names the actor', async () => {
    const { result } = await signIn(party, main)
    const actor = await grant({ client_id: 'consent' })
    const exchanged = await exchange({
      subject_token: result.access_token,
      actor_token: actor.access_token,
      actor_token_type: ACCESS_TOKEN,
    })
    const { act, sub } = decodeJwt(exchanged.access_token)
    assert.deepEqual([sub, act], [USER.username, { iss: as.issuer, sub: 'consent' }])
  })

  flow('rfc8693 2.2.2: an unknown target and an unknown token type', async () => {
    const { access_token: subject_token } = (await signIn(party, main)).result
    const { access_token } = await exchange({ subject_token, audience: RESOURCE, resource: RESOURCE })
    deviation('exchange-target', decodeJwt(access_token).aud === 'main')
    const other = exchange({ subject_token, subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' })
    deviation('exchange-type', (await rejection(other, { status: 400 })).error === 'unsupported_token_type')
  })

  flow('rfc9449 5: token exchange with a proof', async () => {
    const DPoP = oauth.DPoP(main, await oauth.generateKeyPair('ES256'))
    const { access_token: subject_token } = (await signIn(party, main)).result
    const { token_type, access_token } = await exchange({ subject_token }, { DPoP })
    assert.equal(token_type, 'dpop')
    assert.equal(decodeJwt(access_token).cnf.jkt, await DPoP.calculateThumbprint())
  })
}
