import assert from 'node:assert/strict'
import { SECRET } from '../clients.mjs'
import { deviation } from '../deviations.mjs'
import { oauth, rejection, signIn } from '../relying_party.mjs'

export function clientAuthenticationFlows(party) {
  const { flow, servers, name, as, http } = party
  const signInAs = async (client_id, auth) => {
    const { result } = await signIn(party, { client_id }, { auth })
    assert.equal(result.token_type, 'bearer')
  }
  /** How a client is refused before anything else is checked. */
  const refusal = async (client_id, auth) => {
    const client = { client_id }
    const response = await oauth.refreshTokenGrantRequest(as, client, auth, 'unknown', http)
    return rejection(oauth.processRefreshTokenResponse(as, client, response), {})
  }
  /** private_key_jwt for this server, with a test's changes to the payload. */
  const assertion = (alg, change = () => {}, key = servers.keys[alg]) =>
    oauth.PrivateKeyJwt(key, {
      [oauth.modifyAssertion](_, payload) {
        if (name === 'fosite') payload.aud = as.token_endpoint
        change(payload)
      },
    })

  flow('rfc6749 2.3.1: client_secret_basic, with special characters in the secret', () =>
    signInAs('main', oauth.ClientSecretBasic(SECRET)),
  )

  flow('rfc6749 2.3.1: client_secret_post', () => signInAs('post', oauth.ClientSecretPost(SECRET)))

  for (const alg of name === 'fosite' ? ['RS256', 'ES256', 'PS256'] : ['RS256']) {
    flow(`rfc7523 2.2: private_key_jwt with ${alg}`, () => signInAs(`keyed-${alg}`, assertion(alg)))
  }

  flow('rfc7523 3/3: the issuer as audience of an assertion', async () => {
    const as_it_comes = oauth.PrivateKeyJwt(servers.keys.RS256)
    if (name === 'zitadel') return signInAs('keyed-RS256', as_it_comes)
    deviation('fosite-audience', (await refusal('keyed-RS256', as_it_comes)).error === 'invalid_client')
  })

  flow('rfc6749 5.2/2: a wrong secret, no authentication at all', async () => {
    const basic = oauth.ClientSecretBasic('wrong')
    for (const [id, auth] of [
      ['main', basic],
      ['post', oauth.ClientSecretPost('wrong')],
      ['main', oauth.None()],
    ]) {
      const { name: type, error, status } = await refusal(id, auth)
      assert.deepEqual([type, error, status], ['ResponseBodyError', 'invalid_client', 401], `${id}: ${error} ${status}`)
    }
    const { response } = await refusal('main', basic)
    deviation(`${name}-no-challenge`, !response.headers.has('www-authenticate'))
  })

  flow('rfc6749 5.2/2: an unknown client', async () => {
    const { error, status, code, cause } = await refusal('unknown', oauth.ClientSecretBasic(SECRET))
    if (name === 'fosite') assert.deepEqual([error, status], ['invalid_client', 401])
    else deviation('zitadel-unknown-client', code === oauth.RESPONSE_IS_NOT_CONFORM && cause.status === 500)
  })

  flow('rfc7523 3: an assertion signed by another key, or for another audience, is refused', async () => {
    const other = { key: (await oauth.generateKeyPair('RS256')).privateKey, kid: 'client-RS256' }
    for (const auth of [
      assertion('RS256', undefined, other),
      assertion('RS256', (payload) => (payload.aud = 'https://other.example.test')),
    ]) {
      const { error, status } = await refusal('keyed-RS256', auth)
      if (name === 'zitadel') deviation('zitadel-assertion', error === 'invalid_grant' && status === 400)
      else assert.deepEqual([error, status], ['invalid_client', 401])
    }
  })

  flow('rfc7523 3/4: an expired assertion is refused', async () => {
    const expired = assertion('RS256', (payload) => Object.assign(payload, { iat: 0, nbf: 0, exp: 1 }))
    const { error, code, cause } = await refusal('keyed-RS256', expired)
    if (name === 'zitadel') return deviation('zitadel-assertion', error === 'invalid_grant')
    deviation('fosite-expired-assertion', code === oauth.RESPONSE_IS_NOT_CONFORM && cause.status === 500)
  })

  if (name !== 'fosite') return

  flow('rfc7523 3/7: an assertion is accepted once', async () => {
    const jti = crypto.randomUUID()
    const fixed = assertion('ES256', (payload) => (payload.jti = jti))
    assert.equal((await refusal('keyed-ES256', fixed)).error, 'invalid_grant')
    const { error, status } = await refusal('keyed-ES256', fixed)
    deviation('fosite-replayed-assertion', error === 'jti_known' && status === 400)
  })

  flow('oidc-core 9: an algorithm other than the registered one is refused', async () => {
    const { error, status } = await refusal('keyed-ES256', assertion('PS256'))
    assert.deepEqual([error, status], ['invalid_client', 401])
  })
}
