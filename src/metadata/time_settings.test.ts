import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clockSkew, clockTolerance } from './client.ts'
import { skewOf, toleranceOf } from './time.ts'

test('compatible: a skew that is not a finite number is ignored', () => {
  for (const skew of [-5, 0, 1.5]) assert.equal(skewOf({ [clockSkew]: skew }), skew)
  for (const skew of [Number.NaN, Number.POSITIVE_INFINITY, '5', null, undefined]) {
    assert.equal(skewOf({ [clockSkew]: skew as number }), 0)
  }
  assert.equal(skewOf(undefined), 0)
})

test('compatible: a tolerance that is negative or not a finite number becomes 30 seconds', () => {
  for (const tolerance of [0, 1.5, 3600]) assert.equal(toleranceOf({ [clockTolerance]: tolerance }), tolerance)
  for (const tolerance of [-1, Number.NaN, Number.POSITIVE_INFINITY, '5', null, undefined]) {
    assert.equal(toleranceOf({ [clockTolerance]: tolerance as number }), 30)
  }
  assert.equal(toleranceOf(undefined), 30)
})
