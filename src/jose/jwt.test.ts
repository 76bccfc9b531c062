import assert from 'node:assert/strict'
import { test } from 'node:test'
import { now, part, unsigned } from '../../test/fixtures/jwt.ts'
import { failed, type Refusal, rejection, rejects, throws, unsupported } from '../../test/fixtures/refusal.ts'
import { clockSkew, clockTolerance } from '../metadata/client.ts'
import { algorithmRule, readJwt } from './jwt.ts'

const any = () => {}
const read = (text: string, clock = {}) => readJwt(text, any, clock)

test('rfc7519 7.2/10, 4/2, rfc7515 4/2: header, claims and text of the JWT are returned, with unknown members', async () => {
  const text = unsigned({ alg: 'ES256', kid: 'k', unknown: 1 }, { iss: 'i', unknown: { deep: [true] } })
  assert.deepEqual(await read(text), {
    header: { alg: 'ES256', kid: 'k', unknown: 1 },
    claims: { iss: 'i', unknown: { deep: [true] } },
    jwt: text,
  })
})

for (const text of ['', 's3cret', 'a.b', 'a.b.c.d', 'a.b.c.d.e.f', '.....', 'é.b']) {
  test(`rfc7515 5.2/1: three parts, not ${text.split('.').length}: ${JSON.stringify(text)}`, () =>
    rejects(() => read(text), failed('INVALID_RESPONSE', text)))
}

const unparsable: [string, string, unknown][] = [
  ['rfc7515 5.2/2: a header that is not base64url', '!.e30.AAAA', TypeError],
  ['rfc7515 5.2/3: a header that is not JSON', `${part('s3cret')}.e30.AAAA`, SyntaxError],
  ['rfc7515 5.2/6: a payload that is not base64url', `${part({ alg: 'x' })}.\u0100.AAAA`, TypeError],
  ['rfc7519 7.2/10: a payload that is not JSON', `${part({ alg: 'x' })}.${part('{"a":')}.AAAA`, SyntaxError],
  ['rfc7519 7.2/1: an empty header', '..', SyntaxError],
  ['compatible: words with periods between them are not a JWT', 'something.resembling.anid_token', TypeError],
]
for (const [title, text, cause] of unparsable)
  test(title, () => rejects(() => read(text), failed('PARSE_ERROR', cause)))

for (const value of [null, [], [{}], 'text', 1, true]) {
  test(`rfc7515 5.2/3: a header must be an object, not ${JSON.stringify(value)}`, () => {
    const text = `${part(JSON.stringify(value))}.e30.AAAA`
    return rejects(() => read(text), failed('INVALID_RESPONSE', text))
  })
  test(`rfc7519 7.2/10: claims must be an object, not ${JSON.stringify(value)}`, () => {
    const text = `${part({ alg: 'x' })}.${part(JSON.stringify(value))}.AAAA`
    return rejects(() => read(text), failed('INVALID_RESPONSE', text))
  })
}

for (const crit of [[], ['exp'], null, '', false, {}]) {
  test(`rfc7515 4.1.11/1, 5.2/5: crit ${JSON.stringify(crit)} is not understood`, () =>
    rejects(() => read(unsigned({ alg: 'x', crit }, {})), unsupported({ header: { alg: 'x', crit } })))
}

test('rfc7515 5.2/p3: the algorithm is checked first, then crit, then the payload', async () => {
  const refuse = () => {
    throw new Error('the rule')
  }
  const crit = `${part({ alg: 'x', crit: [] })}.!.AAAA`
  await rejects(() => readJwt(crit, refuse, undefined), { name: 'Error', code: undefined })
  await rejects(() => readJwt(crit, any, undefined), unsupported({ header: { alg: 'x', crit: [] } }))
})

test('rfc7519 4/1, rfc7515 4/1: the last of duplicate members counts', async () => {
  const { header, claims } = await read(`${part('{"alg":"y","alg":"x"}')}.${part('{"iss":"a","iss":"b"}')}.AAAA`)
  assert.deepEqual([header, claims], [{ alg: 'x' }, { iss: 'b' }])
})

