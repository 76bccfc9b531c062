import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeApi, findAny, readSnapshot } from './api.mjs'

test('the public interface is the one that was accepted (node test/package/api.mjs --write accepts a change)', () => {
  assert.equal(describeApi(), readSnapshot())
})

test('no declaration says any', () => {
  assert.deepEqual(findAny(), [])
})
