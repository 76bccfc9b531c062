import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leftHalf } from '../../test/fixtures/jwt.ts'
import { failed, rejects, throws, unsupported } from '../../test/fixtures/refusal.ts'
import type { JsonObject } from '../json/json.ts'
import { assertHashClaim, leftHalfHash } from './hash_claims.ts'

const value = 'Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk'

test('oidc-core 3.3.2.10/1, 3.3.2.10/2: the example in the specification', async () =>
  assert.equal(await leftHalfHash(value, 'RS256'), 'LDktKdoQak3Pk0cnXxCltA'))

for (const [alg, size] of [
  ['RS256', 256],
  ['PS256', 256],
  ['ES256', 256],
  ['RS384', 384],
  ['PS384', 384],
  ['ES384', 384],
  ['RS512', 512],
  ['PS512', 512],
  ['ES512', 512],
  ['Ed25519', 512],
  ['EdDSA', 512],
] as const) {
  test(`oidc-core 3.2.2.9/1, 3.2.2.9/2: the digest for ${alg}`, async () => {
    assert.equal(await leftHalfHash(value, alg), leftHalf(value, size))
    assert.equal(await leftHalfHash('', alg), leftHalf('', size))
  })
}

for (const alg of ['ML-DSA-44', 'ML-DSA-65', 'ML-DSA-87']) {
  test(`compatible: ${alg} uses 512 bits of cSHAKE256, under both names of the length parameter`, async (t) => {
    const digest = t.mock.method(crypto.subtle, 'digest', async () => new Uint8Array(64).fill(1).fill(2, 32).buffer)
    assert.equal(await leftHalfHash('code', alg), Buffer.alloc(32, 1).toString('base64url'))
    assert.deepEqual(digest.mock.calls[0]?.arguments[0], { name: 'cSHAKE256', length: 512, outputLength: 512 })
  })
}

for (const alg of [undefined, 'none', 'HS256']) {
  test(`compatible: there is no digest for ${alg}`, () =>
    rejects(() => leftHalfHash('code', alg), unsupported({ alg })))
}

for (const c_hash of [undefined, null, '', 1, ['x']]) {
  test(`oidc-core 3.3.2.11/3: c_hash must not be ${JSON.stringify(c_hash)}`, () => {
    const claims = { c_hash } as JsonObject
    throws(() => assertHashClaim({ claims, header: {}, jwt: '' }, 'c_hash'), failed('INVALID_RESPONSE', { claims }))
  })
}
