import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '../../test/fixtures/jwt.ts'
import { rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import * as pkce from './pkce.ts'

for (const generate of [pkce.generateRandomCodeVerifier, pkce.generateRandomNonce, pkce.generateRandomState]) {
  test(`rfc7636 4.1/2, 4.1/4, rfc6749 10.10/2, oidc-core 3.1.2.1/7, fapi2-sp 5.3.3.2/7, 5.4.1/4: ${generate.name}, 32 octets, base64url`, () => {
    const values = Array.from({ length: 200 }, generate)
    for (const value of values) assert.match(value, /^[\w-]{43}$/)
    assert.equal(new Set(values).size, values.length)
    assert.equal(Buffer.from(values[0] as string, 'base64url').length, 32)
  })
}

test('rfc7636 4.2/1, fapi1-baseline 5.2.3/1, 5.2.3/2: the example in the specification', async () =>
  assert.equal(
    await pkce.calculatePKCECodeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'),
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  ))

test('rfc7636 4.2/2, 7.2/1: there is no method except S256', () => {
  const random = ['generateRandomCodeVerifier', 'generateRandomNonce', 'generateRandomState']
  assert.deepEqual(Object.keys(pkce).sort(), ['calculatePKCECodeChallenge', ...random])
})

test('compatible: any string is hashed, as UTF-8', async () => {
  for (const text of ['x', 'ü', ' ', 'a'.repeat(1e5)]) {
    assert.equal(await pkce.calculatePKCECodeChallenge(text), sha256(text))
  }
})

test('misuse: codeVerifier', async () => {
  for (const none of [undefined, null, 1, {}, new Uint8Array(32)]) {
    await rejects(() => pkce.calculatePKCECodeChallenge(none as never), wrongType)
  }
  await rejects(() => pkce.calculatePKCECodeChallenge(''), wrongValue)
})
