import assert from 'node:assert/strict'
import { test } from 'node:test'
import { now } from '../../test/fixtures/jwt.ts'
import { client, form, json, network, server } from '../../test/fixtures/parties.ts'
import { failed, type Refusal, rejection, rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { idToken, tokenResponse } from '../../test/fixtures/tokens.ts'
import * as oauth from '../index.ts'

const own = client()
const validated = (query: string) => oauth.validateAuthResponse(server(), own, new URLSearchParams(query))
const ask = (parameters: unknown, redirectUri: unknown = 'https://rp.example/cb', verifier: unknown = 'verifier') => {
  const { sent, options } = network()
  const run = () =>
    oauth.authorizationCodeGrantRequest(
      server(),
      own,
      oauth.None(),
      parameters as URLSearchParams,
      redirectUri as string,
      verifier as string,
      options,
    )
  return { run, sent }
}

test('rfc7636 4.5/1, rfc9700 4.5.3/1: the verifier is sent unchanged', async () => {
  const { run, sent } = ask(validated('code=c'), 'https://rp.example/cb', 'ä ~-._')
  await run()
  assert.equal(new Map(form(sent[0] ?? assert.fail())).get('code_verifier'), 'ä ~-._')
})

for (const [name, symbol] of [
  ['nopkce', oauth.nopkce],
  ['_nopkce', oauth._nopkce],
] as const) {
  test(`rfc9700 4.8.2/1: no verifier if there was no challenge, ${name}`, async () => {
    const { run, sent } = ask(validated('code=c'), 'https://rp.example/cb', symbol)
    await run()
    assert.equal(new Map(form(sent[0] ?? assert.fail())).has('code_verifier'), false)
  })
}

test('misuse: callback parameters that were not validated', async () => {
  const genuine = validated('code=c')
  const nonces = oauth.DPoP({}, await oauth.generateKeyPair('ES256'))
  for (const parameters of [
    undefined,
    null,
    'code=c',
    new URLSearchParams('code=c'),
    new URLSearchParams(genuine),
    structuredClone([...genuine]),
    nonces,
  ]) {
    await rejects(ask(parameters).run, wrongValue)
  }
})

test('difference 17: callback parameters do not pass as a DPoP handle, nor the reverse', async () => {
  const handle = oauth.DPoP({}, await oauth.generateKeyPair('ES256'))
  await rejects(ask(handle).run, wrongValue)
  const options = { ...network().options, DPoP: validated('code=c') as never }
  await rejects(() => oauth.refreshTokenGrantRequest(server(), own, oauth.None(), 'r', options), wrongValue)
})

test('compatible: the caller may change validated parameters', async () => {
  const parameters = validated('')
  parameters.set('code', 'from elsewhere')
  const { run, sent } = ask(parameters)
  await run()
  assert.equal(new Map(form(sent[0] ?? assert.fail())).get('code'), 'from elsewhere')
})

for (const query of ['', 'code=', 'state=x', 'code=a&code=b', 'code=&code=']) {
  test(`rfc6749 4.1.2/1a, 3.1/6: no single code in "${query}"`, () => {
    const parameters = validated('')
    for (const [name, value] of new URLSearchParams(query)) parameters.append(name, value)
    return rejects(ask(parameters).run, failed('INVALID_RESPONSE'))
  })
}

test('misuse: redirectUri, the code and codeVerifier, checked in this order', async () => {
  for (const value of [undefined, null, 1, new URL('https://rp.example')]) {
    await rejects(ask(validated(''), value ?? null, '').run, wrongType)
    await rejects(ask(validated('code=c'), 'x', value ?? null).run, wrongType)
  }
  await rejects(ask(validated(''), '', '').run, wrongValue)
  await rejects(ask(validated(''), 'x', '').run, failed('INVALID_RESPONSE'))
  await rejects(ask(validated('code=c'), 'x', '').run, wrongValue)
  await rejects(ask(validated('code=c'), 'x', Symbol()).run, wrongType)
})

type Options = oauth.ProcessAuthorizationCodeResponseOptions
const { expectNoNonce, skipAuthTimeCheck } = oauth
const mismatch = failed('JWT_CLAIM_COMPARISON_FAILED', Object)
const missing = failed('INVALID_RESPONSE', Object)
const late = failed('JWT_TIMESTAMP_CHECK_FAILED', Object)
const at = now()

/**
 * Client metadata, options of the call, claims of the ID Token (`none`: there is no ID Token), and the expected
 * refusal.
 */
type Case = [title: string, own: object, options: object, claims: object | 'none', refusal?: Refusal]

const cases: Case[] = [
  ['oidc-core 2/7: no nonce expected, none sent', {}, {}, {}],
  ['oidc-core 2/7: no nonce expected, one sent', {}, {}, { nonce: 'n' }, mismatch],
  ['oidc-core 2/7: no nonce expected, null sent', {}, {}, { nonce: null }, mismatch],
  ['oidc-core 2/7: no nonce expected, an empty one sent', {}, {}, { nonce: '' }, mismatch],
  ['oidc-core 2/7: expectNoNonce', {}, { expectedNonce: expectNoNonce }, { nonce: 'n' }, mismatch],
  ['oidc-core 2/7: expectNoNonce, none sent', {}, { expectedNonce: expectNoNonce }, {}],
  ['oidc-core 3.1.3.7/11a: the nonce', {}, { expectedNonce: 'n' }, { nonce: 'n' }],
  ['oidc-core 3.1.3.7/11a, rfc9700 2.1.1/p1: a different nonce', {}, { expectedNonce: 'n' }, { nonce: 'm' }, mismatch],
  ['oidc-core 3.1.3.7/11a: no nonce', {}, { expectedNonce: 'n' }, {}, missing],
  ['difference 16: nonce null keeps its code', {}, { expectedNonce: 'n' }, { nonce: null }, mismatch],
  ['oidc-core 3.1.3.3/1: an expected nonce requires an ID Token', {}, { expectedNonce: 'n' }, 'none', missing],
  ['oidc-core 3.1.3.3/1: an ID Token is required', {}, { requireIdToken: true }, 'none', missing],
  ['oidc-core 3.1.3.3/1: an ID Token is required and present', {}, { requireIdToken: true }, {}],
  ['oidc-core 3.1.3.3/1: maxAge needs an ID Token', {}, { maxAge: 1 }, 'none', missing],
  ['compatible: no ID Token, none required', {}, {}, 'none'],
  ['compatible: no ID Token, in spite of default_max_age', { default_max_age: 1 }, {}, 'none'],
  ['oidc-core 2/6: maxAge without auth_time', {}, { maxAge: 10 }, {}, missing],
  ['oidc-core 3.1.3.7/13: within maxAge', {}, { maxAge: 100 }, { auth_time: at - 100 }],
  ['oidc-core 3.1.3.7/13: within the tolerance', {}, { maxAge: 100 }, { auth_time: at - 130 }],
  ['oidc-core 3.1.3.7/13: past maxAge', {}, { maxAge: 100 }, { auth_time: at - 131 }, late],
  ['oidc-core 3.1.3.7/13: maxAge 0', {}, { maxAge: 0 }, { auth_time: at - 40 }, late],
  ['oidc-core 3.1.3.7/13: default_max_age', { default_max_age: 10 }, {}, { auth_time: at - 50 }, late],
  ['oidc-core 3.1.3.7/13: within default_max_age', { default_max_age: 10 }, {}, { auth_time: at - 10 }],
  ['oidc-core 2/6: default_max_age without auth_time', { default_max_age: 10 }, {}, {}, missing],
  ['compatible: maxAge overrides default_max_age', { default_max_age: 1 }, { maxAge: 100 }, { auth_time: at - 90 }],
  [
    'compatible: default_max_age with a required ID Token',
    { default_max_age: 10 },
    { requireIdToken: true },
    { auth_time: at - 50 },
    late,
  ],
  ['difference 1: skipAuthTimeCheck alone', { default_max_age: 10 }, { maxAge: skipAuthTimeCheck }, { auth_time: 1 }],
  ['difference 1: skipAuthTimeCheck, no auth_time', { default_max_age: 10 }, { maxAge: skipAuthTimeCheck }, {}],
  [
    'difference 1: skipAuthTimeCheck with a required ID Token',
    { default_max_age: 10 },
    { maxAge: skipAuthTimeCheck, requireIdToken: true },
    {},
  ],
  [
    'difference 1: skipAuthTimeCheck does not skip require_auth_time',
    { default_max_age: 10, require_auth_time: true },
    { maxAge: skipAuthTimeCheck },
    {},
    missing,
  ],
  ['compatible: the clock skew applies', { [oauth.clockSkew]: -50 }, { maxAge: 10 }, { auth_time: at - 70 }],
  [
    'compatible: the clock tolerance applies',
    { [oauth.clockTolerance]: 0 },
    { maxAge: 10 },
    { auth_time: at - 15 },
    late,
  ],
]
for (const [title, more, options, claims, refusal] of cases) {
  test(title, async (t) => {
    t.mock.method(Date, 'now', () => at * 1000)
    const run = () =>
      oauth.processAuthorizationCodeResponse(
        server(),
        client({ ...more }),
        tokenResponse(claims === 'none' ? {} : { id_token: idToken(claims as never) }),
        options as Options,
      )
    if (refusal) await rejects(run, refusal)
    else assert.equal((await run()).token_type, 'bearer')
  })
}

test('compatible: the causes of nonce and age errors', async (t) => {
  t.mock.method(Date, 'now', () => at * 1000)
  const process = (claims: object, options?: Options) => () =>
    oauth.processAuthorizationCodeResponse(
      server(),
      own,
      tokenResponse({ id_token: idToken(claims as never) }),
      options,
    )
  const wrong = await rejection(process({ nonce: 'm' }, { expectedNonce: 'n' }), mismatch)
  const { claims, ...rest } = wrong.cause as { claims: object }
  assert.deepEqual(rest, { expected: 'n', claim: 'nonce' })
  assert.deepEqual((claims as { nonce: string }).nonce, 'm')
  const unexpected = await rejection(process({ nonce: 'm' }), mismatch)
  assert.deepEqual(Object.entries(unexpected.cause as object).slice(0, 1), [['expected', undefined]])
  const old = await rejection(process({ auth_time: at - 100 }, { maxAge: 1 }), late)
  const { claims: _, ...times } = old.cause as { claims: object }
  assert.deepEqual(times, { now: at, tolerance: 30, claim: 'auth_time' })
})

test('misuse: expectedNonce and maxAge, checked before the response', async () => {
  const process =
    (options: object, more = {}) =>
    () =>
      oauth.processAuthorizationCodeResponse(server(), client(more), {} as never, options as Options)
  await rejects(process({ expectedNonce: '' }), wrongValue)
  for (const maxAge of [Number.NaN, Number.POSITIVE_INFINITY]) await rejects(process({ maxAge }), wrongType)
  await rejects(process({ maxAge: -1 }), wrongValue)
  await rejects(process({ maxAge: '1', requireIdToken: true }), wrongType)
  await rejects(process({ requireIdToken: true }, { default_max_age: '1' }), wrongType)
  await rejects(process({ requireIdToken: true }, { default_max_age: -1 }), wrongValue)
  await rejects(process({}), wrongType)
})

for (const expectedNonce of [null, 1, {}, [], true, Symbol(), skipAuthTimeCheck]) {
  test(`difference 29: expectedNonce ${String(expectedNonce)} is not treated as unset`, () =>
    rejects(() => {
      const options = { expectedNonce } as never
      return oauth.processAuthorizationCodeResponse(server(), own, tokenResponse(), options)
    }, wrongType))
}

test('misuse: default_max_age of the client', async () => {
  const process = (default_max_age: unknown) => () =>
    oauth.processAuthorizationCodeResponse(server(), client({ default_max_age }), tokenResponse({ id_token: 'x' }))
  for (const wrong of ['1', null, Number.NaN]) await rejects(process(wrong), wrongType)
  await rejects(process(-1), wrongValue)
})

test('compatible: an OAuth error is reported even if an ID Token is required', () =>
  rejects(
    () => oauth.processAuthorizationCodeResponse(server(), own, json({ error: 'e' }, 400), { requireIdToken: true }),
    { name: 'ResponseBodyError', code: 'OAUTH_RESPONSE_BODY_ERROR', cause: { error: 'e' } },
  ))
