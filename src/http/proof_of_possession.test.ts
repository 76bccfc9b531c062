import assert from 'node:assert/strict'
import { test } from 'node:test'
import { throws, wrongValue } from '../../test/fixtures/refusal.ts'
import { type ProofOfPossession, proofFrom, registerProof } from './proof_of_possession.ts'

const proof = {} as ProofOfPossession

test('difference 23: undefined and null mean none', () => {
  assert.equal(proofFrom(undefined), undefined)
  assert.equal(proofFrom(null), undefined)
})

test('compatible: only what was registered is a proof of possession', () => {
  for (const none of [proof, {}, '', 0, false, 'x', Symbol(), () => {}]) throws(() => proofFrom(none), wrongValue)
  registerProof(proof)
  assert.equal(proofFrom(proof), proof)
  throws(() => proofFrom({ ...proof }), wrongValue)
})
