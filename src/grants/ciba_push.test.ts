import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Claims, leftHalf, now, part, sha256, signed } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { client, issuer, json, network, server } from '../../test/fixtures/parties.ts'
import { failed, rejection } from '../../test/fixtures/refusal.ts'
import { OperationProcessingError } from '../errors/operation_processing_error.ts'
import { customFetch } from '../http/options.ts'
import { jweDecrypt } from '../jose/jwe_decrypt.ts'
import { getValidatedIdTokenClaims } from '../token_endpoint/id_token_claims.ts'
import { type AcceptedPush, validateBackchannelPush } from './ciba_push.ts'

const token = 'token-of-the-client'
const find = (tokenHash: string) => (tokenHash === sha256(token) ? { tokenHash, auth_req_id: 'the id' } : undefined)
const authReqId = 'urn:openid:params:jwt:claim:auth_req_id'
const refreshTokenHash = 'urn:openid:params:jwt:claim:rt_hash'
const own = await keys('RS256')

const claims = (more: Claims = {}): Claims => ({
  iss: issuer,
  sub: 'alice',
  aud: 'the client',
  exp: now() + 60,
  iat: now(),
  acr: 'urn:strong',
  at_hash: leftHalf('s3cret access'),
  [authReqId]: 'the id',
  ...more,
})
const success = (id_token: unknown, more: Claims = {}): Claims => ({
  auth_req_id: 'the id',
  access_token: 's3cret access',
  token_type: 'Bearer',
  expires_in: 3600,
  id_token,
  ...more,
})
const withRefreshToken = { refresh_token: 's3cret refresh' }

function push(body: unknown, headers = {}, party = client(), more = {}) {
  const all = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const request = new Request('https://rp.example/notification', { method: 'POST', headers: all, body: text })
  const { options, sent } = network(json({ keys: [own.jwk] }))
  const result = validateBackchannelPush(server(), party, request, find, {
    ...options,
    ...more,
  }) as Promise<AcceptedPush>
  return { result, sent }
}

test('ciba 10.3.1/3, 10.3.1/4, 10.3.1/5, 10.3.1/7, 10.3.1/8, 10.3.1/9a, fapi-ciba 5.2.2/8: tokens', async () => {
  const { result, sent } = push(success(signed(own, claims())))
  const { tokens, auth_req_id, error, response } = await result
  assert.equal(error, undefined)
  assert.equal(auth_req_id, 'the id')
  assert.deepEqual([tokens?.access_token, tokens?.token_type, tokens?.expires_in], ['s3cret access', 'bearer', 3600])
  assert.equal(getValidatedIdTokenClaims(tokens as never)?.acr, 'urn:strong')
  assert.deepEqual([response.status, response.body], [204, null])
  assert.deepEqual(
    sent.map(({ url }) => url),
    [server().jwks_uri],
  )
})

test('ciba 10.3.1/5, 10.3.1/9b: tokens, including a refresh token', async () => {
  const idToken = signed(own, claims({ [refreshTokenHash]: leftHalf('s3cret refresh') }))
  const { tokens } = await push(success(idToken, withRefreshToken)).result
  assert.equal(tokens?.refresh_token, 's3cret refresh')
})

test('ciba 10.3.1/10, 10.3.1/13: unknown members', async () => {
  const { tokens, response } = await push(success(signed(own, claims()), { urgent: true })).result
  assert.equal(tokens?.urgent, true)
  assert.equal(response.status, 204)
})

for (const error of ['access_denied', 'expired_token', 'transaction_failed', 'something_new']) {
  test(`ciba 10.3.1/2, 10.3.1/10, 12/1, 12/2, 12/3, 12/4, 12/5, 12/6: the error ${error}`, async () => {
    const body = { auth_req_id: 'the id', error, error_description: 'as you wished', more: 1 }
    const { tokens, auth_req_id, response, error: pushed } = await push(body).result
    assert.equal(tokens, undefined)
    assert.equal(auth_req_id, 'the id')
    assert.equal(response.status, 204)
    const { name, code, cause, ...rest } = pushed as Error & { code: string; error: string; error_description: string }
    assert.deepEqual([name, code], ['BackchannelAuthenticationError', 'OAUTH_BACKCHANNEL_AUTHENTICATION_ERROR'])
    assert.deepEqual([rest.error, rest.error_description, cause], [error, 'as you wished', body])
  })
}

