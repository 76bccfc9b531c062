import assert from 'node:assert/strict'
import { test } from 'node:test'
import { basic, errorOf, freshCode, post, prover } from '../../test/fixtures/raw_requests.ts'
import type { ModifyAssertionFunction } from '../index.ts'
import { createAuthorizationServer, type TestAuthorizationServer } from './index.ts'

const redeem = async (server: TestAuthorizationServer, dpop: string) =>
  post(server, 'token_endpoint', await freshCode(server), { ...basic(server), dpop })

const wrong: [string, ModifyAssertionFunction][] = [
  ['4.3/8: another method', (_, claims) => Object.assign(claims, { htm: 'GET' })],
  ['4.3/9: another URL', (_, claims) => Object.assign(claims, { htu: 'https://as.example/other' })],
  ['4.3/11: too old', (_, claims) => Object.assign(claims, { iat: (claims.iat as number) - 61 })],
  ['4.3/11: in the future', (_, claims) => Object.assign(claims, { iat: (claims.iat as number) + 61 })],
  ['4.3/3: no iat', (_, claims) => delete claims.iat],
  ['4.3/3: no jti', (_, claims) => delete claims.jti],
  ['4.3/12: an access token hash without an access token', (_, claims) => Object.assign(claims, { ath: 'x' })],
  ['4.3/4: another typ', (header) => Object.assign(header, { typ: 'JWT' })],
  ['4.3/5: no algorithm', (header) => Object.assign(header, { alg: 'none' })],
  ['4.3/7: a private key', (header) => Object.assign(header.jwk as object, { d: 'AAAA' })],
  ['4.3/6: another key', (header) => Object.assign(header.jwk as object, { x: (header.jwk as { y: string }).y })],
  ['4.3/3: no key', (header) => delete header.jwk],
]
for (const [title, modify] of wrong) {
  test(`rfc9449 ${title}: the proof is refused`, async () => {
    const server = await createAuthorizationServer()
    const { proof } = await prover()
    const dpop = await proof(server.metadata.token_endpoint as string, 'POST', undefined, modify)
    assert.equal(errorOf(await redeem(server, dpop)), 'invalid_dpop_proof')
  })
}

test('rfc9449 11.1: a proof is accepted once', async () => {
  const server = await createAuthorizationServer()
  const { proof } = await prover()
  const dpop = await proof(server.metadata.token_endpoint as string, 'POST')
  assert.equal((await redeem(server, dpop)).body.token_type, 'DPoP')
  assert.equal(errorOf(await redeem(server, dpop)), 'invalid_dpop_proof')
})

test('rfc9449 4.3/5: an algorithm that is not announced is refused', async () => {
  const server = await createAuthorizationServer({ metadata: { dpop_signing_alg_values_supported: ['PS256'] } })
  const { proof } = await prover()
  assert.equal(
    errorOf(await redeem(server, await proof(server.metadata.token_endpoint as string, 'POST'))),
    'invalid_dpop_proof',
  )
})

test('rfc9449 11.1: another key may use the same jti', async () => {
  const server = await createAuthorizationServer()
  const url = server.metadata.token_endpoint as string
  const same: ModifyAssertionFunction = (_, claims) => Object.assign(claims, { jti: 'same' })
  for (const { proof } of [await prover(), await prover()]) {
    const dpop = await proof(url, 'POST', undefined, same)
    assert.equal((await redeem(server, dpop)).status, 200)
  }
})

test('rfc9449 4.3/1: a proof must be a JWT', async () => {
  const server = await createAuthorizationServer()
  assert.equal(errorOf(await redeem(server, 'no JWT')), 'invalid_dpop_proof')
})

test('rfc9449 8: a nonce is required, and changes with every response', async () => {
  const server = await createAuthorizationServer({ requireDPoPNonce: true })
  const url = server.metadata.token_endpoint as string
  const { proof } = await prover()
  const first = await redeem(server, await proof(url, 'POST'))
  assert.equal(errorOf(first), 'use_dpop_nonce')
  const nonces = [first.headers.get('dpop-nonce') as string]
  for (let turn = 0; turn < 3; turn++) {
    const { status, headers } = await redeem(server, await proof(url, 'POST', undefined, undefined, nonces.at(-1)))
    assert.equal(status, 200)
    nonces.push(headers.get('dpop-nonce') as string)
  }
  assert.equal(new Set(nonces).size, 4)
  // of two concurrent requests, the later one has the previous nonce
  const before = await redeem(server, await proof(url, 'POST', undefined, undefined, nonces.at(-2)))
  assert.equal(before.status, 200)
  // an older nonce is refused
  assert.equal(
    errorOf(await redeem(server, await proof(url, 'POST', undefined, undefined, nonces[0]))),
    'use_dpop_nonce',
  )
})

test('rfc9449 8: a nonce is sent only if nonces are required and the request has a proof', async () => {
  const [plain, wanting] = [
    await createAuthorizationServer(),
    await createAuthorizationServer({ requireDPoPNonce: true }),
  ]
  const { proof } = await prover()
  const proven = await redeem(plain, await proof(plain.metadata.token_endpoint as string, 'POST'))
  const bearer = await post(wanting, 'token_endpoint', await freshCode(wanting))
  for (const { status, headers } of [proven, bearer]) {
    assert.deepEqual([status, headers.get('dpop-nonce')], [200, null])
  }
})

test('rfc9449 5.2: a client that is registered for DPoP gets no bearer token', async () => {
  const server = await createAuthorizationServer({ client: { dpop_bound_access_tokens: true } })
  assert.equal(errorOf(await post(server, 'token_endpoint', await freshCode(server))), 'invalid_dpop_proof')
})

test('rfc9449 7: a bound token needs a proof by its key, and the DPoP scheme', async () => {
  const server = await createAuthorizationServer()
  const [mine, other] = [await prover(), await prover()]
  const { body } = await redeem(server, await mine.proof(server.metadata.token_endpoint as string, 'POST'))
  const token = body.access_token as string
  const { resource } = server.resource
  const present = async (authorization: string, dpop?: string) => {
    const headers: Record<string, string> = { authorization, ...(dpop && { dpop }) }
    const response = await server.fetch(resource, { headers })
    return `${response.status} ${response.headers.get('www-authenticate')?.slice(0, 25) ?? ''}`
  }
  assert.equal(await present(`DPoP ${token}`, await mine.proof(resource, 'GET', token)), '200 ')
  assert.equal(await present(`dpop ${token}`, await mine.proof(resource, 'GET', token)), '200 ')
  assert.equal(await present(`Bearer ${token}`), '401 Bearer error="invalid_tok')
  assert.equal(await present(`DPoP ${token}`), '401 DPoP error="invalid_token')
  assert.equal(
    await present(`DPoP ${token}`, await other.proof(resource, 'GET', token)),
    '401 DPoP error="invalid_token',
  )
  assert.equal(await present(`DPoP ${token}`, await mine.proof(resource, 'GET')), '401 DPoP error="invalid_dpop_')
  assert.equal(await present('DPoP made-up'), '401 DPoP error="invalid_token')
  const bearer = (await post(server, 'token_endpoint', await freshCode(server))).body.access_token as string
  // an unnecessary proof is ignored
  assert.equal(await present(`Bearer ${bearer}`, await mine.proof(resource, 'GET', bearer)), '200 ')
  assert.equal(
    await present(`DPoP ${bearer}`, await mine.proof(resource, 'GET', bearer)),
    '401 DPoP error="invalid_token',
  )
})
