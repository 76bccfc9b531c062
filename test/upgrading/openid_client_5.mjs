// openid-client 5 uses Node's http and cannot talk to the same server. These checks only show that what the rows name
// exists, by calling it where the name alone proves nothing.
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import openidClient from 'openid-client-5'

const { Issuer, TokenSet, Strategy, custom, errors, generators } = openidClient
const issuer = new Issuer({
  issuer: 'https://as.example',
  authorization_endpoint: 'https://as.example/authorize',
  token_endpoint: 'https://as.example/token',
  end_session_endpoint: 'https://as.example/logout',
})
const registration = { client_id: 'test-client', client_secret: 'a-secret', token_endpoint_auth_method: 'none' }
const client = new issuer.Client(registration)
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const privateKeys = { keys: [privateKey.export({ format: 'jwk' })] }
const redirectUri = 'https://client.example/callback'

export const openidClient5 = {
  '`Issuer.discover()`, `new Issuer()`': () => {
    assert.equal(typeof Issuer.discover, 'function')
    assert.equal(issuer.metadata.issuer, 'https://as.example')
  },
  '`Issuer.webfinger()`': (oauth) => {
    assert.equal(typeof Issuer.webfinger, 'function')
    assert.ok(!Object.keys(oauth).some((name) => /webfinger/i.test(name)))
  },
  '`new issuer.Client({ client_id, client_secret, token_endpoint_auth_method })`': () => {
    const { client_id, client_secret, token_endpoint_auth_method } = client.metadata
    assert.deepEqual({ client_id, client_secret, token_endpoint_auth_method }, registration)
  },
  'its `id_token_signed_response_alg`, default RS256': () => {
    assert.equal(client.metadata.id_token_signed_response_alg, 'RS256')
  },
  'its `jwks` with private keys': () => {
    assert.ok(new issuer.Client({ client_id: 'test-client' }, privateKeys))
  },
  '`issuer.FAPI1Client`': () => {
    const metadata = {
      client_id: 'test-client',
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_signing_alg: 'ES256',
    }
    assert.ok(new issuer.FAPI1Client(metadata, privateKeys))
  },
  '`client.authorizationUrl()`': () => {
    const { searchParams } = new URL(client.authorizationUrl())
    assert.equal(searchParams.get('scope'), 'openid', 'the default scope that ours does not have')
  },
  '`client.callbackParams(req)`': () => {
    assert.equal(client.callbackParams({ method: 'GET', url: '/callback?code=a' }).code, 'a')
  },
  '`client.callback()`, `client.oauthCallback()`': () => expectMethods(client, 'callback', 'oauthCallback'),
  'its checks `state`, `nonce`, `code_verifier`, `max_age`': async () => {
    const checks = { state: 'b', nonce: 'c', code_verifier: 'd', max_age: 1 }
    await assert.rejects(client.callback(redirectUri, { code: 'a', state: 'other' }, checks), errors.RPError)
  },
  'its check `jarm`': async () => {
    await assert.rejects(client.callback(redirectUri, { code: 'a' }, { jarm: true }), errors.RPError)
  },
  '`client.refresh()`': () => expectMethods(client, 'refresh'),
  "`client.grant({ grant_type: 'client_credentials' })`": () => expectMethods(client, 'grant'),
  '`client.grant()` with another grant type': () => expectMethods(client, 'grant'),
  '`client.userinfo()`': () => expectMethods(client, 'userinfo'),
  '`client.requestResource()`': () => expectMethods(client, 'requestResource'),
  '`client.introspect()`, `client.revoke()`': () => expectMethods(client, 'introspect', 'revoke'),
  '`client.requestObject()`': () => expectMethods(client, 'requestObject'),
  '`client.pushedAuthorizationRequest()`': () => expectMethods(client, 'pushedAuthorizationRequest'),
  '`client.deviceAuthorization()`, `handle.poll()`': async () => {
    const answer = { device_code: 'a', user_code: 'b', verification_uri: 'https://as.example/device', expires_in: 600 }
    const handle = await withServer(answer, (origin) => {
      const local = new Issuer({ issuer: origin, device_authorization_endpoint: origin, token_endpoint: origin })
      return new local.Client(registration).deviceAuthorization()
    })
    assert.equal(handle.user_code, 'b')
    expectMethods(handle, 'poll')
  },
  '`client.endSessionUrl()`': () => {
    const { searchParams } = new URL(client.endSessionUrl({ state: 'a', post_logout_redirect_uri: redirectUri }))
    assert.deepEqual(Object.fromEntries(searchParams), {
      client_id: 'test-client',
      post_logout_redirect_uri: redirectUri,
      state: 'a',
    })
  },
  '`Client.register()`': () => expectMethods(issuer.Client, 'register'),
  '`tokenSet.claims()`': () => expectMethods(new TokenSet({}), 'claims'),
  '`tokenSet.expired()`, `tokenSet.expires_at`': () => {
    const tokens = new TokenSet({ expires_in: 600 })
    assert.equal(tokens.expired(), false)
    assert.equal(typeof tokens.expires_at, 'number')
  },
  '`generators.codeVerifier()`, `.codeChallenge()`, `.state()`, `.nonce()`': async (oauth) => {
    for (const generate of ['codeVerifier', 'state', 'nonce']) assert.match(generators[generate](), /^[\w-]{43}$/)
    const verifier = generators.codeVerifier()
    assert.equal(await oauth.calculatePKCECodeChallenge(verifier), generators.codeChallenge(verifier))
  },
  '`custom.http_options`': () => assert.equal(typeof custom.http_options, 'symbol'),
  '`client[custom.clock_tolerance]`': () => assert.equal(typeof custom.clock_tolerance, 'symbol'),
  'the option `DPoP`': async () => {
    let proof
    await withServer(
      { access_token: 'a', token_type: 'DPoP' },
      (origin) => {
        const local = new Issuer({ issuer: origin, token_endpoint: origin })
        return new local.Client(registration).grant({ grant_type: 'client_credentials' }, { DPoP: privateKey })
      },
      ({ headers }) => {
        proof = headers.dpop
      },
    )
    assert.match(proof, /^eyJ/)
  },
  '`OPError`': () => assert.equal(new errors.OPError({ error: 'invalid_grant' }).error, 'invalid_grant'),
  '`RPError`': () => assert.ok(new errors.RPError({ message: 'a' }) instanceof Error),
  'the Passport strategy, the implicit flow': () => assert.equal(typeof Strategy, 'function'),
}

function expectMethods(object, ...names) {
  for (const name of names) assert.equal(typeof object[name], 'function', name)
}

/** A server on loopback that sends one response. */
async function withServer(answer, run, look = () => {}) {
  const server = createServer((request, response) => {
    look(request)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await run(`http://127.0.0.1:${server.address().port}`)
  } finally {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
}
