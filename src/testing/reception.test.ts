import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Request as ForeignRequest } from 'undici'
import { basic } from '../../test/fixtures/raw_requests.ts'
import { createAuthorizationServer } from './index.ts'

test('init overrides the request, as in fetch', async () => {
  const server = await createAuthorizationServer()
  const url = server.metadata.token_endpoint as string
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const headers = basic(server)
  const status = async (...parameters: Parameters<typeof server.fetch>) => (await server.fetch(...parameters)).status
  assert.equal(await status(new Request(url), { method: 'POST', headers, body }), 200)
  assert.equal(await status(new Request(url, { method: 'POST', body }), { headers }), 400)
  const complete = () => new Request(url, { method: 'POST', headers, body })
  assert.equal(await status(complete(), {}), 200)
  assert.equal(await status(complete(), { method: undefined as unknown as string, signal: null }), 200)
  assert.equal(await status(complete(), { body: new URLSearchParams({ grant_type: 'unknown' }) }), 400)
  assert.equal(await status(new Request(server.metadata.jwks_uri as string), { method: 'HEAD' }), 200)
  const stopped = new Request(url, { signal: AbortSignal.abort(new Error('given up')) })
  await assert.rejects(server.fetch(stopped), { message: 'given up' })
  assert.equal(await status(stopped, { signal: null, method: 'POST', headers, body }), 200)
})

test('misuse: a Request of another Fetch implementation is accepted, with or without a body or init', async () => {
  const server = await createAuthorizationServer()
  const { jwks_uri, token_endpoint } = server.metadata as { jwks_uri: string; token_endpoint: string }
  const body = 'grant_type=client_credentials'
  const headers = { ...basic(server), 'content-type': 'application/x-www-form-urlencoded' }
  const send = async (request: ForeignRequest, init?: Parameters<typeof server.fetch>[1]) =>
    (await server.fetch(request as unknown as Request, init)).status
  assert.equal(await send(new ForeignRequest(jwks_uri)), 200)
  assert.equal(await send(new ForeignRequest(token_endpoint, { method: 'POST', headers, body })), 200)
  assert.equal(await send(new ForeignRequest(token_endpoint), { method: 'POST', headers, body }), 200)
})

test('an aborted request is not answered, whatever its URL', async () => {
  const server = await createAuthorizationServer()
  const signal = AbortSignal.abort(new Error('given up'))
  await assert.rejects(server.fetch('https://elsewhere.example/', { signal }), { message: 'given up' })
})

test('rfc9110 9.3.2: the response to HEAD has no content', async () => {
  const server = await createAuthorizationServer()
  const url = server.metadata.jwks_uri as string
  for (const deviation of [undefined, 'html'] as const) {
    if (deviation) server.misbehave('jwks.body', deviation)
    const head = await server.fetch(url, { method: 'HEAD' })
    const { headers } = await server.fetch(url)
    assert.deepEqual([head.status, await head.text()], [200, ''])
    assert.deepEqual([...head.headers], [...headers])
  }
  assert.equal(server.exchanges[0]?.response?.body, null)
})

test('rfc9110 15.5.6: another method gets 405 with the allowed methods', async () => {
  const server = await createAuthorizationServer()
  const wrong: [endpoint: string, method: string, allow: string][] = [
    ['token_endpoint', 'GET', 'POST'],
    ['pushed_authorization_request_endpoint', 'PUT', 'POST'],
    ['introspection_endpoint', 'GET', 'POST'],
    ['revocation_endpoint', 'GET', 'POST'],
    ['registration_endpoint', 'GET', 'POST'],
    ['device_authorization_endpoint', 'GET', 'POST'],
    ['backchannel_authentication_endpoint', 'GET', 'POST'],
    ['jwks_uri', 'DELETE', 'GET, HEAD'],
    ['userinfo_endpoint', 'PUT', 'GET, HEAD, POST'],
    ['authorization_endpoint', 'PUT', 'GET, HEAD, POST'],
  ]
  for (const [endpoint, method, allow] of wrong) {
    const { status, headers } = await server.fetch(server.metadata[endpoint] as string, { method })
    assert.deepEqual([status, headers.get('allow')], [405, allow], endpoint)
  }
  for (const path of ['openid-configuration', 'oauth-authorization-server']) {
    const url = `https://as.example/.well-known/${path}`
    assert.equal((await server.fetch(url, { method: 'POST', body: '' })).status, 405)
  }
  const documents = 'https://rs.example/.well-known/oauth-protected-resource/resource'
  assert.equal((await server.fetch(documents, { method: 'POST' })).status, 405)
  // the methods of a resource are up to its application
  assert.equal((await server.fetch(server.resource.resource, { method: 'DELETE' })).status, 401)
})
