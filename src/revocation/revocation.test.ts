import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, issuer, json } from '../../test/fixtures/parties.ts'
import { failed, rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'

test('misuse: token, checked before the endpoint', async () => {
  const ask = (token: unknown) => () => oauth.revocationRequest({ issuer }, client(), oauth.None(), token as string)
  for (const token of [undefined, null, 1, ['t']]) await rejects(ask(token), wrongType)
  await rejects(ask(''), wrongValue)
  await rejects(ask('t'), failed('MISSING_SERVER_METADATA', { attribute: 'revocation_endpoint' }))
})

test('rfc7009 2.2/1, 2.2/3: 200 is a success, whatever its body', async () => {
  for (const body of [null, '', 'x', '{"error":"e"}']) {
    const response = new Response(body)
    assert.equal(await oauth.processRevocationResponse(response), undefined)
    assert.equal(response.bodyUsed, false)
  }
  const read = json({})
  await read.text()
  await oauth.processRevocationResponse(read)
})

test('rfc7009 2.2.1/1: an error; another status', async () => {
  const cause = { error: 'unsupported_token_type' }
  const run = (response: Response) => () => oauth.processRevocationResponse(response)
  await rejects(run(json(cause, 400)), { name: 'ResponseBodyError', code: 'OAUTH_RESPONSE_BODY_ERROR', cause })
  for (const status of [201, 204, 503]) {
    const response = new Response(null, { status })
    await rejects(run(response), failed('RESPONSE_IS_NOT_CONFORM', response))
  }
})

test('misuse: the response', async () => {
  for (const none of [undefined, null, {}, 200]) {
    await rejects(() => oauth.processRevocationResponse(none as never), wrongType)
  }
})
