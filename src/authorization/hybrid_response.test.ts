import assert from 'node:assert/strict'
import { test } from 'node:test'
import { code, flavours, frontClaims, type Given, hybrid, rs256 } from '../../test/fixtures/hybrid.ts'
import { leftHalf, now, signed, unsigned } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { client, issuer, network, server } from '../../test/fixtures/parties.ts'
import {
  failed,
  type Refusal,
  rejection,
  rejects,
  unsupported,
  wrongType,
  wrongValue,
} from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'

const at = now()
const missing = failed('INVALID_RESPONSE', Object)
const mismatch = failed('JWT_CLAIM_COMPARISON_FAILED', Object)
const late = failed('JWT_TIMESTAMP_CHECK_FAILED', Object)
const wrong = (alg: string, expected: unknown, reason: string) =>
  failed('INVALID_RESPONSE', { header: { alg }, expected, reason })
const skip = oauth.skipAuthTimeCheck

const cases: [title: string, given: Given, refusal?: Refusal][] = [
  ['oidc-core 3.3.2.5/2: no ID Token', { id_token: undefined }, failed('INVALID_RESPONSE')],
  ['oidc-core 3.3.2.5/2: an empty ID Token', { id_token: '' }, failed('INVALID_RESPONSE')],
  ['oidc-core 3.3.2.5/3: an empty code', { parameters: { code: '' } }, failed('INVALID_RESPONSE')],
  ['oidc-core 2/1: no iss', { claims: { iss: undefined } }, missing],
  ['oidc-core 2/2: no sub', { claims: { sub: undefined } }, missing],
  ['difference 16: sub null', { claims: { sub: null } }, missing],
  ['oidc-core 2/3: no aud', { claims: { aud: undefined } }, missing],
  ['oidc-core 2/4: no exp', { claims: { exp: undefined } }, missing],
  ['oidc-core 2/5: no iat', { claims: { iat: undefined } }, missing],
  ['oidc-core 3.3.2.11/1: no nonce', { claims: { nonce: undefined } }, missing],
  ['oidc-core 3.3.2.11/3: no c_hash', { claims: { c_hash: undefined } }, missing],
  ['oidc-core 3.3.2.11/3: an empty c_hash', { claims: { c_hash: '' } }, missing],
  ['oidc-core 3.3.2.11/3: c_hash null', { claims: { c_hash: null } }, missing],
  ['oidc-core 3.1.3.7/2, rfc9207 2.4/5: another issuer', { claims: { iss: 'https://evil.example' } }, mismatch],
  ['oidc-core 3.1.3.7/3a: another audience', { claims: { aud: 'you' } }, mismatch],
  ['oidc-core 3.1.3.7/3b: several audiences', { claims: { aud: ['the client', 'you'] } }, mismatch],
  ['oidc-core 3.1.3.7/5: several audiences, azp', { claims: { aud: ['the client', 'you'], azp: 'the client' } }],
  ['oidc-core 3.1.3.7/9: expired', { claims: { exp: 1 } }, late],
  ['compatible: issued an hour ago', { claims: { iat: at - 3600 } }],
  ['compatible: issued more than an hour ago', { claims: { iat: at - 3601 } }, late],
  [
    'compatible: the clock tolerance does not extend that hour',
    { claims: { iat: at - 3601 }, own: { [oauth.clockTolerance]: 60 } },
    late,
  ],
  ['compatible: the clock skew does', { claims: { iat: at - 3601 }, own: { [oauth.clockSkew]: -60 } }],
  ['oidc-core 3.2.2.11/2: another nonce', { claims: { nonce: 'other' } }, mismatch],
  ['oidc-core 3.3.2.10/3: another c_hash', { claims: { c_hash: leftHalf('other') } }, mismatch],
  ['oidc-core 3.3.2.10/3: c_hash of another digest', { claims: { c_hash: leftHalf(code, 512) } }, mismatch],
  ['fapi1-advanced 5.2.3.1/4: another s_hash', { claims: { s_hash: leftHalf('other') } }, mismatch],
  ['fapi1-advanced 5.2.3.1/4: an empty s_hash', { claims: { s_hash: '' } }, missing],
  ['fapi1-advanced 5.2.3.1/4: s_hash null', { claims: { s_hash: null } }, missing],
  ['oidc-core 2/6: auth_time negative', { claims: { auth_time: -1 } }, missing],
  ['oidc-core 2/6: maxAge, no auth_time', { maxAge: 10 }, missing],
  ['oidc-core 3.1.3.7/13: within maxAge', { maxAge: 100, claims: { auth_time: at - 100 } }],
  ['oidc-core 3.1.3.7/13: past maxAge', { maxAge: 100, claims: { auth_time: at - 150 } }, late],
  ['oidc-core 3.1.3.7/13: past default_max_age', { own: { default_max_age: 1 }, claims: { auth_time: at - 50 } }, late],
  ['oidc-core 2/6: default_max_age, no auth_time', { own: { default_max_age: 1 } }, missing],
  ['difference 1: skipAuthTimeCheck is accepted', { maxAge: skip }],
  ['difference 1: skipAuthTimeCheck overrides default_max_age', { maxAge: skip, own: { default_max_age: 1 } }],
  [
    'difference 1: skipAuthTimeCheck, and auth_time is too old',
    { maxAge: skip, own: { default_max_age: 1 }, claims: { auth_time: 1 } },
  ],
  ['difference 1: require_auth_time still holds', { maxAge: skip, own: { require_auth_time: true } }, missing],
  ['oidc-core 2/6: require_auth_time', { own: { require_auth_time: true }, claims: { auth_time: 1 } }],
  ['difference 27: require_auth_time truthy', { own: { require_auth_time: 'yes' } }],
  ['rfc6749 10.12/3: another state', { parameters: { state: 'other' } }, missing],
  ['rfc6749 10.12/3: a state that was not sent', { state: undefined }, missing],
  ['rfc9207 2.4/3b: another iss parameter', { parameters: { iss: 'https://evil.example' } }, missing],
  ['rfc9207 2.4/3b: the iss parameter', { parameters: { iss: issuer } }],
  [
    'compatible: no iss parameter, although it is announced',
    { as: { authorization_response_iss_parameter_supported: true } },
  ],
  ['difference 2: an access token', { parameters: { access_token: 'x' } }, unsupported()],
  [
    'rfc6749 4.1.2.1/1: an error',
    { parameters: { error: 'access_denied' }, id_token: undefined },
    { name: 'AuthorizationResponseError', code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR', cause: URLSearchParams },
  ],
  [
    'oidc-core 3.1.3.7/7: not the client’s algorithm',
    { own: { id_token_signed_response_alg: 'ES256' } },
    wrong('RS256', 'ES256', 'client configuration'),
  ],
  [
    'oidc-core 2/p4b: none',
    { id_token: unsigned({ alg: 'none' }, frontClaims()) },
    wrong('none', 'RS256', 'default value'),
  ],
  [
    'fapi1-advanced 8.6/3: none, even if the client asks for it',
    { id_token: unsigned({ alg: 'none' }, frontClaims()), own: { id_token_signed_response_alg: 'none' } },
    unsupported({ alg: 'none' }),
  ],
  ['compatible: an encrypted ID Token without a decrypter', { id_token: 'a.b.c.d.e' }, unsupported('a.b.c.d.e')],
  [
    'fapi1-advanced 5.2.3.1/5: an encrypted ID Token',
    { id_token: 'a.b.c.d.e', options: { [oauth.jweDecrypt]: async () => signed(rs256, frontClaims()) } },
  ],
]
for (const flavour of flavours) {
  for (const [title, given, refusal] of cases) {
    test(`${title} (${flavour})`, async (t) => {
      t.mock.method(Date, 'now', () => at * 1000)
      const { run } = hybrid(flavour, given)
      if (refusal) await rejects(run, refusal)
      else assert.equal((await run()).get('code'), code)
    })
  }

  test(`oidc-core 3.3.2.8/2, 3.3.2.12/1: the result has the validated parameters without the ID Token (${flavour})`, async () => {
    const { call, parameters, sent } = hybrid(flavour, { parameters: { more: '1' } })
    const result = await call()
    assert.deepEqual([...result.keys()], ['code', 'state', 'more'])
    assert.ok(parameters.has('id_token'), 'the caller’s parameters are left unchanged')
    assert.deepEqual(
      sent.map(({ url }) => url),
      ['https://as.example/jwks'],
    )
    const net = network()
    await oauth.authorizationCodeGrantRequest(server(), client(), oauth.None(), result, 'https://rp', 'v', net.options)
    assert.equal(net.sent.length, 1)
  })

  test(`oidc-core 2/p4a, 3.1.3.7/6b, 3.2.2.11/1, 3.3.2.8/3: the signature is checked before the hashes (${flavour})`, async () => {
    const [header, payload] = signed(rs256, frontClaims({ c_hash: 'wrong' })).split('.')
    const signature = signed(rs256, frontClaims()).split('.')[2]
    const { run } = hybrid(flavour, { id_token: `${header}.${payload}.${signature}` })
    const error = await rejection(run, failed('INVALID_RESPONSE', Object))
    assert.deepEqual(Object.keys(error.cause as object), ['key', 'data', 'signature', 'algorithm'])
  })

  test(`fapi1-advanced 8.6/1, oidc-core 3.3.2.10/1: ES384 and its hash function (${flavour})`, async () => {
    const es384 = await keys('ES384')
    const own = { id_token_signed_response_alg: 'ES384' }
    const net = network(() => Response.json({ keys: [es384.jwk] }))
    const claims = (size: 384 | 256) => ({ c_hash: leftHalf(code, size), s_hash: leftHalf('state', size) })
    const given = (size: 384 | 256) => ({
      own,
      options: net.options,
      id_token: signed(es384, frontClaims(claims(size))),
    })
    await hybrid(flavour, given(384)).run()
    const error = await rejection(hybrid(flavour, given(256)).run, mismatch)
    const { claims: _, ...rest } = error.cause as { claims: object }
    assert.deepEqual(rest, { code, alg: 'ES384', claim: 'c_hash' })
  })

  test(`rfc6749 3.1/6: a repeated parameter is refused (${flavour})`, async () => {
    for (const name of ['id_token', 'code', 'state', 'iss', 'error']) {
      const { call, parameters } = hybrid(flavour, { parameters: { iss: issuer, error: '' } })
      parameters.append(name, parameters.get(name) as string)
      await rejects(() => call(parameters), failed('INVALID_RESPONSE'))
    }
  })

  test(`compatible: the causes of hash, nonce and time errors (${flavour})`, async (t) => {
    t.mock.method(Date, 'now', () => at * 1000)
    const shown = async (claims: object, refusal: Refusal) => {
      const error = await rejection(hybrid(flavour, { claims: { ...claims } }).run, refusal)
      const { claims: _, ...rest } = error.cause as { claims: object }
      return rest
    }
    assert.deepEqual(await shown({ c_hash: 'x' }, mismatch), { code, alg: 'RS256', claim: 'c_hash' })
    assert.deepEqual(await shown({ s_hash: 'x' }, mismatch), { state: 'state', alg: 'RS256', claim: 's_hash' })
    assert.deepEqual(await shown({ nonce: 'x' }, mismatch), { expected: 'nonce', claim: 'nonce' })
    assert.deepEqual(await shown({ iat: 1 }, late), { now: at, claim: 'iat' })
  })

  test(`misuse: state is checked before the ID Token, the nonce after its times (${flavour})`, async () => {
    for (const state of [null, 1, oauth.skipStateCheck])
      await rejects(hybrid(flavour, { state, id_token: '' }).run, wrongType)
    await rejects(hybrid(flavour, { state: '' }).run, wrongValue)
    for (const nonce of [undefined, null, 1, oauth.expectNoNonce]) {
      await rejects(hybrid(flavour, { nonce }).run, wrongType)
      await rejects(hybrid(flavour, { nonce, claims: { exp: 1 } }).run, late)
    }
    await rejects(hybrid(flavour, { nonce: '' }).run, wrongValue)
    for (const maxAge of [null, '1', Number.NaN, Symbol()]) await rejects(hybrid(flavour, { maxAge }).run, wrongType)
    await rejects(hybrid(flavour, { maxAge: -1 }).run, wrongValue)
    await rejects(hybrid(flavour, { own: { default_max_age: '1' } }).run, wrongType)
    await rejects(hybrid(flavour, { own: { default_max_age: -1 } }).run, wrongValue)
  })
}

test('fapi1-advanced 5.2.3.1/4: without s_hash the response is refused before a key is fetched', async () => {
  const { run, sent } = hybrid('validateDetachedSignatureResponse', { claims: { s_hash: undefined } })
  await rejects(run, missing)
  assert.equal(sent.length, 0)
})
