import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compactVerify } from 'jose'
import { decoded } from '../../test/fixtures/jwt.ts'
import { algorithms, keys } from '../../test/fixtures/keys.ts'
import { client, issuer, server } from '../../test/fixtures/parties.ts'
import { anotherClass } from '../../test/fixtures/realm.ts'
import { failed, type Refusal, rejects, unsupported, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'

const { privateKey, publicKey } = await keys('ES256')

type Parameters = URLSearchParams | Record<string, string> | string[][]

const issue = (
  parameters: Parameters,
  key: unknown = privateKey,
  options?: oauth.ModifyAssertionOptions,
  own = client(),
) => oauth.issueRequestObject(server(), own, parameters, key as CryptoKey, options)

/** The claims that come from the parameters, without those that every request object has. */
async function claimsOf(parameters: Parameters): Promise<object> {
  const {
    jti: _,
    aud: __,
    exp: ___,
    iat: ____,
    nbf: _____,
    iss: ______,
    client_id: _______,
    ...claims
  } = decoded(await issue(parameters)).claims
  return claims
}

for (const alg of algorithms) {
  test(`rfc9101 4/6, 5/p3, 10.1/1, 10.8/3: signed with ${alg}, with a typ`, async () => {
    const own = await keys(alg)
    const jwt = await issue({ scope: 'openid' }, own.privateKey)
    const { protectedHeader } = await compactVerify(jwt, own.publicKey, { algorithms: [alg] })
    assert.deepEqual(protectedHeader, { alg, typ: 'oauth-authz-req+jwt' })
  })
}

test('rfc9101 4/1a, 4/2a, 4/2b, 10.8/2, fapi1-advanced 5.2.3/10, 5.2.3/11, 5.2.3/14, fapi2-ms 5.3.2/3: the claims', async (t) => {
  t.mock.method(Date, 'now', () => 1000_500)
  const { claims } = decoded(await issue({ response_type: 'code', state: 'ü' }))
  const { jti, ...rest } = claims
  assert.match(jti as string, /^[\w-]{43}$/)
  const at = { exp: 1060, iat: 1000, nbf: 1000 }
  const named = { aud: issuer, iss: 'the client', client_id: 'the client' }
  assert.deepEqual(rest, { response_type: 'code', state: 'ü', ...at, ...named })
  const skewed = decoded(await issue({}, privateKey, undefined, client({ [oauth.clockSkew]: 10 }))).claims
  assert.deepEqual([skewed.iat, skewed.exp], [1010, 1070])
  assert.notEqual(skewed.jti, jti)
})

test('rfc9101 4/2a: parameters cannot set the claims about the JWT itself', async () => {
  const parameters = { iss: 'evil', aud: 'evil', exp: 'evil', iat: 'evil', nbf: 'evil', jti: 'evil', client_id: 'evil' }
  assert.ok(!JSON.stringify(decoded(await issue(parameters)).claims).includes('evil'))
})

const conversions: [title: string, parameters: string[][], claims: object][] = [
  [
    'compatible: the last value of a repeated parameter',
    [
      ['a', '1'],
      ['a', '2'],
    ],
    { a: '2' },
  ],
  ['rfc8707 2/3: one resource', [['resource', 'r']], { resource: 'r' }],
  [
    'rfc8707 2/3: several resources',
    [
      ['resource', 'r'],
      ['resource', 's'],
    ],
    { resource: ['r', 's'] },
  ],
  ['rfc9101 4/1c: max_age', [['max_age', '10']], { max_age: 10 }],
  ['rfc9101 4/1c: max_age 0', [['max_age', '0']], { max_age: 0 }],
  ['compatible: max_age with a fraction', [['max_age', '10.5']], { max_age: 10 }],
  ['compatible: max_age with a unit', [['max_age', '10s']], { max_age: 10 }],
  ['rfc9101 4/1b: other numbers stay strings', [['requested', '10']], { requested: '10' }],
  ['compatible: claims', [['claims', '{"id_token":{"acr":null}}']], { claims: { id_token: { acr: null } } }],
  [
    'rfc9396 3/1: authorization_details',
    [['authorization_details', '[{"type":"a"}]']],
    { authorization_details: [{ type: 'a' }] },
  ],
  [
    'compatible: parameters named like an object’s methods',
    [
      ['constructor', 'a'],
      ['toString', 'b'],
    ],
    { constructor: 'a', toString: 'b' },
  ],
]
for (const [title, parameters, claims] of conversions) {
  test(title, async () => {
    assert.deepEqual(await claimsOf(parameters), claims)
    assert.deepEqual(await claimsOf(new URLSearchParams(parameters)), claims)
  })
}

test('rfc9101 4/1a: __proto__ does not change the prototype', async () => {
  const claims = await claimsOf([['__proto__', 'x']])
  assert.equal(Object.getPrototypeOf(claims), Object.prototype)
})

const invalid: [title: string, parameters: Record<string, string>, Refusal][] = [
  ['max_age not a number', { max_age: 'soon' }, wrongType],
  ['max_age empty', { max_age: '' }, wrongType],
  ['max_age negative', { max_age: '-1' }, wrongValue],
  ['claims broken JSON', { claims: '{"s3cret' }, failed('PARSE_ERROR', SyntaxError)],
  ['claims empty', { claims: '' }, failed('PARSE_ERROR', SyntaxError)],
  ['claims an array', { claims: '[]' }, wrongValue],
  ['claims null', { claims: 'null' }, wrongValue],
  ['authorization_details broken JSON', { authorization_details: '[' }, failed('PARSE_ERROR', SyntaxError)],
  ['authorization_details an object', { authorization_details: '{}' }, wrongValue],
  ['authorization_details a string', { authorization_details: '"x"' }, wrongValue],
]
for (const [title, parameters, refusal] of invalid) {
  test(`misuse: ${title}`, () => rejects(() => issue(parameters), refusal))
}

test('compatible: the kid, and a hook that changes everything', async () => {
  assert.equal(decoded(await issue({}, { key: privateKey, kid: 'k' })).header.kid, 'k')
  const modify = (header: Record<string, unknown>, claims: Record<string, unknown>) => {
    delete header.typ
    header.x = 1
    delete claims.nbf
    claims.aud = ['a', 'b']
  }
  const jwt = await issue({}, privateKey, { [oauth.modifyAssertion]: modify as never })
  await compactVerify(jwt, publicKey)
  const { header, claims } = decoded(jwt)
  assert.deepEqual([header, claims.aud, 'nbf' in claims], [{ alg: 'ES256', x: 1 }, ['a', 'b'], false])
})

test('misuse: the key, checked before the parameters', async () => {
  const bad = { max_age: 'soon' }
  for (const none of [undefined, null, {}, 'key', { key: 1 }]) await rejects(() => issue(bad, none ?? null), wrongType)
  for (const wrong of [publicKey, { key: publicKey }, { key: privateKey, kid: '' }]) {
    await rejects(() => issue(bad, wrong), wrongValue)
  }
  for (const recipe of ['weak RS256', 'SHA-1 RS256']) {
    const weak = await keys(recipe)
    await rejects(() => issue({}, weak.privateKey), unsupported(weak.privateKey))
  }
})

test('difference 22: a CryptoKey from another realm', async (t) => {
  anotherClass(t, 'CryptoKey')
  assert.equal(decoded(await issue({}, { key: privateKey })).header.alg, 'ES256')
})
