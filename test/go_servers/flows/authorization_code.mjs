import assert from 'node:assert/strict'
import { decodeProtectedHeader } from 'jose'
import { REFUSER, SECRET, USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { authorizationRequest, authorize, oauth, redeem, rejection, signedClaims, signIn } from '../relying_party.mjs'

export function authorizationCodeFlows(party) {
  const { as, http, basic, flow, name } = party
  const main = { client_id: 'main' }
  const refresh = async (refresh_token, options) => {
    const response = await oauth.refreshTokenGrantRequest(as, main, basic, refresh_token, { ...http, ...options })
    return { response, result: await oauth.processRefreshTokenResponse(as, main, response) }
  }
  const offline = { extra: { scope: 'openid offline_access' } }
  /** The user approves. Resolves with the validated response and the values to check the tokens with. */
  const agreed = async (extra) => {
    const request = await authorizationRequest(main, extra)
    const answer = await authorize(party, request.parameters)
    return { request, callback: oauth.validateAuthResponse(as, main, answer, request.state) }
  }
  const refused = async (extra, error) => {
    const request = await authorizationRequest(main, extra)
    const answer = await authorize(party, request.parameters)
    assert.throws(() => oauth.validateAuthResponse(as, main, answer, request.state), {
      name: 'AuthorizationResponseError',
      error,
    })
  }

  flow('oidc-core 3.1: code + PKCE, a signed ID Token', async () => {
    const { response, result } = await signIn(party, main)
    const claims = await signedClaims(party, response, result)
    assert.equal(claims.iss, as.issuer)
    assert.equal(claims.sub, USER.id)
    assert.deepEqual([claims.aud].flat(), ['main'])
    assert.ok(claims.auth_time)
    assert.equal(result.token_type, 'bearer')
    assert.equal(result.refresh_token, undefined)
  })

  flow('oidc-core 12.2: refresh, with a new refresh token each time', async () => {
    const { result } = await signIn(party, main, offline)
    const again = await refresh(result.refresh_token)
    assert.equal((await signedClaims(party, again.response, again.result)).sub, USER.id)
    assert.notEqual(again.result.access_token, result.access_token)
    assert.notEqual(again.result.refresh_token, result.refresh_token)
    await rejection(refresh(result.refresh_token), { name: 'ResponseBodyError', error: 'invalid_grant', status: 400 })
  })

  flow('rfc6749 5.2: an invalid refresh token', () =>
    rejection(refresh('unknown'), { error: 'invalid_grant', status: 400 }),
  )

  flow('rfc6749 6: refresh with a scope that was not granted', async () => {
    const { result } = await signIn(party, main, offline)
    const more = refresh(result.refresh_token, { additionalParameters: { scope: 'openid email offline_access' } })
    if (name === 'zitadel') await rejection(more, { error: 'invalid_scope', status: 400 })
    else deviation('fosite-refresh-scope', (await more).result.scope === 'openid offline_access')
  })

  flow('rfc6749 2.1: a public client', async () => {
    const { response, result } = await signIn(party, { client_id: 'public' }, { auth: oauth.None() })
    assert.deepEqual([(await signedClaims(party, response, result)).aud].flat(), ['public'])
  })

  flow('oidc-core 3.1.2.1: max_age', async () => {
    const { result } = await signIn(party, main, { extra: { max_age: '60' }, processing: { maxAge: 60 } })
    assert.ok(Date.now() / 1000 - oauth.getValidatedIdTokenClaims(result).auth_time < 30)
  })

  flow('oidc-core 3.1.2.6: prompt=none gets login_required', () => refused({ prompt: 'none' }, 'login_required'))

  flow('rfc6749 4.1.2.1: the user refuses', () => refused({ login_hint: REFUSER }, 'access_denied'))

  flow('rfc6749 4.1.2: response_mode=form_post', async () => {
    const { request, callback } = await agreed({ response_mode: 'form_post' })
    const { response, result } = await redeem(party, main, callback, request)
    assert.equal((await signedClaims(party, response, result)).sub, USER.id)
  })

  flow('rfc7636 4.6: a wrong code verifier is refused', async () => {
    const { request, callback } = await agreed()
    request.verifier = oauth.generateRandomCodeVerifier()
    await rejection(redeem(party, main, callback, request), { error: 'invalid_grant', status: 400 })
  })

  flow('rfc6749 5.2: an invalid code', async () => {
    const { request, callback } = await agreed()
    callback.set('code', 'unknown')
    await rejection(redeem(party, main, callback, request), { error: 'invalid_grant', status: 400 })
  })

  flow('rfc6749 4.1.2: a code can be redeemed once', async () => {
    const { request, callback } = await agreed()
    await redeem(party, main, callback, request)
    await rejection(redeem(party, main, callback, request), { error: 'invalid_grant', status: 400 })
  })

  flow('rfc6749 4.1.3: a code of another client is refused', async () => {
    const { request, callback } = await agreed()
    const other = redeem(party, { client_id: 'post' }, callback, request, { auth: oauth.ClientSecretPost(SECRET) })
    await rejection(other, { error: 'invalid_grant', status: 400 })
  })

  flow('oidc-core 3.1.3.7/11: another nonce is refused', async () => {
    const { request, callback } = await agreed()
    request.nonce = oauth.generateRandomNonce()
    await rejection(redeem(party, main, callback, request), { code: oauth.JWT_CLAIM_COMPARISON })
  })

  if (name !== 'fosite') return

  flow('rfc6749 4.1.2.1: a scope that the client may not request', () =>
    refused({ scope: 'openid email' }, 'invalid_scope'),
  )

  flow('rfc6749 4.1.2: the tokens of a replayed code are revoked', async () => {
    const { request, callback } = await agreed({ scope: 'openid offline_access' })
    const { result } = await redeem(party, main, callback, request)
    await rejection(redeem(party, main, callback, request), { error: 'invalid_grant', status: 400 })
    await rejection(refresh(result.refresh_token), { error: 'invalid_grant', status: 400 })
  })

  flow('rfc6749 10.10: a state of less than eight characters', async () => {
    const request = await authorizationRequest(main, { state: 'short' })
    const answer = await authorize(party, request.parameters)
    assert.throws(
      () => oauth.validateAuthResponse(as, main, answer, 'short'),
      ({ error }) => {
        deviation('fosite-state', error === 'invalid_state')
        return true
      },
    )
  })

  flow('oidc-core 3.1.3.4: a nonce of less than eight characters is refused when the code is redeemed', async () => {
    const { request, callback } = await agreed({ nonce: 'short' })
    await rejection(redeem(party, main, callback, request), { error: 'insufficient_entropy' })
  })

  for (const alg of ['RS256', 'ES256', 'PS256']) {
    flow(`oidc-core 3.1.3.7: an ID Token signed with ${alg}`, async () => {
      const client = { client_id: `signed-${alg}`, id_token_signed_response_alg: alg }
      const { response, result } = await signIn(party, client)
      assert.equal(decodeProtectedHeader(result.id_token).alg, alg)
      assert.ok((await signedClaims(party, response, result)).sub)
      await rejection(signIn(party, { ...client, id_token_signed_response_alg: 'ES512' }), {
        code: oauth.INVALID_RESPONSE,
      })
    })
  }
}