const comparison = 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'
const invalid = 'OAUTH_INVALID_RESPONSE'
const other = await keys('RS256', 'of somebody else')
const [header, , signature] = signed(own, claims()).split('.')
const refusals: [string, unknown, number, string][] = [
  ['ciba 12/2: an empty error', { auth_req_id: 'the id', error: '' }, 400, invalid],
  ['ciba 12/2: an error that is not a string', { auth_req_id: 'the id', error: 1 }, 400, invalid],
  ['ciba 12/3: an error without auth_req_id', { error: 'access_denied' }, 400, 'OAUTH_INVALID_REQUEST'],
  [
    'ciba 10.3.1/3: no auth_req_id',
    success(signed(own, claims()), { auth_req_id: undefined }),
    400,
    'OAUTH_INVALID_REQUEST',
  ],
  [
    'ciba 10.3.1/6a, 10.3.1/6b: the auth_req_id of another authentication',
    success(signed(own, claims()), { auth_req_id: 'x' }),
    401,
    'OAUTH_INVALID_REQUEST',
  ],
  ['ciba 10.3.1/3: no ID Token', success(undefined), 400, invalid],
  ['ciba 10.3.1/3: no access token', success(signed(own, claims()), { access_token: undefined }), 400, invalid],
  ['ciba 10.3.1/3: no token type', success(signed(own, claims()), { token_type: undefined }), 400, invalid],
  [
    'rfc6749 7.1/1: an unknown token type',
    success(signed(own, claims()), { token_type: 'mac' }),
    400,
    'OAUTH_UNSUPPORTED_OPERATION',
  ],
  ['ciba 10.3.1/5: no auth_req_id claim', success(signed(own, claims({ [authReqId]: undefined }))), 400, invalid],
  ['ciba 10.3.1/5: no at_hash', success(signed(own, claims({ at_hash: undefined }))), 400, invalid],
  ['ciba 10.3.1/5: no rt_hash', success(signed(own, claims()), withRefreshToken), 400, invalid],
  ['ciba 10.3.1/8: a different auth_req_id claim', success(signed(own, claims({ [authReqId]: 'x' }))), 400, comparison],
  [
    'ciba 10.3.1/9a, oidc-core 3.2.2.9/3: the at_hash of another token',
    success(signed(own, claims({ at_hash: leftHalf('x') }))),
    400,
    comparison,
  ],
  [
    'ciba 10.3.1/9b: the rt_hash of another token',
    success(signed(own, claims({ [refreshTokenHash]: leftHalf('x') })), withRefreshToken),
    400,
    comparison,
  ],
  [
    'oidc-core 3.1.3.7/10: issued more than an hour ago',
    success(signed(own, claims({ iat: now() - 3700 }))),
    400,
    'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  ],
  [
    'ciba 10.3.1/7: somebody else’s signature',
    success(`${header}.${part(claims({ acr: 'other' }))}.${signature}`),
    400,
    invalid,
  ],
  [
    'ciba 10.3.1/7: somebody else’s key',
    success(signed(other, claims(), { kid: 'x' })),
    400,
    'OAUTH_KEY_SELECTION_FAILED',
  ],
  ['ciba 10.3.1/7: no signature at all', success(`${part({ alg: 'none' })}.${part(claims())}.`), 400, invalid],
  ['ciba 10.3.1/7: another issuer', success(signed(own, claims({ iss: 'https://other.example' }))), 400, comparison],
  ['ciba 10.3.1/7: another audience', success(signed(own, claims({ aud: 'x' }))), 400, comparison],
  [
    'ciba 10.3.1/7: an ID Token that has expired',
    success(signed(own, claims({ exp: 1 }))),
    400,
    'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  ],
]
for (const [title, body, status, code] of refusals) {
  test(title, async () => {
    const { tokens, auth_req_id, error, response } = await push(body).result
    assert.equal(tokens, undefined)
    assert.equal(auth_req_id, undefined)
    assert.equal((error as { code?: string }).code, code, error?.message)
    assert.ok(!error?.message.includes('s3cret'))
    assert.equal(response.status, status)
  })
}

test('ciba 9/5, 10.3.1/6a, 10.3.1/6b: without the bearer token nothing is examined', async () => {
  for (const authorization of ['', 'Bearer other', `Basic ${token}`]) {
    const { result, sent } = push(success(signed(own, claims())), { authorization })
    const { response, tokens } = await result
    assert.deepEqual([response.status, tokens, sent.length], [401, undefined, 0])
  }
})

test('ciba 10.3.1/4, 12/p1: a body that is not JSON is refused', async () => {
  const text = JSON.stringify(success(signed(own, claims())))
  const form = await push(text, { 'content-type': 'application/x-www-form-urlencoded' }).result
  const broken = await push(text.slice(1)).result
  assert.deepEqual([form.response.status, broken.response.status], [415, 400])
})

test('ciba 10.3.1/11: no response is a redirect', async () => {
  for (const [, body] of refusals) {
    const { response } = await push(body).result
    // not `ok`: when it fails without a message, Node 20 searches the file for the source text and hangs
    assert.equal(response.status > 399, true)
    assert.equal(response.headers.get('location'), null)
  }
})

for (const [what, answer, code, cause] of [
  ['cannot be fetched', () => json({}, 500), 'RESPONSE_IS_NOT_CONFORM', Response],
  ['is not JSON', () => json('{'), 'PARSE_ERROR', Object],
  ['has no keys', () => json({}), 'INVALID_RESPONSE', Object],
] as const) {
  test(`ciba 10.3.1/7: if the JWK Set ${what}, the push is neither accepted nor refused`, async () => {
    const body = JSON.stringify(success(signed(own, claims())))
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const request = new Request('https://rp.example/notification', { method: 'POST', headers, body })
    const { options } = network(answer())
    const run = () => validateBackchannelPush(server(), client(), request, find, options)
    await rejection(run, failed(code, cause))
  })
}

test('oidc-core 10.1.1/1: a key newer than the cached JWK Set is fetched immediately', async () => {
  const next = await keys('ES256')
  const as = server({ id_token_signing_alg_values_supported: ['RS256', 'ES256'] })
  const published = [own.jwk]
  const { options, sent } = network(() => json({ keys: published }))
  const pushed = async (key: typeof own) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = JSON.stringify(success(signed(key, claims())))
    const request = new Request('https://rp.example/notification', { method: 'POST', headers, body })
    const { response } = await validateBackchannelPush(as, client(), request, find, options)
    return [response.status, sent.length]
  }
  assert.deepEqual(await pushed(own), [204, 1])
  assert.deepEqual(await pushed(next), [400, 2])
  published.push(next.jwk)
  assert.deepEqual(await pushed(next), [204, 3])
  assert.deepEqual(await pushed(next), [204, 3])
})

test('oidc-core 10.1.1/1: a failed fetch for a newer key leaves the cached JWK Set usable', async () => {
  const as = server({ id_token_signing_alg_values_supported: ['RS256', 'ES256'] })
  const { options } = network(json({ keys: [own.jwk] }), () => json({}, 500))
  const pushed = async (key: typeof own) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = JSON.stringify(success(signed(key, claims())))
    const request = new Request('https://rp.example/notification', { method: 'POST', headers, body })
    return (await validateBackchannelPush(as, client(), request, find, options)).response.status
  }
  assert.equal(await pushed(own), 204)
  await rejection(() => keys('ES256').then(pushed), failed('RESPONSE_IS_NOT_CONFORM', Response))
  assert.equal(await pushed(own), 204)
})

