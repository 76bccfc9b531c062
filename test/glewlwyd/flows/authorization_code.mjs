import assert from 'node:assert/strict'
import { codeRequest } from '../../independent_servers/flow.mjs'
import { REDIRECT_URI, SCOPE } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { authorize } from '../person.mjs'
import { decrypter, emptyRefusal, flow, oauth, redeem, rejection, signedClaims } from '../relying_party.mjs'

/** The parameters of an authorization request and the values to check the response with. */
export const authorizationRequest = ({ client_id }, extra) =>
  codeRequest({ client_id, redirect_uri: REDIRECT_URI, scope: `openid ${SCOPE}`, ...extra })

/** Signs in and redeems the code, without any options. */
export async function signIn(party, client, { extra, ...options } = {}) {
  const request = await authorizationRequest(client, extra)
  const callback = oauth.validateAuthResponse(
    party.as,
    client,
    await authorize(party, request.parameters),
    request.state,
  )
  return redeem(party, client, callback, request, options)
}

export function authorizationCodeFlows(party) {
  const { as, http, basic } = party
  const main = { client_id: 'main', id_token_signed_response_alg: 'ES256' }

  flow('oidc-core 3.1: code + PKCE, signed ID Token, UserInfo, refresh with rotation', async () => {
    const { response, result } = await signIn(party, main)
    const claims = await signedClaims(party, response, result)
    assert.equal(claims.iss, as.issuer)
    assert.equal(claims.aud, 'main')
    assert.ok(result.refresh_token)

    const answer = await oauth.userInfoRequest(as, main, result.access_token, http)
    const person = await oauth.processUserInfoResponse(as, main, claims.sub, answer)
    assert.equal(person.email, 'user1@example.test')

    const refresh = async (token) => {
      const again = await oauth.refreshTokenGrantRequest(as, main, basic, token, http)
      return oauth.processRefreshTokenResponse(as, main, again)
    }
    const refreshed = await refresh(result.refresh_token)
    assert.notEqual(refreshed.access_token, result.access_token)
    assert.ok(refreshed.refresh_token)
    assert.notEqual(refreshed.refresh_token, result.refresh_token)

    // a replay is refused and revokes the whole chain
    deviation('empty-refresh-refusal', emptyRefusal(await rejection(refresh(result.refresh_token), {}), 400))
    deviation('empty-refresh-refusal', emptyRefusal(await rejection(refresh(refreshed.refresh_token), {}), 400))
  })

  flow('rfc7636 4.6: a wrong code verifier is refused', async () => {
    const request = await authorizationRequest(main)
    const callback = oauth.validateAuthResponse(as, main, await authorize(party, request.parameters), request.state)
    request.verifier = oauth.generateRandomCodeVerifier()
    const error = await rejection(redeem(party, main, callback, request), { code: oauth.RESPONSE_BODY_ERROR })
    deviation('refused-code', error.status === 403 && error.error === 'invalid_code')
  })

  flow('rfc9207 2: the authorization response carries the issuer', async () => {
    const request = await authorizationRequest(main)
    const answer = await authorize(party, request.parameters)
    assert.equal(answer.searchParams.get('iss'), as.issuer)
    answer.searchParams.set('iss', 'https://attacker.example.test')
    assert.throws(() => oauth.validateAuthResponse(as, main, answer, request.state), { code: oauth.INVALID_RESPONSE })
  })

  flow('rfc6749 4.1.2.1: an unknown scope is an authorization error', async () => {
    const request = await authorizationRequest(main, { scope: 'unknown' })
    const answer = await authorize(party, request.parameters)
    assert.throws(() => oauth.validateAuthResponse(as, main, answer, request.state), {
      name: 'AuthorizationResponseError',
      error: 'invalid_scope',
    })
  })

  flow(
    'oidc-core 10.2: an encrypted ID Token is decrypted by [jweDecrypt] (npm jose) and its signature verified',
    async () => {
      const client = { client_id: 'encrypted', id_token_signed_response_alg: 'ES256' }
      const { response, result } = await signIn(party, client, { processing: { [oauth.jweDecrypt]: decrypter(party) } })
      assert.equal(result.id_token.split('.').length, 5)
      assert.equal((await signedClaims(party, response, result)).aud, 'encrypted')
      await rejection(signIn(party, client), { code: oauth.UNSUPPORTED_OPERATION })
    },
  )

  flow('oidc-core 5.3.2: UserInfo as a signed JWT', async () => {
    const { result } = await signIn(party, main)
    const client = { ...main, userinfo_signed_response_alg: 'ES256' }
    const { sub } = oauth.getValidatedIdTokenClaims(result)
    const answer = await oauth.userInfoRequest(as, client, result.access_token, http)
    assert.match(answer.headers.get('content-type'), /^application\/jwt/)
    const person = await oauth.processUserInfoResponse(as, client, sub, answer)
    await oauth.validateApplicationLevelSignature(as, answer, http)
    assert.equal(person.email, 'user1@example.test')
  })
}
