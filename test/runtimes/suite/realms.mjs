// Objects from another realm (a frame of the page, a vm context, a DOM of a test environment) are recognised. Used here
// with a frame, and in ../../embeddings with the realms that a Node process can have.
import { equal, rejects } from './assert.mjs'
import { check } from './check.mjs'
import * as oauth from './library.mjs'
import { as, claims, client, jwks, keyPair, recording, serving } from './party.mjs'
import { decodeJwt, signJwt, verifiesJwt } from './web_crypto.mjs'

/** @type {Record<string, (other: typeof globalThis) => Promise<void>>} by the class of the objects */
export const realmChecks = {
  async URL(other) {
    const options = recording()
    await oauth.discoveryRequest(new other.URL('https://as.example.test'), options)
    equal(options.sent[0].url, 'https://as.example.test/.well-known/openid-configuration')
    const callback = new other.URL('https://rp.example.test/cb?code=c&state=s')
    equal(oauth.validateAuthResponse(as(), client(), callback, 's').get('code'), 'c')
    await oauth.protectedResourceRequest(
      't',
      'GET',
      new other.URL('https://rs.example.test/'),
      undefined,
      null,
      options,
    )
    equal(options.sent[1].url, 'https://rs.example.test/')
  },

  async URLSearchParams(other) {
    const options = recording()
    const parameters = new other.URLSearchParams({ code: 'c', state: 's' })
    const callback = oauth.validateAuthResponse(as(), client(), parameters, 's')
    const more = { ...options, additionalParameters: new other.URLSearchParams({ a: 'b' }) }
    await oauth.authorizationCodeGrantRequest(
      as(),
      client(),
      oauth.None(),
      callback,
      'https://rp.example.test',
      'v',
      more,
    )
    equal(options.sent[0].body.get('code'), 'c')
    equal(options.sent[0].body.get('a'), 'b')
  },

  async AbortSignal(other) {
    const options = recording()
    const { signal } = new other.AbortController()
    await oauth.revocationRequest(as(), client(), oauth.None(), 't', { ...options, signal })
    equal(options.sent[0].signal, signal)
  },

  async Headers(other) {
    const options = recording()
    const headers = new other.Headers({ 'x-check': '1' })
    await oauth.protectedResourceRequest('t', 'GET', new URL('https://rs.example.test/'), headers, null, options)
    equal(options.sent[0].headers['x-check'], '1')
  },

  async Response(other) {
    const json = { headers: { 'content-type': 'application/json' } }
    const token = new other.Response('{"access_token":"a","token_type":"bearer"}', json)
    equal((await oauth.processClientCredentialsResponse(as(), client(), token)).access_token, 'a')
    const refusal = new other.Response('{"error":"invalid_grant"}', { ...json, status: 400 })
    const error = await rejects(oauth.processRefreshTokenResponse(as(), client(), refusal), { error: 'invalid_grant' })
    equal(error.response, refusal)
  },

  async Request(other) {
    const { privateKey } = await keyPair('ES256')
    const body = claims({ aud: 'https://rs.example.test', jti: 'j', client_id: 'client' })
    const token = await signJwt({ alg: 'ES256', typ: 'at+jwt', kid: 'ES256' }, body, privateKey)
    const request = new other.Request('https://rs.example.test/', { headers: { authorization: `Bearer ${token}` } })
    const set = serving(await jwks('ES256'))
    equal((await oauth.validateJwtAccessToken(as(), request, 'https://rs.example.test', set)).jti, 'j')
  },

  async CryptoKey(other) {
    const options = recording()
    const pair = await other.crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ])
    const DPoP = oauth.DPoP(client(), pair)
    const auth = oauth.PrivateKeyJwt({ key: pair.privateKey, kid: 'k' })
    await oauth.clientCredentialsGrantRequest(as(), client(), auth, {}, { ...options, DPoP })
    const [{ body, headers }] = options.sent
    equal(await verifiesJwt(body.get('client_assertion'), 'ES256', pair.publicKey), true)
    equal(await verifiesJwt(headers.dpop, 'ES256', pair.publicKey), true)
    equal(decodeJwt(headers.dpop).header.jwk.kty, 'EC')
    await rejects(async () => oauth.PrivateKeyJwt(pair.publicKey), { code: 'ERR_INVALID_ARG_VALUE' })
  },
}

export const realmTitle = (name) => `realms: the ${name} of another realm`

for (const [name, run] of Object.entries(realmChecks)) {
  check(realmTitle(name), async ({ realm }) => {
    const other = await realm()
    if (other[name] === globalThis[name]) throw new Error('not another realm')
    await run(other)
  })
}
