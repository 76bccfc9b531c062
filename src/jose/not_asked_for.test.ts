import assert from 'node:assert/strict'
import { test } from 'node:test'
import { requireClaims } from './claims.ts'

test('rfc7519 4.1.2/1: where no subject is asked for, an empty one is nobody’s concern', () => {
  assert.equal(requireClaims({ header: {}, claims: { iss: 'i', sub: '' }, jwt: '' }, ['iss']), undefined)
})
