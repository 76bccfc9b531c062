import assert from 'node:assert/strict'
import { test } from 'node:test'
import { client, issuer, server } from '../../test/fixtures/parties.ts'
import { foreign } from '../../test/fixtures/realm.ts'
import {
  failed,
  type Refusal,
  thrown,
  throws,
  unsupported,
  wrongType,
  wrongValue,
} from '../../test/fixtures/refusal.ts'
import { type AuthorizationResponseError, expectNoState, skipStateCheck, validateAuthResponse } from '../index.ts'

type Expected = Parameters<typeof validateAuthResponse>[3]

const announced = { authorization_response_iss_parameter_supported: true }
const validate = (query: string, state?: unknown, as: object = {}) =>
  validateAuthResponse(server({ ...as }), client(), new URLSearchParams(query), state as Expected)

/** A refusal whose cause has these parameters. */
const invalid = (query: string, ...expected: unknown[]): Refusal => {
  const parameters = new URLSearchParams(query)
  return failed('INVALID_RESPONSE', expected.length ? { expected: expected[0], parameters } : { parameters })
}
const repeated = failed('INVALID_RESPONSE')
const iss = encodeURIComponent(issuer)
const evil = 'iss=https://evil.example'

const cases: [title: string, query: string, state: unknown, as: object, refusal?: Refusal][] = [
  ['rfc6749 4.1.2/1a: a code', 'code=c', undefined, {}],
  ['rfc6749 4.1.2/p2a: parameters that are not understood', 'code=c&x=1&x=2&session_state=s', undefined, {}],
  ['compatible: no parameters at all', '', undefined, {}],
  ['rfc6749 4.1.2/2: the state', 'code=c&state=a+b', 'a b', {}],
  [
    'rfc6749 4.1.2/2, 10.14/2, oidc-core 3.1.2.7/1, rfc9700 2.1/p3a, 4.7.1/1: a different state',
    'code=c&state=a',
    'b',
    {},
    invalid('code=c&state=a', 'b'),
  ],
  ['rfc6749 4.1.2/2: no state', 'code=c', 'b', {}, invalid('code=c', 'b')],
  ['rfc6749 4.1.2/2: a state that was not sent', 'state=a', undefined, {}, invalid('state=a', undefined)],
  ['rfc6749 4.1.2/2: an empty state that was not sent', 'state=', undefined, {}, invalid('state=', undefined)],
  ['rfc6749 10.12/3: expectNoState', 'state=a', expectNoState, {}, invalid('state=a', undefined)],
  ['rfc6749 10.12/3: expectNoState, and none is sent', 'code=c', expectNoState, {}],
  ['compatible: skipStateCheck', 'state=a', skipStateCheck, {}],
  ['compatible: skipStateCheck, and none is sent', 'code=c', skipStateCheck, {}],
  ['rfc6749 3.1/6: two states', 'state=a&state=a', 'a', {}, repeated],
  ['rfc6749 3.1/6: two states, even with skipStateCheck', 'state=a&state=a', skipStateCheck, {}, repeated],
  ['rfc6749 3.1/6: two iss', `iss=${iss}&iss=${iss}`, undefined, {}, repeated],
  ['rfc6749 3.1/6: two errors', 'error=a&error=a', undefined, {}, repeated],
  ['rfc6749 3.1/6: two responses', 'response=a&response=', undefined, {}, repeated],
  ['rfc6749 3.1/6: two id_tokens', 'id_token=a&id_token=b', undefined, {}, repeated],
  ['rfc9207 2.4/1b: iss, form-decoded', `iss=${iss}`, undefined, {}],
  ['rfc9207 2.4/3b, 2.4/1c: an iss that was not announced', evil, undefined, {}, invalid(evil, issuer)],
  ['rfc9207 2.4/1b: iss with a slash', `iss=${iss}/`, undefined, {}, invalid(`iss=${iss}/`, issuer)],
  ['rfc9207 3/1: an empty iss, not announced', 'iss=', undefined, {}],
  ['rfc9207 2.4/3a: iss announced and present', `iss=${iss}`, undefined, announced],
  ['rfc9207 2.4/3a: iss announced but missing', 'code=c', undefined, announced, invalid('code=c')],
  ['rfc9207 2.4/3a: iss announced but empty', 'iss=', undefined, announced, invalid('iss=')],
  ['rfc9700 2.1/p4, 4.4.2/2: iss announced but different', evil, undefined, announced, invalid(evil, issuer)],
  ['jarm 2.3.1/p1: a JARM response', 'response=a', undefined, {}, invalid('response=a')],
  ['compatible: an empty response', 'response=&code=c', undefined, {}],
  ['oidc-core 3.3.2.5/2: id_token', 'id_token=a', undefined, {}, unsupported()],
  ['oidc-core 3.3.2.5/2: an empty id_token', 'id_token=', undefined, {}, unsupported()],
  ['rfc9700 2.1.2/3: token', 'token=a', undefined, {}, unsupported()],
  ['difference 2: access_token', 'access_token=a', undefined, {}, unsupported()],
  ['difference 2: an empty access_token', 'code=c&access_token=', undefined, {}, unsupported()],
  ['compatible: the code is not checked here', 'code=a&code=b', undefined, {}],
]
for (const [title, query, state, as, refusal] of cases) {
  test(title, () => {
    if (refusal) throws(() => validate(query, state, as), refusal)
    else assert.equal(validate(query, state, as).toString(), new URLSearchParams(query).toString())
  })
}

