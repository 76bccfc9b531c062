import assert from 'node:assert/strict'
import { compactDecrypt, decodeProtectedHeader } from 'jose'
import { USER } from '../administration.mjs'
import { person, refuse } from '../person.mjs'
import {
  authorizationRequest,
  authorize,
  flow,
  oauth,
  redeem,
  rejection,
  signedClaims,
  signIn,
} from '../relying_party.mjs'

export function authorizationCodeFlows(party) {
  const { as, http, basic, keycloak } = party
  const main = { client_id: 'main' }
  const userInfo = async (client, result, options) => {
    const { sub } = oauth.getValidatedIdTokenClaims(result)
    const response = await oauth.userInfoRequest(as, client, result.access_token, { ...http, ...options })
    return { response, claims: await oauth.processUserInfoResponse(as, client, sub, response) }
  }

  flow('oidc-core 3.1: the login form, code + PKCE, signed ID Token, UserInfo, refresh', async () => {
    const { response, result } = await signIn({ ...party, browser: person(keycloak) }, main)
    const claims = await signedClaims(party, response, result)
    assert.equal(claims.iss, keycloak.issuer)
    assert.equal(claims.aud, 'main')
    assert.ok(claims.auth_time)
    assert.equal((await userInfo(main, result)).claims.email, USER.email)
    const again = await oauth.refreshTokenGrantRequest(as, main, basic, result.refresh_token, http)
    const refreshed = await oauth.processRefreshTokenResponse(as, main, again)
    await signedClaims(party, again, refreshed)
    assert.notEqual(refreshed.access_token, result.access_token)
  })

  flow('oidc-core 3.1.2.1: max_age and prompt=login require a new login', async () => {
    await signIn(party, main)
    const processing = { maxAge: 60 }
    const { result } = await signIn(party, main, { extra: { max_age: '60', prompt: 'login' }, processing })
    assert.ok(Date.now() / 1000 - oauth.getValidatedIdTokenClaims(result).auth_time < 30)
  })

  flow('oidc-core 3.1.2.6: prompt=none without a session gets login_required', async () => {
    const request = await authorizationRequest(main, { prompt: 'none' })
    const url = await authorize({ ...party, browser: person(keycloak) }, request.parameters)
    assert.throws(() => oauth.validateAuthResponse(as, main, url, request.state), {
      name: 'AuthorizationResponseError',
      error: 'login_required',
    })
  })

  for (const alg of ['RS256', 'ES256', 'PS256', 'EdDSA']) {
    flow(`oidc-core 3.1.3.7: an ID Token signed with ${alg}`, async () => {
      const client = { client_id: `signed-${alg}`, id_token_signed_response_alg: alg }
      const { response, result } = await signIn(party, client)
      assert.equal(decodeProtectedHeader(result.id_token).alg, alg)
      assert.ok((await signedClaims(party, response, result)).sub)
      const other = { ...client, id_token_signed_response_alg: 'ES512' }
      await rejection(signIn(party, other), { code: oauth.INVALID_RESPONSE })
    })
  }

  flow(
    'oidc-core 10.2: an encrypted ID Token is decrypted by [jweDecrypt] (npm jose) and its signature verified',
    async () => {
      const client = { client_id: 'encrypted' }
      const processing = {
        async [oauth.jweDecrypt](jwe) {
          const { plaintext } = await compactDecrypt(jwe, keycloak.keys.encryption)
          return new TextDecoder().decode(plaintext)
        },
      }
      const { response, result } = await signIn(party, client, { processing })
      assert.equal(result.id_token.split('.').length, 5)
      assert.equal((await signedClaims(party, response, result)).aud, 'encrypted')
      await rejection(signIn(party, client), { code: oauth.UNSUPPORTED_OPERATION })
    },
  )

  flow('oidc-core 5.3.2: UserInfo as a signed JWT', async () => {
    const client = { client_id: 'userinfojwt', userinfo_signed_response_alg: 'ES256' }
    const { result } = await signIn(party, client)
    const { response, claims } = await userInfo(client, result)
    assert.match(response.headers.get('content-type'), /^application\/jwt/)
    await oauth.validateApplicationLevelSignature(as, response, http)
    assert.equal(claims.email, USER.email)
  })

  flow('rfc6749 2.1: a public client', async () => {
    const client = { client_id: 'public' }
    const { response, result } = await signIn(party, client, { auth: oauth.None() })
    assert.equal((await signedClaims(party, response, result)).aud, 'public')
  })

  flow('rfc6749 4.1.2.1: the user refuses', async () => {
    const client = { client_id: 'consent' }
    const request = await authorizationRequest(client)
    const url = await authorize(party, request.parameters, refuse)
    assert.throws(() => oauth.validateAuthResponse(as, client, url, request.state), {
      name: 'AuthorizationResponseError',
      error: 'access_denied',
    })
    assert.ok((await signIn(party, client)).result.access_token)
  })

  flow('rfc6749 4.1.2.1: an unknown scope is an authorization error', async () => {
    const request = await authorizationRequest(main, { scope: 'openid unknown' })
    const url = await authorize(party, request.parameters)
    assert.throws(() => oauth.validateAuthResponse(as, main, url, request.state), { error: 'invalid_scope' })
  })

  flow('rfc9207 2: the authorization response carries the issuer', async () => {
    const request = await authorizationRequest(main)
    const url = await authorize(party, request.parameters)
    assert.equal(url.searchParams.get('iss'), as.issuer)
    url.searchParams.set('iss', 'https://attacker.example.test')
    assert.throws(() => oauth.validateAuthResponse(as, main, url, request.state), { code: oauth.INVALID_RESPONSE })
  })

  flow('rfc7636 4.6: a wrong code verifier is refused', async () => {
    const request = await authorizationRequest(main)
    const callback = oauth.validateAuthResponse(as, main, await authorize(party, request.parameters), request.state)
    request.verifier = oauth.generateRandomCodeVerifier()
    await rejection(redeem(party, main, callback, request), { error: 'invalid_grant', status: 400 })
  })

  flow('rfc6749 4.1.2: a code can be redeemed once, and the tokens of a replayed one are revoked', async () => {
    const request = await authorizationRequest(main)
    const callback = oauth.validateAuthResponse(as, main, await authorize(party, request.parameters), request.state)
    const { result } = await redeem(party, main, callback, request)
    await rejection(redeem(party, main, callback, request), { error: 'invalid_grant', status: 400 })
    const again = await oauth.refreshTokenGrantRequest(as, main, basic, result.refresh_token, http)
    await rejection(oauth.processRefreshTokenResponse(as, main, again), { error: 'invalid_grant', status: 400 })
  })

  flow('oidc-core 3.1.3.7/11: another nonce is refused', async () => {
    const request = await authorizationRequest(main)
    const callback = oauth.validateAuthResponse(as, main, await authorize(party, request.parameters), request.state)
    request.nonce = oauth.generateRandomNonce()
    await rejection(redeem(party, main, callback, request), { code: oauth.JWT_CLAIM_COMPARISON })
  })
}
