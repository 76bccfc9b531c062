import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Response as OtherResponse } from 'undici'
import { json, typed } from '../../test/fixtures/parties.ts'
import { anotherClass } from '../../test/fixtures/realm.ts'
import { failed, type Refusal, rejection, rejects, throws, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import type { ResponseBodyError } from '../errors/response_body_error.ts'
import { processRevocationResponse } from '../revocation/revocation.ts'
import { readJsonObject } from './response.ts'
import { assertResponse, assertUnread } from './response_assertions.ts'

// a function that checks only the status, and expects 200
const check = processRevocationResponse

const challenge = { 'www-authenticate': 'Bearer realm="r"' }
const challenged: Refusal = {
  name: 'WWWAuthenticateChallengeError',
  code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
  cause: [{ scheme: 'bearer', parameters: { realm: 'r' } }],
}
const used = async (response: Response) => {
  await response.text()
  return response
}

test('misuse: values that are not a Response', () => {
  for (const none of [undefined, null, {}, 'x', new Request('https://a.example'), Response, { status: 200 }]) {
    throws(() => assertResponse(none), wrongType)
  }
  assertResponse(new Response())
})

test('difference 22: a Response of undici, and one from another realm', (t) => {
  assertResponse(new OtherResponse())
  const response = new Response()
  anotherClass(t, 'Response')
  assertResponse(response)
})

test('misuse: a body that was already read', async () => {
  throws(() => assertUnread({ bodyUsed: true } as Response), wrongValue)
  assertUnread(json({}))
  await rejects(async () => readJsonObject(await used(json({}))), wrongValue)
})

test('compatible: with the expected status nothing else is checked, not even challenges', async () => {
  const response = json({ error: 'x' }, 200, challenge)
  await check(response)
  assert.equal(response.bodyUsed, false)
  await check(await used(json({})))
})

for (const status of [201, 204, 302, 400, 401, 403, 500, 503]) {
  test(`rfc6749 5.2/1.2, rfc9110 11.6.1/1: ${status} with a challenge; the body is left unread`, async () => {
    const body = status === 204 ? null : '{"error":"invalid_client"}'
    const response = new Response(body, { status, headers: challenge })
    const error = await rejection(() => check(response), challenged)
    const { response: theirs, status: number } = error as unknown as ResponseBodyError
    assert.equal(theirs, response)
    assert.deepEqual([number, response.bodyUsed], [status, false])
  })
}

for (const status of [400, 401, 404, 429, 499]) {
  test(`rfc6749 5.2/p1, 5.2/1, 5.2/2, 5.2/3: ${status} with an error body`, async () => {
    const body = { error: 'invalid_grant', error_description: 'too late', error_uri: 'https://as.example/e', more: 1 }
    const response = json(body, status)
    const error = (await rejection(() => check(response), {
      name: 'ResponseBodyError',
      code: 'OAUTH_RESPONSE_BODY_ERROR',
      cause: body,
    })) as ResponseBodyError
    assert.deepEqual([error.error, error.error_description, error.status], ['invalid_grant', 'too late', status])
    assert.equal(error.response, response)
    assert.equal(response.bodyUsed, true)
  })
}

for (const error of [
  'invalid_authorization_details',
  'invalid_target',
  'invalid_request_object',
  'invalid_dpop_proof',
]) {
  test(`rfc9396 5/1, rfc8707 2/5, rfc8693 2.2.2/1, rfc9101 7/2: ${error} is reported unchanged`, async () => {
    const shape = { name: 'ResponseBodyError', code: 'OAUTH_RESPONSE_BODY_ERROR', cause: { error } }
    const thrown = await rejection(() => check(json({ error }, 400)), shape)
    assert.equal((thrown as ResponseBodyError).error, error)
  })
}

for (const body of ['{}', '{"error":""}', '{"error":1}', '{"error":null}', '[]', 'null', '"error"', '{', '']) {
  test(`rfc6749 5.2/p2: 400 with ${body || 'nothing'} is not an OAuth error`, async () => {
    const response = json(body, 400)
    await rejects(() => check(response), failed('RESPONSE_IS_NOT_CONFORM', response))
  })
}

test('difference 26: a 4xx body is read once, without a clone', async (t) => {
  const clone = t.mock.method(Response.prototype, 'clone')
  const response = json({ no: 'error' }, 400)
  await rejects(() => check(response), failed('RESPONSE_IS_NOT_CONFORM', response))
  assert.equal(response.bodyUsed, true)
  assert.equal(clone.mock.callCount(), 0)
})

for (const mediaType of ['text/html', 'application/problem+json', 'text/json', 'application/jsonp', '']) {
  test(`compatible: 400 as ${mediaType || 'nothing'} is not read`, async () => {
    const response = typed(mediaType, '{"error":"invalid_grant"}', 400)
    await rejects(() => check(response), failed('RESPONSE_IS_NOT_JSON', response))
    assert.equal(response.bodyUsed, false)
  })
}

test('difference 10: 400 as Application/JSON is read', () =>
  rejects(() => check(typed('Application/JSON ; a=b', '{"error":"e"}', 400)), {
    name: 'ResponseBodyError',
    code: 'OAUTH_RESPONSE_BODY_ERROR',
    cause: { error: 'e' },
  }))

test('misuse: a 4xx body that was already read', () =>
  rejects(async () => check(await used(json({ error: 'e' }, 400))), wrongValue))

for (const status of [201, 302, 399, 500, 503]) {
  test(`compatible: the body of a ${status} is not read`, async () => {
    const response = json({ error: 'e' }, status)
    await rejects(() => check(response), failed('RESPONSE_IS_NOT_CONFORM', response))
    assert.equal(response.bodyUsed, false)
    const read = await used(json({}, status))
    await rejects(() => check(read), failed('RESPONSE_IS_NOT_CONFORM', read))
  })
}

test('compatible: malformed challenges are ignored', () => {
  const response = json({ error: 'e' }, 500, { 'www-authenticate': 'Bearer realm="' })
  return rejects(() => check(response), failed('RESPONSE_IS_NOT_CONFORM', response))
})

test('compatible: JSON is read with any media type', async () => {
  for (const mediaType of ['application/json', 'text/html', '']) {
    assert.deepEqual(await readJsonObject(typed(mediaType, '{"a":1}')), { a: 1 })
  }
})

for (const value of [null, [], [{}], 'x', 1, true]) {
  test(`rfc6749 5.1/p2: a body must be one object, not ${JSON.stringify(value)}`, () =>
    rejects(() => readJsonObject(json(value === 'x' ? '"x"' : value)), failed('INVALID_RESPONSE', { body: value })))
}

test('compatible: a body that does not parse is either not JSON or broken JSON, by its media type', async () => {
  const page = typed('text/html', '<html>s3cret')
  await rejects(() => readJsonObject(page), failed('RESPONSE_IS_NOT_JSON', page))
  await rejects(() => readJsonObject(json('{"a":"s3cret')), failed('PARSE_ERROR', SyntaxError))
  await rejects(() => readJsonObject(new Response(null)), failed('RESPONSE_IS_NOT_JSON', Response))
  const set = typed('application/jwk-set+json', '{')
  await rejects(() => readJsonObject(set), failed('RESPONSE_IS_NOT_JSON', set))
})

test('compatible: a body that breaks off', () => {
  const failure = new TypeError('terminated')
  const body = new ReadableStream({ pull: () => Promise.reject(failure) })
  const response = new Response(body, { headers: { 'content-type': 'application/json' } })
  return rejects(() => readJsonObject(response), failed('PARSE_ERROR', TypeError))
})

test('compatible: members named like an object’s methods, and a byte order mark', async () => {
  const text = '\ufeff{"__proto__":{"a":1},"constructor":2,"toString":"x","a":"\\ud800"}'
  const body = await readJsonObject(json(text))
  assert.equal(Object.getPrototypeOf(body), Object.prototype)
  assert.deepEqual(Object.keys(body), ['__proto__', 'constructor', 'toString', 'a'])
})
