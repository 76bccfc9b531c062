import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Request as OtherRequest } from 'undici'
import {
  accessToken,
  audience,
  bearer,
  bound,
  boundToken,
  own,
  tokenClaims,
  url,
  validating,
} from '../../test/fixtures/access_token.ts'
import { type Claims, now, signed, unsigned } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { issuer, json, network, server } from '../../test/fixtures/parties.ts'
import { anotherClass } from '../../test/fixtures/realm.ts'
import {
  failed,
  type Refusal,
  rejection,
  rejects,
  unsupported,
  wrongType,
  wrongValue,
} from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'

const at = now()
const check = (token: string, options: object = {}, as: object = {}) =>
  validating({ headers: bearer(token), options, as })

test('rfc9068 2.2/1, 2.2/2, 2.2/3, 2.2/4, 2.2/5, 2.2/6, 2.2/7, 4/5a, fapi2-sp 5.3.4/3: a token that passes', async (t) => {
  t.mock.method(Date, 'now', () => at * 1000)
  const { run, sent } = check(accessToken({ scope: 'a b', more: [1] }))
  assert.deepEqual(await run(), tokenClaims({ scope: 'a b', more: [1] }))
  assert.deepEqual(
    sent.map((request) => request.url),
    ['https://as.example/jwks'],
  )
})

// not of the second in which the table is made, which may be the next
const claimsThen = (more: Claims) => tokenClaims({ iat: at, exp: at + 60, ...more })
const missing = (claims: Claims) =>
  failed('INVALID_RESPONSE', { claims: JSON.parse(JSON.stringify(claimsThen(claims))) })
const mismatch = (claim: string, expected: string, value: unknown) =>
  failed('JWT_CLAIM_COMPARISON_FAILED', { expected, claim, claims: claimsThen({ [claim]: value }) })
const request = (claims: Claims) => failed('INVALID_REQUEST', { claims: claimsThen(claims) })

const cases: [title: string, claims: Claims, refusal?: Refusal][] = [
  ['rfc9068 2.2/1: no iss', { iss: undefined }, missing({ iss: undefined })],
  ['rfc9068 2.2/2: no exp', { exp: undefined }, missing({ exp: undefined })],
  ['rfc9068 2.2/3: no aud', { aud: undefined }, missing({ aud: undefined })],
  ['rfc9068 2.2/4: no sub', { sub: undefined }, missing({ sub: undefined })],
  ['rfc9068 2.2/5: no client_id', { client_id: undefined }, missing({ client_id: undefined })],
  ['rfc9068 2.2/6: no iat', { iat: undefined }, missing({ iat: undefined })],
  ['rfc9068 2.2/7: no jti', { jti: undefined }, missing({ jti: undefined })],
  ['rfc9068 2.2/2: exp a string', { exp: '1' }, missing({ exp: '1' })],
  ['rfc9068 2.2/6: iat null', { iat: null }, missing({ iat: null })],
  ['difference 16: aud null', { aud: null }, missing({ aud: null })],
  ['difference 16: a member of aud that is not a string', { aud: [audience, 1] }, missing({ aud: [audience, 1] })],
  ['difference 16: sub empty', { sub: '' }, missing({ sub: '' })],
  ['difference 16: sub null keeps its code', { sub: null }, request({ sub: null })],
  ['difference 16: sub a number keeps its code', { sub: 1 }, request({ sub: 1 })],
  ['rfc9068 2.2/7: jti a number', { jti: 1 }, request({ jti: 1 })],
  ['rfc9068 2.2/7: jti null', { jti: null }, request({ jti: null })],
  ['rfc9068 2.2/5: client_id an array', { client_id: ['c'] }, request({ client_id: ['c'] })],
  ['rfc9068 4/3: another issuer', { iss: `${issuer}/` }, mismatch('iss', issuer, `${issuer}/`)],
  ['rfc9068 4/4, rfc9700 2.3/2: another audience', { aud: ['x'] }, mismatch('aud', audience, ['x'])],
  ['rfc9068 4/4: one audience of several', { aud: ['x', audience] }],
  ['rfc9068 4/6: expired', { exp: at - 30 }, failed('JWT_TIMESTAMP_CHECK_FAILED', Object)],
  ['rfc9068 4/6: expired, within the tolerance', { exp: at - 29 }],
  ['compatible: not yet valid', { nbf: at + 31 }, failed('JWT_TIMESTAMP_CHECK_FAILED', Object)],
  ['compatible: cnf a string', { cnf: 'x' }, request({ cnf: 'x' })],
  ['compatible: cnf null', { cnf: null }, request({ cnf: null })],
  ['compatible: cnf an array', { cnf: [] }, request({ cnf: [] })],
  ['compatible: cnf empty', { cnf: {} }],
  [
    'compatible: a certificate',
    { cnf: { 'x5t#S256': 'x' } },
    unsupported({ claims: claimsThen({ cnf: { 'x5t#S256': 'x' } }) }),
  ],
  [
    'compatible: two confirmations',
    { cnf: { jkt: 'a', x: 1 } },
    unsupported({ claims: claimsThen({ cnf: { jkt: 'a', x: 1 } }) }),
  ],
  ['rfc9449 7.1/p2, 7.1/p3: a bound token without a proof', { cnf: { jkt: 'a' } }, failed('INVALID_RESPONSE', Object)],
]
for (const [title, claims, refusal] of cases) {
  test(title, async (t) => {
    t.mock.method(Date, 'now', () => at * 1000)
    const { run } = check(accessToken(claims))
    if (refusal) await rejects(run, refusal)
    else assert.equal((await run()).sub, 'alice')
  })
}

