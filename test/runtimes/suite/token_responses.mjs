// Every process*Response function: a response that it accepts, the responses that it refuses, and whether each body was
// read.
import { deepEqual, equal, ok, rejects } from './assert.mjs'
import { check } from './check.mjs'
import * as oauth from './library.mjs'
import { as, client, idToken, json, jwks, now, serving } from './party.mjs'
import { tamper } from './web_crypto.mjs'

const server = () => ({
  ...as(),
  id_token_signing_alg_values_supported: ['ES256'],
  userinfo_signing_alg_values_supported: ['ES256'],
  introspection_signing_alg_values_supported: ['ES256'],
})
const token = (more) => ({ access_token: 'a', token_type: 'Bearer', expires_in: 60, ...more })

const processors = {
  'rfc6749 4.1.4: processAuthorizationCodeResponse': oauth.processAuthorizationCodeResponse,
  'rfc6749 6: processRefreshTokenResponse': oauth.processRefreshTokenResponse,
  'rfc6749 4.4.3: processClientCredentialsResponse': oauth.processClientCredentialsResponse,
  'rfc6749 5.1: processGenericTokenEndpointResponse': oauth.processGenericTokenEndpointResponse,
  'rfc8628 3.5: processDeviceCodeResponse': oauth.processDeviceCodeResponse,
  'ciba 10.1.1: processBackchannelAuthenticationGrantResponse': oauth.processBackchannelAuthenticationGrantResponse,
}

for (const [title, process] of Object.entries(processors)) {
  const read = (response) => process(server(), client(), response)

  check(`${title} accepts a token response`, async () => {
    const response = json(token({ id_token: await idToken('ES256') }))
    const result = await read(response)
    equal(result.token_type, 'bearer')
    equal(oauth.getValidatedIdTokenClaims(result).sub, 'alice')
    equal(response.bodyUsed, true)
  })

  check(`${title} reports an OAuth error and has read its body`, async () => {
    const response = json({ error: 'invalid_grant', error_description: 'late' }, 400)
    const error = await rejects(read(response), {
      is: oauth.ResponseBodyError,
      name: 'ResponseBodyError',
      code: oauth.RESPONSE_BODY_ERROR,
      error: 'invalid_grant',
      error_description: 'late',
      status: 400,
    })
    equal(error.response, response)
    equal(error.response.bodyUsed, true)
    deepEqual(error.cause, { error: 'invalid_grant', error_description: 'late' })
  })

  check(`${title} reports challenges and leaves the body unread`, async () => {
    const response = json({ error: 'invalid_client' }, 401, { 'www-authenticate': 'Basic realm="as"' })
    const error = await rejects(read(response), {
      is: oauth.WWWAuthenticateChallengeError,
      code: oauth.WWW_AUTHENTICATE_CHALLENGE,
      status: 401,
    })
    equal(error.response.bodyUsed, false)
    deepEqual(error.cause, [{ scheme: 'basic', parameters: { realm: 'as' } }])
  })

  check(`${title} refuses anything but a token response`, async () => {
    await rejects(read(json(token(), 500)), { code: oauth.RESPONSE_IS_NOT_CONFORM })
    await rejects(read(new Response('<html>')), { code: oauth.RESPONSE_IS_NOT_JSON })
    const cut = new Response('{"access_token":', { headers: { 'content-type': 'application/json' } })
    await rejects(read(cut), { code: oauth.PARSE_ERROR })
    await rejects(read(json([])), { code: oauth.INVALID_RESPONSE })
    await rejects(read(json(token({ access_token: '' }))), { code: oauth.INVALID_RESPONSE })
    await rejects(read(json(token({ token_type: 'mac' }))), { is: oauth.UnsupportedOperationError })
    const used = json(token())
    await used.text()
    await rejects(read(used), { is: TypeError, code: 'ERR_INVALID_ARG_VALUE' })
    await rejects(read({}), { is: TypeError, code: 'ERR_INVALID_ARG_TYPE' })
  })
}

