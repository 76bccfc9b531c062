import assert from 'node:assert/strict'
import { test } from 'node:test'
import { macced, signed, unsigned } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { client, json, network, server } from '../../test/fixtures/parties.ts'
import { failed, rejection, rejects, unsupported, wrongValue } from '../../test/fixtures/refusal.ts'
import { idTokenClaims, tokenResponse } from '../../test/fixtures/tokens.ts'
import * as oauth from '../index.ts'

const rs256 = await keys('RS256')
const own = { id_token_signed_response_alg: 'HS256' }

/** A processed token response. */
async function processed(id_token: string, more = {}): Promise<Response> {
  const response = tokenResponse({ id_token })
  await oauth.processRefreshTokenResponse(server(), client(more), response)
  return response
}

const net = network(() => json({ keys: [rs256.jwk] }))
const validate = (response: unknown, as = server(), options: object = net.options) =>
  oauth.validateApplicationLevelSignature(as, response as Response, options)

test('oidc-core 3.1.3.7/6b: the signature of an ID Token', async () => {
  assert.equal(await validate(await processed(signed(rs256, idTokenClaims()))), undefined)
  const forged = await processed(unsigned({ alg: 'RS256' }, idTokenClaims()))
  const refused = await rejection(() => validate(forged), failed('INVALID_RESPONSE', Object))
  assert.equal((refused.cause as { algorithm: unknown }).algorithm, 'RSASSA-PKCS1-v1_5')
})

test('rfc8725 3.1/1b: a MAC is not a signature', async () => {
  const response = await processed(macced('s3cret', idTokenClaims()), own)
  await rejects(() => validate(response), unsupported({ alg: 'HS256' }))
})

for (const alg of ['none', 'ES256K']) {
  test(`rfc8725 3.2/3: ${alg}, which the metadata allowed`, async () => {
    const response = await processed(unsigned({ alg }, idTokenClaims()), { id_token_signed_response_alg: alg })
    const before = net.sent.length
    await rejects(() => validate(response), unsupported({ alg }))
    assert.equal(net.sent.length, before)
  })
}

test('misuse: a response without a processed JWT', async () => {
  const plain = tokenResponse()
  await oauth.processRefreshTokenResponse(server(), client(), plain)
  for (const none of [plain, tokenResponse({ id_token: 'x' }), new Response(), undefined, null, 'x', {}]) {
    await rejects(() => validate(none), wrongValue)
  }
})

test('compatible: the JWT is remembered even if a later check of the same response fails', async () => {
  const response = tokenResponse({ id_token: signed(rs256, idTokenClaims()), token_type: 'mac' })
  await rejects(() => oauth.processRefreshTokenResponse(server(), client(), response), unsupported(Object))
  await validate(response)
})

test('compatible: a refused JWT is not remembered', async () => {
  const response = tokenResponse({ id_token: signed(rs256, idTokenClaims({ aud: 'you' })) })
  await rejection(
    () => oauth.processRefreshTokenResponse(server(), client(), response),
    failed('JWT_CLAIM_COMPARISON_FAILED', Object),
  )
  await rejects(() => validate(response), wrongValue)
})

test('compatible: a response can be validated repeatedly, and the JWK Set is fetched once', async () => {
  const { options, sent } = network(() => json({ keys: [rs256.jwk] }))
  const [as, response] = [server(), await processed(signed(rs256, idTokenClaims()))]
  for (let at = 0; at < 3; at++) await validate(response, as, options)
  assert.equal(sent.length, 1)
})

test('compatible: changing the header or algorithm in an error’s cause does not affect the next call', async () => {
  const es256 = await keys('ES256')
  const { options } = network(json({ keys: [] }), () => json({ keys: [es256.jwk] }))
  const own = { id_token_signed_response_alg: 'ES256' }
  const good = await processed(signed(es256, idTokenClaims()), own)
  const unknown = await rejection(() => validate(good, server(), options), failed('KEY_SELECTION_FAILED', Object))
  Object.assign((unknown.cause as { header: object }).header, { alg: 'RS256', kid: 'x' })
  const as = server()
  await validate(good, as, options)
  const forged = await processed(unsigned({ alg: 'ES256' }, idTokenClaims()), own)
  const bad = await rejection(() => validate(forged, as, options), failed('INVALID_RESPONSE', Object))
  Object.assign((bad.cause as { algorithm: object }).algorithm, { hash: 'SHA-512' })
  await validate(good, as, options)
})

test('compatible: no options', async (t) => {
  t.mock.method(globalThis, 'fetch', async () => json({ keys: [rs256.jwk] }))
  await oauth.validateApplicationLevelSignature(server(), await processed(signed(rs256, idTokenClaims())))
})
