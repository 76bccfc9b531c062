import assert from 'node:assert/strict'
import { basename } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { secondCopy } from '../../test/fixtures/second_copy.ts'
import * as oauth from '../index.ts'

// the name as it appears in a stack: a bundle of the tests has another name
const thisFile = basename(fileURLToPath(import.meta.url))
const response = new Response('x', { status: 418 })
const challenges = [{ scheme: 'bearer' as const, parameters: {} }]
const body = { error: 'e', error_description: 'd', more: 1 }
const parameters = new URLSearchParams('error=e&error_description=d')
const cause = { any: 'thing' }

/** One error of each class, created by that copy of the library. */
const make = (copy: typeof oauth) => ({
  OperationProcessingError: new copy.OperationProcessingError('m', { cause, code: 'c' }),
  UnsupportedOperationError: new copy.UnsupportedOperationError('m', { cause }),
  ResponseBodyError: new copy.ResponseBodyError('m', { cause: body, response }),
  AuthorizationResponseError: new copy.AuthorizationResponseError('m', { cause: parameters }),
  WWWAuthenticateChallengeError: new copy.WWWAuthenticateChallengeError('m', { cause: challenges, response }),
  BackchannelAuthenticationError: new copy.BackchannelAuthenticationError('m', { cause: body }),
})
type Name = keyof ReturnType<typeof make>
const own = make(oauth)
const names = Object.keys(own) as Name[]
const copy = await secondCopy()
const theirs = make(copy)

const enumerable: Record<Name, object> = {
  OperationProcessingError: { code: 'c', name: 'OperationProcessingError' },
  UnsupportedOperationError: { code: 'OAUTH_UNSUPPORTED_OPERATION', name: 'UnsupportedOperationError' },
  ResponseBodyError: {
    cause: body,
    code: 'OAUTH_RESPONSE_BODY_ERROR',
    error: 'e',
    status: 418,
    error_description: 'd',
    name: 'ResponseBodyError',
  },
  AuthorizationResponseError: {
    cause: parameters,
    code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
    error: 'e',
    error_description: 'd',
    name: 'AuthorizationResponseError',
  },
  WWWAuthenticateChallengeError: {
    cause: challenges,
    code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
    status: 418,
    name: 'WWWAuthenticateChallengeError',
  },
  BackchannelAuthenticationError: {
    cause: body,
    code: 'OAUTH_BACKCHANNEL_AUTHENTICATION_ERROR',
    error: 'e',
    error_description: 'd',
    name: 'BackchannelAuthenticationError',
  },
}
for (const name of names) {
  const error = own[name]
  test(`compatible: the enumerable properties of a ${name}, in order`, () => {
    assert.deepEqual(Object.entries(error), Object.entries(enumerable[name]))
    const symbols = Object.getOwnPropertySymbols(error)
    assert.ok(symbols.every((symbol) => !Object.prototype.propertyIsEnumerable.call(error, symbol)))
  })

  test(`compatible: a ${name} is an Error, with a message, and a stack that starts where it was created`, () => {
    assert.ok(error instanceof Error)
    assert.equal(Object.getPrototypeOf(Object.getPrototypeOf(error)), Error.prototype)
    assert.equal(error.message, 'm')
    assert.match(String(error), new RegExp(`^${name}: m$`))
    assert.equal(Object.prototype.toString.call(error), '[object Error]')
    assert.ok((error.stack ?? '').split('\n')[1]?.includes(`${thisFile}:`))
  })

  test(`difference 31: a ${name} from another copy`, () => {
    assert.ok(theirs[name] instanceof oauth[name])
    assert.ok(error instanceof copy[name])
    assert.notEqual(oauth[name], copy[name])
    for (const other of names) {
      assert.equal(theirs[other] instanceof oauth[name], other === name, `${other} instanceof ${name}`)
      assert.equal(own[other] instanceof oauth[name], other === name, `${other} instanceof ${name}`)
    }
  })

  test(`difference 31: values that are not a ${name}`, () => {
    const likeness = { ...error, name, message: 'm' }
    for (const none of [undefined, null, 'x', 1, {}, new Error('m'), new TypeError('m'), likeness, () => {}]) {
      assert.equal((none as unknown) instanceof oauth[name], false)
    }
  })

  test(`difference 31: not every ${name} is an instance of its subclasses`, () => {
    const Base = oauth[name] as new (...args: unknown[]) => Error
    class Mine extends Base {}
    class Special extends Mine {}
    const options = { cause: name === 'AuthorizationResponseError' ? parameters : body, response }
    const [mine, special] = [new Mine('m', options), new Special('m', options)]
    assert.ok(mine instanceof oauth[name] && mine instanceof Mine && !(mine instanceof Special))
    assert.ok(special instanceof oauth[name] && special instanceof Mine && special instanceof Special)
    assert.ok(mine instanceof copy[name])
    assert.ok(Object.create(oauth[name].prototype) instanceof oauth[name])
    assert.deepEqual([mine.name, special.name], ['Mine', 'Special'])
    const Nameless = (() => class extends Base {})()
    assert.equal(new Nameless('m', options).name, name)
    assert.ok(!(error instanceof Mine) && !(theirs[name] instanceof Mine))
  })
}