check('oidc-core 3.1.3.7: the rules of an ID Token, each violated once', async () => {
  const read = async (more, options, header) =>
    oauth.processAuthorizationCodeResponse(
      server(),
      client(),
      json(token({ id_token: await idToken('ES256', more, header) })),
      options,
    )
  await read({ nonce: 'n', auth_time: now() }, { expectedNonce: 'n', maxAge: 10, requireIdToken: true })
  await rejects(read({ iss: 'https://other.example.test' }), { code: oauth.JWT_CLAIM_COMPARISON })
  await rejects(read({ aud: 'other' }), { code: oauth.JWT_CLAIM_COMPARISON })
  await rejects(read({ aud: ['client', 'other'] }), { code: oauth.JWT_CLAIM_COMPARISON })
  await rejects(read({ exp: now() - 60 }), { code: oauth.JWT_TIMESTAMP_CHECK })
  await rejects(read({ nbf: now() + 60 }), { code: oauth.JWT_TIMESTAMP_CHECK })
  await rejects(read({ iat: undefined }), { code: oauth.INVALID_RESPONSE })
  await rejects(read({ nonce: 'n' }, { expectedNonce: 'other' }), { code: oauth.JWT_CLAIM_COMPARISON })
  await rejects(read({ nonce: 'n' }), { code: oauth.JWT_CLAIM_COMPARISON })
  await rejects(read({ auth_time: now() - 100 }, { maxAge: 10 }), { code: oauth.JWT_TIMESTAMP_CHECK })
  await rejects(read({}, {}, { crit: ['b64'] }), { is: oauth.UnsupportedOperationError })
})

check('rfc7516 3: an encrypted ID Token goes through the application', async () => {
  const inner = await idToken('ES256')
  const response = () => json(token({ id_token: 'a.b.c.d.e' }))
  const asked = []
  const options = {
    [oauth.jweDecrypt]: async (jwe) => {
      asked.push(jwe)
      return inner
    },
  }
  const result = await oauth.processAuthorizationCodeResponse(server(), client(), response(), options)
  equal(oauth.getValidatedIdTokenClaims(result).sub, 'alice')
  deepEqual(asked, ['a.b.c.d.e'])
  await rejects(oauth.processAuthorizationCodeResponse(server(), client(), response()), {
    is: oauth.UnsupportedOperationError,
  })
})

check('oidc-core 5.3.2: UserInfo as JSON and as a JWT', async () => {
  const read = (response, subject = 'alice', more = {}) =>
    oauth.processUserInfoResponse(server(), { ...client(), ...more }, subject, response)
  equal((await read(json({ sub: 'alice', name: 'Älïçé 李' }))).name, 'Älïçé 李')
  await rejects(read(json({ sub: 'bob' })), { code: oauth.JSON_ATTRIBUTE_COMPARISON })
  await rejects(read(json({ sub: 'alice' }), 'alice', { userinfo_signed_response_alg: 'ES256' }), {
    code: oauth.JWT_USERINFO_EXPECTED,
  })
  const jwt = await idToken('ES256', { name: 'Älïçé 李' })
  for (const each of [jwt, tamper(jwt)]) {
    const response = new Response(each, { headers: { 'content-type': 'application/jwt' } })
    equal((await read(response)).name, 'Älïçé 李')
    const verify = oauth.validateApplicationLevelSignature(server(), response, serving(await jwks('ES256')))
    each === jwt ? await verify : await rejects(verify, { code: oauth.INVALID_RESPONSE })
  }
})

check('rfc7662 2.2, rfc9701 5: introspection as JSON and as a JWT', async () => {
  const read = (response) => oauth.processIntrospectionResponse(server(), client(), response)
  equal((await read(json({ active: false }))).active, false)
  await rejects(read(json({ active: 'yes' })), { code: oauth.INVALID_RESPONSE })
  const typ = 'token-introspection+jwt'
  const jwt = (header) => idToken('ES256', { token_introspection: { active: true, scope: 's' } }, header)
  const answer = (body) => new Response(body, { headers: { 'content-type': `application/${typ}` } })
  const response = answer(await jwt({ typ }))
  deepEqual(await read(response), { active: true, scope: 's' })
  await oauth.validateApplicationLevelSignature(server(), response, serving(await jwks('ES256')))
  await rejects(read(answer(await jwt({ typ: 'JWT' }))), { code: oauth.INVALID_RESPONSE })
})