test('compatible: client_id, jti and sub are checked in this order', async () => {
  const claims: Claims = { client_id: 1, jti: 1, sub: 1 }
  for (const claim of ['client_id', 'jti', 'sub']) {
    const error = await rejection(check(accessToken(claims)).run, failed('INVALID_REQUEST', Object))
    assert.match(error.message, new RegExp(`"${claim}"`))
    delete claims[claim]
  }
})

const type = (typ?: unknown) => accessToken({}, { typ })
for (const typ of ['at+jwt', 'AT+JWT', 'application/at+jwt']) {
  test(`rfc9068 4/1: typ ${typ}`, () =>
    check(type(typ))
      .run()
      .then(() => {}))
}
for (const typ of [undefined, 'JWT', 'dpop+jwt', 'token-introspection+jwt', 1]) {
  test(`rfc9068 4/1, rfc8725 3.11/1, 3.12/1: typ ${typ}`, () =>
    rejects(
      check(type(typ)).run,
      failed('INVALID_RESPONSE', JSON.parse(JSON.stringify({ header: { alg: 'ES256', typ } }))),
    ))
}

test('rfc9068 2.1/1, 4/5b: none, a MAC, and an algorithm that the caller does not allow', async () => {
  for (const alg of ['none', 'HS256', 'ES256K']) {
    const { run, sent } = check(unsigned({ alg, typ: 'at+jwt' }, tokenClaims()))
    const error = await rejection(run, failed('INVALID_RESPONSE', Object))
    assert.equal((error.cause as { reason: string }).reason, 'default value')
    assert.equal(sent.length, 0)
  }
  await check(accessToken(), { signingAlgorithms: ['PS256', 'ES256'] }).run()
  const header = { alg: 'ES256', typ: 'at+jwt' }
  const cause = { header, expected: ['PS256'], reason: 'client configuration' }
  await rejects(check(accessToken(), { signingAlgorithms: ['PS256'] }).run, failed('INVALID_RESPONSE', cause))
  await rejects(
    check(unsigned({ alg: 'none', typ: 'at+jwt' }, tokenClaims()), { signingAlgorithms: ['none'] }).run,
    unsupported({ alg: 'none' }),
  )
})

test('rfc9068 4/5a: somebody else’s signature, and one that is not base64url', async () => {
  const other = await keys('ES256', 'of somebody else')
  const forged = signed(other, tokenClaims(), { typ: 'at+jwt' })
  await rejects(check(forged).run, failed('INVALID_RESPONSE', Object))
  await rejects(check(`${forged}!`).run, failed('PARSE_ERROR', TypeError))
})

test('rfc9068 2.1/2: a token signed with RS256', async () => {
  const signer = await keys('RS256')
  const { options } = network(() => json({ keys: [signer.jwk] }))
  const made = new Request(url, { headers: bearer(signed(signer, tokenClaims(), { typ: 'at+jwt' })) })
  assert.equal((await oauth.validateJwtAccessToken(server(), made, audience, options)).sub, 'alice')
})

test('rfc9068 5/5: any of the issuer’s published keys, by the kid in the token', async () => {
  const signers = [await keys('ES256', 'one'), await keys('ES256', 'two'), await keys('RS256')]
  const { options } = network(() => json({ keys: signers.map(({ jwk }, at) => ({ ...jwk, kid: `${at}` })) }))
  for (const [at, signer] of signers.entries()) {
    const token = signed(signer, tokenClaims(), { typ: 'at+jwt', kid: `${at}` })
    const made = new Request(url, { headers: bearer(token) })
    assert.equal((await oauth.validateJwtAccessToken(server(), made, audience, options)).sub, 'alice')
  }
})

