import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { USER } from '../administration.mjs'
import { deviation } from '../deviations.mjs'
import { flow, oauth, rejection, signIn } from '../relying_party.mjs'

export function tokenFlows(party) {
  const { as, http, basic } = party
  const main = { client_id: 'main' }

  const introspect = async (token, client = main) => {
    const response = await oauth.introspectionRequest(as, client, basic, token, http)
    return { response, result: await oauth.processIntrospectionResponse(as, client, response) }
  }
  const revoke = async (token, additionalParameters) => {
    const response = await oauth.revocationRequest(as, main, basic, token, { ...http, additionalParameters })
    return oauth.processRevocationResponse(response)
  }

  flow('rfc7662 2.2: introspection', async () => {
    const { result } = await signIn(party, main)
    const { result: meaning } = await introspect(result.access_token)
    assert.equal(meaning.active, true)
    assert.equal(meaning.client_id, 'main')
    assert.equal(meaning.username, USER.username)
    assert.equal((await introspect('unknown')).result.active, false)
  })

  flow('rfc9701 5: introspection when a JWT is requested', async () => {
    const client = { client_id: 'introspectionjwt', introspection_signed_response_alg: 'RS256' }
    const { result } = await signIn(party, client)
    const response = await oauth.introspectionRequest(as, client, basic, result.access_token, http)
    const meaning = await oauth.processIntrospectionResponse(as, client, response)
    deviation('introspection-jwt', response.headers.get('content-type') === 'application/json')
    assert.equal(meaning.active, true)
  })

  flow('rfc7009 2: a revoked access token is no longer active', async () => {
    const { result } = await signIn(party, main)
    assert.equal(await revoke(result.access_token), undefined)
    assert.equal((await introspect(result.access_token)).result.active, false)
  })

  flow('rfc7009 2: a revoked refresh token is refused', async () => {
    const { result } = await signIn(party, main)
    await revoke(result.refresh_token, { token_type_hint: 'refresh_token' })
    const again = await oauth.refreshTokenGrantRequest(as, main, basic, result.refresh_token, http)
    await rejection(oauth.processRefreshTokenResponse(as, main, again), { error: 'invalid_grant', status: 400 })
  })

  flow('rfc7009 2.2: an unknown token', async () => {
    assert.equal(await revoke('unknown'), undefined)
  })

  flow('rfc6750 3: UserInfo with an invalid token', async () => {
    const response = await oauth.userInfoRequest(as, main, 'unknown', http)
    const error = await rejection(oauth.processUserInfoResponse(as, main, oauth.skipSubjectCheck, response), {
      status: 401,
    })
    const [{ scheme, parameters }] = error.cause
    assert.deepEqual([scheme, parameters.error], ['bearer', 'invalid_token'])
  })

  const exchange = async (client, subject_token, more) => {
    const parameters = {
      subject_token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      ...more,
    }
    const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
    const response = await oauth.genericTokenEndpointRequest(as, client, basic, grantType, parameters, http)
    return oauth.processGenericTokenEndpointResponse(as, client, response)
  }

  flow('rfc8693 2: token exchange with the generic grant', async () => {
    const { result } = await signIn(party, main)
    const exchanged = await exchange(main, result.access_token)
    assert.equal(exchanged.issued_token_type, 'urn:ietf:params:oauth:token-type:access_token')
    assert.equal(decodeJwt(exchanged.access_token).azp, 'main')
    await rejection(exchange(main, 'unknown'), { error: 'invalid_request', status: 400 })
    const other = exchange({ client_id: 'consent' }, result.access_token)
    await rejection(other, { error: 'invalid_request', status: 400 })
  })
}
