import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basic, errorOf, post, type Received } from '../../test/fixtures/raw_requests.ts'
import * as oauth from '../index.ts'
import {
  type AuthorizationServerOptions,
  createAuthorizationServer,
  type TestAuthorizationServer,
  type TestCertificate,
} from './index.ts'

type Method = NonNullable<NonNullable<AuthorizationServerOptions['client']>['token_endpoint_auth_method']>

const grant = { grant_type: 'client_credentials' }
const serverFor = (method: Method, more: object = {}) =>
  createAuthorizationServer({ client: { token_endpoint_auth_method: method, ...more } })
const send = (server: TestAuthorizationServer, form: Record<string, string>, headers: Record<string, string> = {}) =>
  post(server, 'token_endpoint', { ...grant, ...form }, headers)

/** The parameters that a library's method writes. */
async function credentials(server: TestAuthorizationServer, auth: oauth.ClientAuth): Promise<Record<string, string>> {
  const body = new URLSearchParams()
  await auth(server.metadata, server.client, body, new Headers())
  return Object.fromEntries(body)
}

test('rfc6749 5.2: failed HTTP Basic authentication gets a challenge', async () => {
  const server = await serverFor('client_secret_basic')
  for (const authorization of [
    basic({ ...server, clientSecret: 'wrong' }).authorization,
    basic({ ...server, client: { client_id: 'unknown' } }).authorization,
    'Basic ***',
    'Basic a',
    'Bearer token',
    // rfc6749 2.3.1: not form-encoded
    `Basic ${btoa('test-client:100%sure')}`,
    `Basic ${btoa(`test-client:${server.clientSecret}:and more`)}`,
    `Basic ${btoa('test-client')}`,
  ]) {
    const received = await send(server, {}, { authorization })
    assert.equal(errorOf(received), 'invalid_client')
    assert.equal(received.status, 401)
    assert.match(received.headers.get('www-authenticate') as string, /^Basic /)
  }
})

test('rfc6749 2.3: another client’s client_id beside HTTP Basic is refused', async () => {
  const server = await serverFor('client_secret_basic')
  assert.equal(errorOf(await send(server, { client_id: 'another' }, basic(server))), 'invalid_client')
})

test('rfc6749 2.3: a request must use one method, the registered one', async () => {
  const server = await serverFor('client_secret_basic')
  const { client_id } = server.client
  const body = { client_id, client_secret: server.clientSecret }
  assert.equal(errorOf(await send(server, body, basic(server))), 'invalid_request')
  assert.equal(errorOf(await send(server, body)), 'invalid_client')
  assert.equal(errorOf(await send(server, { client_id })), 'invalid_client')
  assert.equal(errorOf(await send(server, {})), 'invalid_client')
})

test('rfc6749 2.3.1: a wrong secret in the body is refused', async () => {
  const server = await serverFor('client_secret_post')
  const body = { client_id: server.client.client_id, client_secret: 'wrong' }
  assert.equal(errorOf(await send(server, body)), 'invalid_client')
})

test('rfc7523 3: an assertion is accepted once', async () => {
  for (const method of ['private_key_jwt', 'client_secret_jwt'] as const) {
    const server = await serverFor(method)
    const isSecret = method === 'client_secret_jwt'
    const auth = isSecret ? oauth.ClientSecretJwt(server.clientSecret) : oauth.PrivateKeyJwt(server.privateKey)
    const form = await credentials(server, auth)
    assert.equal((await send(server, form)).status, 200, method)
    assert.equal(errorOf(await send(server, form)), 'invalid_client', method)
  }
})

test('rfc7523 3/7: a jti is accepted once from each client; other clients may use the same one', async () => {
  const server = await serverFor('private_key_jwt')
  const options = { [oauth.modifyAssertion]: (_: unknown, claims: object) => Object.assign(claims, { jti: 'same' }) }
  const other = await server.registerClient({ token_endpoint_auth_method: 'private_key_jwt' })
  const sendAs = async ({ client, privateKey }: typeof other) =>
    send(server, await credentials({ ...server, client }, oauth.PrivateKeyJwt(privateKey, options)))
  assert.equal((await sendAs(server)).status, 200)
  assert.equal((await sendAs(other)).status, 200)
  assert.equal(errorOf(await sendAs(other)), 'invalid_client')
})

