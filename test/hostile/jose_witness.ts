// npm jose verifies every JWT that an exchange carried, in either direction: an independent check, because the test
// server is built from the same rooms as the library.
import assert from 'node:assert/strict'
import * as jose from 'jose'
import type { Exchange, TestAuthorizationServer } from 'relying/testing'

/** How many JWTs of each kind were verified. */
export type Testimony = Map<string, number>

export async function verifyAll(server: TestAuthorizationServer, testimony: Testimony): Promise<void> {
  for (const exchange of server.exchanges) {
    const { request, response } = exchange
    if (request.headers.dpop) await proof(exchange, testimony)
    const sent = new URLSearchParams(request.method === 'POST' ? request.body : new URL(request.url).search)
    await assertion(server, sent.get('client_assertion'), testimony)
    await requestObject(server, sent.get('request'), testimony)
    await issued(server, exchange, tokensOf(response), testimony)
  }
}

type Found = [kind: string, jwt: string, audience: string][]

/** The JWTs in a response or a notification. */
function tokensOf(response: Exchange['response']): (server: TestAuthorizationServer, exchange: Exchange) => Found {
  return ({ client, resource }, { endpoint, request }) => {
    const body = endpoint === 'client_notification' ? JSON.parse(request.body) : (response?.body ?? {})
    const { location = '' } = response?.headers ?? {}
    const url = location ? new URL(location) : undefined
    const parameters = new URLSearchParams(`${url?.search.slice(1)}&${url?.hash.slice(1)}`)
    const form = typeof body === 'string' ? /name="id_token" value="([^"]+)"/.exec(body)?.[1] : undefined
    const candidates: [string, unknown, string][] = [
      ['ID Token', body.id_token ?? parameters.get('id_token') ?? form, client.client_id],
      ['access token', body.access_token, resource.resource],
      ['JARM response', parameters.get('response'), client.client_id],
      ['UserInfo', endpoint === 'userinfo' && typeof body === 'string' ? body : null, client.client_id],
      ['introspection', endpoint === 'introspection' && typeof body === 'string' ? body : null, client.client_id],
    ]
    return candidates.filter((candidate): candidate is Found[0] => typeof candidate[1] === 'string')
  }
}

async function issued(
  server: TestAuthorizationServer,
  exchange: Exchange,
  find: ReturnType<typeof tokensOf>,
  testimony: Testimony,
): Promise<void> {
  const keys = jose.createLocalJWKSet(server.keys.jwks as jose.JSONWebKeySet)
  for (const [kind, jwt, audience] of find(server, exchange)) {
    const { payload, protectedHeader } = await jose.jwtVerify(jwt, keys, {
      issuer: server.metadata.issuer,
      audience,
      currentDate: new Date(server.clock.now() * 1000),
      clockTolerance: 600,
      ...(kind === 'access token' && { typ: 'at+jwt', requiredClaims: ['sub', 'client_id', 'jti', 'iat', 'exp'] }),
      ...(kind === 'introspection' && { typ: 'token-introspection+jwt', requiredClaims: ['iat'] }),
      ...(kind === 'ID Token' && { requiredClaims: ['sub', 'iat', 'exp'] }),
      ...(kind === 'JARM response' && { requiredClaims: ['exp'] }),
    })
    assert.ok(protectedHeader.kid)
    if (kind === 'access token' && exchange.request.headers.dpop) {
      const { jkt } = payload.cnf as { jkt: string }
      const { jwk } = jose.decodeProtectedHeader(exchange.request.headers.dpop)
      assert.equal(jkt, await jose.calculateJwkThumbprint(jwk as jose.JWK))
    }
    count(testimony, kind)
  }
}

async function proof({ request }: Exchange, testimony: Testimony): Promise<void> {
  const { payload, protectedHeader } = await jose.jwtVerify(request.headers.dpop as string, jose.EmbeddedJWK, {
    typ: 'dpop+jwt',
    requiredClaims: ['jti', 'iat', 'htm', 'htu'],
  })
  assert.equal(payload.htm, request.method)
  assert.equal(payload.htu, request.url.split('?')[0])
  assert.equal((protectedHeader.jwk as jose.JWK).d, undefined)
  count(testimony, 'DPoP proof')
}

async function assertion(server: TestAuthorizationServer, jwt: string | null, testimony: Testimony): Promise<void> {
  if (jwt === null) return
  const { client, clientSecret, metadata } = server
  const options = { issuer: client.client_id, subject: client.client_id, audience: metadata.issuer }
  if (jose.decodeProtectedHeader(jwt).alg === 'HS256') {
    await jose.jwtVerify(jwt, new TextEncoder().encode(clientSecret), options)
  } else {
    await jose.jwtVerify(jwt, jose.createLocalJWKSet(client.jwks as unknown as jose.JSONWebKeySet), options)
  }
  count(testimony, 'client assertion')
}

async function requestObject(server: TestAuthorizationServer, jwt: string | null, testimony: Testimony): Promise<void> {
  if (jwt === null) return
  const { client, metadata } = server
  await jose.jwtVerify(jwt, jose.createLocalJWKSet(client.jwks as unknown as jose.JSONWebKeySet), {
    issuer: client.client_id,
    audience: metadata.issuer,
    requiredClaims: ['jti', 'exp', 'iat', 'nbf'],
  })
  count(testimony, 'request object')
}

function count(testimony: Testimony, kind: string): void {
  testimony.set(kind, (testimony.get(kind) ?? 0) + 1)
}
