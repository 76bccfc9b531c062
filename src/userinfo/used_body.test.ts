import { test } from 'node:test'
import { client, server, typed } from '../../test/fixtures/parties.ts'
import { rejects, wrongValue } from '../../test/fixtures/refusal.ts'
import { processUserInfoResponse } from './userinfo.ts'

test('compatible: a body that was already read is refused, also if it was a JWT', async () => {
  const response = typed('application/jwt', 'a.b.c')
  await response.text()
  await rejects(() => processUserInfoResponse(server(), client(), 'alice', response), wrongValue)
})
