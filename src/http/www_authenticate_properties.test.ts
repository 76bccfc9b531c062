import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseChallenges } from './www_authenticate.ts'

const tchar = [..."!#$%&'*+-.^_`|~0189abyzABYZ"]
const token = fc.string({ unit: fc.constantFrom(...tchar), minLength: 1, maxLength: 8 })
// as in other libraries: the word after a challenge with parameters is a scheme if its characters could form a token68
const scheme = fc.string({ unit: fc.constantFrom(...'-._~0189abyzABYZ'), minLength: 1, maxLength: 8 })
const token68 = fc
  .tuple(
    fc.string({ unit: fc.constantFrom(...'abzABZ019-._~+/'), minLength: 1, maxLength: 8 }),
    fc.constantFrom('', '=', '=='),
  )
  .map((parts) => parts.join(''))
const text = fc.string({ unit: fc.constantFrom(...tchar, ' ', '\t', ',', '=', '"', '\\', 'é'), maxLength: 12 })
const parameters = fc.dictionary(
  token.map((name) => name.toLowerCase()).filter((name) => name !== '__proto__'),
  text,
  {
    minKeys: 1,
    maxKeys: 4,
  },
)
const challenge = fc.oneof(
  fc.record({ scheme }),
  fc.record({ scheme, parameters }),
  fc.record({ scheme, token68 }),
) as fc.Arbitrary<{ scheme: string; parameters?: Record<string, string>; token68?: string }>

const quote = (value: string) => `"${value.replace(/["\\]/g, '\\$&')}"`

function serialized({
  scheme,
  parameters = {},
  token68,
}: {
  scheme: string
  parameters?: Record<string, string>
  token68?: string
}) {
  const list = Object.entries(parameters).map(([name, value]) => `${name}=${quote(value)}`)
  return [scheme, token68 ?? list.join(', ')].filter(Boolean).join(' ')
}

test('rfc9110 11.3/1, 5.6.4/1: every list of challenges is parsed correctly', () =>
  fc.assert(
    fc.property(fc.array(challenge, { minLength: 1, maxLength: 5 }), (challenges) => {
      assert.deepEqual(
        parseChallenges(challenges.map(serialized).join(', ')),
        challenges.map(({ scheme, parameters, token68 }) => ({
          scheme: scheme.toLowerCase(),
          parameters: { ...parameters },
          ...(token68 && { token68 }),
        })),
      )
    }),
    { numRuns: 500 },
  ))

const noise = fc.string({ unit: fc.constantFrom(...'ab=",\\ \t/é', '\n', '\ud800', 'Bearer', 'k="v"'), maxLength: 40 })

test('rfc9110 11.6.1/1: no header value makes the parser throw', () =>
  fc.assert(
    fc.property(fc.oneof(noise, fc.string({ unit: 'binary' })), (header) => {
      const challenges = parseChallenges(header)
      assert.ok(challenges === undefined || challenges.length > 0)
      for (const { scheme } of challenges ?? []) assert.equal(scheme, scheme.toLowerCase())
    }),
    { numRuns: 2000 },
  ))

test('rfc9110 11.6.1/1: no truncated header value makes the parser throw', () =>
  fc.assert(
    fc.property(fc.array(challenge, { minLength: 1 }), fc.nat(200), (challenges, at) => {
      parseChallenges(challenges.map(serialized).join(', ').slice(0, at))
    }),
  ))

// headers that would take hours if any part of the text were scanned repeatedly
const size = 100_000
const large: [string, string, number | undefined][] = [
  ['challenges', 'Bearer realm="r", '.repeat(size), size],
  ['schemes', 'a,'.repeat(size), size],
  ['schemes with a space before the comma', 'a ,'.repeat(size), size],
  ['parameters', `a ${'k=v,'.repeat(size)}`, 1],
  ['commas', ','.repeat(size), undefined],
  ['white space', `a${' '.repeat(size)}`, 1],
  ['white space and commas', `a${' ,'.repeat(size)}b`, 2],
  ['quotation marks', `a k=${'"'.repeat(size)}`, undefined],
  ['backslashes', `a k="${'\\'.repeat(size)}`, undefined],
  ['unclosed quotes', 'a ,k="'.repeat(size + 1), undefined],
  ['equals signs', `a ${'='.repeat(size)}`, undefined],
  ['names that never get a value', `a ${'k = '.repeat(size)}`, undefined],
  ['one token', 'a'.repeat(size), 1],
  ['tokens', 'a '.repeat(size), size / 2],
]
for (const [title, header, count] of large) {
  test(`compatible: work is linear in the header: many ${title}`, () =>
    assert.equal(parseChallenges(header)?.length, count))
}
