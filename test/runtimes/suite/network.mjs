// Nonces, challenges, redirects and responses that never come, from an odd but conforming resource server.
import { deepEqual, equal, match, rejects } from './assert.mjs'
import { check } from './check.mjs'
import * as oauth from './library.mjs'
import { keyPair, client as onPaper } from './party.mjs'
import { insecure, withNonce } from './server_side.mjs'

check('rfc9449 9: a resource requires a nonce, cross-origin, and gets it', async (host) => {
  const DPoP = oauth.DPoP(onPaper(), await keyPair('ES256'))
  const send = () =>
    oauth.protectedResourceRequest('t', 'GET', new URL(`${host.desk}/resource/nonce`), undefined, undefined, {
      ...insecure,
      DPoP,
    })
  const { result, retries } = await withNonce(send)
  equal(retries, 1)
  equal((await result.json()).nonce, 'nonce-of-the-resource')
})

check('rfc9110 11.6.1: challenges in two field lines', async (host) => {
  const url = new URL(`${host.desk}/resource/challenges`)
  const error = await rejects(oauth.protectedResourceRequest('t', 'GET', url, undefined, undefined, insecure), {
    is: oauth.WWWAuthenticateChallengeError,
    status: 401,
  })
  deepEqual(error.cause, [
    { scheme: 'bearer', parameters: { realm: 'api', error: 'invalid_token' } },
    { scheme: 'dpop', parameters: { algs: 'ES256 PS256' } },
  ])
})

check('rfc6750 2.1: method, headers and body arrive unchanged', async (host) => {
  const url = new URL(`${host.desk}/resource/echo?a=b`)
  const headers = new Headers({ 'content-type': 'application/json', 'x-check': '1' })
  const response = await oauth.protectedResourceRequest('t', 'PUT', url, headers, '{"a":"ä"}', insecure)
  const echo = await response.json()
  equal(echo.method, 'PUT')
  equal(echo.search, '?a=b')
  equal(echo.body, '{"a":"ä"}')
  equal(echo.headers.authorization, 'Bearer t')
  equal(echo.headers['content-type'], 'application/json')
  equal(echo.headers['x-check'], '1')
  if (host.features.browser) match(echo.headers['user-agent'], /^Mozilla\/5\.0 /)
  else match(echo.headers['user-agent'], /^[\w-]+\/v\d+\.\d+\.\d+$/)
})

check('oauth-security 4.12: a redirect is not followed', async (host) => {
  const as = { issuer: 'http://as.example.test', token_endpoint: `${host.desk}/resource/redirect` }
  const response = await oauth.clientCredentialsGrantRequest(as, onPaper(), oauth.None(), {}, insecure)
  await rejects(oauth.processClientCredentialsResponse(as, onPaper(), response), {
    code: oauth.RESPONSE_IS_NOT_CONFORM,
  })
})

check('api: the signal ends a wait for a response, and for its body', async (host) => {
  const wait = async (path) => {
    const as = { issuer: 'http://as.example.test', token_endpoint: `${host.desk}/resource/${path}` }
    const signal = AbortSignal.timeout(300)
    const response = await oauth.clientCredentialsGrantRequest(as, onPaper(), oauth.None(), {}, { ...insecure, signal })
    return oauth.processClientCredentialsResponse(as, onPaper(), response)
  }
  const error = await rejects(wait('slow'))
  match(error.name, /^(TimeoutError|AbortError)$/)
  await rejects(wait('half'))
})
