import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compactVerify } from 'jose'
import { decoded } from '../../test/fixtures/jwt.ts'
import { algorithms, keys } from '../../test/fixtures/keys.ts'
import { rejects, unsupported, wrongValue } from '../../test/fixtures/refusal.ts'
import { signingInput, signJwt } from './sign_jwt.ts'

for (const alg of algorithms) {
  test(`rfc7515 5.1/8, rfc7518 3.4/2, rfc7519 7.1/2: a JWT signed with ${alg} verifies elsewhere`, async () => {
    const { privateKey, publicKey } = await keys(alg)
    const jwt = await signJwt({ alg }, { sub: 'ü' }, privateKey)
    const { payload, protectedHeader } = await compactVerify(jwt, publicKey, { algorithms: [alg] })
    assert.deepEqual(protectedHeader, { alg })
    assert.equal(new TextDecoder().decode(payload), '{"sub":"ü"}')
  })
}

test('rfc7515 2/8: three parts of base64url without padding', async () => {
  const { privateKey } = await keys('ES256')
  assert.match(await signJwt({ alg: 'ES256', a: '?>~' }, { a: 1 }, privateKey), /^[\w-]+\.[\w-]+\.[\w-]{86}$/)
})

test('compatible: members keep their order, undefined ones are left out', async () => {
  const { privateKey } = await keys('ES256')
  const jwt = await signJwt({ alg: 'ES256', kid: undefined }, { b: 1, nonce: undefined, a: null }, privateKey)
  const { header, claims } = decoded(jwt)
  assert.equal(JSON.stringify([header, claims]), '[{"alg":"ES256"},{"b":1,"a":null}]')
})

test('misuse: a public key', async () => {
  const { publicKey } = await keys('ES256')
  await rejects(() => signJwt({}, {}, publicKey), wrongValue)
})

for (const weak of ['weak RS256', 'weak PS256', 'SHA-1 RS256']) {
  test(`rfc7518 3.3/2, 3.5/2: no signature with a ${weak} key`, async () => {
    const { privateKey } = await keys(weak)
    await rejects(() => signJwt({}, {}, privateKey), unsupported(privateKey))
  })
}

test('rfc7515 5.1/8: header and payload are joined by a period; a header may be already encoded', () => {
  for (const header of [{ alg: 'HS256' }, 'eyJhbGciOiJIUzI1NiJ9']) {
    assert.equal(signingInput(header, {}), 'eyJhbGciOiJIUzI1NiJ9.e30')
  }
})
