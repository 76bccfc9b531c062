import { test } from 'node:test'
import { accessToken, boundToken, proofFor, tokenClaims, validating } from '../../test/fixtures/access_token.ts'
import { now } from '../../test/fixtures/jwt.ts'
import { failed, rejects } from '../../test/fixtures/refusal.ts'

test('rfc9449 7.1/p2: the DPoP scheme requires a bound token', async (t) => {
  const at = now()
  t.mock.method(Date, 'now', () => at * 1000)
  const { run } = validating({ headers: { authorization: `DPoP ${accessToken()}` } })
  await rejects(run, failed('INVALID_RESPONSE', { claims: tokenClaims() }))
})

test('rfc9449 4/3: a proof is refused without an access token, or with an expired one', async () => {
  const { run, request } = validating({ headers: { dpop: proofFor(boundToken()) } })
  await rejects(run, failed('INVALID_REQUEST', { headers: request.headers }))
  const over = boundToken({ exp: now() - 60 })
  const late = validating({ headers: { authorization: `DPoP ${over}`, dpop: proofFor(over) } })
  await rejects(late.run, failed('JWT_TIMESTAMP_CHECK_FAILED', Object))
})
