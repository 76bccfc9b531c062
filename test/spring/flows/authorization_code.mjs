import assert from 'node:assert/strict'
import { decodeProtectedHeader } from 'jose'
import { USER } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { person } from '../person.mjs'
import {
  authorizationRequest,
  authorize,
  basic,
  flow,
  oauth,
  redeem,
  rejection,
  signedClaims,
  signIn,
} from '../relying_party.mjs'

export function authorizationCodeFlows(party) {
  const { as, http, spring } = party
  const main = { client_id: 'main' }
  const refresh = async (client, { refresh_token }, additionalParameters) => {
    const options = { ...http, additionalParameters }
    const response = await oauth.refreshTokenGrantRequest(as, client, basic(client), refresh_token, options)
    return { response, result: await oauth.processRefreshTokenResponse(as, client, response) }
  }
  const userInfo = async (client, result) => {
    const response = await oauth.userInfoRequest(as, client, result.access_token, http)
    return oauth.processUserInfoResponse(as, client, USER.username, response)
  }
  const code = async (client) => {
    const request = await authorizationRequest(client)
    const url = await authorize(party, request.parameters)
    return { request, callback: oauth.validateAuthResponse(as, client, url, request.state) }
  }

  flow('oidc-core 3.1: the login form, code + PKCE, signed ID Token, UserInfo, refresh', async () => {
    const extra = { scope: 'openid email' }
    const { response, result } = await signIn({ ...party, browser: person(spring) }, main, { extra })
    const claims = await signedClaims(party, response, result)
    assert.deepEqual([claims.iss, claims.aud, claims.sub], [as.issuer, 'main', USER.username])
    assert.ok(claims.auth_time)
    assert.deepEqual(await userInfo(main, result), { sub: USER.username, email: USER.email })
    const again = await refresh(main, result)
    await signedClaims(party, again.response, again.result)
    assert.notEqual(again.result.access_token, result.access_token)
    // the old one is refused
    assert.notEqual(again.result.refresh_token, result.refresh_token)
    await rejection(refresh(main, result), { name: 'ResponseBodyError', error: 'invalid_grant', status: 400 })
  })

  flow('rfc6749 6: a refresh may request a narrower scope, not a wider one', async () => {
    const { result } = await signIn(party, main, { extra: { scope: 'openid email read' } })
    const less = await refresh(main, result, { scope: 'openid read' })
    assert.deepEqual(less.result.scope.split(' ').sort(), ['openid', 'read'])
    const more = refresh(main, less.result, { scope: 'openid write' })
    await rejection(more, { name: 'ResponseBodyError', error: 'invalid_scope', status: 400 })
  })

  for (const alg of ['RS256', 'ES256', 'PS256']) {
    flow(`oidc-core 3.1.3.7: an ID Token signed with ${alg}`, async () => {
      const client = { client_id: `signed-${alg}`, id_token_signed_response_alg: alg }
      const { response, result } = await signIn(party, client)
      assert.equal(decodeProtectedHeader(result.id_token).alg, alg)
      assert.ok((await signedClaims(party, response, result)).sub)
      const other = { ...client, id_token_signed_response_alg: 'ES512' }
      await rejection(signIn(party, other), { code: oauth.INVALID_RESPONSE })
      // without a registered algorithm the metadata decides
      const silent = signIn(party, { client_id: client.client_id })
      if (alg === 'RS256') await silent
      else deviation('id-token-algs', (await rejection(silent, {})).cause.reason === 'authorization server metadata')
    })
  }

  flow('oidc-core 3.1.2.1: an old sign-in does not satisfy max_age', async () => {
    await signIn(party, main)
    const processing = { maxAge: 0 }
    const stale = { ...main, [oauth.clockTolerance]: 0, [oauth.clockSkew]: 60 }
    const error = await rejection(signIn(party, stale, { extra: { max_age: '0' }, processing }), {
      code: oauth.JWT_TIMESTAMP_CHECK,
    })
    deviation('max-age', error.cause.claim === 'auth_time')
  })

  flow('oidc-core 3.1.2.6: prompt=none without a session', async () => {
    const request = await authorizationRequest(main, { prompt: 'none' })
    const asked = []
    const answer = ({ names }) => {
      asked.push(...names)
    }
    const shown = authorize({ ...party, browser: person(spring) }, request.parameters, answer)
    await assert.rejects(shown, /no redirect but 200/)
    deviation('prompt-none', asked.includes('password'))
  })

  flow('rfc6749 2.1: a public client', async () => {
    const client = { client_id: 'public' }
    const { response, result } = await signIn(party, client, { auth: oauth.None() })
    assert.equal((await signedClaims(party, response, result)).aud, 'public')
    assert.equal(result.refresh_token, undefined)
  })

  flow('rfc7636 4.6: a wrong code verifier is refused', async () => {
    const { request, callback } = await code(main)
    request.verifier = oauth.generateRandomCodeVerifier()
    await rejection(redeem(party, main, callback, request), { error: 'invalid_grant', status: 400 })
  })

  flow('rfc6749 4.1.2: a code can be redeemed once, and the tokens of a replayed one are revoked', async () => {
    const { request, callback } = await code(main)
    const { result } = await redeem(party, main, callback, request)
    await userInfo(main, result)
    await rejection(redeem(party, main, callback, request), { error: 'invalid_grant', status: 400 })
    await rejection(refresh(main, result), { error: 'invalid_grant', status: 400 })
    await rejection(userInfo(main, result), { code: oauth.RESPONSE_IS_NOT_CONFORM })
  })

  flow('rfc6749 4.1.3: a code of another client, and a code with another redirect URI', async () => {
    const { request, callback } = await code(main)
    const elsewhere = { ...party, redirectUri: 'https://rp.example.test/other' }
    const refused = { name: 'ResponseBodyError', error: 'invalid_grant', status: 400 }
    await rejection(redeem(elsewhere, main, callback, request), refused)
    const { request: mine, callback: stolen } = await code(main)
    await rejection(redeem(party, { client_id: 'consent' }, stolen, mine), refused)
  })

  flow('oidc-core 3.1.3.7/11: another nonce is refused', async () => {
    const { request, callback } = await code(main)
    request.nonce = oauth.generateRandomNonce()
    await rejection(redeem(party, main, callback, request), { code: oauth.JWT_CLAIM_COMPARISON })
  })
}
