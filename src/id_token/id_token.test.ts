import assert from 'node:assert/strict'
import { test } from 'node:test'
import { now, unsigned } from '../../test/fixtures/jwt.ts'
import { client, issuer, network, server } from '../../test/fixtures/parties.ts'
import { failed, type Refusal, rejection, rejects, unsupported } from '../../test/fixtures/refusal.ts'
import { idToken, idTokenClaims, tokenResponse } from '../../test/fixtures/tokens.ts'
import * as oauth from '../index.ts'

// the rules apply to every ID Token; this one is in the response to a refresh
const process = (id_token: string, as: object = {}, own: object = {}) =>
  oauth.processRefreshTokenResponse(server({ ...as }), client({ ...own }), tokenResponse({ id_token }))

const at = now()
const claims = (more: object) => ({ iss: issuer, sub: 'alice', aud: 'the client', iat: at, exp: at + 60, ...more })
const missing = (more: object): Refusal =>
  failed('INVALID_RESPONSE', { claims: JSON.parse(JSON.stringify(claims(more))) })
const mismatch = (more: object, claim: string, ...expected: unknown[]): Refusal =>
  failed('JWT_CLAIM_COMPARISON_FAILED', {
    ...(expected.length && { expected: expected[0] }),
    claims: claims(more),
    claim,
  })

type Case = [title: string, claims: object, refusal?: Refusal | undefined, own?: object]
const id = 'the client'
const cases: Case[] = [
  ['oidc-core 2/p3: claims that are not understood', { acr: {}, at_hash: 1, c_hash: 1, nonce: [], amr: 'x' }],
  ['oidc-core 2/1: no iss', { iss: undefined }, missing({ iss: undefined })],
  ['oidc-core 2/1: iss null', { iss: null }, missing({ iss: null })],
  ['oidc-core 2/2: no sub', { sub: undefined }, missing({ sub: undefined })],
  ['oidc-core 2/3: no aud', { aud: undefined }, missing({ aud: undefined })],
  ['oidc-core 2/4: no exp', { exp: undefined }, missing({ exp: undefined })],
  ['oidc-core 2/5: no iat', { iat: undefined }, missing({ iat: undefined })],
  ['oidc-core 2/5: iat a string', { iat: '1' }, missing({ iat: '1' })],
  ['difference 16: sub null', { sub: null }, missing({ sub: null })],
  ['difference 16: sub a number', { sub: 1 }, missing({ sub: 1 })],
  ['difference 16: sub empty', { sub: '' }, missing({ sub: '' })],
  ['difference 16: sub an array', { sub: ['alice'] }, missing({ sub: ['alice'] })],
  ['difference 16: aud null', { aud: null }, missing({ aud: null })],
  ['difference 16: a member of aud that is not a string', { aud: [id, 1] }, missing({ aud: [id, 1] })],
  ['oidc-core 3.1.3.7/2: another issuer', { iss: `${issuer}/` }, mismatch({ iss: `${issuer}/` }, 'iss', issuer)],
  ['oidc-core 3.1.3.7/3a: another audience', { aud: 'you' }, mismatch({ aud: 'you' }, 'aud', id)],
  ['oidc-core 3.1.3.7/3a: no audience', { aud: [] }, mismatch({ aud: [] }, 'aud', id)],
  ['oidc-core 3.1.3.7/3a: one audience, in an array', { aud: [id] }],
  ['oidc-core 3.1.3.7/3b: two audiences, no azp', { aud: [id, 'you'] }, mismatch({ aud: [id, 'you'] }, 'aud')],
  ['oidc-core 3.1.3.7/5: two audiences, azp', { aud: [id, 'you'], azp: id }],
  [
    'oidc-core 3.1.3.7/5: two audiences, another azp',
    { aud: ['you', id], azp: 'you' },
    mismatch({ aud: ['you', id], azp: 'you' }, 'azp', id),
  ],
  [
    'oidc-core 3.1.3.7/5: two audiences, azp null',
    { aud: ['you', id], azp: null },
    mismatch({ aud: ['you', id], azp: null }, 'azp', id),
  ],
  ['compatible: with one audience azp is not checked', { azp: 'you' }],
  ['compatible: with one audience in an array azp is not checked', { aud: [id], azp: 'you' }],
  ['compatible: the same audience twice', { aud: [id, id] }, mismatch({ aud: [id, id] }, 'aud')],
  ['oidc-core 2/6: require_auth_time', { auth_time: 1 }, undefined, { require_auth_time: true }],
  ['oidc-core 2/6: require_auth_time, none', {}, missing({}), { require_auth_time: true }],
  ['difference 27: require_auth_time truthy', {}, undefined, { require_auth_time: 1 }],
  ['oidc-core 2/6: default_max_age, none', {}, missing({}), { default_max_age: 0 }],
  ['compatible: the age is not checked here', { auth_time: 1 }, undefined, { default_max_age: 1 }],
  ['compatible: the nonce is not checked here', { nonce: 'n' }],
  ['compatible: iat may be any time', { iat: 0 }],
  ['oidc-core 14/3: sub is returned code point by code point', { sub: 'e\u0301' }],
]
for (const [title, more, refusal, own] of cases) {
  test(title, async (t) => {
    t.mock.method(Date, 'now', () => at * 1000)
    const run = () => process(unsigned({ alg: 'RS256' }, claims(more)), {}, own)
    if (!refusal) assert.deepEqual(oauth.getValidatedIdTokenClaims(await run()), claims(more))
    else await rejects(run, refusal)
  })
}

