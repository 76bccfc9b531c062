import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, json, network, server, typed } from '../../test/fixtures/parties.ts'
import { failed, type Refusal, rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'

const process = (response: Response) => oauth.processPushedAuthorizationResponse(server(), client(), response)

test('rfc9126 2.2/p1, 2.2/1, 2.2/2: the request_uri, and all other members', async () => {
  const body = { request_uri: 'urn:x', expires_in: 60, more: [1] }
  assert.deepEqual(await process(json(body, 201)), body)
  assert.equal((await process(json({ ...body, expires_in: '90' }, 201))).expires_in, 90)
})

const bad = (body: object): [Response, Refusal] => [json(body, 201), failed('INVALID_RESPONSE', { body })]
const refused = (response: Response, code: string): [Response, Refusal] => [response, failed(code, response)]
const answers: [string, [Response, Refusal]][] = [
  ['rfc9126 2.2/1: no request_uri', bad({ expires_in: 1 })],
  ['rfc9126 2.2/1: an empty request_uri', bad({ request_uri: '', expires_in: 1 })],
  ['rfc9126 2.2/1: request_uri a number', bad({ request_uri: 1, expires_in: 1 })],
  ['rfc9126 2.2/2: no expires_in', bad({ request_uri: 'x' })],
  ['rfc9126 2.2/2: expires_in null', bad({ request_uri: 'x', expires_in: null })],
  ['rfc9126 2.2/2: expires_in negative', bad({ request_uri: 'x', expires_in: -1 })],
  ['difference 12: expires_in 60s', bad({ request_uri: 'x', expires_in: '60s' })],
  ['rfc9126 2.2/p1: 200', refused(json({ request_uri: 'x', expires_in: 1 }), 'RESPONSE_IS_NOT_CONFORM')],
  ['rfc9126 2.2/p1: a page', refused(typed('text/html', '<', 201), 'RESPONSE_IS_NOT_JSON')],
  [
    'rfc9126 2.3/p1: an error',
    [
      json({ error: 'invalid_request' }, 400),
      { name: 'ResponseBodyError', code: 'OAUTH_RESPONSE_BODY_ERROR', cause: { error: 'invalid_request' } },
    ],
  ],
]
for (const [title, [response, refusal]] of answers) test(title, () => rejects(() => process(response), refusal))

test('misuse: the response', async () => {
  for (const none of [undefined, null, {}, 'x']) await rejects(() => process(none as never), wrongType)
  const read = json({}, 201)
  await read.text()
  await rejects(() => process(read), wrongValue)
})

test('rfc9449 10.1/1: the thumbprint of a key as a parameter', async () => {
  const { sent, options } = network()
  await oauth.pushedAuthorizationRequest(server(), client(), oauth.None(), { dpop_jkt: 'thumbprint' }, options)
  assert.equal((sent[0]?.init.body as URLSearchParams | undefined)?.get('dpop_jkt'), 'thumbprint')
})

test('rfc9449 10.1/2: a proof with a pushed request; null means none (difference 23)', async () => {
  const { sent, options } = network()
  const push = (DPoP: unknown) =>
    oauth.pushedAuthorizationRequest(server(), client(), oauth.None(), {}, { ...options, DPoP: DPoP as never })
  await push(oauth.DPoP({}, await oauth.generateKeyPair('ES256')))
  assert.match(sent[0]?.init.headers.dpop ?? '', /^[\w-]+\.[\w-]+\.[\w-]+$/)
  for (const none of [undefined, null]) await push(none)
  assert.deepEqual([sent[1]?.init.headers.dpop, sent[2]?.init.headers.dpop], [undefined, undefined])
  for (const wrong of [{}, false, 0, 'x']) await rejects(() => push(wrong), wrongValue)
})
