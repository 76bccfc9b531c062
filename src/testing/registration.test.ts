import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from '../index.ts'
import { createAuthorizationServer, type TestAuthorizationServer } from './index.ts'

const redirect_uris = ['https://new.example/callback']

async function register(server: TestAuthorizationServer, body: string, more: Record<string, string> = {}) {
  const headers = { 'content-type': 'application/json', ...more }
  const response = await server.fetch(server.metadata.registration_endpoint as string, {
    method: 'POST',
    body,
    headers,
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('rfc7591 3: a client that registers itself can be used', async () => {
  const server = await createAuthorizationServer({ initialAccessToken: 'initial' })
  const { metadata: as } = server
  const options = { [oauth.customFetch]: server.fetch, initialAccessToken: 'initial' }
  const metadata = { grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_post' }
  const response = await oauth.dynamicClientRegistrationRequest(as, metadata, options)
  const client = await oauth.processDynamicClientRegistrationResponse(response)
  assert.equal(client.client_secret_expires_at, 0)
  const auth = oauth.ClientSecretPost(client.client_secret as string)
  const granted = await oauth.clientCredentialsGrantRequest(as, client, auth, {}, options)
  await oauth.processClientCredentialsResponse(as, client, granted)
})

test('rfc7591 3: without the initial access token, or with invalid metadata, registration fails', async () => {
  const server = await createAuthorizationServer({ initialAccessToken: 'initial' })
  const authorization = 'Bearer initial'
  assert.equal((await register(server, '{}', { authorization: 'Bearer wrong' })).status, 401)
  for (const body of ['', '[]', 'no JSON']) {
    const answer = await register(server, body, { authorization })
    assert.deepEqual([answer.status, answer.body.error], [400, 'invalid_client_metadata'])
  }
  const form = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
  assert.equal((await register(server, '{}', form)).body.error, 'invalid_request')
})

test('rfc7591 2: the response has the defaults: only the code grant, and HTTP Basic', async () => {
  const server = await createAuthorizationServer()
  const { metadata: as } = server
  const { status, body } = await register(server, JSON.stringify({ redirect_uris }))
  assert.equal(status, 201)
  const { client_id, client_secret, client_secret_expires_at, ...rest } = body
  assert.deepEqual(rest, {
    redirect_uris,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
  })
  const client = { client_id: client_id as string }
  const auth = oauth.ClientSecretBasic(client_secret as string)
  const response = await oauth.clientCredentialsGrantRequest(
    as,
    client,
    auth,
    {},
    { [oauth.customFetch]: server.fetch },
  )
  assert.equal(((await response.json()) as oauth.OAuth2Error).error, 'unauthorized_client')
})

const push = { redirect_uris, backchannel_token_delivery_mode: 'push' }
const refused: [title: string, metadata: object, error: string][] = [
  ['2: redirect URIs that are not an array', { redirect_uris: 'x' }, 'invalid_redirect_uri'],
  ['2: no redirect URI for the code grant', {}, 'invalid_redirect_uri'],
  ['2: no redirect URIs for the code grant: an empty array', { redirect_uris: [] }, 'invalid_redirect_uri'],
  ['2: a redirect URI that is not absolute', { redirect_uris: ['/callback'] }, 'invalid_redirect_uri'],
  ['2: a redirect URI with a fragment', { redirect_uris: ['https://a.example/#b'] }, 'invalid_redirect_uri'],
  ['2: grant types that are not an array', { redirect_uris, grant_types: 5 }, 'invalid_client_metadata'],
  [
    '2: a grant type that is not in an array',
    { redirect_uris, grant_types: 'authorization_code' },
    'invalid_client_metadata',
  ],
  [
    '2: an authentication method in an array',
    { redirect_uris, token_endpoint_auth_method: ['none'] },
    'invalid_client_metadata',
  ],
  ['2: an unsupported grant type', { redirect_uris, grant_types: ['password'] }, 'invalid_client_metadata'],
  ['2: an unsupported response type', { redirect_uris, response_types: ['token'] }, 'invalid_client_metadata'],
  [
    '2: an unknown authentication method',
    { redirect_uris, token_endpoint_auth_method: 'x' },
    'invalid_client_metadata',
  ],
  [
    '3.2.2: an algorithm for which the server has no key',
    { redirect_uris, id_token_signed_response_alg: 'RS256' },
    'invalid_client_metadata',
  ],
  ['3.2.2: an unknown algorithm', { redirect_uris, userinfo_signed_response_alg: 7 }, 'invalid_client_metadata'],
  ['2: jwks that is not a JWK Set', { redirect_uris, jwks: { keys: [null] } }, 'invalid_client_metadata'],
  ['2: keys that are not an array', { redirect_uris, jwks: { keys: 5 } }, 'invalid_client_metadata'],
  [
    '2: both jwks and jwks_uri',
    { redirect_uris, jwks: { keys: [] }, jwks_uri: 'https://a.example' },
    'invalid_client_metadata',
  ],
  ['2: push mode without a notification endpoint', push, 'invalid_client_metadata'],
  [
    '2: push mode with an http notification endpoint',
    { ...push, backchannel_client_notification_endpoint: 'http://a.example' },
    'invalid_client_metadata',
  ],
]
for (const [title, metadata, error] of refused) {
  test(`rfc7591 ${title} is refused`, async () => {
    const answer = await register(await createAuthorizationServer(), JSON.stringify(metadata))
    assert.deepEqual([answer.status, answer.body.error], [400, error])
  })
}

test('rfc7591 2: everything that the server supports can be registered', async () => {
  const server = await createAuthorizationServer({ algorithms: ['ES256', 'RS256'] })
  const metadata = {
    redirect_uris,
    grant_types: ['authorization_code', 'implicit', 'urn:openid:params:grant-type:ciba'],
    response_types: ['code', 'code id_token'],
    id_token_signed_response_alg: 'RS256',
    backchannel_token_delivery_mode: 'ping',
    backchannel_client_notification_endpoint: 'https://new.example/notification',
    jwks: server.keys.jwks,
  }
  const { status, body } = await register(server, JSON.stringify(metadata))
  assert.equal(status, 201)
  assert.deepEqual({ ...body, ...metadata }, body)
  // ciba 4: poll mode needs no notification endpoint
  const polling = await register(server, JSON.stringify({ redirect_uris, backchannel_token_delivery_mode: 'poll' }))
  assert.equal(polling.status, 201)
})
