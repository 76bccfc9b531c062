// What the suite checks in the requests of a relying party, in every module.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import * as jose from 'jose'
import type { Exchange } from 'relying/testing'
import type { ClientAuthMethod, Suite } from './suite.ts'

/** Every request that the server received. */
export async function checkRequests({ server, variant }: Suite): Promise<void> {
  const { exchanges, metadata, client } = server
  let asked = new URLSearchParams()
  let accessToken: unknown
  for (const exchange of exchanges) {
    switch (exchange.endpoint) {
      case 'registration':
        checkRegistration(exchange)
        break
      case 'authorization':
        asked = authorizationParameters(exchange)
        if (!asked.has('request')) checkAuthorizationRequest(asked, variant)
        break
      case 'token': {
        const credentials = variant.registers ? registeredIn(exchanges) : { client, secret: server.clientSecret }
        const form = tokenRequestForm(exchange)
        if (form.get('grant_type') === 'authorization_code') checkCodeRequest(form, asked)
        await checkAuthentication(variant.method ?? 'client_secret_basic', exchange, form, {
          ...credentials,
          issuer: metadata.issuer,
        })
        accessToken = (exchange.response?.body as { access_token?: string })?.access_token
        break
      }
      case 'userinfo':
        checkUserInfoRequest(exchange, accessToken)
        break
      default:
        assert.equal(exchange.request.method, 'GET')
        assert.equal(exchange.request.headers.authorization, undefined)
    }
  }
}

function authorizationParameters({ request }: Exchange): URLSearchParams {
  return new URL(request.url).searchParams
}

function checkAuthorizationRequest(asked: URLSearchParams, { responseType, byForm }: Suite['variant']): void {
  assert.equal(asked.get('response_type'), responseType)
  assert.equal(asked.get('response_mode'), byForm ? 'form_post' : null)
  assert.ok(asked.get('scope')?.split(' ').includes('openid'))
  assert.match(asked.get('redirect_uri') as string, /^https:/)
  // not longer than the suite allows, and without characters that a URL must escape
  assert.match(asked.get('nonce') as string, /^[\w-]{32,43}$/)
  assert.match(asked.get('code_challenge') as string, /^[\w-]{43}$/)
  assert.equal(asked.get('code_challenge_method'), 'S256')
}

function tokenRequestForm({ request }: Exchange): URLSearchParams {
  assert.equal(request.method, 'POST')
  assert.match(request.headers['content-type'] as string, /^application\/x-www-form-urlencoded(?:;|$)/)
  assert.equal(new URL(request.url).search, '')
  return new URLSearchParams(request.body)
}

function checkCodeRequest(form: URLSearchParams, asked: URLSearchParams): void {
  assert.ok(form.get('code'))
  const verifier = form.get('code_verifier') as string
  assert.match(verifier, /^[\w.~-]{43,128}$/)
  const object = asked.get('request')
  const request = object === null ? Object.fromEntries(asked) : jose.decodeJwt(object)
  assert.equal(form.get('redirect_uri'), request.redirect_uri)
  assert.equal(createHash('sha256').update(verifier).digest('base64url'), request.code_challenge)
}

interface Credentials {
  client: { client_id: string; jwks?: unknown }
  secret: string
  issuer: string
}

async function checkAuthentication(
  method: ClientAuthMethod,
  { request }: Exchange,
  form: URLSearchParams,
  { client, secret, issuer }: Credentials,
): Promise<void> {
  const { authorization } = request.headers
  assert.ok([null, client.client_id].includes(form.get('client_id')))
  assert.equal(form.has('client_secret'), method === 'client_secret_post')
  assert.equal(form.has('client_assertion'), method.endsWith('_jwt'))
  assert.equal(authorization !== undefined, method === 'client_secret_basic')
  switch (method) {
    case 'client_secret_basic': {
      const [, encoded = ''] = /^Basic ([A-Za-z\d+/]+=*)$/.exec(authorization as string) ?? []
      const parts = Buffer.from(encoded, 'base64').toString().split(':')
      // each of the two is form-encoded
      const decoded = parts.map((part) => new URLSearchParams(`part=${part}`).get('part'))
      assert.deepEqual(decoded, [client.client_id, secret])
      break
    }
    case 'client_secret_post':
      assert.equal(form.get('client_secret'), secret)
      break
    case 'client_secret_jwt':
      await checkAssertion(form, client.client_id, issuer, new TextEncoder().encode(secret))
      break
    case 'private_key_jwt': {
      const keys = jose.createLocalJWKSet(client.jwks as jose.JSONWebKeySet)
      const jwt = form.get('client_assertion') as string
      await checkAssertion(form, client.client_id, issuer, await keys(jose.decodeProtectedHeader(jwt)))
      break
    }
    default:
      assert.equal(form.get('client_id'), client.client_id)
  }
}

async function checkAssertion(
  form: URLSearchParams,
  clientId: string,
  issuer: string,
  key: jose.CryptoKey | Uint8Array,
): Promise<void> {
  assert.equal(form.get('client_assertion_type'), 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
  const { payload } = await jose.jwtVerify(form.get('client_assertion') as string, key, {
    issuer: clientId,
    subject: clientId,
    audience: issuer,
    requiredClaims: ['jti', 'exp', 'iat'],
  })
  assert.ok((payload.exp as number) - (payload.iat as number) < 86_400)
}

function checkUserInfoRequest({ request }: Exchange, accessToken: unknown): void {
  assert.equal(request.headers.authorization, `Bearer ${accessToken}`)
  assert.equal(new URL(request.url).search, '')
  assert.equal(request.body, '')
}

function checkRegistration({ request }: Exchange): void {
  assert.equal(request.method, 'POST')
  assert.match(request.headers['content-type'] as string, /^application\/json(?:;|$)/)
  const metadata = JSON.parse(request.body)
  assert.ok(metadata.contacts.every((contact: string) => contact.includes('@')))
  assert.ok(metadata.redirect_uris.every((uri: string) => uri.startsWith('https:')))
  assert.ok(!(metadata.jwks && metadata.jwks_uri))
}

function registeredIn(exchanges: readonly Exchange[]): Pick<Credentials, 'client' | 'secret'> {
  const { response } = exchanges.filter(({ endpoint }) => endpoint === 'registration').at(-1) as Exchange
  const client = response?.body as { client_id: string; client_secret: string }
  return { client, secret: client.client_secret }
}
