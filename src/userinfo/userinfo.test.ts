import assert from 'node:assert/strict'
import { test } from 'node:test'
import { now, signed, unsigned } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { client, issuer, json, network, server, typed } from '../../test/fixtures/parties.ts'
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

const signedBy = { userinfo_signed_response_alg: 'ES256' }

for (const [own, accept] of [
  [{}, 'application/json, application/jwt'],
  [signedBy, 'application/jwt'],
] as const) {
  test(`oidc-core 5.3.1/1, 5.3.1/2, rfc6750 2.1/1: the request, accepting ${accept}`, async () => {
    const { sent, options } = network()
    const headers = { accept: 'x', 'x-fapi-interaction-id': 'i', 'user-agent': 'u' }
    await oauth.userInfoRequest(server(), client(own), 's3cret', { ...options, headers })
    const { url, init } = sent[0] ?? assert.fail()
    assert.equal(url, 'https://as.example/userinfo')
    assert.deepEqual(init.headers, { ...headers, accept, authorization: 'Bearer s3cret' })
    assert.deepEqual(Object.keys(init).sort(), ['body', 'duplex', 'headers', 'method', 'redirect', 'signal'])
    assert.deepEqual([init.method, init.body, init.duplex], ['GET', null, undefined])
  })
}

test('oidc-core 5.3/2, rfc8705 5/1a: the endpoint', async () => {
  const { sent, options } = network()
  const ask =
    (as: object, own = {}) =>
    () =>
      oauth.userInfoRequest(server({ ...as }), client(own), 't', options)
  const attribute = 'userinfo_endpoint'
  await rejects(ask({ userinfo_endpoint: undefined }), failed('MISSING_SERVER_METADATA', { attribute }))
  await rejects(ask({ userinfo_endpoint: '' }), failed('INVALID_SERVER_METADATA', { attribute }))
  await rejects(ask({ userinfo_endpoint: 'http://a.example' }), failed('HTTP_REQUEST_FORBIDDEN', URL))
  const mtls_endpoint_aliases = { userinfo_endpoint: 'https://mtls.example/' }
  await ask({ mtls_endpoint_aliases }, { use_mtls_endpoint_aliases: true })()
  assert.deepEqual(
    sent.map(({ url }) => url),
    ['https://mtls.example/'],
  )
})

test('misuse: accessToken, headers', async () => {
  const { sent, options } = network()
  const ask =
    (token: unknown, more = {}) =>
    () =>
      oauth.userInfoRequest(server(), client(), token as string, { ...options, ...more })
  for (const token of [undefined, null, 1]) await rejects(ask(token), wrongType)
  await rejects(ask(''), wrongValue)
  await rejects(ask('t', { headers: { authorization: 'x' } }), wrongValue)
  for (const DPoP of [{}, false, 'x']) await rejects(ask('t', { DPoP }), wrongValue)
  assert.equal(sent.length, 0)
  await ask('t', { DPoP: null })()
  assert.equal(sent.length, 1)
})

test('compatible: the request function returns challenges, the process function throws', async () => {
  const answer = json({}, 401, { 'www-authenticate': 'Bearer' })
  assert.equal(await oauth.userInfoRequest(server(), client(), 't', network(answer).options), answer)
})

type Own = Record<string, unknown>
const process = (response: Response, subject: unknown = 'alice', own: Own = {}, as: Own = {}, options = {}) =>
  oauth.processUserInfoResponse(server(as), client(own), subject as string, response, options)
const shape = (body: object) => failed('INVALID_RESPONSE', { body })

test('oidc-core 5.3.2/1, 5.3.2/4: the claims, unchanged', async () => {
  const body = { sub: 'alice', address: { locality: 'Köln' }, unknown: [null] }
  assert.deepEqual(await process(json(body)), body)
  assert.deepEqual(await process(typed('text/plain', JSON.stringify(body)), oauth.skipSubjectCheck), body)
})

const answers: [title: string, response: Response, (response: Response) => Refusal, own?: Own][] = [
  ['oidc-core 5.3.2/4: no sub', json({}), () => shape({})],
  ['oidc-core 5.3.2/4: sub empty', json({ sub: '' }), () => shape({ sub: '' })],
  ['oidc-core 5.3.2/4: sub a number', json({ sub: 1 }), () => shape({ sub: 1 })],
  ['oidc-core 5.3.2/4: sub null', json({ sub: null }), () => shape({ sub: null })],
  ['oidc-core 5.3.2/1: an array', json([]), () => shape([])],
  ['compatible: broken JSON', json('{'), () => failed('PARSE_ERROR', SyntaxError)],
  ['oidc-core 5.3.2/6: a page', typed('text/html', '<'), (answer) => failed('RESPONSE_IS_NOT_JSON', answer)],
  [
    'compatible: 400 with an OAuth error',
    json({ error: 'e' }, 400),
    (answer) => failed('RESPONSE_IS_NOT_CONFORM', answer),
  ],
  ['compatible: 201', json({ sub: 'alice' }, 201), (answer) => failed('RESPONSE_IS_NOT_CONFORM', answer)],
  [
    'oidc-core 5.3.2/7a: JSON although a JWT is registered',
    json({ sub: 'alice' }),
    (answer) => failed('JWT_USERINFO_EXPECTED', answer),
    signedBy,
  ],
  [
    'oidc-core 5.3.2/5: another sub',
    json({ sub: 'eve' }),
    () => failed('JSON_ATTRIBUTE_COMPARISON_FAILED', { expected: 'alice', body: { sub: 'eve' }, attribute: 'sub' }),
  ],
]
for (const [title, response, refusal, own] of answers) {
  test(title, () => rejects(() => process(response, 'alice', own), refusal(response)))
}

