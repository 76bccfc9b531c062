import assert from 'node:assert/strict'
import { RESOURCE, SECRET, USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { oauth, rejection, signIn } from '../relying_party.mjs'

export function tokenFlows(party) {
  const { as, http, basic, flow, name } = party
  const main = { client_id: 'main' }
  const introspect = async (token, auth = basic) => {
    const response = await oauth.introspectionRequest(as, main, auth, token, http)
    return oauth.processIntrospectionResponse(as, main, response)
  }
  const revoke = async (token, { hint, auth = basic, client = main } = {}) => {
    const additionalParameters = hint && { token_type_hint: hint }
    const response = await oauth.revocationRequest(as, client, auth, token, { ...http, additionalParameters })
    return oauth.processRevocationResponse(response)
  }

  flow('rfc7662 2.2: introspection', async () => {
    const { result } = await signIn(party, main)
    const meaning = await introspect(result.access_token)
    const { active, client_id, sub, scope } = meaning
    assert.deepEqual(
      { active, client_id, sub, scope },
      { active: true, client_id: 'main', sub: USER.id, scope: 'openid' },
    )
    assert.ok(meaning.exp > Date.now() / 1000)
    assert.equal((await introspect('unknown')).active, false)
  })

  flow('rfc7662 2.3: introspection with a wrong secret', async () => {
    const { code, cause, error, status } = await rejection(introspect('unknown', oauth.ClientSecretBasic('wrong')), {})
    if (name === 'zitadel')
      deviation('zitadel-introspection', code === oauth.RESPONSE_IS_NOT_JSON && cause.status === 401)
    else deviation('fosite-introspection', error === 'request_unauthorized' && status === 401)
  })

  flow('rfc7009 2: a revoked access token is no longer active', async () => {
    const { result } = await signIn(party, main)
    assert.equal(await revoke(result.access_token), undefined)
    assert.equal((await introspect(result.access_token)).active, false)
  })

  flow('rfc7009 2.1: a revoked refresh token is refused, and its access token is no longer active', async () => {
    const { result } = await signIn(party, main, { extra: { scope: 'openid offline_access' } })
    await revoke(result.refresh_token, { hint: 'refresh_token' })
    const again = await oauth.refreshTokenGrantRequest(as, main, basic, result.refresh_token, http)
    await rejection(oauth.processRefreshTokenResponse(as, main, again), { error: 'invalid_grant', status: 400 })
    assert.equal((await introspect(result.access_token)).active, false)
  })

  flow('rfc7009 2.2: an unknown token', async () => {
    assert.equal(await revoke('unknown'), undefined)
  })

  flow('rfc7009 2.2.1: a wrong secret', () =>
    rejection(revoke('unknown', { auth: oauth.ClientSecretBasic('wrong') }), { error: 'invalid_client', status: 401 }),
  )

  flow('rfc7009 2.1: the token of another client is not revoked', async () => {
    const { result } = await signIn(party, main)
    const other = revoke(result.access_token, { auth: oauth.ClientSecretPost(SECRET), client: { client_id: 'post' } })
    if (name === 'zitadel') await rejection(other, { error: 'invalid_client', status: 401 })
    else deviation('fosite-revocation', (await other) === undefined)
    assert.equal((await introspect(result.access_token)).active, true)
  })

  const atResource = ({ access_token }, audience) => {
    const request = new Request(RESOURCE, { headers: { authorization: `Bearer ${access_token}` } })
    return oauth.validateJwtAccessToken(as, request, audience, http)
  }

  if (name === 'fosite') {
    flow('rfc9068 4: a JWT access token passes validateJwtAccessToken', async () => {
      const { result } = await signIn(party, main, { extra: { audience: RESOURCE } })
      const { client_id, sub, scope } = await atResource(result, RESOURCE)
      assert.deepEqual({ client_id, sub, scope }, { client_id: 'main', sub: USER.id, scope: 'openid' })
      await rejection(atResource(result, 'https://other.example.test'), { code: oauth.JWT_CLAIM_COMPARISON })
    })

    flow('rfc9068 2.2: an access token without an audience is refused', async () => {
      const { result } = await signIn(party, main, { extra: { resource: RESOURCE } })
      const { code, cause } = await rejection(atResource(result, RESOURCE), {})
      deviation('fosite-access-token-audience', code === oauth.JWT_CLAIM_COMPARISON && cause.claims.aud.length === 0)
    })
    return
  }

  flow('rfc9068 2.1: an access token with typ JWT is refused', async () => {
    const { result } = await signIn(party, { client_id: 'jwt' })
    const { code, cause } = await rejection(atResource(result, 'jwt'), {})
    deviation('zitadel-access-token-type', code === oauth.INVALID_RESPONSE && cause.header.typ === 'JWT')
  })

  flow('oidc-core 5.3.2: UserInfo; another subject is refused', async () => {
    for (const client of [main, { client_id: 'jwt' }]) {
      const { result } = await signIn(party, client, { extra: { scope: 'openid email' } })
      const ask = async (sub) => {
        const response = await oauth.userInfoRequest(as, client, result.access_token, http)
        return oauth.processUserInfoResponse(as, client, sub, response)
      }
      assert.equal((await ask(USER.id)).email, USER.email)
      await rejection(ask('another'), { code: oauth.JSON_ATTRIBUTE_COMPARISON })
    }
  })

  flow('rfc6750 3: UserInfo with an invalid token', async () => {
    const response = await oauth.userInfoRequest(as, main, 'unknown', http)
    const { code, cause } = await rejection(
      oauth.processUserInfoResponse(as, main, oauth.skipSubjectCheck, response),
      {},
    )
    deviation('zitadel-userinfo', code === oauth.RESPONSE_IS_NOT_CONFORM && cause.status === 401)
  })
}