for (const auth_time of [-1, null, '1', [], {}, true]) {
  test(`oidc-core 2/6: auth_time ${JSON.stringify(auth_time)}`, async (t) => {
    t.mock.method(Date, 'now', () => at * 1000)
    await rejects(() => process(idToken({ auth_time })), missing({ auth_time }))
    await rejects(() => process(idToken({ auth_time }), {}, { require_auth_time: true }), missing({ auth_time }))
  })
}
test('oidc-core 2/6: auth_time 0', () => process(idToken({ auth_time: 0 })).then(() => {}))

test('compatible: missing claims are reported in this order', async () => {
  const own = { require_auth_time: true, default_max_age: 1 }
  const left: Record<string, unknown> = { aud: id, exp: at + 60, iat: at, iss: issuer, sub: 'alice' }
  const given: Record<string, unknown> = {}
  for (const claim of ['aud', 'exp', 'iat', 'iss', 'sub', 'auth_time']) {
    const error = await rejection(
      () => process(unsigned({ alg: 'RS256' }, given), {}, own),
      failed('INVALID_RESPONSE', Object),
    )
    assert.match(error.message, new RegExp(`"${claim}"`))
    given[claim] = left[claim]
  }
})

test('compatible: a missing nonce is reported before a missing auth_time', async () => {
  const options = { expectedNonce: 'n', maxAge: 1 }
  const run = (more: object) => () => {
    const response = tokenResponse({ id_token: idToken({ ...more }) })
    return oauth.processAuthorizationCodeResponse(server(), client(), response, options)
  }
  assert.match((await rejection(run({}), failed('INVALID_RESPONSE', Object))).message, /"nonce"/)
  assert.match((await rejection(run({ nonce: 'n' }), failed('INVALID_RESPONSE', Object))).message, /"auth_time"/)
})

const algorithm = (alg: unknown, expected: unknown, reason: string): Refusal =>
  failed('INVALID_RESPONSE', { header: { alg }, expected, reason })
const own = (alg: string) => ({ id_token_signed_response_alg: alg })
const theirs = (...algs: string[]) => ({ id_token_signing_alg_values_supported: algs })
const algorithms: [string, string, object, object, Refusal?][] = [
  ['oidc-core 3.1.3.7/7: RS256 when nothing is configured', 'RS256', {}, {}],
  ['oidc-core 3.1.3.7/7: not RS256', 'ES256', {}, {}, algorithm('ES256', 'RS256', 'default value')],
  ['oidc-core 3.1.3.7/7: the client’s algorithm', 'ES256', theirs('PS256'), own('ES256')],
  [
    'oidc-core 3.1.3.7/7: not the client’s algorithm',
    'PS256',
    theirs('PS256'),
    own('ES256'),
    algorithm('PS256', 'ES256', 'client configuration'),
  ],
  ['oidc-core 3.1.3.7/7: one of the server’s algorithms', 'PS256', theirs('ES256', 'PS256'), {}],
  ['oidc-core 2/p4b: none', 'none', {}, {}, algorithm('none', 'RS256', 'default value')],
  ['compatible: none if the server lists it', 'none', theirs('none'), {}],
  ['compatible: none if the client asks for it', 'none', {}, own('none')],
  ['compatible: HS256 if the client asks for it', 'HS256', {}, own('HS256')],
]
for (const [title, alg, as, party, refusal] of algorithms) {
  test(title, async () => {
    const run = () => process(idToken({}, { alg }), as, party)
    if (refusal) await rejects(run, refusal)
    else assert.equal(oauth.getValidatedIdTokenClaims(await run())?.sub, 'alice')
  })
}

test('oidc-core 3.1.3.7/6a: the signature of a token from the token endpoint is not verified, and no key is fetched', async (t) => {
  const fetch = t.mock.method(globalThis, 'fetch', network().fetch as never)
  await process(idToken())
  assert.equal(fetch.mock.callCount(), 0)
})

test('rfc7515 4.1.11/1, oidc-core 3.1.3.7/9: the rules for every JWT apply here', async () => {
  await rejects(() => process(idToken({}, { crit: ['b64'] })), unsupported({ header: { alg: 'RS256', crit: ['b64'] } }))
  await rejects(() => process(idToken({ exp: 1 })), failed('JWT_TIMESTAMP_CHECK_FAILED', Object))
  await rejects(() => process(idToken({ nbf: 9e9 })), failed('JWT_TIMESTAMP_CHECK_FAILED', Object))
  await rejects(() => process('s3cret'), failed('INVALID_RESPONSE', 's3cret'))
})

test('compatible: clock settings of the client', async () => {
  const soon = idToken({ exp: now() - 10 })
  await process(soon)
  await rejects(() => process(soon, {}, { [oauth.clockTolerance]: 0 }), failed('JWT_TIMESTAMP_CHECK_FAILED', Object))
  await process(idToken({ exp: now() - 100 }), {}, { [oauth.clockSkew]: -200 })
})

test('compatible: the expected issuer may depend on the token', async () => {
  const expectation = ({ claims: { tid } }: { claims: { tid: string } }) => `https://as.example/${tid}`
  const as = { [oauth._expectedIssuer]: expectation }
  await process(idToken({ tid: 't', iss: 'https://as.example/t' }), as)
  await rejects(() => process(idToken({ tid: 't' }), as), failed('JWT_CLAIM_COMPARISON_FAILED', Object))
})

test('rfc7519 7.3/3: claims named like an object’s methods', async () => {
  const text = JSON.stringify(idTokenClaims()).replace('{', '{"__proto__":{"sub":"eve"},"constructor":1,')
  const tokens = await process(unsigned({ alg: 'RS256' }, text))
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
})
