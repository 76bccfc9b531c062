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

test('rfc7636 4.5/1, rfc9700 4.5.3/1: the verifier is sent exactly as it is', async () => {
  const { run, sent } = ask(validated('code=c'), 'https://rp.example/cb', 'ä ~-._')
  await run()
  assert.equal(new Map(form(sent[0] ?? assert.fail())).get('code_verifier'), 'ä ~-._')
})

for (const [name, symbol] of [
  ['nopkce', oauth.nopkce],
  ['_nopkce', oauth._nopkce],
] as const) {
  test(`rfc9700 4.8.2/1: no verifier where there was no challenge, ${name}`, async () => {
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

test('difference 17: callback parameters are no DPoP handle, and the reverse', async () => {
  const handle = oauth.DPoP({}, await oauth.generateKeyPair('ES256'))
  await rejects(ask(handle).run, wrongValue)
  const options = { ...network().options, DPoP: validated('code=c') as never }
  await rejects(() => oauth.refreshTokenGrantRequest(server(), own, oauth.None(), 'r', options), wrongValue)
})

test('compatible: validated parameters may be changed by the caller', async () => {
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

test('misuse: redirectUri, then the code, then codeVerifier', async () => {
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

/** What the client and the caller say, what the ID Token says (`none`: there is none), and what comes of it. */
type Case = [title: string, own: object, options: object, claims: object | 'none', refusal?: Refusal]

const cases: Case[] = [
  ['oidc-core 2/7: no nonce expected, none there', {}, {}, {}],
  ['oidc-core 2/7: no nonce expected, one there', {}, {}, { nonce: 'n' }, mismatch],
  ['oidc-core 2/7: no nonce expected, null there', {}, {}, { nonce: null }, mismatch],
  ['oidc-core 2/7: no nonce expected, an empty one there', {}, {}, { nonce: '' }, mismatch],
  ['oidc-core 2/7: expectNoNonce', {}, { expectedNonce: expectNoNonce }, { nonce: 'n' }, mismatch],
  ['oidc-core 2/7: expectNoNonce, none there', {}, { expectedNonce: expectNoNonce }, {}],
  ['oidc-core 3.1.3.7/11a: the nonce', {}, { expectedNonce: 'n' }, { nonce: 'n' }],
  ['oidc-core 3.1.3.7/11a, rfc9700 2.1.1/p1: another nonce', {}, { expectedNonce: 'n' }, { nonce: 'm' }, mismatch],
  ['oidc-core 3.1.3.7/11a: no nonce', {}, { expectedNonce: 'n' }, {}, missing],
  ['difference 16: nonce null keeps its code', {}, { expectedNonce: 'n' }, { nonce: null }, mismatch],
  ['oidc-core 3.1.3.3/1: a nonce is expected, so an ID Token is', {}, { expectedNonce: 'n' }, 'none', missing],
  ['oidc-core 3.1.3.3/1: an ID Token is required', {}, { requireIdToken: true }, 'none', missing],
  ['oidc-core 3.1.3.3/1: an ID Token is required, and there', {}, { requireIdToken: true }, {}],
  ['oidc-core 3.1.3.3/1: maxAge needs an ID Token', {}, { maxAge: 1 }, 'none', missing],
  ['compatible: no ID Token, none required', {}, {}, 'none'],
  ['compatible: no ID Token, whatever default_max_age', { default_max_age: 1 }, {}, 'none'],
  ['oidc-core 2/6: maxAge without auth_time', {}, { maxAge: 10 }, {}, missing],
  ['oidc-core 3.1.3.7/13: within maxAge', {}, { maxAge: 100 }, { auth_time: at - 100 }],
  ['oidc-core 3.1.3.7/13: within the tolerance', {}, { maxAge: 100 }, { auth_time: at - 130 }],
  ['oidc-core 3.1.3.7/13: past maxAge', {}, { maxAge: 100 }, { auth_time: at - 131 }, late],
  ['oidc-core 3.1.3.7/13: maxAge 0', {}, { maxAge: 0 }, { auth_time: at - 40 }, late],
  ['oidc-core 3.1.3.7/13: default_max_age', { default_max_age: 10 }, {}, { auth_time: at - 50 }, late],
  ['oidc-core 3.1.3.7/13: within default_max_age', { default_max_age: 10 }, {}, { auth_time: at - 10 }],
  ['oidc-core 2/6: default_max_age without auth_time', { default_max_age: 10 }, {}, {}, missing],
  ['compatible: maxAge before default_max_age', { default_max_age: 1 }, { maxAge: 100 }, { auth_time: at - 90 }],
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
  ['compatible: the clock skew counts', { [oauth.clockSkew]: -50 }, { maxAge: 10 }, { auth_time: at - 70 }],
  ['compatible: the tolerance counts', { [oauth.clockTolerance]: 0 }, { maxAge: 10 }, { auth_time: at - 15 }, late],
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

test('compatible: the causes of a wrong nonce and of an age', async (t) => {
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

test('misuse: expectedNonce and maxAge, before the response is looked at', async () => {
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
  test(`difference 29: expectedNonce ${String(expectedNonce)} is not taken for none`, () =>
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

test('compatible: a JSON error is the server’s, not the ID Token’s', () =>
  rejects(
    () => oauth.processAuthorizationCodeResponse(server(), own, json({ error: 'e' }, 400), { requireIdToken: true }),
    { name: 'ResponseBodyError', code: 'OAUTH_RESPONSE_BODY_ERROR', cause: { error: 'e' } },
  ))