check('rfc8628 3.2: device authorization response', async () => {
  const body = { device_code: 'd', user_code: 'u', verification_uri: 'https://as.example.test/d', expires_in: 60 }
  const read = (more) => oauth.processDeviceAuthorizationResponse(server(), client(), json({ ...body, ...more }))
  equal((await read({ interval: 7 })).interval, 7)
  await rejects(read({ user_code: undefined }), { code: oauth.INVALID_RESPONSE })
})

check('ciba 7.3: authentication request acknowledgement', async () => {
  const read = (more) =>
    oauth.processBackchannelAuthenticationResponse(
      server(),
      client(),
      json({ auth_req_id: 'i', expires_in: 60, ...more }),
    )
  equal((await read()).auth_req_id, 'i')
  await rejects(read({ expires_in: 'soon' }), { code: oauth.INVALID_RESPONSE })
})

check('rfc9126 2.2: pushed authorization response', async () => {
  const read = (body, status) => oauth.processPushedAuthorizationResponse(server(), client(), json(body, status))
  equal((await read({ request_uri: 'urn:r', expires_in: 60 }, 201)).request_uri, 'urn:r')
  await rejects(read({ request_uri: 'urn:r', expires_in: 60 }, 200), { code: oauth.RESPONSE_IS_NOT_CONFORM })
})

check('rfc7009 2.2: revocation response', async () => {
  equal(await oauth.processRevocationResponse(new Response(null, { status: 200 })), undefined)
  await rejects(oauth.processRevocationResponse(json({ error: 'unsupported_token_type' }, 400)), {
    error: 'unsupported_token_type',
  })
})

check('rfc7591 3.2.1: registration response', async () => {
  const read = (body, status) => oauth.processDynamicClientRegistrationResponse(json(body, status))
  const body = { client_id: 'new', client_secret: 's', client_secret_expires_at: 0 }
  deepEqual(await read(body, 201), body)
  await rejects(read({}, 201), { code: oauth.INVALID_RESPONSE })
})

check('rfc8414 3.3, rfc9728 3.3: metadata', async () => {
  const issuer = new URL('https://as.example.test')
  const found = await oauth.processDiscoveryResponse(issuer, json({ issuer: 'https://as.example.test', x: [1] }))
  deepEqual(found, { issuer: 'https://as.example.test', x: [1] })
  await rejects(oauth.processDiscoveryResponse(issuer, json({ issuer: 'https://other.example.test' })), {
    code: oauth.JSON_ATTRIBUTE_COMPARISON,
  })
  const resource = new URL('https://rs.example.test/api')
  const body = { resource: 'https://rs.example.test/api' }
  deepEqual(await oauth.processResourceDiscoveryResponse(resource, json(body)), body)
  await rejects(oauth.processResourceDiscoveryResponse(resource, json({ resource: 'https://rs.example.test/' })), {
    code: oauth.JSON_ATTRIBUTE_COMPARISON,
  })
})

check('oidc-core 10.1: a JWK Set is cached, and fetched again when a key is missing', async () => {
  const server1 = server()
  const set = serving(await jwks('ES256'))
  const cache = {}
  const verify = async (kid) => {
    const response = json(token({ id_token: await idToken('ES256', {}, { kid }) }))
    await oauth.processAuthorizationCodeResponse(server1, client(), response)
    return oauth.validateApplicationLevelSignature(server1, response, { ...set, [oauth.jwksCache]: cache })
  }
  let requests = 0
  const original = set[oauth.customFetch]
  set[oauth.customFetch] = (...args) => {
    requests++
    return original(...args)
  }
  await verify('ES256')
  await verify('ES256')
  equal(requests, 1)
  ok(cache.uat && cache.jwks.keys.length === 1, 'the external cache is filled')
  await rejects(verify('unknown'), { code: oauth.KEY_SELECTION })
})
