// A resource server that checks the JWT access tokens issued by the real authorization server.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, test } from 'node:test'
import * as oauth from 'relying'
import { REDIRECT_URI } from './clients.ts'
import { obtainCode } from './code_flow.ts'
import { as, http, type Party, party } from './server.ts'

const AUDIENCE = 'urn:example:jwt'
const insecure = { [oauth.allowInsecureRequests]: true } as const

const resourceServer = createServer(async (incoming, outgoing) => {
  const url = `http://${incoming.headers.host}${incoming.url}`
  const headers = new Headers(incoming.headers as Record<string, string>)
  const request = new Request(url, { method: incoming.method as string, headers })
  const requireDPoP = incoming.url?.startsWith('/bound') === true
  try {
    const claims = await oauth.validateJwtAccessToken(as, request, AUDIENCE, { ...http, requireDPoP })
    outgoing.setHeader('content-type', 'application/json')
    outgoing.end(JSON.stringify({ sub: claims.sub, scope: claims.scope }))
  } catch (err) {
    const scheme = requireDPoP ? 'DPoP' : 'Bearer'
    outgoing.setHeader('x-code', (err as { code: string }).code)
    outgoing.writeHead(401, { 'www-authenticate': `${scheme} error="invalid_token"` }).end()
  }
})
resourceServer.listen(0, 'localhost')
await once(resourceServer, 'listening')
after(() => resourceServer.close())
const origin = `http://localhost:${(resourceServer.address() as AddressInfo).port}`

async function accessToken(
  { client, auth, http }: Party,
  { resource = AUDIENCE, ...options }: oauth.DPoPRequestOptions & { resource?: string } = {},
) {
  const parameters = { scope: 'api:read', resource }
  const response = await oauth.clientCredentialsGrantRequest(as, client, auth, parameters, { ...http, ...options })
  return (await oauth.processClientCredentialsResponse(as, client, response)).access_token
}

function call(token: string, path: string, options: oauth.ProtectedResourceRequestOptions = {}, headers?: Headers) {
  const url = new URL(path, origin)
  return oauth.protectedResourceRequest(token, 'GET', url, headers, null, { ...insecure, ...options })
}

test('rfc9068 4/1, 4/3, 4/4, 4/5a: a token of a client', async () => {
  const response = await call(await accessToken(party('client_secret_basic')), '/orders?page=1')
  assert.deepEqual(await response.json(), { sub: 'client_secret_basic', scope: 'api:read' })
})

test('rfc9068 4: a token of a user', async () => {
  const { client, auth, http, ...rest } = party('client_secret_basic')
  const { callback, codeVerifier } = await obtainCode(
    { client, auth, http, ...rest },
    { scope: 'api:write', resource: AUDIENCE },
  )
  const response = await oauth.authorizationCodeGrantRequest(as, client, auth, callback, REDIRECT_URI, codeVerifier, {
    ...http,
    additionalParameters: { resource: AUDIENCE },
  })
  const { access_token } = await oauth.processAuthorizationCodeResponse(as, client, response)
  assert.deepEqual(await (await call(access_token, '/orders')).json(), { sub: 'alice', scope: 'api:write' })
})

for (const alg of ['ES256', 'PS256', 'RS256', 'Ed25519']) {
  test(`rfc9449 4.3/6, 4.3/8, 4.3/9, 4.3/12a, 4.3/12b, 6.1/1: a bound token and its proof, ${alg}`, async () => {
    const shop = party('bound')
    const DPoP = oauth.DPoP(shop.client, await oauth.generateKeyPair(alg))
    const response = await call(await accessToken(shop, { DPoP }), '/bound/orders?page=1', { DPoP })
    assert.deepEqual(await response.json(), { sub: 'bound', scope: 'api:read' })
  })
}

async function refusal(call: Promise<Response>): Promise<string | null> {
  try {
    await call
  } catch (err) {
    assert.ok(err instanceof oauth.WWWAuthenticateChallengeError, String(err))
    assert.equal(err.cause[0]?.parameters.error, 'invalid_token')
    return err.response.headers.get('x-code')
  }
  assert.fail('the request succeeded')
}

test('rfc9449 4.3/12b, 6/2: a bound token with the proof of another key', async () => {
  const shop = party('bound')
  const token = await accessToken(shop, { DPoP: oauth.DPoP(shop.client, await oauth.generateKeyPair('ES256')) })
  const DPoP = oauth.DPoP(shop.client, await oauth.generateKeyPair('ES256'))
  assert.equal(await refusal(call(token, '/bound', { DPoP })), oauth.JWT_CLAIM_COMPARISON)
})

test('rfc9449 7.2/p1: a bound token used as a bearer token', async () => {
  const shop = party('bound')
  const token = await accessToken(shop, { DPoP: oauth.DPoP(shop.client, await oauth.generateKeyPair('ES256')) })
  assert.equal(await refusal(call(token, '/orders')), oauth.INVALID_RESPONSE)
})

test('rfc9449 7.1: a bearer token if a bound one is required', async () => {
  assert.equal(await refusal(call(await accessToken(party('client_secret_basic')), '/bound')), oauth.INVALID_RESPONSE)
})

test('rfc9068 4/4, 4/5a, rfc9700 2.3/2: a token for another audience, an opaque one, a changed one', async () => {
  const shop = party('client_secret_basic')
  const opaque = await accessToken(shop, { resource: 'urn:example:opaque' })
  assert.equal(await refusal(call(opaque, '/orders')), oauth.INVALID_RESPONSE)
  const [header, payload, signature] = (await accessToken(shop)).split('.') as [string, string, string]
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const changed = (more: object) => Buffer.from(JSON.stringify({ ...claims, ...more })).toString('base64url')
  const forged = [header, changed({ scope: 'api:write' }), signature].join('.')
  assert.equal(await refusal(call(forged, '/orders')), oauth.INVALID_RESPONSE)
  const redirected = [header, changed({ aud: 'urn:example:other' }), signature].join('.')
  assert.equal(await refusal(call(redirected, '/orders')), oauth.JWT_CLAIM_COMPARISON)
})
