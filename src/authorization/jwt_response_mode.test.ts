import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Claims, now, signed, unsigned } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { client, issuer, json, network, server } from '../../test/fixtures/parties.ts'
import { foreign } from '../../test/fixtures/realm.ts'
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

const rs256 = await keys('RS256')
const es256 = await keys('ES256')
const jarm = (more: Claims = {}) => ({ iss: issuer, aud: 'the client', exp: now() + 60, code: 'c', ...more })

function validating(response: string, state?: unknown, more: { as?: object; own?: object; options?: object } = {}) {
  const { sent, options } = network(() => json({ keys: [rs256.jwk, es256.jwk] }))
  const run = () =>
    oauth.validateJwtAuthResponse(
      server({ ...more.as }),
      client({ ...more.own }),
      new URLSearchParams({ response }),
      state as never,
      { ...options, ...more.options },
    )
  return { run, sent }
}

test('jarm 2.1/p2, 2.4/5a, fapi1-advanced 5.2.3.2/1: the parameters in the JWT, verified with the server’s keys', async () => {
  const { run, sent } = validating(signed(rs256, jarm({ state: 's' })), 's')
  const result = await run()
  assert.equal(result.toString(), new URLSearchParams({ iss: issuer, code: 'c', state: 's' }).toString())
  assert.deepEqual(
    sent.map(({ url }) => url),
    ['https://as.example/jwks'],
  )
})

test('jarm 2.1/p4: aud and claims that are not strings are left out; the order stays', async () => {
  const claims = { z: '1', n: 1, o: {}, l: ['x'], b: true, nil: null, empty: '', ...jarm(), jti: 'j' }
  const result = await validating(signed(rs256, claims)).run()
  assert.deepEqual([...result.keys()], ['z', 'empty', 'iss', 'code', 'jti'])
})

test('compatible: the result can be redeemed', async () => {
  const result = await validating(signed(rs256, jarm())).run()
  const { sent, options } = network()
  await oauth.authorizationCodeGrantRequest(
    server(),
    client(),
    oauth.None(),
    result,
    'https://rp',
    oauth.nopkce,
    options,
  )
  assert.equal(sent.length, 1)
})

test('compatible: a claim named __proto__ is a parameter like any other', async () => {
  const text = JSON.stringify(jarm()).replace('{', '{"__proto__":"x","constructor":"y",')
  const result = await validating(signed(rs256, text)).run()
  assert.deepEqual([...result.keys()].slice(0, 2), ['__proto__', 'constructor'])
})

