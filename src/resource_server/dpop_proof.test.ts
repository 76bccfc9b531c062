import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  accessToken,
  bearer,
  bound,
  boundToken,
  jkt,
  own,
  type Presented,
  proofFor,
  prover,
  tokenClaims,
  validating,
} from '../../test/fixtures/access_token.ts'
import { type Claims, decoded, now, part, sha256, signed, unsigned } from '../../test/fixtures/jwt.ts'
import { algorithms, keys } from '../../test/fixtures/keys.ts'
import { failed, type Refusal, rejection, rejects, unsupported } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'
import { proofKey } from './proof_key.ts'

const at = now()
const invalid = (cause?: unknown) => failed('INVALID_RESPONSE', cause)
const with_ = (token: string, proof: string, more: Presented = {}) =>
  validating({ headers: bound(token, proof), ...more })

test('rfc9449 4.3/6, 6.1/1: a bound token and its proof', async () => {
  assert.equal((await validating({ headers: bound(boundToken()) }).run()).sub, 'alice')
})

for (const alg of algorithms) {
  test(`rfc9449 4.3/5, 11.6/1: the resource server accepts the client’s proof: ${alg}`, async () => {
    const DPoP = oauth.DPoP({}, await keys(alg))
    const token = accessToken({ cnf: { jkt: await DPoP.calculateThumbprint() } })
    let headers: Record<string, string> = {}
    const fetch = async (_url: string, init: { headers: Record<string, string> }) => {
      headers = init.headers
      return new Response()
    }
    const target = 'https://API.example:443/%7Ea/../b?query'
    const options = { DPoP, [oauth.customFetch]: fetch as never }
    await oauth.protectedResourceRequest(token, 'DELETE', new URL(target), undefined, undefined, options)
    await validating({ headers, target, request: { method: 'DELETE' } }).run()
  })
}

const token = boundToken()
const header = (more: Claims) => ({ alg: 'Ed25519', typ: 'dpop+jwt', jwk: prover.jwk, ...more })
const claims = (more: Claims) => ({
  iat: at,
  jti: 'p',
  htm: 'GET',
  htu: 'https://api.example/path',
  ath: sha256(token),
  ...more,
})
const shown = (more: Claims) => JSON.parse(JSON.stringify(claims(more)))
const wrong = (claim: string, expected: unknown, value: unknown) =>
  failed('JWT_CLAIM_COMPARISON_FAILED', { expected, claim, claims: claims({ [claim]: value }) })
const late = (iat: number) => failed('JWT_TIMESTAMP_CHECK_FAILED', { now: at, claims: claims({ iat }), claim: 'iat' })
const htu = 'https://api.example/path'

const payloads: [title: string, claims: Claims, refusal?: Refusal][] = [
  ['rfc9449 4.3/3: no iat', { iat: undefined }, invalid({ claims: shown({ iat: undefined }) })],
  ['rfc9449 4.3/3: no jti', { jti: undefined }, invalid({ claims: shown({ jti: undefined }) })],
  ['rfc9449 4.3/3: no ath', { ath: undefined }, invalid({ claims: shown({ ath: undefined }) })],
  ['rfc9449 4.3/3: no htm', { htm: undefined }, invalid({ claims: shown({ htm: undefined }) })],
  ['rfc9449 4.3/3: no htu', { htu: undefined }, invalid({ claims: shown({ htu: undefined }) })],
  ['difference 16: jti null', { jti: null }, invalid({ claims: claims({ jti: null }) })],
  ['difference 16: iat null', { iat: null }, invalid({ claims: claims({ iat: null }) })],
  ['rfc9449 4.3/11: five minutes ago', { iat: at - 300 }],
  ['rfc9449 4.3/11: five minutes ahead', { iat: at + 300 }],
  ['rfc9449 4.3/11, 11.1/1: more than five minutes ago', { iat: at - 301 }, late(at - 301)],
  ['rfc9449 4.3/11: more than five minutes ahead', { iat: at + 301 }, late(at + 301)],
  ['rfc9449 4.3/8: another method', { htm: 'POST' }, wrong('htm', 'GET', 'POST')],
  ['rfc9449 4.3/8: the method in lower case', { htm: 'get' }, wrong('htm', 'GET', 'get')],
  ['difference 16: htm null keeps its code', { htm: null }, wrong('htm', 'GET', null)],
  ['rfc9449 4.3/9: another path', { htu: `${htu}/` }, wrong('htu', htu, `${htu}/`)],
  ['rfc9449 4.3/9: http', { htu: 'http://api.example/path' }, wrong('htu', htu, 'http://api.example/path')],
  ['rfc9449 4.3/9: query and fragment are ignored', { htu: `${htu}?other#fragment` }],
  ['rfc9449 4.3/p2a, rfc9110 4.2.3/1: normalised', { htu: 'HTTPS://API.example:443/./path' }],
  ['difference 3: htu not a URL', { htu: '/path' }, wrong('htu', htu, '/path')],
  ['difference 3: htu empty', { htu: '' }, wrong('htu', htu, '')],
  ['difference 3: htu a number', { htu: 1 }, wrong('htu', htu, 1)],
  ['difference 3: htu null', { htu: null }, wrong('htu', htu, null)],
  ['rfc9449 4.3/12a, 7/3: the hash of another token', { ath: sha256('x') }, wrong('ath', sha256(token), sha256('x'))],
  ['rfc9449 4.3/12a: the token itself', { ath: token }, wrong('ath', sha256(token), token)],
  ['compatible: the nonce is left to the application', { nonce: 1 }],
  ['compatible: an expired proof', { exp: at - 31 }, failed('JWT_TIMESTAMP_CHECK_FAILED', Object)],
]
for (const [title, more, refusal] of payloads) {
  test(title, async (t) => {
    t.mock.method(Date, 'now', () => at * 1000)
    const { run } = with_(token, proofFor(token, more))
    if (refusal) await rejects(run, refusal)
    else assert.equal((await run()).sub, 'alice')
  })
}