test('oidc-registration 2: an assertion must be signed with the client’s registered algorithm, which must be announced', async () => {
  const keyOf = async ({ privateKey, client }: TestAuthorizationServer) =>
    credentials({ ...server, client }, oauth.PrivateKeyJwt(privateKey))
  let server = await serverFor('private_key_jwt', { token_endpoint_auth_signing_alg: 'ES256' })
  assert.equal((await send(server, await keyOf(server))).status, 200)
  server = await serverFor('private_key_jwt', { token_endpoint_auth_signing_alg: 'PS256' })
  assert.equal(errorOf(await send(server, await keyOf(server))), 'invalid_client')
  server = await createAuthorizationServer({
    client: { token_endpoint_auth_method: 'private_key_jwt' },
    metadata: { token_endpoint_auth_signing_alg_values_supported: ['PS256'] },
  })
  assert.equal(errorOf(await send(server, await keyOf(server))), 'invalid_client')
  // announced, but unknown to the server
  server = await createAuthorizationServer({
    client: { token_endpoint_auth_method: 'private_key_jwt' },
    metadata: { token_endpoint_auth_signing_alg_values_supported: ['ES256K'] },
  })
  const modify = (header: object) => Object.assign(header, { alg: 'ES256K' })
  const unknown = oauth.PrivateKeyJwt(server.privateKey, { [oauth.modifyAssertion]: modify })
  assert.equal(errorOf(await send(server, await credentials(server, unknown))), 'invalid_client')
})

const wrong: [string, oauth.ModifyAssertionFunction][] = [
  ['the aud of another server', (_, claims) => Object.assign(claims, { aud: 'https://other.example' })],
  ['no aud', (_, claims) => delete claims.aud],
  ['expired', (_, claims) => Object.assign(claims, { exp: (claims.exp as number) - 3600 })],
  ['no exp', (_, claims) => delete claims.exp],
  ['no jti', (_, claims) => delete claims.jti],
  ['a jti that is not a string', (_, claims) => Object.assign(claims, { jti: 1 })],
  ['the iss of another client', (_, claims) => Object.assign(claims, { iss: 'another' })],
  ['the sub of another client', (_, claims) => Object.assign(claims, { sub: 'another' })],
  ['a key that is not registered', (header) => Object.assign(header, { kid: 'another' })],
  ['not yet valid', (_, claims) => Object.assign(claims, { nbf: (claims.nbf as number) + 3600 })],
]
for (const [title, modify] of wrong) {
  test(`rfc7523 3: an assertion is refused: ${title}`, async () => {
    for (const method of ['private_key_jwt', 'client_secret_jwt'] as const) {
      const server = await serverFor(method)
      const options = { [oauth.modifyAssertion]: modify }
      const auth =
        method === 'private_key_jwt'
          ? oauth.PrivateKeyJwt(server.privateKey, options)
          : oauth.ClientSecretJwt(title.includes('key') ? 'wrong' : server.clientSecret, options)
      assert.equal(errorOf(await send(server, await credentials(server, auth))), 'invalid_client', method)
    }
  })
}

test('rfc7523 3: an assertion signed by another key under the registered kid is refused', async () => {
  const server = await serverFor('private_key_jwt')
  const { privateKey } = await oauth.generateKeyPair('ES256')
  const key = { key: privateKey, kid: server.privateKey.kid as string }
  assert.equal(errorOf(await send(server, await credentials(server, oauth.PrivateKeyJwt(key)))), 'invalid_client')
})

test('rfc7523 2.2: an assertion of another type, or one that is not a JWT, is refused', async () => {
  const server = await serverFor('private_key_jwt')
  const form = await credentials(server, oauth.PrivateKeyJwt(server.privateKey))
  assert.equal(errorOf(await send(server, { ...form, client_assertion_type: 'saml' })), 'invalid_client')
  assert.equal(errorOf(await send(server, { ...form, client_assertion: 'no JWT' })), 'invalid_client')
  assert.equal(errorOf(await send(server, { ...form, client_id: 'another' })), 'invalid_client')
})

test('rfc8705 2: the certificate must be the registered one', async () => {
  const certificate = { 'x5t#S256': 'thumbprint', subject_dn: 'CN=other' }
  for (const method of ['tls_client_auth', 'self_signed_tls_client_auth'] as const) {
    const server = await serverFor(method, { tls_client_auth_subject_dn: 'CN=client' })
    const form = { ...grant, client_id: server.client.client_id }
    assert.equal(errorOf(await post(server, 'token_endpoint', form, {})), 'invalid_client')
    const fetch = server.fetchWithCertificate(certificate)
    assert.equal(errorOf(await post(server, 'token_endpoint', form, {}, fetch)), 'invalid_client')
  }
})

