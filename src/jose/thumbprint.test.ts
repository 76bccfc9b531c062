import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calculateJwkThumbprint } from 'jose'
import { algorithms, keys } from '../../test/fixtures/keys.ts'
import { rejects, unsupported } from '../../test/fixtures/refusal.ts'
import { jwkThumbprint } from './thumbprint.ts'

// the example in RFC 7638, section 3.1
const n =
  '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMst' +
  'n64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1' +
  'n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw'

test('rfc7638 3/2, 3.2/2: the example in the specification', async () =>
  assert.equal(
    await jwkThumbprint({ kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' }),
    'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs',
  ))

for (const alg of algorithms) {
  test(`rfc7638 3/1, 3.2/1, 3.3/1, rfc8037 2/p3: a key for ${alg}, whatever the order of its members`, async () => {
    const { jwk } = await keys(alg)
    const expected = await calculateJwkThumbprint(jwk)
    assert.equal(await jwkThumbprint(jwk), expected)
    assert.equal(await jwkThumbprint(Object.fromEntries(Object.entries(jwk).reverse())), expected)
    assert.equal(await jwkThumbprint({ ...jwk, kid: 'k', use: 'sig', alg, ext: true }), expected)
  })
}

test('rfc7638 3.2.1/1: a private key has the thumbprint of its public key', async () => {
  const { jwk, privateJwk } = await keys('ES256')
  assert.equal(await jwkThumbprint(privateJwk), await jwkThumbprint(jwk))
})

test('compatible: AKP keys, whose alg is part of the key', async () => {
  const jwk = { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA' }
  assert.equal(await jwkThumbprint({ ...jwk, kid: 'k' }), await jwkThumbprint(jwk))
  assert.notEqual(await jwkThumbprint({ ...jwk, alg: 'ML-DSA-65' }), await jwkThumbprint(jwk))
})

for (const kty of [undefined, 'oct', 'ec', 'constructor', null]) {
  test(`compatible: no thumbprint for the key type ${kty}`, () => {
    const jwk = { kty, k: 'x' } as never
    return rejects(() => jwkThumbprint(jwk), unsupported(jwk))
  })
}
