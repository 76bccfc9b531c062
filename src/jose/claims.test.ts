import { test } from 'node:test'
import { issuer, server } from '../../test/fixtures/parties.ts'
import { failed, thrown, throws } from '../../test/fixtures/refusal.ts'
import type { JsonObject } from '../json/json.ts'
import { _expectedIssuer, checkAudience, checkIssuer, checkType, expectClaim, requireClaims } from './claims.ts'

const jwt = (claims: object, header: object = {}) => ({
  claims: claims as JsonObject,
  header: header as never,
  jwt: '',
})

const presence: [string, object, string[], boolean][] = [
  ['compatible: none is required', {}, [], true],
  ['compatible: all are present', { iss: '', exp: 0 }, ['exp', 'iss'], true],
  ['compatible: one is missing', { iss: '' }, ['iss', 'exp'], false],
  ['compatible: inherited names do not count as claims', {}, ['constructor_of_nothing'], false],
  ['rfc7519 4.1.3/1: aud is a string', { aud: 'a' }, ['aud'], true],
  ['rfc7519 4.1.3/1: aud is an array of strings', { aud: ['a', 'b'] }, ['aud'], true],
  ['difference 16: aud has a member that is not a string', { aud: ['a', 1] }, ['aud'], false],
  ['difference 16: aud has a member null', { aud: [null] }, ['aud'], false],
  ['difference 16: members of an aud that is not required are not checked', { aud: [1] }, [], true],
]
for (const [title, claims, names, present] of presence) {
  test(title, () => {
    const run = () => requireClaims(jwt(claims), names)
    if (present) run()
    else throws(run, failed('INVALID_RESPONSE', { claims }))
  })
}

test('compatible: missing claims are reported in the order of the list', () => {
  const first = thrown(() => requireClaims(jwt({}), ['exp', 'aud']), failed('INVALID_RESPONSE', { claims: {} }))
  const second = thrown(
    () => requireClaims(jwt({ exp: 1 }), ['exp', 'aud']),
    failed('INVALID_RESPONSE', { claims: { exp: 1 } }),
  )
  if (!first.message.includes('"exp"') || !second.message.includes('"aud"')) throw new Error('another order')
})

const mismatch = (claims: object, claim: string, expected: unknown) =>
  failed('JWT_CLAIM_COMPARISON_FAILED', { expected, claims, claim })

test('oidc-core 3.1.3.7/2: iss is exactly the issuer', () => {
  checkIssuer(server(), jwt({ iss: issuer }))
  for (const iss of [undefined, null, `${issuer}/`, issuer.toUpperCase(), '', [issuer]]) {
    throws(() => checkIssuer(server(), jwt({ iss })), mismatch({ iss }, 'iss', issuer))
  }
})

const expectations: [string, unknown, string][] = [
  ['a function', () => 'https://other.example', 'https://other.example'],
  ['a function that returns undefined', () => undefined, issuer],
  ['a function that returns null', () => null, issuer],
  ['a function that returns an empty string', () => '', ''],
  ['not a function', 'https://other.example', issuer],
]
for (const [title, expectation, expected] of expectations) {
  test(`compatible: _expectedIssuer, ${title}`, () => {
    const as = { ...server(), [_expectedIssuer]: expectation }
    checkIssuer(as, jwt({ iss: expected }))
    throws(() => checkIssuer(as, jwt({ iss: 'x' })), mismatch({ iss: 'x' }, 'iss', expected))
  })
}

test('compatible: _expectedIssuer gets header, claims and text of the JWT', () => {
  const token = jwt({ iss: 'i', tid: 't' }, { alg: 'ES256' })
  const as = { ...server(), [_expectedIssuer]: (given: unknown) => (given === token ? 'i' : 'not the JWT') }
  checkIssuer(as, token)
})

const audiences: [unknown, boolean][] = [
  ['me', true],
  [['me'], true],
  [['you', 'me'], true],
  ['you', false],
  ['me, you', false],
  [[], false],
  [['you'], false],
  [[['me']], false],
  [undefined, false],
  [null, false],
  [{ me: true }, false],
]
for (const [aud, ours] of audiences) {
  test(`rfc7519 4.1.3/1, rfc8725 3.9/2: an audience ${JSON.stringify(aud)}`, () => {
    const run = () => checkAudience('me', jwt({ aud }))
    if (ours) run()
    else throws(run, mismatch({ aud }, 'aud', 'me'))
  })
}

const types: [unknown, boolean][] = [
  ['at+jwt', true],
  ['AT+JWT', true],
  ['application/at+jwt', true],
  ['Application/At+Jwt', true],
  ['application/application/at+jwt', false],
  ['at+jwt ', false],
  ['JWT', false],
  ['text/at+jwt', false],
  ['', false],
  [undefined, false],
  [null, false],
  [['at+jwt'], false],
]
for (const [typ, fits] of types) {
  test(`rfc7515 4.1.9/2, 4.1.9/3: typ ${JSON.stringify(typ)}`, () => {
    const run = () => checkType(jwt({}, { typ }), 'at+jwt')
    if (fits) run()
    else throws(run, failed('INVALID_RESPONSE', { header: { typ } }))
  })
}

test('rfc7519 7.3/3, oidc-core 14/2, 14/3: claims are compared code point by code point', () => {
  throws(() => expectClaim({ nonce: 'e\u0301' }, 'nonce', '\u00e9'), mismatch({ nonce: 'e\u0301' }, 'nonce', '\u00e9'))
  expectClaim({}, 'nonce', undefined)
  throws(() => expectClaim({ nonce: null }, 'nonce', undefined), mismatch({ nonce: null }, 'nonce', undefined))
})

test('compatible: _expectedIssuer is called as a method of the metadata', () => {
  const as = {
    ...server(),
    tenant: 'https://as.example/tenant',
    [_expectedIssuer](this: { tenant: string }) {
      return this.tenant
    },
  }
  checkIssuer(as as never, { header: {}, claims: { iss: as.tenant }, jwt: '' })
})
