import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  isDPoPNonceError,
  OperationProcessingError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from '../index.ts'

const response = new Response()
const body = (error: string) => new ResponseBodyError('x', { cause: { error }, response })
const challenges = (...list: [scheme: string, error?: string][]) =>
  new WWWAuthenticateChallengeError('x', {
    cause: list.map(([scheme, error]) => ({ scheme: scheme as Lowercase<string>, parameters: error ? { error } : {} })),
    response,
  })

const errors: [title: string, error: unknown, expected: boolean][] = [
  ['rfc9449 8/3: from the authorization server', body('use_dpop_nonce'), true],
  ['rfc9449 8/3: another error', body('invalid_dpop_proof'), false],
  ['rfc9449 9/1: from a resource server', challenges(['dpop', 'use_dpop_nonce']), true],
  ['rfc9449 9/1: another error from a resource server', challenges(['dpop', 'invalid_token']), false],
  ['rfc9449 9/1: no error', challenges(['dpop']), false],
  ['rfc9449 9/1: another scheme', challenges(['bearer', 'use_dpop_nonce']), false],
  ['difference 18: among several challenges', challenges(['bearer'], ['dpop', 'use_dpop_nonce']), true],
  ['difference 18: the first of several', challenges(['dpop', 'use_dpop_nonce'], ['bearer', 'x']), true],
  ['difference 18: none of several challenges', challenges(['dpop'], ['bearer', 'use_dpop_nonce']), false],
  ['compatible: an error of another class', new OperationProcessingError('use_dpop_nonce'), false],
  ['compatible: an object that looks like one', { error: 'use_dpop_nonce', cause: [] }, false],
  ['compatible: null', null, false],
  ['compatible: undefined', undefined, false],
  ['compatible: a string', 'use_dpop_nonce', false],
]
for (const [title, error, expected] of errors) test(title, () => assert.equal(isDPoPNonceError(error), expected))