for (const status of [200, 401, 403]) {
  test(`oidc-core 5.3.3/1: a challenge with ${status}; the body is left unread`, async () => {
    const response = json({ sub: 'alice' }, status, { 'www-authenticate': 'Bearer error="invalid_token"' })
    await rejects(() => process(response), {
      name: 'WWWAuthenticateChallengeError',
      code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
      cause: [{ scheme: 'bearer', parameters: { error: 'invalid_token' } }],
    })
    assert.equal(response.bodyUsed, false)
  })
}

test('misuse: the response and expectedSubject', async () => {
  for (const none of [undefined, null, {}]) await rejects(() => process(none as never, ''), wrongType)
  const read = json({ sub: 'alice' })
  await read.text()
  await rejects(() => process(read), wrongValue)
  for (const subject of [null, 1, {}, Symbol()])
    await rejects(() => process(json({ sub: 'alice' }), subject), wrongType)
  await rejects(
    () => oauth.processUserInfoResponse(server(), client(), undefined as never, json({ sub: 'a' })),
    wrongType,
  )
  await rejects(() => process(json({ sub: 'alice' }), ''), wrongValue)
  await rejects(() => process(json({}), ''), shape({}))
})

const es256 = await keys('ES256')
const claims = { sub: 'alice', iss: issuer, aud: 'the client', email: 'a@b.example' }
const jwt = (more: object = {}, header = {}) => typed('application/jwt', signed(es256, { ...claims, ...more }, header))
const wrong = (claim: string, expected: string, value: unknown) =>
  failed('JWT_CLAIM_COMPARISON_FAILED', { expected, claims: { ...claims, [claim]: value }, claim })

const signedAnswers: [title: string, response: Response, refusal?: Refusal | undefined, own?: Own, as?: Own][] = [
  ['oidc-core 5.3.2/8: signed with the registered algorithm', jwt(), undefined, signedBy],
  [
    'oidc-core 5.3.2/8: signed with an announced algorithm',
    jwt(),
    undefined,
    {},
    { userinfo_signing_alg_values_supported: ['ES256'] },
  ],
  [
    'difference 10: Application/JWT',
    typed('Application/JWT; a=b', unsigned({ alg: 'ES256' }, claims)),
    undefined,
    signedBy,
  ],
  ['compatible: neither iss nor aud', jwt({ iss: undefined, aud: undefined }), undefined, signedBy],
  [
    'oidc-core 5.3.2/8: another iss',
    jwt({ iss: 'https://evil.example' }),
    wrong('iss', issuer, 'https://evil.example'),
    signedBy,
  ],
  ['oidc-core 5.3.2/8: another aud', jwt({ aud: ['you'] }), wrong('aud', 'the client', ['you']), signedBy],
  [
    'compatible: aud null',
    jwt({ aud: null }),
    failed('INVALID_RESPONSE', { claims: { ...claims, aud: null } }),
    signedBy,
  ],
  ['oidc-core 5.3.2/4: no sub in the JWT', jwt({ sub: undefined }), failed('INVALID_RESPONSE', Object), signedBy],
  ['compatible: expired', jwt({ exp: 1 }), failed('JWT_TIMESTAMP_CHECK_FAILED', Object), signedBy],
  [
    'rfc8725 3.1/1a: another algorithm',
    jwt(),
    failed('INVALID_RESPONSE', { header: { alg: 'ES256' }, expected: 'PS256', reason: 'client configuration' }),
    { userinfo_signed_response_alg: 'PS256' },
  ],
  [
    'compatible: no algorithm is configured',
    jwt(),
    { ...failed('', { client: undefined, issuer: undefined, fallback: undefined }), code: undefined },
  ],
  [
    'compatible: an encrypted JWT without a decrypter',
    typed('application/jwt', 'a.b.c.d.e'),
    unsupported('a.b.c.d.e'),
    signedBy,
  ],
]
for (const [title, response, refusal, own, as] of signedAnswers) {
  test(title, async () => {
    const run = () => process(response, 'alice', own, as)
    if (refusal) await rejects(run, refusal)
    else assert.equal((await run()).email, 'a@b.example')
  })
}

test('oidc-core 5.3.2/7b, 5.3.4/2: decrypted by jweDecrypt, with times checked by the client’s clock', async () => {
  const inner = signed(es256, { ...claims, exp: now() - 100 })
  const options = { [oauth.jweDecrypt]: async () => inner }
  const own = { ...signedBy, [oauth.clockSkew]: -100 }
  const encrypted = () => typed('application/jwt', 'a.b.c.d.e')
  assert.deepEqual(Object.keys(await process(encrypted(), 'alice', own, {}, options)), [...Object.keys(claims), 'exp'])
  await rejects(
    () => process(encrypted(), 'alice', signedBy, {}, options),
    failed('JWT_TIMESTAMP_CHECK_FAILED', Object),
  )
})

test('oidc-core 5.3.4/3: the signature is verified when the application asks for it', async () => {
  const { options } = network(() => json({ keys: [es256.jwk] }))
  const [good, bad] = [jwt(), typed('application/jwt', unsigned({ alg: 'ES256' }, claims))]
  for (const response of [good, bad]) await process(response, 'alice', signedBy)
  await oauth.validateApplicationLevelSignature(server(), good, options)
  await rejection(
    () => oauth.validateApplicationLevelSignature(server(), bad, options),
    failed('INVALID_RESPONSE', Object),
  )
})