test('compatible: an OperationProcessingError may have no code; an empty one counts as none', () => {
  for (const error of [
    new oauth.OperationProcessingError('m'),
    new oauth.OperationProcessingError('m', {}),
    new oauth.OperationProcessingError('m', { code: '' }),
  ]) {
    assert.deepEqual(Object.entries(error), [
      ['code', undefined],
      ['name', 'OperationProcessingError'],
    ])
    assert.equal(Object.hasOwn(error, 'cause'), false)
  }
})

test('compatible: a cause exists, not enumerable, only if one was given', () => {
  for (const error of [own.OperationProcessingError, own.UnsupportedOperationError]) {
    assert.equal(error.cause, cause)
    assert.equal(Object.getOwnPropertyDescriptor(error, 'cause')?.enumerable, false)
  }
  assert.equal(Object.hasOwn(new oauth.UnsupportedOperationError('m'), 'cause'), false)
  assert.ok(Object.hasOwn(new oauth.OperationProcessingError('m', { cause: undefined }), 'cause'))
})

for (const name of ['ResponseBodyError', 'WWWAuthenticateChallengeError'] as const) {
  test(`compatible: the response of a ${name} is not enumerable, and can be replaced`, () => {
    const { value, ...rest } = Object.getOwnPropertyDescriptor(own[name], 'response') ?? {}
    assert.equal(value, response)
    assert.deepEqual(rest, { writable: true, enumerable: false, configurable: true })
  })
}

test('compatible: an error without a description', () => {
  const bare = new oauth.ResponseBodyError('m', { cause: { error: 'e' }, response })
  assert.ok(Object.hasOwn(bare, 'error_description'))
  assert.equal(bare.error_description, undefined)
  const refused = new oauth.AuthorizationResponseError('m', { cause: new URLSearchParams('error=e') })
  assert.ok(Object.hasOwn(refused, 'error_description'))
  assert.equal(refused.error_description, undefined)
})

test('difference 31: isDPoPNonceError works across copies', () => {
  const nonce = new copy.ResponseBodyError('m', { cause: { error: 'use_dpop_nonce' }, response })
  assert.ok(oauth.isDPoPNonceError(nonce))
})

test('difference 31: instanceof reads no members: a proxy whose members throw is not one of our errors', () => {
  const trap = new Proxy({}, { get: () => assert.fail('a member was read') })
  for (const name of names) {
    assert.equal((trap as unknown) instanceof oauth[name], false)
  }
  assert.equal(oauth.isDPoPNonceError(trap), false)
})

test('compatible: two copies do not share state', async () => {
  const validated = copy.validateAuthResponse({ issuer: 'x' }, { client_id: 'c' }, new URLSearchParams('code=c'))
  const token_endpoint = 'https://as.example/token'
  await assert.rejects(
    oauth.authorizationCodeGrantRequest(
      { issuer: 'x', token_endpoint },
      { client_id: 'c' },
      oauth.None(),
      validated,
      'u',
      'v',
    ),
    { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' },
  )
})
