// @auth/core (Auth.js) in an application that signs its users in, against the provider.
import assert from 'node:assert/strict'
import { Auth } from '@auth/core'
import { CookieJar, visit } from './browser.mjs'
import { APP, SECRET, signing } from './clients.mjs'
import { flow } from './flow.mjs'
import { USER_AGENT } from './identity.mjs'
import { ISSUER } from './provider.mjs'

/** The application, and a browser that uses it. */
function application(provider) {
  const accounts = []
  const config = {
    secret: 'the secret of the application: at least 32 characters',
    trustHost: true,
    basePath: '/auth',
    logger: { error() {}, warn() {}, debug() {} },
    callbacks: {
      jwt({ token, account }) {
        if (account) accounts.push(account)
        return token
      },
    },
    providers: [{ id: 'op', name: 'OP', issuer: ISSUER, checks: ['pkce', 'state', 'nonce'], ...provider }],
  }
  const cookies = new CookieJar()
  async function open(path, form) {
    const request = new Request(new URL(path, APP), {
      method: form ? 'POST' : 'GET',
      headers: { cookie: cookies.header() },
      ...(form && { body: new URLSearchParams(form) }),
    })
    const response = await Auth(request, config)
    cookies.take(response)
    return response
  }
  return {
    accounts,
    open,
    async signIn(tamper = (url) => url) {
      const { csrfToken } = await (await open('/auth/csrf')).json()
      const redirect = await open('/auth/signin/op', { csrfToken, callbackUrl: APP })
      const landing = await visit(redirect.headers.get('location'))
      return open(tamper(landing))
    },
    session: async () => (await open('/auth/session')).json(),
  }
}

export function authCoreFlows(provider) {
  for (const [what, provider] of [
    ['PKCE, state and nonce, client_secret_basic', { clientId: 'basic', clientSecret: SECRET }],
    [
      'client_secret_post',
      { clientId: 'post', clientSecret: SECRET, client: { token_endpoint_auth_method: 'client_secret_post' } },
    ],
    [
      'private_key_jwt',
      {
        clientId: 'keyjwt',
        client: { token_endpoint_auth_method: 'private_key_jwt' },
        token: { clientPrivateKey: { key: signing.privateKey, kid: 'signing' } },
      },
    ],
  ]) {
    flow(`@auth/core: OpenID Connect sign-in, ${what}`, async () => {
      const app = application({ type: 'oidc', ...provider })
      const landing = await app.signIn()
      assert.equal(landing.headers.get('location'), APP)
      assert.equal(app.accounts[0].token_type, 'bearer')
      assert.ok(app.accounts[0].id_token)
      assert.ok((await app.session()).user)
    })
  }

  flow('@auth/core: the server receives our user-agent', async () => {
    provider.takeRequests()
    await application({ type: 'oidc', clientId: 'basic', clientSecret: SECRET }).signIn()
    const seen = provider.takeRequests().filter(({ userAgent }) => userAgent !== 'browser')
    assert.ok(seen.some(({ path }) => path === '/token'))
    for (const { userAgent } of seen) assert.match(userAgent, USER_AGENT)
  })

  flow('@auth/core: plain OAuth sign-in with UserInfo', async () => {
    const app = application({
      type: 'oauth',
      clientId: 'basic',
      clientSecret: SECRET,
      checks: ['pkce', 'state'],
      authorization: { url: `${ISSUER}/auth`, params: { scope: 'openid email' } },
      token: `${ISSUER}/token`,
      userinfo: `${ISSUER}/me`,
      client: { token_endpoint_auth_method: 'client_secret_basic' },
      profile: ({ sub, email }) => ({ id: sub, email }),
    })
    await app.signIn()
    assert.equal((await app.session()).user.email, 'alice@example.test')
  })

  flow('@auth/core: a response of another issuer does not sign in', async () => {
    const app = application({ type: 'oidc', clientId: 'basic', clientSecret: SECRET })
    const landing = await app.signIn((url) => {
      url.searchParams.set('iss', 'https://attacker.example.test')
      return url
    })
    assert.match(landing.headers.get('location'), /error/)
    assert.equal(await app.session(), null)
  })
}