const times: [string, object, Refusal | undefined][] = [
  ['rfc7519 4.1.4/1: exp in 1 s', { exp: 1001 }, undefined],
  ['rfc7519 4.1.4/1: exp 29 s ago, within the tolerance', { exp: 971 }, undefined],
  ['rfc7519 4.1.4/1: exp 30 s ago', { exp: 970 }, timestamp('exp', { exp: 970 })],
  ['rfc7519 4.1.4/1: exp 0', { exp: 0 }, timestamp('exp', { exp: 0 })],
  ['rfc7519 2/10: exp with a fraction', { exp: 970.5 }, undefined],
  ['rfc7519 4.1.5/1: nbf now', { nbf: 1000 }, undefined],
  ['rfc7519 4.1.5/1: nbf in 30 s, within the tolerance', { nbf: 1030 }, undefined],
  ['rfc7519 4.1.5/1: nbf in 31 s', { nbf: 1031 }, timestamp('nbf', { nbf: 1031 })],
  ['rfc7519 4.1.6/1: iat may be any number', { iat: 9e9 }, undefined],
  ['rfc7519 4.1.3/1: aud a string', { aud: 'a' }, undefined],
  ['rfc7519 4.1.3/1: aud an array', { aud: [] }, undefined],
]
for (const [title, claims, refusal] of times) {
  test(title, async (t) => {
    t.mock.method(Date, 'now', () => 1000_999)
    const run = () => read(unsigned({ alg: 'x' }, claims))
    if (refusal) await rejects(run, refusal)
    else assert.deepEqual((await run()).claims, claims)
  })
}

function timestamp(claim: string, claims: object, now = 1000, tolerance = 30): Refusal {
  return failed('JWT_TIMESTAMP_CHECK_FAILED', { claims, now, tolerance, claim })
}

const wrongTypes: Record<string, unknown[]> = {
  exp: ['1', null, true, [], {}],
  iat: ['1', null, true, [], {}],
  nbf: ['1', null, true, [], {}],
  iss: [1, null, true, [], {}],
  aud: [1, null, true, {}],
}
for (const [claim, values] of Object.entries(wrongTypes)) {
  for (const value of values) {
    test(`rfc7519 2/10, 4.1.1/1, 4.1.3/1: ${claim} must not be ${JSON.stringify(value)}`, () => {
      const claims = { [claim]: value }
      return rejects(() => read(unsigned({ alg: 'x' }, claims)), failed('INVALID_RESPONSE', { claims }))
    })
  }
}

test('compatible: exp, iat, iss, nbf and aud are checked in this order', async () => {
  const claims: Record<string, unknown> = { aud: 1, nbf: '', iss: 1, iat: '', exp: '' }
  for (const claim of ['exp', 'iat', 'iss', 'nbf', 'aud']) {
    const error = await rejection(
      () => read(unsigned({ alg: 'x' }, claims)),
      failed('INVALID_RESPONSE', { claims: structuredClone(claims) }),
    )
    assert.match(error.message, new RegExp(`"${claim}"`))
    delete claims[claim]
  }
})

const clocks: [string, object, number, number][] = [
  ['skew 100', { [clockSkew]: 100 }, 1100, 30],
  ['skew -100', { [clockSkew]: -100 }, 900, 30],
  ['tolerance 0', { [clockTolerance]: 0 }, 1000, 0],
  ['tolerance 5', { [clockTolerance]: 5 }, 1000, 5],
  ['tolerance -1 is ignored', { [clockTolerance]: -1 }, 1000, 30],
  ['tolerance NaN is ignored', { [clockTolerance]: Number.NaN }, 1000, 30],
  ['tolerance "5" is ignored', { [clockTolerance]: '5' }, 1000, 30],
  ['skew Infinity is ignored', { [clockSkew]: Number.POSITIVE_INFINITY }, 1000, 30],
  ['skew "100" is ignored', { [clockSkew]: '100' }, 1000, 30],
]
for (const [title, clock, at, tolerance] of clocks) {
  test(`compatible: clock settings: ${title}`, async (t) => {
    t.mock.method(Date, 'now', () => 1000_000)
    const exp = at - tolerance
    await rejects(() => read(unsigned({}, { exp }), clock), timestamp('exp', { exp }, at, tolerance))
    await read(unsigned({}, { exp: exp + 1 }), clock)
    const nbf = at + tolerance + 1
    await rejects(() => read(unsigned({}, { nbf }), clock), timestamp('nbf', { nbf }, at, tolerance))
    await read(unsigned({}, { nbf: nbf - 1 }), clock)
  })
}

test('rfc7519 7.2/6: five parts are a JWE, which is refused without a decrypter', () =>
  rejects(() => read('a.b.c.d.s3cret'), unsupported('a.b.c.d.s3cret')))

test('rfc7519 7.2/8: the decrypter gets the whole JWE, and its result is the JWT', async () => {
  const inner = unsigned({ alg: 'x' }, { iat: now() })
  const seen: string[] = []
  const decrypt = async (jwe: string) => {
    seen.push(jwe)
    return inner
  }
  assert.equal((await readJwt('a.b.c.d.e', any, undefined, decrypt)).jwt, inner)
  assert.deepEqual(seen, ['a.b.c.d.e'])
  await readJwt(inner, any, undefined, decrypt)
  assert.equal(seen.length, 1, 'a JWS is not decrypted')
})

