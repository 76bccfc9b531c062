import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPlatformObject } from './platform_object.ts'

test('compatible: an object of a subclass is recognised, whatever its tag', () => {
  class Answer extends Response {
    get [Symbol.toStringTag]() {
      return 'Answer'
    }
  }
  assert.ok(isPlatformObject(new Answer(), 'Response'))
  assert.ok(
    !isPlatformObject(
      {
        get [Symbol.toStringTag]() {
          return 'Answer'
        },
      },
      'Response',
    ),
  )
})
