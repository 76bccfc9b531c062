import assert from 'node:assert/strict'
import { test } from 'node:test'
import { throws, wrongType } from '../../test/fixtures/refusal.ts'
import { challengeError, parseChallenges } from './www_authenticate.ts'

type Challenge = [scheme: string, parameters?: Record<string, string>, token68?: string]

const none = undefined
const vectors: [string, Challenge[] | undefined][] = [
  ['', none],
  [',', none],
  [' , ,', none],
  ['Alpha', [['alpha']]],
  ['Alpha,Beta', [['alpha'], ['beta']]],
  ['Alpha, Beta k="v"', [['alpha'], ['beta', { k: 'v' }]]],
  ['Alpha, k="v"', none],
  ['Alpha , k="v"', [['alpha', { k: 'v' }]]],
  ['ALPHA KEY="Val"', [['alpha', { key: 'Val' }]]],
  ['Alpha k=v', [['alpha', { k: 'v' }]]],
  ["Alpha k='v'", [['alpha', { k: "'v'" }]]],
  ['Alpha k=\\v', none],
  ['Alpha k="v', none],
  ['Alpha k"v"', none],
  ['k="v"', none],
  ['Alpha k="a%20b"', [['alpha', { k: 'a%20b' }]]],
  ['Alpha k = "v"', [['alpha', { k: 'v' }]]],
  ['Alpha   k =   "v"   ,j="w" ,  l = " s "', [['alpha', { k: 'v', j: 'w', l: ' s ' }]]],
  ['Alpha k="1", k="2"', [['alpha', { k: '2' }]]],
  ['Alpha k="\\"q\\""', [['alpha', { k: '"q"' }]]],
  ['Alpha k="a\\\\b"', [['alpha', { k: 'a\\b' }]]],
  ['Alpha k="v\\"', none],
  ['Alpha k="v",, a=b,,,c=d', [['alpha', { k: 'v', a: 'b', c: 'd' }]]],
  ['Alpha k="v",', [['alpha', { k: 'v' }]]],
  [',Alpha k="v"', [['alpha', { k: 'v' }]]],
  [
    'Alpha a="1", b=2, c="x \\"y\\"", Beta d="3" ',
    [
      ['alpha', { a: '1', b: '2', c: 'x "y"' }],
      ['beta', { d: '3' }],
    ],
  ],
  ['Alpha k="x=y, z", j="w"', [['alpha', { k: 'x=y, z', j: 'w' }]]],
  ['Alpha QUJD', [['alpha', {}, 'QUJD']]],
  ['Alpha QUJD=', [['alpha', {}, 'QUJD=']]],
  ['Alpha QUJD==', [['alpha', {}, 'QUJD==']]],
  ['Alpha QUJD===', none],
  [
    'Alpha QUJD==, Beta k="v"',
    [
      ['alpha', {}, 'QUJD=='],
      ['beta', { k: 'v' }],
    ],
  ],
  ['Alpha QUJD, k="v"', none],
  ['Alpha QUJD== k="v"', none],
  ['Alpha QUJD== ???', none],
  ['Alpha a/b+c~d.e_f-g', [['alpha', {}, 'a/b+c~d.e_f-g']]],
  ['Alpha k=', [['alpha', {}, 'k=']]],
  ['Alpha k="v", ???', none],
  [
    'Alpha k="v", Beta QUJD==, Gamma l="w"',
    [
      ['alpha', { k: 'v' }],
      ['beta', {}, 'QUJD=='],
      ['gamma', { l: 'w' }],
    ],
  ],
  ['Alpha k="v", Beta', [['alpha', { k: 'v' }], ['beta']]],
  ['Alpha k="v" j="w"', [['alpha', { k: 'v', j: 'w' }]]],
  ['Alpha k="v"j="w"', [['alpha', { k: 'v', j: 'w' }]]],
  ['Alpha QUJD Beta', [['alpha', {}, 'QUJD'], ['beta']]],
  ['Alpha k=""', [['alpha', { k: '' }]]],
  ['Alpha\tk="v"', [['alpha', { k: 'v' }]]],
  ['Al!pha k="v", Be!ta', none],
  ['Alpha , k="v", Be!ta l="w"', none],
  ['Bearer abc def', [['bearer', {}, 'abc'], ['def']]],
  ["!#$%&'*+-.^_`|~09azAZ", [["!#$%&'*+-.^_`|~09azaz"]]],
  ['Alpha\u00e9', none],
  ['(Alpha)', none],
  ['Alpha "v"', none],
  ['Alpha k="v" "w"', none],
]
for (const [header, expected] of vectors) {
  test(`compatible: the challenges of ${JSON.stringify(header)}`, () => assert.deepEqual(parsed(header), expected))
}

