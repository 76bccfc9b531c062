// @auth0/nextjs-auth0, the middleware of a Next.js application, called as by Next.js, against the provider.
import assert from 'node:assert/strict'
import { Auth0Client } from '@auth0/nextjs-auth0/server'
import { decodeJwt } from 'jose'
import { NextRequest, NextResponse } from 'next/server.js'
import { CookieJar, visit } from './browser.mjs'
import { APP, SECRET, signing } from './clients.mjs'
import { flow } from './flow.mjs'
import { OP_HOST } from './network.mjs'

/** The application, and a browser that uses it. */
function application(options) {
  const auth0 = new Auth0Client({
    domain: OP_HOST,
    clientId: 'post',
    clientSecret: SECRET,
    secret: 'a1'.repeat(32),
    appBaseUrl: APP,
    authorizationParameters: { scope: 'openid email offline_access', prompt: 'consent' },
    ...options,
  })
  const cookies = new CookieJar()
  const request = (path) => new NextRequest(new URL(path, APP), { headers: { cookie: cookies.header() } })
  async function open(path) {
    const response = await auth0.middleware(request(path))
    cookies.take(response)
    return response
  }
  return {
    auth0,
    async signIn() {
      const redirect = await open('/auth/login')
      return open(await visit(redirect.headers.get('location')))
    },
    open,
    session: () => auth0.getSession(request('/')),
    request,
  }
}

export function nextjsAuth0Flows(provider) {
  flow('@auth0/nextjs-auth0: sign-in, session, refresh', async () => {
    const app = application()
    await app.signIn()
    const { user, tokenSet } = await app.session()
    assert.equal(user.sub, 'alice')
    const { token } = await app.auth0.getAccessToken(app.request('/'), new NextResponse(), { refresh: true })
    assert.notEqual(token, tokenSet.accessToken)
  })

  flow('@auth0/nextjs-auth0: pushed authorization request', async () => {
    const app = application({ pushedAuthorizationRequests: true })
    const redirect = await app.open('/auth/login')
    const url = new URL(redirect.headers.get('location'))
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri'])
    await app.open(await visit(url))
    assert.equal((await app.session()).user.sub, 'alice')
  })

  flow('@auth0/nextjs-auth0: private_key_jwt', async () => {
    const app = application({
      clientId: 'keyjwt',
      clientSecret: undefined,
      clientAssertionSigningKey: signing.privateKey,
      clientAssertionSigningAlg: 'ES256',
    })
    await app.signIn()
    assert.equal((await app.session()).user.sub, 'alice')
  })

  flow('@auth0/nextjs-auth0: DPoP with required nonce', async () => {
    const dpopKeyPair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
      'sign',
      'verify',
    ])
    const app = application({ clientId: 'nonce', useDPoP: true, dpopKeyPair })
    provider.takeRequests()
    await app.signIn()
    assert.equal((await app.session()).user.sub, 'alice')
    const tokenRequests = provider.takeRequests().filter(({ path }) => path === '/token')
    assert.deepEqual(
      tokenRequests.map(({ headers }) => 'nonce' in decodeJwt(headers.dpop)),
      [false, true],
    )
  })
}
