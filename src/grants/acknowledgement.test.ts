import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, json, server, typed } from '../../test/fixtures/parties.ts'
import { failed, type Refusal, rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { processBackchannelAuthenticationResponse, processDeviceAuthorizationResponse } from '../index.ts'

const device = { device_code: 's3cret', user_code: 'ABCD', verification_uri: 'https://as.example/d', expires_in: 600 }
const ciba = { auth_req_id: 's3cret', expires_in: 120 }
const processors = [
  ['device', device, processDeviceAuthorizationResponse],
  ['ciba', ciba, processBackchannelAuthenticationResponse],
] as const

for (const [flow, body, process] of processors) {
  const run = (response: Response) => () => process(server(), client(), response) as Promise<object>

  test(`rfc8628 3.2/p1, 3.2/5, ciba 7.3/p1, 7.3/p2: an acknowledgement, ${flow}`, async () => {
    assert.deepEqual(await run(json(body))(), body)
    const more = { ...body, interval: 3, unknown: [null] }
    assert.deepEqual(await run(json(more))(), more)
  })

  test(`difference 12: seconds sent as a string of digits become numbers, ${flow}`, async () => {
    const sent = { ...body, expires_in: '600', interval: '5' }
    assert.deepEqual(await run(json(sent))(), { ...body, expires_in: 600, interval: 5 })
  })

  for (const name of Object.keys(body)) {
    for (const value of name === 'expires_in' ? [undefined, null, -1, 'x', [], true] : [undefined, null, '', 1, []]) {
      test(`rfc8628 3.2/1, 3.2/2, 3.2/3, ciba 7.3/1, 7.3/2, 7.4/1: ${name} ${JSON.stringify(value)}, ${flow}`, () => {
        const bad = JSON.parse(JSON.stringify({ ...body, [name]: value }))
        return rejects(run(json(bad)), failed('INVALID_RESPONSE', { body: bad }))
      })
    }
  }

  for (const interval of [0, -1, null, 'x', '0', [], true, '1.5']) {
    test(`rfc8628 3.2/6a, ciba 7.3/3a: interval ${JSON.stringify(interval)}, ${flow}`, () => {
      const bad = { ...body, interval }
      return rejects(run(json(bad)), failed('INVALID_RESPONSE', { body: bad }))
    })
  }

  const answers: [string, Response, (response: Response) => Refusal][] = [
    ['201', json(body, 201), (response) => failed('RESPONSE_IS_NOT_CONFORM', response)],
    ['a page', typed('text/html', '<'), (response) => failed('RESPONSE_IS_NOT_JSON', response)],
    ['broken JSON', json('{'), () => failed('PARSE_ERROR', SyntaxError)],
    ['an array', json([]), () => failed('INVALID_RESPONSE', { body: [] })],
    [
      'an error',
      json({ error: 'unauthorized_client' }, 400),
      () => ({ name: 'ResponseBodyError', code: 'OAUTH_RESPONSE_BODY_ERROR', cause: { error: 'unauthorized_client' } }),
    ],
    [
      'a challenge',
      json({}, 401, { 'www-authenticate': 'Basic' }),
      () => ({
        name: 'WWWAuthenticateChallengeError',
        code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
        cause: [{ scheme: 'basic', parameters: {} }],
      }),
    ],
  ]
  for (const [title, response, refusal] of answers) {
    test(`rfc8628 3.2/p2, ciba 13/1, 13/p2: ${title}, ${flow}`, () => rejects(run(response), refusal(response)))
  }

  test(`misuse: the response, ${flow}`, async () => {
    for (const none of [undefined, null, {}]) await rejects(run(none as never), wrongType)
    const read = json(body)
    await read.text()
    await rejects(run(read), wrongValue)
  })
}

for (const [value, ok] of [
  ['https://as.example/d?code=ABCD', true],
  ['', false],
  [null, false],
  [1, false],
] as const) {
  test(`rfc8628 3.2/4: verification_uri_complete ${JSON.stringify(value)}`, async () => {
    const body = { ...device, verification_uri_complete: value }
    const run = () => processDeviceAuthorizationResponse(server(), client(), json(body))
    if (ok) assert.deepEqual(await run(), body)
    else await rejects(run, failed('INVALID_RESPONSE', { body }))
  })
}
