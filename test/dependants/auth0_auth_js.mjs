// @auth0/auth0-auth-js, a library between an application and openid-client, against the provider.
import assert from 'node:assert/strict'
import { AuthClient } from '@auth0/auth0-auth-js'
import { visit } from './browser.mjs'
import { CALLBACK, SECRET, signing } from './clients.mjs'
import { flow } from './flow.mjs'
import { OP_HOST } from './network.mjs'

const withSecret = { clientId: 'post', clientSecret: SECRET }
const withKey = {
  clientId: 'keyjwt',
  clientAssertionSigningKey: signing.privateKey,
  clientAssertionSigningAlg: 'ES256',
}

export function auth0AuthJsFlows() {
  const configure = (credentials) =>
    new AuthClient({
      domain: OP_HOST,
      authorizationParams: { redirect_uri: CALLBACK, scope: 'openid email offline_access', prompt: 'consent' },
      ...credentials,
    })
  const signIn = async (auth, options) => {
    const { authorizationUrl, codeVerifier } = await auth.buildAuthorizationUrl(options)
    return auth.getTokenByCode(await visit(authorizationUrl), { codeVerifier })
  }

  for (const [what, credentials] of Object.entries({ client_secret_post: withSecret, private_key_jwt: withKey })) {
    flow(`@auth0/auth0-auth-js: sign-in and refresh, ${what}`, async () => {
      const auth = configure(credentials)
      const { claims, accessToken, refreshToken } = await signIn(auth)
      assert.equal(claims.sub, 'alice')
      const refreshed = await auth.getTokenByRefreshToken({ refreshToken })
      assert.notEqual(refreshed.accessToken, accessToken)
    })
  }

  flow('@auth0/auth0-auth-js: pushed authorization request', async () => {
    const { claims } = await signIn(configure(withSecret), { pushedAuthorizationRequests: true })
    assert.equal(claims.sub, 'alice')
  })

  flow('@auth0/auth0-auth-js: client credentials', async () => {
    const { accessToken } = await configure(withSecret).getTokenByClientCredentials({})
    assert.ok(accessToken)
  })

  flow('@auth0/auth0-auth-js: CIBA, approved', async () => {
    const options = { bindingMessage: 'approve', loginHint: { sub: 'alice' } }
    const { claims } = await configure(withSecret).backchannelAuthentication(options)
    assert.equal(claims.sub, 'alice')
  })

  flow('@auth0/auth0-auth-js: CIBA, denied', async () => {
    const options = { bindingMessage: 'deny', loginHint: { sub: 'alice' } }
    const rejected = configure(withSecret).backchannelAuthentication(options)
    const { name, cause } = await rejected.catch((error) => error)
    assert.deepEqual([name, cause?.error], ['BackchannelAuthenticationError', 'access_denied'])
  })
}
