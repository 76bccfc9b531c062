import { test } from 'node:test'
import { server } from '../../test/fixtures/parties.ts'
import { failed, rejects } from '../../test/fixtures/refusal.ts'
import { customFetch } from '../http/options.ts'
import { algorithmOf } from './algorithms.ts'
import { jwksCache, selectKey } from './jwks.ts'

const depth = 100_000
const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`

test('compatible: a JWK Set that is nested too deeply to copy is refused without a stack overflow', async () => {
  const options = {
    [customFetch]: async () => new Response(`{"keys":[{"kty":"RSA","x":${nested}}]}`),
    [jwksCache]: {},
  }
  await rejects(
    async () => selectKey(server(), options, { alg: 'RS256' }, algorithmOf('RS256')),
    failed('INVALID_RESPONSE', Object),
  )
})
