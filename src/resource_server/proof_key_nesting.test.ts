import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failed, rejects } from '../../test/fixtures/refusal.ts'
import type { JsonObject } from '../json/json.ts'
import { proofKey } from './proof_key.ts'

const depth = 100_000
const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`

for (const member of ['x', 'kty', 'alg']) {
  test(`difference 4: a proof's JWK with a deeply nested "${member}" is refused without a stack overflow`, async () => {
    const jwk = JSON.parse(`{"kty":"EC","crv":"P-256","x":"AA","y":"AA","${member}":${nested}}`) as JsonObject
    await rejects(() => proofKey(jwk), failed('INVALID_REQUEST', Object))
  })
}

test("difference 4: other members of a proof's JWK do no harm, however deeply nested", async () => {
  const jwk = JSON.parse(`{"kty":"EC","crv":"P-256","x":"AA","y":"AA","other":${nested}}`) as JsonObject
  assert.equal((await proofKey(jwk)).thumbprint.length, 43)
})