const better: [string, string, Challenge[] | undefined][] = [
  ['difference 8: a quoted-pair that is not an escape in JSON', 'Alpha k="a\\qb"', [['alpha', { k: 'aqb' }]]],
  ['difference 8: a quoted-pair that is not a tab', 'Alpha k="a\\tb"', [['alpha', { k: 'atb' }]]],
  ['rfc9110 5.6.4/1: quoted-pairs next to each other', 'Alpha k="\\\\\\"\\,"', [['alpha', { k: '\\",' }]]],
  ['difference 9: a space before the comma', 'Alpha , Beta k="v"', [['alpha'], ['beta', { k: 'v' }]]],
  ['difference 9: a space before the comma, twice', 'Alpha , Beta , Gamma', [['alpha'], ['beta'], ['gamma']]],
  [
    'rfc9110 11.2/3, 5.6.1/1: a space, commas and a token68 (difference 9)',
    'Alpha ,, , Beta QUJD',
    [['alpha'], ['beta', {}, 'QUJD']],
  ],
  ['rfc9110 5.6.1/1: empty elements', ', ,Alpha ,, k="v" ,', [['alpha', { k: 'v' }]]],
  ['rfc9110 11.2/2, 5.6.2/1: white space around =', 'Alpha k \t= \t v', [['alpha', { k: 'v' }]]],
  ['rfc9110 11.1/1: the scheme in capitals', 'DPOP algs="ES256"', [['dpop', { algs: 'ES256' }]]],
  [
    'rfc9449 7.1/7: unknown parameters',
    'DPoP algs="ES256", error="invalid_token", more="x"',
    [['dpop', { algs: 'ES256', error: 'invalid_token', more: 'x' }]],
  ],
  ['rfc9110 11.2/1: parameter names in capitals', 'Bearer ERROR="x"', [['bearer', { error: 'x' }]]],
  [
    'rfc6750 3/4, 3/5, rfc9728 5/1: a resource server’s challenge',
    'Bearer realm="r", error="insufficient_scope", scope="a b", resource_metadata="https://r.example/.well-known/x"',
    [
      [
        'bearer',
        {
          realm: 'r',
          error: 'insufficient_scope',
          scope: 'a b',
          resource_metadata: 'https://r.example/.well-known/x',
        },
      ],
    ],
  ],
  ['compatible: a parameter named __proto__ changes nothing', 'Alpha __proto__="x", k="v"', [['alpha', { k: 'v' }]]],
  [
    'compatible: parameters named like an object’s methods',
    'Alpha constructor="x"',
    [['alpha', { constructor: 'x' } as never]],
  ],
]
for (const [title, header, expected] of better) test(title, () => assert.deepEqual(parsed(header), expected))

test('rfc9110 11.6.1/3: several header fields', () => {
  const headers = new Headers()
  headers.append('www-authenticate', 'Bearer realm="a"')
  headers.append('www-authenticate', 'DPoP error="use_dpop_nonce"')
  assert.deepEqual(challengeError(new Response('', { status: 401, headers }))?.cause, [
    { scheme: 'bearer', parameters: { realm: 'a' } },
    { scheme: 'dpop', parameters: { error: 'use_dpop_nonce' } },
  ])
})

test('compatible: a missing, empty or malformed header is not a challenge', () => {
  assert.equal(challengeError(new Response()), undefined)
  for (const value of ['', 'k="v"']) {
    assert.equal(challengeError(new Response('', { headers: { 'www-authenticate': value } })), undefined)
  }
})

test('misuse: values that are not a Response', () => {
  for (const none of [undefined, null, {}, { headers: new Headers() }]) {
    throws(() => challengeError(none as never), wrongType)
  }
})

test('compatible: the parameters are a plain object, and token68 exists only if one was read', () => {
  const [first] = parseChallenges('Alpha') ?? []
  assert.deepEqual(Object.keys(first ?? {}), ['scheme', 'parameters'])
  assert.equal(Object.getPrototypeOf(first?.parameters), Object.prototype)
})

function parsed(header: string): Challenge[] | undefined {
  return parseChallenges(header)?.map(({ scheme, parameters, token68 }): Challenge => {
    const challenge = [scheme, parameters, token68]
    const length = token68 !== undefined ? 3 : Object.keys(parameters).length ? 2 : 1
    return challenge.slice(0, length) as Challenge
  })
}
