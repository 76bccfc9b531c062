import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requireClaims } from './claims.ts'

test('rfc7519 4.1.2/1: if no subject is required, an empty one is ignored', () => {
  assert.equal(requireClaims({ header: {}, claims: { iss: 'i', sub: '' }, jwt: '' }, ['iss']), undefined)
})