test('compatible: skew and tolerance come from the options', async () => {
  const soon = accessToken({ exp: now() - 10 })
  await rejects(check(soon, { [oauth.clockTolerance]: 0 }).run, failed('JWT_TIMESTAMP_CHECK_FAILED', Object))
  await check(accessToken({ exp: now() - 100 }), { [oauth.clockSkew]: -200 }).run()
})

test('compatible: _expectedIssuer', async () => {
  const as = { [oauth._expectedIssuer]: () => 'https://as.example/tenant' }
  await check(accessToken({ iss: 'https://as.example/tenant' }), {}, as).run()
  await rejects(check(accessToken(), {}, as).run, failed('JWT_CLAIM_COMPARISON_FAILED', Object))
})

const token = accessToken()
const headers: [title: string, value: string, code: string | undefined, ok?: boolean][] = [
  ['fapi2-sp 5.3.4/1: Bearer', `Bearer ${token}`, undefined, true],
  ['rfc9110 11.1/1: bearer', `bearer ${token}`, undefined, true],
  ['rfc9110 11.1/1: BEARER', `BEARER ${token}`, undefined, true],
  ['compatible: another scheme', 'Basic s3cret', undefined],
  ['compatible: another scheme without credentials', 'Negotiate', undefined],
  ['rfc6750 2.1/1: no token', 'Bearer', 'INVALID_REQUEST'],
  ['rfc6750 2.1/1: a token and more', `Bearer ${token} more`, 'INVALID_REQUEST'],
  ['compatible: two spaces', `Bearer  ${token}`, undefined, true],
  ['difference 5: a token of five parts', 'Bearer a.b.c.d.s3cret', 'INVALID_REQUEST'],
]
for (const [title, authorization, code, ok] of headers) {
  test(title, async () => {
    const { run, request: made } = validating({ headers: { authorization } })
    const cause = { headers: made.headers }
    if (ok) await run()
    else await rejects(run, code ? failed(code, cause) : unsupported(cause))
  })
}

test('fapi2-sp 5.3.4/2: no header; a token in the query or the body does not count', async () => {
  const { run, request: made } = validating({
    target: `${url}&access_token=${token}`,
    request: { method: 'POST', body: new URLSearchParams({ access_token: token }) },
  })
  await rejects(run, failed('INVALID_REQUEST', { headers: made.headers }))
})

test('compatible: a token that is not a JWT', async () => {
  await rejects(check('s3cret').run, failed('INVALID_RESPONSE', 's3cret'))
  await rejects(check('a.b.c').run, failed('PARSE_ERROR', TypeError))
})

test('misuse: request and expectedAudience', async () => {
  for (const none of [undefined, null, {}, url, new Response()]) {
    await rejects(() => oauth.validateJwtAccessToken(server(), none as never, ''), wrongType)
  }
  const made = new Request(url)
  for (const none of [undefined, null, 1, new URL(url)]) {
    await rejects(() => oauth.validateJwtAccessToken(server(), made, none as never), wrongType)
  }
  await rejects(() => oauth.validateJwtAccessToken(server(), made, ''), wrongValue)
})

test('difference 22: a Request of undici, and one from another realm', async (t) => {
  const { options } = network(() => json({ keys: [own.jwk] }))
  const theirs = new OtherRequest(url, { headers: bearer(token) })
  await oauth.validateJwtAccessToken(server(), theirs as unknown as Request, audience, options)
  const made = new Request(url, { headers: bearer(token) })
  anotherClass(t, 'Request')
  await oauth.validateJwtAccessToken(server(), made, audience, options)
})

test('compatible: one JWK Set for many requests; an external cache', async () => {
  const { options, sent } = network(() => json({ keys: [own.jwk] }))
  const cache = {}
  const as = server()
  const check = (as: oauth.AuthorizationServer) =>
    oauth.validateJwtAccessToken(as, new Request(url, { headers: bearer(accessToken()) }), audience, {
      ...options,
      [oauth.jwksCache]: cache,
    })
  await check(as)
  await check(as)
  await check(server())
  assert.equal(sent.length, 1)
})

test('compatible: a token and a proof without options', async (t) => {
  t.mock.method(globalThis, 'fetch', async () => json({ keys: [own.jwk] }))
  const token = boundToken()
  const made = new Request(url, { headers: bound(token) })
  assert.equal((await oauth.validateJwtAccessToken(server(), made, audience)).client_id, 'the client')
})
