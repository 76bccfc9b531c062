import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basic, freshCode, post, prover } from '../../test/fixtures/raw_requests.ts'
import { parseChallenges } from '../http/www_authenticate.ts'
import { type AuthorizationServerOptions, createAuthorizationServer } from './index.ts'

const user = {
  sub: 'carol',
  name: 'Carol',
  locale: 'pt',
  email: 'carol@example.com',
  email_verified: true,
  phone_number: '+1',
  address: { country: 'PT' },
  roles: ['admin'],
}

async function askWith(scope: string, options: AuthorizationServerOptions = {}) {
  const server = await createAuthorizationServer({ user, ...options })
  const { body } = await post(server, 'token_endpoint', await freshCode(server, { scope }))
  const headers = { authorization: `Bearer ${body.access_token}` }
  return server.fetch(server.metadata.userinfo_endpoint as string, { headers })
}

const releases: [scope: string, claims: string[]][] = [
  ['openid', ['roles', 'sub']],
  ['openid profile', ['locale', 'name', 'roles', 'sub']],
  ['openid email', ['email', 'email_verified', 'roles', 'sub']],
  ['openid address phone', ['address', 'phone_number', 'roles', 'sub']],
]
for (const [scope, claims] of releases) {
  test(`oidc-core 5.4: UserInfo has the claims of the scope: ${scope}`, async () => {
    assert.deepEqual(Object.keys((await (await askWith(scope)).json()) as object).sort(), claims)
  })
}

test('oidc-core 5.4: and so has signed UserInfo', async () => {
  const response = await askWith('openid email', { client: { userinfo_signed_response_alg: 'ES256' } })
  const [, payload] = (await response.text()).split('.')
  const claims = JSON.parse(Buffer.from(payload as string, 'base64url').toString())
  assert.deepEqual(Object.keys(claims).sort(), ['aud', 'email', 'email_verified', 'iss', 'roles', 'sub'])
})

test('rfc9110 5.6.4/1: quotation marks in a description are escaped', async () => {
  const server = await createAuthorizationServer()
  Object.assign(server.resource, { dpop_signing_alg_values_supported: ['PS256'] })
  const { proof } = await prover('ES256')
  const dpop = await proof(server.metadata.token_endpoint as string, 'POST')
  const issued = await post(server, 'token_endpoint', { grant_type: 'client_credentials' }, { ...basic(server), dpop })
  const token = issued.body.access_token as string
  const url = server.resource.resource
  const headers = { authorization: `DPoP ${token}`, dpop: await proof(url, 'GET', token) }
  const response = await server.fetch(url, { headers })
  const [challenge] = parseChallenges(response.headers.get('www-authenticate') as string) ?? []
  assert.equal(challenge?.parameters.error_description, 'JWT "alg" is unexpected')
})

test('rfc9449 7.1: the challenge for a DPoP-bound token has the DPoP scheme', async () => {
  const server = await createAuthorizationServer()
  const { proof } = await prover()
  const dpop = await proof(server.metadata.token_endpoint as string, 'POST')
  const issued = await post(server, 'token_endpoint', { grant_type: 'client_credentials' }, { ...basic(server), dpop })
  const token = issued.body.access_token as string
  const url = server.metadata.userinfo_endpoint as string
  const headers = { authorization: `DPoP ${token}`, dpop: await proof(url, 'GET', token) }
  const response = await server.fetch(url, { headers })
  assert.equal(response.status, 403)
  assert.match(response.headers.get('www-authenticate') as string, /^DPoP error="insufficient_scope"/)
})