test('rfc9207 2.4/1a, rfc6749 4.1.2.1/4: response, iss and state are checked before an error is trusted', () => {
  const query = 'error=e&id_token=x'
  throws(() => validate(`${query}&state=a&iss=x&response=y`), failed('INVALID_RESPONSE', Object))
  throws(() => validate(`${query}&state=a&${evil}`), invalid(`${query}&state=a&${evil}`, issuer))
  throws(() => validate(`${query}&state=a`), invalid(`${query}&state=a`, undefined))
  throws(() => validate(query, undefined, announced), invalid(query))
  throws(() => validate(query), {
    name: 'AuthorizationResponseError',
    code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
    cause: URLSearchParams,
  })
})

test('rfc6749 4.1.2.1/1, 4.1.2.1/2, 4.1.2.1/3: an error with the server’s description of it', () => {
  const parameters = new URLSearchParams('error=access_denied&error_description=no&error_uri=https://as.example/e')
  const error = thrown(() => validateAuthResponse(server(), client(), parameters), {
    name: 'AuthorizationResponseError',
    code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
    cause: parameters,
  }) as AuthorizationResponseError
  assert.deepEqual([error.error, error.error_description], ['access_denied', 'no'])
  assert.equal(error.cause.get('error_uri'), 'https://as.example/e')
})

test('compatible: an empty error counts as none', () => assert.equal(validate('error=&code=c').get('code'), 'c'))

test('compatible: the returned parameters are a copy', () => {
  const parameters = new URLSearchParams('code=c')
  const result = validateAuthResponse(server(), client(), parameters)
  assert.notEqual(result, parameters)
  assert.ok(result instanceof URLSearchParams)
  parameters.set('code', 'changed')
  assert.equal(result.get('code'), 'c')
})

test('compatible: parameters are read from the query of a URL, not its fragment', () => {
  const url = new URL('https://rp.example/cb?code=c#code=d')
  assert.equal(validateAuthResponse(server(), client(), url).toString(), 'code=c')
})

test('difference 22: parameters and a URL from another realm', () => {
  const parameters = foreign('URLSearchParams', new URLSearchParams('code=c'))
  assert.equal(validateAuthResponse(server(), client(), parameters).get('code'), 'c')
  const url = foreign('URL', new URL('https://rp.example/cb?code=d'))
  assert.equal(validateAuthResponse(server(), client(), url).get('code'), 'd')
})

test('misuse: values that are not parameters', () => {
  for (const none of [
    undefined,
    null,
    'code=c',
    { code: 'c' },
    new Map(),
    new Request('https://rp.example'),
    new FormData(),
  ]) {
    throws(() => validateAuthResponse(server(), client(), none as never), wrongType)
  }
})

test('misuse: expectedState', () => {
  for (const state of [null, 1, {}, Symbol(), false]) throws(() => validate('state=a', state), wrongType)
  throws(() => validate('state=', ''), wrongValue)
  throws(() => validate(`error=e&${evil}`, null), invalid(`error=e&${evil}`, issuer))
})