const jwk = prover.jwk
const curve = { ...own.jwk, y: own.jwk.x }
const joseHeaders: [title: string, header: Claims, refusal: Refusal][] = [
  ['rfc9449 4.3/4, 11.5/1: no typ', { typ: undefined }, invalid({ header: { alg: 'Ed25519', jwk } })],
  ['rfc9449 4.3/4: typ JWT', { typ: 'JWT' }, invalid({ header: { ...header({ typ: 'JWT' }) } })],
  ['compatible: no jwk', { jwk: undefined }, invalid({ header: { alg: 'Ed25519', typ: 'dpop+jwt' } })],
  ['compatible: jwk null', { jwk: null }, invalid({ header: header({ jwk: null }) })],
  ['compatible: jwk an array', { jwk: [jwk] }, invalid({ header: header({ jwk: [jwk] }) })],
  ['compatible: jwk a string', { jwk: 'x' }, invalid({ header: header({ jwk: 'x' }) })],
  ['compatible: a symmetric key', { jwk: { kty: 'oct', k: 'AA' } }, unsupported({ kty: 'oct', k: 'AA' })],
  ['compatible: a key without kty', { jwk: {} }, unsupported({})],
  ['rfc7515 4.1.11/1: crit', { crit: [] }, unsupported({ header: header({ crit: [] }) })],
]
for (const [title, more, refusal] of joseHeaders) {
  test(title, () => rejects(with_(token, proofFor(token, {}, more)).run, refusal))
}

test('rfc9449 4.3/12b, 6/2, fapi2-sp 5.3.4/5: somebody else’s key', async () => {
  const other = await keys('Ed25519', 'of somebody else')
  const error = await rejection(
    with_(token, proofFor(token, {}, {}, other)).run,
    failed('JWT_CLAIM_COMPARISON_FAILED', Object),
  )
  const { expected, claim, claims } = error.cause as { expected: string; claim: string; claims: Claims }
  assert.deepEqual([claim, claims.cnf], ['cnf.jkt', { jkt }])
  assert.notEqual(expected, jkt)
})

test('rfc9449 4.3/6: somebody else’s signature', async () => {
  const other = await keys('Ed25519', 'of somebody else')
  const proof = proofFor(token, {}, { jwk: prover.jwk }, other)
  const error = await rejection(with_(token, proof).run, invalid(Object))
  assert.deepEqual(Object.keys(error.cause as object), ['key', 'data', 'signature', 'algorithm'])
  await rejects(with_(token, `${proof}!`).run, failed('PARSE_ERROR', TypeError))
})

test('rfc9449 4.3/7: a private key (difference 4)', async () => {
  const proof = proofFor(token, {}, { jwk: prover.privateJwk })
  const error = await rejection(with_(token, proof).run, invalid({ jwk: prover.jwk }))
  assert.ok(!error.message.includes(prover.privateJwk.d as string))
})

for (const [title, bad, alg] of [
  ['malformed', curve, 'ES256'],
  ['of another algorithm', own.jwk, 'PS256'],
] as const) {
  test(`difference 4: a key that is ${title}`, async () => {
    const { calculateJwkThumbprint } = await import('jose')
    const token = boundToken({ cnf: { jkt: await calculateJwkThumbprint(bad as never) } })
    const proof = proofFor(token, {}, { alg, jwk: bad })
    for (let at = 0; at < 2; at++) await rejects(with_(token, proof).run, invalid({ jwk: bad }))
  })
}