test('rfc8705 3: a certificate-bound token is refused with another certificate', async () => {
  const certificate = { 'x5t#S256': 'thumbprint', subject_dn: 'CN=client' }
  const server = await serverFor('tls_client_auth', {
    tls_client_auth_subject_dn: 'CN=client',
    tls_client_certificate_bound_access_tokens: true,
  })
  const form = { ...grant, client_id: server.client.client_id }
  const fetch = server.fetchWithCertificate(certificate)
  const { body } = await post(server, 'token_endpoint', form, {}, fetch)
  const init = { headers: { authorization: `Bearer ${body.access_token}` } }
  assert.equal((await fetch(server.resource.resource, init)).status, 200)
  for (const other of [server.fetch, server.fetchWithCertificate({ 'x5t#S256': 'of another' })]) {
    const { status, headers } = await other(server.resource.resource, init)
    assert.equal(status, 401)
    assert.match(headers.get('www-authenticate') as string, /^Bearer error="invalid_token"/)
  }
})

test('rfc8705 3: a client that is registered for certificate-bound tokens gets none without a certificate', async () => {
  const server = await serverFor('client_secret_basic', { tls_client_certificate_bound_access_tokens: true })
  assert.equal(errorOf(await send(server, {}, basic(server))), 'invalid_request')
  const fetch = server.fetchWithCertificate({ 'x5t#S256': 'thumbprint' })
  assert.equal((await post(server, 'token_endpoint', grant, basic(server), fetch)).status, 200)
})

test('rfc7523 3/3: several audiences, including the server', async () => {
  const server = await serverFor('private_key_jwt')
  const modify = (_: unknown, claims: Record<string, unknown>) => {
    claims.aud = ['https://other.example', server.metadata.issuer]
  }
  const auth = oauth.PrivateKeyJwt(server.privateKey, { [oauth.modifyAssertion]: modify })
  assert.equal((await send(server, await credentials(server, auth))).status, 200)
})

test('rfc7523 3: a client without registered keys cannot sign, nor use a self-signed certificate', async () => {
  const server = await createAuthorizationServer()
  const register = async (token_endpoint_auth_method: string) => {
    const url = server.metadata.registration_endpoint as string
    const body = JSON.stringify({ token_endpoint_auth_method, grant_types: ['client_credentials'] })
    const response = await server.fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    assert.equal(response.status, 201)
    return (await response.json()) as { client_id: string }
  }
  const client = await register('private_key_jwt')
  const form = await credentials({ ...server, client }, oauth.PrivateKeyJwt(server.privateKey))
  assert.equal(errorOf(await send(server, form)), 'invalid_client')
  const { client_id } = await register('self_signed_tls_client_auth')
  const fetch = server.fetchWithCertificate({ 'x5t#S256': 'x' })
  assert.equal(errorOf(await post(server, 'token_endpoint', { ...grant, client_id }, {}, fetch)), 'invalid_client')
})

test('rfc7591 2: the keys in a registration are accepted as well as the generated pair', async () => {
  const server = await createAuthorizationServer()
  const thumbprint = { kty: 'RSA', n: 'x', e: 'AQAB', 'x5t#S256': 'mine' }
  const { client } = await server.registerClient({
    token_endpoint_auth_method: 'self_signed_tls_client_auth',
    jwks: { keys: [thumbprint] },
  })
  const form = { ...grant, client_id: client.client_id }
  const fetch = server.fetchWithCertificate({ 'x5t#S256': 'mine' })
  assert.equal((await post(server, 'token_endpoint', form, {}, fetch)).status, 200)
})

