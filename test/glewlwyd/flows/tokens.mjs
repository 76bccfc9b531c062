import assert from 'node:assert/strict'
import { RESOURCE, SCOPE } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { emptyRefusal, flow, oauth, rejection } from '../relying_party.mjs'
import { signIn } from './authorization_code.mjs'

export function tokenFlows(party) {
  const { as, http, basic } = party
  const main = { client_id: 'main', id_token_signed_response_alg: 'ES256', introspection_signed_response_alg: 'ES256' }

  const grant = async (parameters, options = http) => {
    const response = await oauth.clientCredentialsGrantRequest(
      as,
      main,
      basic,
      { scope: SCOPE, ...parameters },
      options,
    )
    return oauth.processClientCredentialsResponse(as, main, response)
  }
  const introspect = async (token, client = { client_id: 'main' }) => {
    const response = await oauth.introspectionRequest(as, client, basic, token, http)
    return { response, result: await oauth.processIntrospectionResponse(as, client, response) }
  }

  flow('rfc9068 4: a JWT access token of glewlwyd passes validateJwtAccessToken', async () => {
    const { result } = await signIn(party, main, { extra: { resource: RESOURCE } })
    const request = new Request(RESOURCE, { headers: { authorization: `Bearer ${result.access_token}` } })
    const claims = await oauth.validateJwtAccessToken(as, request, RESOURCE, http)
    assert.equal(claims.client_id, 'main')
    assert.ok(claims.scope.split(' ').includes(SCOPE))
    await rejection(oauth.validateJwtAccessToken(as, request, 'https://other.example.test/', http), {
      code: oauth.JWT_CLAIM_COMPARISON,
    })
  })

  flow('rfc9068 4 + rfc9449 7: a bound JWT access token needs its proof', async () => {
    const DPoP = oauth.DPoP(main, await oauth.generateKeyPair('ES256'))
    const { result } = await signIn(party, main, { extra: { resource: RESOURCE }, options: { DPoP } })
    let seen
    const resource = {
      [oauth.customFetch]: async (url, init) => {
        seen = new Request(url, init)
        return new Response()
      },
    }
    await oauth.protectedResourceRequest(result.access_token, 'GET', new URL(RESOURCE), undefined, undefined, {
      ...resource,
      DPoP,
    })
    const claims = await oauth.validateJwtAccessToken(as, seen, RESOURCE, { ...http, requireDPoP: true })
    assert.equal(claims.cnf.jkt, await DPoP.calculateThumbprint())
    seen.headers.delete('dpop')
    await rejection(oauth.validateJwtAccessToken(as, seen, RESOURCE, http), { code: oauth.INVALID_RESPONSE })
  })

  flow('rfc7662 2: introspection of an active and of an unknown token', async () => {
    const { access_token } = await grant()
    const { result } = await introspect(access_token)
    assert.equal(result.active, true)
    assert.equal(result.client_id, 'main')
    assert.equal(result.scope, SCOPE)
    assert.equal((await introspect('unknown')).result.active, false)
  })

  flow('rfc9701 5: introspection as a JWT', async () => {
    const { access_token } = await grant()
    const error = await rejection(introspect(access_token, main), { code: oauth.JWT_CLAIM_COMPARISON })
    deviation('introspection-audience', error.cause.claim === 'aud')
    const audience = { ...main, client_id: error.cause.claims.aud }
    const response = await oauth.introspectionRequest(as, main, basic, access_token, http)
    const result = await oauth.processIntrospectionResponse(as, audience, response)
    await oauth.validateApplicationLevelSignature(as, response, http)
    assert.equal(result.active, true)
    assert.equal(result.client_id, 'main')
  })

  flow('rfc7009 2: a revoked token is no longer active', async () => {
    const { access_token } = await grant()
    const response = await oauth.revocationRequest(as, main, basic, access_token, http)
    assert.equal(await oauth.processRevocationResponse(response), undefined)
    assert.equal((await introspect(access_token)).result.active, false)
  })

  flow('rfc7009 2: a revoked refresh token is refused', async () => {
    const { result } = await signIn(party, main)
    const additionalParameters = { token_type_hint: 'refresh_token' }
    const response = await oauth.revocationRequest(as, main, basic, result.refresh_token, {
      ...http,
      additionalParameters,
    })
    await oauth.processRevocationResponse(response)
    const again = await oauth.refreshTokenGrantRequest(as, main, basic, result.refresh_token, http)
    const error = await rejection(oauth.processRefreshTokenResponse(as, main, again), {})
    deviation('empty-refresh-refusal', emptyRefusal(error, 400))
  })
}