test('compatible: a JWE within the JWE is not decrypted again', () =>
  rejects(() => readJwt('a.b.c.d.e', any, undefined, async () => 'f.g.h.i.j'), failed('INVALID_RESPONSE', 'f.g.h.i.j')))

test('compatible: an error from the decrypter is rethrown', async () => {
  const mine = new RangeError('no key')
  const decrypt = () => Promise.reject(mine)
  await assert.rejects(readJwt('a.b.c.d.e', any, undefined, decrypt), (error) => error === mine)
})

const fallback = (alg: string) => alg === 'ES256'
const rules: [string, string | string[] | undefined, unknown, Parameters<typeof algorithmRule>[2], unknown, unknown][] =
  [
    ['the client’s own', 'ES256', ['RS256'], 'RS256', 'ES256', undefined],
    ['not the client’s own', 'ES256', ['RS256'], 'RS256', 'RS256', ['ES256', 'client configuration']],
    ['one of the client’s', ['ES256', 'PS256'], undefined, undefined, 'PS256', undefined],
    ['none of the client’s', ['ES256'], undefined, undefined, 'PS256', [['ES256'], 'client configuration']],
    ['one of the server’s', undefined, ['RS256', 'ES256'], 'RS256', 'ES256', undefined],
    ['none of the server’s', undefined, ['ES256'], 'RS256', 'RS256', [['ES256'], 'authorization server metadata']],
    [
      'none, because the server’s list is empty',
      undefined,
      [],
      'RS256',
      'RS256',
      [[], 'authorization server metadata'],
    ],
    ['the default', undefined, 'ES256', 'RS256', 'RS256', undefined],
    ['not the default', undefined, undefined, 'RS256', 'ES256', ['RS256', 'default value']],
    ['one that the default allows', undefined, undefined, fallback, 'ES256', undefined],
    ['not one that the default allows', undefined, undefined, fallback, 'none', [fallback, 'default value']],
    ['missing', undefined, undefined, 'RS256', undefined, ['RS256', 'default value']],
    ['similar but different in case', 'ES256', undefined, undefined, 'es256', ['ES256', 'client configuration']],
    ['not a string', undefined, ['ES256'], undefined, ['ES256'], [['ES256'], 'authorization server metadata']],
  ]
for (const [title, client, issuer, other, alg, refusal] of rules) {
  test(`rfc8725 3.1/1a, rfc7519 7.2/p2, rfc7515 4.1.1/1: the algorithm is ${title}`, () => {
    const header = { alg } as never
    const run = () => algorithmRule(client, issuer, other)(header)
    if (!refusal) return run()
    const [expected, reason] = refusal as unknown[]
    throws(run, failed('INVALID_RESPONSE', { header, expected, reason }))
    return undefined
  })
}

test('compatible: if no algorithm is configured, the error has no code', () => {
  const cause = { client: undefined, issuer: 'ES256', fallback: undefined }
  throws(() => algorithmRule(undefined, 'ES256', undefined)({ alg: 'ES256' }), {
    ...failed('', cause),
    code: undefined,
  })
})

test('misuse: a property added to Object.prototype is not a claim to check', async (t) => {
  Object.defineProperty(Object.prototype, 'last', { value: () => {}, enumerable: true, configurable: true })
  t.after(() => Reflect.deleteProperty(Object.prototype, 'last'))
  const { claims } = await read(unsigned({ alg: 'ES256' }, { iss: 'i' }))
  assert.equal(claims.iss, 'i')
})

for (const alg of [null, undefined, 1, ['ES256'], {}]) {
  test(`rfc7515 4.1.1/1, difference 32: an alg that is not a string: ${JSON.stringify(alg)}`, () => {
    for (const expected of ['ES256', ['ES256'], () => true]) {
      const rule = algorithmRule(undefined, undefined, expected as string)
      throws(
        () => rule({ alg } as never),
        failed('INVALID_RESPONSE', { header: { alg }, expected, reason: 'default value' }),
      )
    }
  })
}

test('misuse: a function as the client’s algorithm allows none', () => {
  const expected = () => true
  const rule = algorithmRule(expected as never, ['ES256'], fallback)
  for (const alg of ['ES256', 'none']) {
    throws(
      () => rule({ alg }),
      failed('INVALID_RESPONSE', { header: { alg }, expected, reason: 'client configuration' }),
    )
  }
})

test('difference 32: null in the client metadata means that nothing is configured', () => {
  const rule = algorithmRule(null, ['ES256'], 'RS256')
  assert.equal(rule({ alg: 'ES256' }), undefined)
  throws(
    () => rule({ alg: null } as never),
    failed('INVALID_RESPONSE', { header: { alg: null }, expected: ['ES256'], reason: 'authorization server metadata' }),
  )
})