test('rfc9449 4.3/5: none, a MAC, an algorithm that the caller does not allow', async () => {
  for (const alg of ['none', 'HS256', undefined]) {
    const proof = unsigned(header({ alg }), claims({}))
    const error = await rejection(with_(token, proof).run, invalid(Object))
    assert.equal((error.cause as { reason: string }).reason, 'default value')
  }
  const options = { signingAlgorithms: ['ES256'] }
  const error = await rejection(with_(token, proofFor(token), { options }).run, invalid(Object))
  assert.equal((error.cause as { reason: string }).reason, 'client configuration')
})

for (const [title, value] of [
  ['two headers', `${proofFor(token)}, ${proofFor(token)}`],
  ['a JWE', 'a.b.c.d.e'],
  ['one header and a comma', `${proofFor(token)},`],
] as const) {
  test(`rfc9449 4.3/1, 4.3/2: ${title} (difference 5)`, () => {
    const { run, request } = with_(token, value)
    return rejects(run, invalid({ headers: request.headers }))
  })
}

test('rfc9449 4.3/2: values that are not a JWT', async () => {
  for (const value of ['s3cret', 'a.b']) await rejects(with_(token, value).run, invalid(value))
  await rejects(with_(token, `a.${part({})}.c`).run, failed('PARSE_ERROR', TypeError))
})

const plain = accessToken()
const presentations: [title: string, presented: Presented, cause: 'headers' | 'claims' | 'none'][] = [
  ['rfc9449 7.1/p2: no proof', { headers: { authorization: `DPoP ${token}` } }, 'headers'],
  [
    'rfc9449 7.2/p1: a bound token as a bearer token, with a proof',
    { headers: { ...bound(token), ...bearer(token) } },
    'headers',
  ],
  ['rfc9449 7.2/p1: a bound token as a bearer token', { headers: bearer(token) }, 'headers'],
  ['rfc9449 6/1: DPoP with a token that is not bound', { headers: bound(plain) }, 'claims'],
  ['compatible: a proof with a token that is not bound', { headers: { ...bound(plain), ...bearer(plain) } }, 'claims'],
  ['compatible: requireDPoP', { headers: bearer(plain), options: { requireDPoP: true } }, 'claims'],
  ['compatible: requireDPoP, bound', { headers: bearer(token), options: { requireDPoP: true } }, 'headers'],
  [
    'compatible: requireDPoP, with a token and its proof',
    { headers: bound(token), options: { requireDPoP: true } },
    'none',
  ],
  ['compatible: an empty confirmation', { headers: bound(accessToken({ cnf: {} })) }, 'claims'],
  ['compatible: a confirmation that is not a string', { headers: bound(accessToken({ cnf: { jkt: 1 } })) }, 'claims'],
]
for (const [title, presented, cause] of presentations) {
  test(title, async () => {
    const { run, request } = validating(presented)
    if (cause === 'none') assert.equal((await run()).sub, 'alice')
    else if (cause === 'headers') await rejects(run, invalid({ headers: request.headers }))
    else {
      const { claims } = decoded((presented.headers?.authorization ?? '').split(' ')[1] as string)
      await rejects(run, invalid({ claims }))
    }
  })
}

test('compatible: the clock skew applies, the clock tolerance does not', async () => {
  const old = boundToken()
  const proof = proofFor(old, { iat: now() - 320 })
  await rejects(
    with_(old, proof, { options: { [oauth.clockTolerance]: 60 } }).run,
    failed('JWT_TIMESTAMP_CHECK_FAILED', Object),
  )
  await with_(old, proof, { options: { [oauth.clockSkew]: -30 } }).run()
})

test('compatible: the signature of the token is verified before the proof', async () => {
  const forged = signed(await keys('ES256', 'of somebody else'), tokenClaims({ cnf: { jkt } }), { typ: 'at+jwt' })
  const error = await rejection(with_(forged, 's3cret').run, invalid(Object))
  assert.ok('signature' in (error.cause as object))
})

test('difference 24: the key of a proof is imported once, until it is evicted', async (t) => {
  const pair = await oauth.generateKeyPair('ES256')
  const DPoP = oauth.DPoP({}, pair) as oauth.DPoPHandle & { addProof(...args: unknown[]): Promise<void> }
  const token = boundToken({ cnf: { jkt: await DPoP.calculateThumbprint() } })
  const again = async () => {
    const headers = new Headers({ authorization: `DPoP ${token}` })
    await DPoP.addProof(new URL('https://api.example/path'), headers, 'GET', token)
    await validating({ headers: Object.fromEntries(headers) }).run()
  }
  const spy = t.mock.method(crypto.subtle, 'importKey')
  // the other imports are of the server's key, whose object is new each time
  for (let at = 0; at < 3; at++) await again()
  assert.equal(spy.mock.callCount(), 4)
  for (let at = 0; at < 501; at++) await proofKey({ kty: 'OKP', crv: 'Ed25519', x: `x${at}` })
  const before = spy.mock.callCount()
  await again()
  assert.equal(spy.mock.callCount(), before + 2)
})