test('rfc7591 2: a client must authenticate with its registered method', async () => {
  const registered = {
    client_secret: 'secret',
    tls_client_auth_subject_dn: 'CN=client',
    jwks: { keys: [{ kty: 'RSA', n: 'x', e: 'AQAB', 'x5t#S256': 'mine' }] },
  }
  const byCertificate = (server: TestAuthorizationServer, certificate: TestCertificate) =>
    post(server, 'token_endpoint', { ...grant, client_id: 'test-client' }, {}, server.fetchWithCertificate(certificate))
  const ways: Record<Exclude<Method, 'none'>, (server: TestAuthorizationServer) => Promise<Received>> = {
    client_secret_basic: (server) => send(server, {}, basic(server)),
    client_secret_post: async (server) => send(server, await credentials(server, oauth.ClientSecretPost('secret'))),
    client_secret_jwt: async (server) => send(server, await credentials(server, oauth.ClientSecretJwt('secret'))),
    private_key_jwt: async (server) => send(server, await credentials(server, oauth.PrivateKeyJwt(server.privateKey))),
    tls_client_auth: (server) => byCertificate(server, { 'x5t#S256': 'other', subject_dn: 'CN=client' }),
    self_signed_tls_client_auth: (server) => byCertificate(server, { 'x5t#S256': 'mine' }),
  }
  for (const method of Object.keys(ways) as (keyof typeof ways)[]) {
    const server = await serverFor(method, registered)
    for (const [used, by] of Object.entries(ways)) {
      const received = await by(server)
      const error = received.status === 200 ? undefined : errorOf(received)
      assert.equal(error, used === method ? undefined : 'invalid_client', `${used} instead of ${method}`)
    }
  }
})

test('rfc8705 2.1.2: without a registered subject no certificate is accepted', async () => {
  const server = await serverFor('tls_client_auth')
  const fetch = server.fetchWithCertificate({ 'x5t#S256': 'thumbprint' })
  const form = { ...grant, client_id: server.client.client_id }
  assert.equal(errorOf(await post(server, 'token_endpoint', form, {}, fetch)), 'invalid_client')
})

test('rfc7521 4.2: client_id may be omitted with an assertion', async () => {
  const server = await serverFor('private_key_jwt')
  const { client_id, ...form } = await credentials(server, oauth.PrivateKeyJwt(server.privateKey))
  assert.equal((await send(server, form)).status, 200)
})

test('rfc8414 2: HMAC algorithms must be announced, too', async () => {
  const server = await createAuthorizationServer({
    client: { token_endpoint_auth_method: 'client_secret_jwt' },
    metadata: { token_endpoint_auth_signing_alg_values_supported: ['ES256'] },
  })
  const form = await credentials(server, oauth.ClientSecretJwt(server.clientSecret))
  assert.equal(errorOf(await send(server, form)), 'invalid_client')
})

test('rfc7515 4.1.4: without a kid the only key of that type is used; several are refused', async () => {
  const server = await createAuthorizationServer()
  const unnamed = { [oauth.modifyAssertion]: (header: { kid?: unknown }) => delete header.kid }
  const register = async (...jwks: object[]) => {
    const keys = jwks as Record<string, string>[]
    return server.registerClient({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys } })
  }
  const sendAs = async (client: oauth.Client, privateKey: oauth.PrivateKey, options: oauth.ModifyAssertionOptions) =>
    send(server, await credentials({ ...server, client }, oauth.PrivateKeyJwt(privateKey, options)))
  const rsa = { kty: 'RSA', n: 'x', e: 'AQAB' }
  const one = await register(rsa)
  assert.equal((await sendAs(one.client, one.privateKey, unnamed)).status, 200)
  const { publicKey, privateKey: key } = await oauth.generateKeyPair('ES256', { extractable: true })
  const own = await crypto.subtle.exportKey('jwk', publicKey as CryptoKey)
  // the client has registered a key; it need not know about the generated pair
  const brought = await register(rsa, own)
  assert.equal((await sendAs(brought.client, { key }, unnamed)).status, 200)
  assert.equal((await sendAs(brought.client, brought.privateKey, {})).status, 200)
  // dynamically registered: no pair was generated
  const jwks = { keys: [own, { ...own, kid: 'another' }] } as unknown as oauth.JsonValue
  const metadata = { token_endpoint_auth_method: 'private_key_jwt', redirect_uris: ['https://client.example'], jwks }
  const registration = await oauth.dynamicClientRegistrationRequest(server.metadata, metadata, {
    [oauth.customFetch]: server.fetch,
  })
  const dynamic = (await oauth.processDynamicClientRegistrationResponse(registration)) as unknown as oauth.Client
  assert.equal(errorOf(await sendAs(dynamic, { key }, unnamed)), 'invalid_client')
  const { client } = await register(own, { ...own, kid: 'another' })
  assert.equal(errorOf(await sendAs(client, { key }, unnamed)), 'invalid_client')
})
