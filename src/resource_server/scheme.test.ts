import { test } from 'node:test'
import { accessToken, tokenClaims, validating } from '../../test/fixtures/access_token.ts'
import { now } from '../../test/fixtures/jwt.ts'
import { failed, rejects } from '../../test/fixtures/refusal.ts'

test('rfc9449 7.1/p2: whoever says DPoP must have a bound token, and cannot pass as a bearer', async (t) => {
  const at = now()
  t.mock.method(Date, 'now', () => at * 1000)
  const { run } = validating({ headers: { authorization: `DPoP ${accessToken()}` } })
  await rejects(run, failed('INVALID_RESPONSE', { claims: tokenClaims() }))
})
