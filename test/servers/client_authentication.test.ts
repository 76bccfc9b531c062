// The client credentials grant with each client authentication method. For mutual TLS see mtls.test.ts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { as, http, type Party, party, SIGNING_ALGORITHMS } from './server.ts'

function clientCredentials({ client, auth, http }: Party, parameters: Record<string, string> = {}) {
  return oauth
    .clientCredentialsGrantRequest(as, client, auth, parameters, http)
    .then((response) => oauth.processClientCredentialsResponse(as, client, response))
}

for (const method of [
  'client_secret_basic',
  'client_secret_post',
  'client_secret_jwt',
  'tls_client_auth',
  'self_signed_tls_client_auth',
]) {
  test(`rfc6749 2.3.1/p1, 2.3.1/1, 2.3.1/2, 4.4.2/1, 4.4.2/2, oidc-core 9/1, 9/2, 9/3, rfc8705 2/3: client credentials with ${method}`, async () => {
    const tokens = await clientCredentials(party(method), {
      scope: 'api:read',
      resource: 'urn:example:opaque',
    })
    assert.equal(tokens.scope, 'api:read')
    assert.equal(tokens.token_type, 'bearer')
  })
}

for (const alg of SIGNING_ALGORITHMS) {
  test(`rfc7523 2.2/1, 2.2/2, 3/1, 3/2, 3/3, 3/4, oidc-core 9/4: client credentials with private_key_jwt, ${alg}`, async () => {
    assert.equal((await clientCredentials(party('private_key_jwt', alg))).token_type, 'bearer')
  })
}

test('rfc6749 4.4: no client credentials for a client without credentials', async () => {
  await assert.rejects(clientCredentials(party('none')), {
    name: 'ResponseBodyError',
    status: 400,
    error: 'invalid_request',
  })
})

test('rfc6749 5.2/1.2: a wrong secret in the Authorization header gets a challenge', async () => {
  const { client } = party('client_secret_basic')
  const auth = oauth.ClientSecretBasic('wrong')
  await assert.rejects(clientCredentials({ client, auth, http }), (err) => {
    assert.ok(err instanceof oauth.WWWAuthenticateChallengeError)
    assert.equal(err.status, 401)
    assert.equal(err.cause[0]?.scheme, 'basic')
    assert.equal(err.cause[0]?.parameters.error, 'invalid_client')
    return true
  })
})

for (const [name, auth] of [
  ['client_secret_post', oauth.ClientSecretPost('wrong')],
  ['client_secret_jwt', oauth.ClientSecretJwt('wrong')],
] as const) {
  test(`rfc6749 5.2/p1, 5.2/1: a wrong secret, ${name}`, async () => {
    await assert.rejects(clientCredentials({ client: party(name).client, auth, http }), {
      name: 'ResponseBodyError',
      status: 401,
      error: 'invalid_client',
    })
  })
}

test('rfc7523 3/9: an assertion by an unregistered key is refused', async () => {
  const { privateKey } = await oauth.generateKeyPair('ES256')
  const { client } = party('private_key_jwt')
  await assert.rejects(clientCredentials({ client, auth: oauth.PrivateKeyJwt(privateKey), http }), {
    status: 401,
    error: 'invalid_client',
  })
})

test('rfc7523 3/4: an expired assertion is refused', async () => {
  const { client, auth } = party('private_key_jwt')
  const late = { ...client, [oauth.clockSkew]: -600 }
  await assert.rejects(clientCredentials({ client: late, auth, http }), { error: 'invalid_client' })
})

test('oidc-core 9/4: client credentials with private_key_jwt, ML-DSA-65 if this Node supports it', async (t) => {
  const algorithm = 'ML-DSA-65'
  if (as.token_endpoint_auth_signing_alg_values_supported?.includes(algorithm)) {
    const { privateKey, publicKey } = await oauth.generateKeyPair(algorithm)
    const jwk = (await crypto.subtle.exportKey('jwk', publicKey)) as oauth.JsonObject
    const registered = await oauth.processDynamicClientRegistrationResponse(
      await oauth.dynamicClientRegistrationRequest(
        as,
        {
          token_endpoint_auth_method: 'private_key_jwt',
          jwks: { keys: [{ ...jwk, alg: algorithm, use: 'sig' }] },
          grant_types: ['client_credentials'],
          response_types: [],
          redirect_uris: [],
        },
        http,
      ),
    )
    const auth = oauth.PrivateKeyJwt(privateKey)
    assert.equal((await clientCredentials({ client: registered, auth, http })).token_type, 'bearer')
  } else {
    t.diagnostic(
      `${algorithm}: Node ${process.versions.node} does not support it (24.7 and later do); its refusal is tested instead`,
    )
    await assert.rejects(oauth.generateKeyPair(algorithm), { name: 'NotSupportedError' })
  }
})
