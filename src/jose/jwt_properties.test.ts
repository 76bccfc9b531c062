import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { part, unsigned } from '../../test/fixtures/jwt.ts'
import { readJwt } from './jwt.ts'

const codes = [
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_PARSE_ERROR',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
]

/** Any text is either read, or refused with a documented error. */
async function isReadOrRefused(text: string): Promise<void> {
  try {
    const { claims, header, jwt } = await readJwt(text, () => {}, undefined)
    assert.equal(jwt, text)
    assert.equal(typeof claims, 'object')
    assert.equal(typeof header, 'object')
  } catch (error) {
    assert.ok(codes.includes((error as { code: string }).code), String(error))
  }
}

const text = fc.string({ unit: 'binary' })
const segment = fc.oneof(text, fc.base64String(), fc.json().map(part), fc.uint8Array().map(encode))

test('rfc7519 7.2/10: any text is read or refused with a documented error', () =>
  fc.assert(fc.asyncProperty(text, isReadOrRefused)))

test('rfc7519 7.2/1: any parts joined by periods', () =>
  fc.assert(
    fc.asyncProperty(fc.array(segment, { maxLength: 7 }), (parts) => isReadOrRefused(parts.join('.'))),
    { numRuns: 500 },
  ))

const claim = fc.constantFrom('exp', 'iat', 'iss', 'nbf', 'aud', 'crit', '__proto__', 'constructor', 'toString')
const object = fc.dictionary(claim, fc.jsonValue())

test('rfc7519 2/10: any registered claims', () =>
  fc.assert(
    fc.asyncProperty(object, object, (header, claims) => isReadOrRefused(unsigned(header, claims))),
    { numRuns: 500 },
  ))

test('rfc7515 5.2/1: a JWT that is cut, or has text inserted, anywhere', () => {
  const whole = unsigned({ alg: 'ES256', kid: 'ü' }, { iss: 'https://as.example', aud: ['ß'], exp: 9e9 })
  return fc.assert(
    fc.asyncProperty(fc.nat(whole.length), text, async (at, more) => {
      await isReadOrRefused(whole.slice(0, at))
      await isReadOrRefused(whole.slice(0, at) + more + whole.slice(at))
    }),
  )
})

const unicode: [string, Uint8Array | string][] = [
  ['a byte order mark', Buffer.from('\ufeff{"iss":"i"}')],
  ['a lone surrogate, escaped', '{"iss":"\\ud800"}'],
  ['a lone surrogate, encoded', Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d])],
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
  ['a zero byte', '{"a":"\\u0000"}'],
]
for (const [title, bytes] of unicode) {
  test(`compatible: Unicode in a payload, ${title}`, () =>
    isReadOrRefused(`${part({ alg: 'x' })}.${encode(Buffer.from(bytes))}.AAAA`))
}

test('compatible: a claim named __proto__ is an ordinary claim', async () => {
  const { claims } = await readJwt(`${part({})}.${part('{"__proto__":{"iss":"evil"}}')}.`, () => {}, undefined)
  assert.equal(claims.iss, undefined)
  assert.equal(Object.getPrototypeOf(claims), Object.prototype)
  assert.deepEqual(Object.keys(claims), ['__proto__'])
})

const large: [string, string][] = [
  ['a million periods', '.'.repeat(1e6)],
  ['a claim of a million characters', unsigned({ alg: 'x' }, { a: 'a'.repeat(1e6) })],
  ['a million characters that are not base64url', `${'!'.repeat(1e6)}.a.b`],
  ['a hundred thousand nested arrays', unsigned({ alg: 'x' }, `{"a":${'['.repeat(1e5)}${']'.repeat(1e5)}}`)],
  ['fifty thousand claims', unsigned({}, Object.fromEntries(Array.from({ length: 5e4 }, (_, at) => [`c${at}`, at])))],
]
for (const [title, jwt] of large)
  test(`compatible: a large JWT is read or refused: ${title}`, () => isReadOrRefused(jwt))

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