type Case = [title: string, claims: object, state: unknown, refusal: Refusal | undefined]
const cases: Case[] = [
  ['jarm 2.1/1: no iss', { iss: undefined }, undefined, failed('INVALID_RESPONSE', Object)],
  ['jarm 2.1/2: no aud', { aud: undefined }, undefined, failed('INVALID_RESPONSE', Object)],
  ['jarm 2.1/3: no exp', { exp: undefined }, undefined, failed('INVALID_RESPONSE', Object)],
  [
    'jarm 2.4/2, rfc9207 4/4: another issuer',
    { iss: 'https://evil.example' },
    undefined,
    failed('JWT_CLAIM_COMPARISON_FAILED', Object),
  ],
  ['jarm 2.4/3: another audience', { aud: ['you'] }, undefined, failed('JWT_CLAIM_COMPARISON_FAILED', Object)],
  ['jarm 2.4/4: expired', { exp: 1 }, undefined, failed('JWT_TIMESTAMP_CHECK_FAILED', Object)],
  [
    'difference 16: a member of aud that is not a string',
    { aud: ['the client', 1] },
    undefined,
    failed('INVALID_RESPONSE', Object),
  ],
  ['compatible: iat is not required', {}, undefined, undefined],
  ['rfc6749 10.12/3: another state', { state: 'a' }, 'b', failed('INVALID_RESPONSE', Object)],
  ['rfc6749 10.12/3: no state', {}, 'b', failed('INVALID_RESPONSE', Object)],
  [
    'rfc6749 10.12/3: a state that is not a string counts as none',
    { state: 1 },
    '1',
    failed('INVALID_RESPONSE', Object),
  ],
  ['rfc6749 10.12/3: a state that was not sent', { state: 'a' }, undefined, failed('INVALID_RESPONSE', Object)],
  ['compatible: skipStateCheck', { state: 'a' }, oauth.skipStateCheck, undefined],
  ['compatible: a response within the response', { response: 'x' }, undefined, failed('INVALID_RESPONSE', Object)],
  ['rfc9700 2.1.2/3: an access token in the JWT', { access_token: 'x' }, undefined, unsupported()],
  [
    'jarm 2.1/p2: an error in the JWT',
    { error: 'access_denied' },
    undefined,
    { name: 'AuthorizationResponseError', code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR', cause: URLSearchParams },
  ],
]
for (const [title, claims, state, refusal] of cases) {
  test(title, async () => {
    const { run } = validating(signed(rs256, jarm({ ...claims })), state)
    if (refusal) await rejects(run, refusal)
    else assert.equal((await run()).get('code'), 'c')
  })
}

test('rfc9207 2.4/3a: the iss claim satisfies a server that announces the iss parameter', async () => {
  const as = { authorization_response_iss_parameter_supported: true }
  await validating(signed(rs256, jarm()), undefined, { as }).run()
})

const wrongAlg = (alg: string, expected: unknown, reason: string) =>
  failed('INVALID_RESPONSE', { header: { alg }, expected, reason })
const es = signed(es256, jarm())
const own = { authorization_signed_response_alg: 'ES256' }
const as = { authorization_signing_alg_values_supported: ['ES256'] }
const algorithms: [string, string, object, Refusal?][] = [
  ['jarm 3/1: RS256 when nothing is configured', es, {}, wrongAlg('ES256', 'RS256', 'default value')],
  ['jarm 3/1: the client’s algorithm', es, { own }],
  [
    'jarm 3/1: not the client’s algorithm',
    signed(rs256, jarm()),
    { own },
    wrongAlg('RS256', 'ES256', 'client configuration'),
  ],
  ['jarm 3/1: one of the server’s algorithms', es, { as }],
  [
    'jarm 3/1: none of the server’s algorithms',
    signed(rs256, jarm()),
    { as },
    wrongAlg('RS256', ['ES256'], 'authorization server metadata'),
  ],
  ['jarm 2.4/5b: none', unsigned({ alg: 'none' }, jarm()), {}, wrongAlg('none', 'RS256', 'default value')],
  [
    'jarm 2.4/5b: none, even if the client asks for it',
    unsigned({ alg: 'none' }, jarm()),
    { own: { authorization_signed_response_alg: 'none' } },
    unsupported({ alg: 'none' }),
  ],
]
for (const [title, response, more, refusal] of algorithms) {
  test(title, async () => {
    const { run } = validating(response, undefined, more)
    if (refusal) await rejects(run, refusal)
    else assert.equal((await run()).get('code'), 'c')
  })
}

test('jarm 2.2/1, 2.4/5a: somebody else’s signature', async () => {
  const [header, payload] = signed(rs256, jarm()).split('.')
  const other = signed(rs256, jarm({ code: 'd' })).split('.')[2]
  const error = await rejection(validating(`${header}.${payload}.${other}`).run, failed('INVALID_RESPONSE', Object))
  assert.deepEqual(Object.keys(error.cause as object), ['key', 'data', 'signature', 'algorithm'])
})

test('jarm 5.1/2: no key is fetched before issuer, audience and time are checked', async () => {
  for (const claims of [{ iss: 'https://evil.example' }, { aud: 'you' }, { exp: 1 }]) {
    const { run, sent } = validating(signed(rs256, jarm(claims)))
    await assert.rejects(run())
    assert.equal(sent.length, 0)
  }
})

test('jarm 2.4/1: an encrypted response', async () => {
  await rejects(validating('a.b.c.d.e').run, unsupported('a.b.c.d.e'))
  const options = { [oauth.jweDecrypt]: async () => signed(rs256, jarm()) }
  assert.equal((await validating('a.b.c.d.e', undefined, { options }).run()).get('code'), 'c')
})

test('jarm 2.3.1/p1: no response parameter, an empty one, two of them', async () => {
  for (const query of ['', 'code=c', 'response=', 'response=a&response=b']) {
    await rejects(
      () => oauth.validateJwtAuthResponse(server(), client(), new URLSearchParams(query)),
      failed('INVALID_RESPONSE'),
    )
  }
})

test('jarm 2.3.2/1: a URL, and parameters from another realm (difference 22)', async () => {
  const { options } = network(() => json({ keys: [rs256.jwk] }))
  const response = signed(rs256, jarm())
  const url = new URL(`https://rp.example/cb?other=1&response=${response}`)
  const parameters = foreign('URLSearchParams', new URLSearchParams({ response }))
  for (const input of [url, parameters]) {
    const result = await oauth.validateJwtAuthResponse(server(), client(), input, undefined, options)
    assert.deepEqual([...result.keys()], ['iss', 'code'])
  }
})

test('misuse: parameters and expectedState', async () => {
  for (const none of [undefined, null, 'response=x', {}]) {
    await rejects(() => oauth.validateJwtAuthResponse(server(), client(), none as never), wrongType)
  }
  await rejects(validating(signed(rs256, jarm()), null).run, wrongType)
  await rejects(validating(signed(rs256, jarm()), '').run, wrongValue)
})
