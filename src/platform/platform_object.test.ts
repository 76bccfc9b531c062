import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { isPlatformObject } from './platform_object.ts'

test('api: an object of the platform, of a subclass, and of a class with the same tag', () => {
  class Own extends URL {}
  class Foreign {
    get [Symbol.toStringTag]() {
      return 'URL'
    }
  }
  const values = [new URL('https://a.example'), new Own('https://a.example'), new Foreign()]
  deepEqual(
    values.map((value) => isPlatformObject(value, 'URL')),
    [true, true, true],
  )
  equal(isPlatformObject(new URLSearchParams(), 'URL'), false)
})

test('api: values that are not objects of the platform', () => {
  const imitation = { [Symbol.toStringTag]: 'URL' }
  for (const value of [undefined, null, 'https://a.example', 1, {}, [], Object.create(null), imitation, () => {}]) {
    equal(isPlatformObject(value, 'URL'), false)
  }
  const hostile = new Proxy(
    {},
    {
      getPrototypeOf() {
        throw new Error('no')
      },
    },
  )
  equal(isPlatformObject(hostile, 'URL'), false)
})

test('api: a CryptoKey without its global class, as in a test environment with a DOM', async () => {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'CryptoKey') as PropertyDescriptor
  Object.defineProperty(globalThis, 'CryptoKey', { value: undefined, configurable: true })
  try {
    equal(isPlatformObject(privateKey, 'CryptoKey'), true)
    equal(isPlatformObject({}, 'CryptoKey'), false)
  } finally {
    Object.defineProperty(globalThis, 'CryptoKey', descriptor)
  }
})