test('ciba 10.3.1/7: an unverifiable algorithm is the push’s own fault, even if the client registered it', async () => {
  const party = client({ id_token_signed_response_alg: 'HS256' })
  const idToken = `${part({ alg: 'HS256' })}.${part(claims())}.AAAA`
  const { response, error } = await push(success(idToken), {}, party).result
  assert.deepEqual([response.status, (error as { code?: string }).code], [400, 'OAUTH_UNSUPPORTED_OPERATION'])
})

test('ciba 10.3.1/5: without rt_hash the push is refused before a key is fetched', async () => {
  const { result, sent } = push(success(signed(own, claims()), withRefreshToken))
  assert.deepEqual([(await result).response.status, sent.length], [400, 0])
})

test('ciba 10.3.1/7: an error from jweDecrypt is rethrown, the push is neither accepted nor refused', async () => {
  const away = new Error('the key is in a safe')
  const decrypt = { [jweDecrypt]: () => Promise.reject(away) }
  await assert.rejects(push(success(`${'e30.'.repeat(4)}e30`), {}, client(), decrypt).result, (error) => error === away)
})

test('ciba 10.3.1/7: an OperationProcessingError from jweDecrypt refuses the push', async () => {
  const refusal = new OperationProcessingError('that is no JWE for us')
  const decrypt = { [jweDecrypt]: () => Promise.reject(refusal) }
  const { response, error } = await push(success(`${'e30.'.repeat(4)}e30`), {}, client(), decrypt).result
  assert.deepEqual([response.status, error], [400, refusal])
})

test('misuse: undefined or null from a customFetch that rejects is rethrown', async () => {
  for (const reason of [undefined, null]) {
    const options = { [customFetch]: () => Promise.reject(reason) }
    const { result } = push(success(signed(own, claims())), {}, client(), options)
    const outcome = await result.then(
      () => 'a result',
      (error) => [error],
    )
    assert.deepEqual(outcome, [reason])
  }
})
