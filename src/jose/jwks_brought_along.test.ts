import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keys } from '../../test/fixtures/keys.ts'
import { json, network, server } from '../../test/fixtures/parties.ts'
import { algorithmOf } from './algorithms.ts'
import { jwksCache, selectKey } from './jwks.ts'

const now = () => Math.floor(Date.now() / 1000)

test('compatible: the caller’s stale cache is left unchanged if the fetch fails', async () => {
  const { jwk } = await keys('ES256')
  const brought = { jwks: { keys: [jwk] }, uat: now() - 300 }
  const before = structuredClone(brought)
  const { options, sent } = network(json({}, 500))
  const all = { ...options, [jwksCache]: brought }
  await assert.rejects(async () => selectKey(server(), all, { alg: 'ES256' }, algorithmOf('ES256')), {
    name: 'OperationProcessingError',
  })
  assert.equal(sent.length, 1)
  assert.deepEqual(brought, before)
})

test('rfc7517 4/3: members that have no meaning for the key’s type are ignored', async () => {
  const { jwk } = await keys('RS256')
  const odd = { ...jwk, crv: 'P-256' }
  const { options } = network(json({ keys: [odd] }))
  assert.deepEqual(await selectKey(server(), options, { alg: 'RS256' }, algorithmOf('RS256')), odd)
})
