import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Claims, now, signed, unsigned } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { client, issuer, json, network, server, typed } from '../../test/fixtures/parties.ts'
import { failed, type Refusal, rejects, unsupported, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'

const signedType = 'application/token-introspection+jwt'
const rs256 = await keys('RS256')

for (const [own, requestJwtResponse, accept] of [
  [{}, undefined, 'application/json'],
  [{}, true, signedType],
  [{}, null, 'application/json'],
  [{ introspection_signed_response_alg: 'ES256' }, undefined, signedType],
  [{ introspection_signed_response_alg: 'ES256' }, null, signedType],
  [{ introspection_signed_response_alg: 'ES256' }, false, 'application/json'],
  [{ introspection_signed_response_alg: 'ES256' }, 0, 'application/json'],
  [{ introspection_signed_response_alg: '' }, undefined, 'application/json'],
] as const) {
  test(`rfc9701 4/1, fapi2-ms 5.5.2/1: the Accept header with ${JSON.stringify(own)} and ${requestJwtResponse}`, async () => {
    const { sent, options } = network()
    const more = { ...options, requestJwtResponse: requestJwtResponse as boolean, headers: { accept: 'x' } }
    await oauth.introspectionRequest(server(), client(own), oauth.None(), 't', more)
    assert.equal(sent[0]?.init.headers.accept, accept)
  })
}

test('rfc9449 6.2/2b: a resource server asks without a proof, even if the options have a DPoP handle', async () => {
  const { sent, options } = network()
  const more = { ...options, DPoP: oauth.DPoP({}, rs256) }
  await oauth.introspectionRequest(server(), client(), oauth.None(), 't', more)
  assert.equal(sent[0]?.init.headers.dpop, undefined)
})

test('misuse: token, checked before the endpoint', async () => {
  const ask = (token: unknown) => () => oauth.introspectionRequest({ issuer }, client(), oauth.None(), token as string)
  for (const token of [undefined, null, 1]) await rejects(ask(token), wrongType)
  await rejects(ask(''), wrongValue)
  await rejects(ask('t'), failed('MISSING_SERVER_METADATA', { attribute: 'introspection_endpoint' }))
})

const process = (response: Response, own = {}, as = {}, options = {}) =>
  oauth.processIntrospectionResponse(server(as), client(own), response, options)

for (const active of [true, false]) {
  test(`rfc7662 2.2/1, 2.2/p2, 2.3/2, rfc9396 9.2/1, rfc9449 6.2/2a, rfc8705 3.2/2: active ${active}, and all other members`, async () => {
    const body = { active, cnf: { jkt: 'j' }, authorization_details: [{ type: 'a' }], unknown: [null], exp: 'x' }
    assert.deepEqual(await process(json(body)), body)
  })
}

for (const active of [undefined, null, 'true', 1, {}]) {
  test(`rfc7662 2.2/1: active must not be ${JSON.stringify(active)}`, () => {
    const body = active === undefined ? {} : { active }
    return rejects(() => process(json(body)), failed('INVALID_RESPONSE', { body }))
  })
}

test('compatible: JSON is accepted although a JWT is configured', async () => {
  const own = { introspection_signed_response_alg: 'ES256' }
  assert.deepEqual(await process(json({ active: true }), own), { active: true })
})

const error = { error: 'invalid_client' }
const answers: [title: string, response: Response, (response: Response) => Refusal][] = [
  ['rfc7662 2.2/p1: 201', json({ active: true }, 201), (answer) => failed('RESPONSE_IS_NOT_CONFORM', answer)],
  ['rfc7662 2.2/p1: an array', json([]), () => failed('INVALID_RESPONSE', { body: [] })],
  ['rfc7662 2.2/p1: broken JSON', json('{'), () => failed('PARSE_ERROR', SyntaxError)],
  ['rfc7662 2.2/p1: a page', typed('text/html', '<'), (answer) => failed('RESPONSE_IS_NOT_JSON', answer)],
  [
    'rfc7662 2.3/1: an error',
    json(error, 401),
    () => ({ name: 'ResponseBodyError', code: 'OAUTH_RESPONSE_BODY_ERROR', cause: error }),
  ],
  [
    'rfc7662 2.3/1: a challenge',
    json(error, 401, { 'www-authenticate': 'Basic' }),
    () => ({
      name: 'WWWAuthenticateChallengeError',
      code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
      cause: [{ scheme: 'basic', parameters: {} }],
    }),
  ],
]
for (const [title, response, refusal] of answers) test(title, () => rejects(() => process(response), refusal(response)))

test('misuse: the response', async () => {
  for (const none of [undefined, null, {}]) await rejects(() => process(none as never), wrongType)
  for (const read of [json({ active: true }), typed(signedType, 'x')]) {
    await read.text()
    await rejects(() => process(read), wrongValue)
  }
})

const result = { active: true, scope: 'a' }
const claims = (more: Claims = {}) => ({
  iss: issuer,
  aud: 'the client',
  iat: now(),
  token_introspection: result,
  ...more,
})
const jwt = (more: Claims = {}, header: Claims = {}, type = signedType) =>
  typed(type, signed(rs256, claims(more), { typ: 'token-introspection+jwt', ...header }))

const wrongAlg = (expected: unknown, reason: string) =>
  failed('INVALID_RESPONSE', { header: { alg: 'RS256', typ: 'token-introspection+jwt' }, expected, reason })
const signedAnswers: [title: string, response: Response, refusal?: Refusal | undefined, own?: object, as?: object][] = [
  ['rfc9701 5/p1a, 5/p1b, 5/4: signed', jwt()],
  ['difference 10: the media type in capitals', jwt({}, {}, 'Application/Token-Introspection+JWT')],
  ['rfc8725 3.11/2: typ with application/', jwt({}, { typ: 'application/token-introspection+jwt' })],
  ['rfc9701 5/p1b: no typ', jwt({}, { typ: undefined }), failed('INVALID_RESPONSE', { header: { alg: 'RS256' } })],
  [
    'rfc9701 8.1/1: an access token',
    jwt({}, { typ: 'at+jwt' }),
    failed('INVALID_RESPONSE', { header: { alg: 'RS256', typ: 'at+jwt' } }),
  ],
  ['rfc9701 5/1: no iss', jwt({ iss: undefined }), failed('INVALID_RESPONSE', Object)],
  ['rfc9701 5/1: another iss', jwt({ iss: 'https://evil.example' }), failed('JWT_CLAIM_COMPARISON_FAILED', Object)],
  ['rfc9701 5/2: no aud', jwt({ aud: undefined }), failed('INVALID_RESPONSE', Object)],
  ['rfc9701 5/2: another aud', jwt({ aud: 'you' }), failed('JWT_CLAIM_COMPARISON_FAILED', Object)],
  [
    'difference 16: a member of aud that is not a string',
    jwt({ aud: ['the client', null] }),
    failed('INVALID_RESPONSE', Object),
  ],
  ['rfc9701 5/3: no iat', jwt({ iat: undefined }), failed('INVALID_RESPONSE', Object)],
  ['rfc9701 5/4: no active', jwt({ token_introspection: {} }), failed('INVALID_RESPONSE', { body: {} })],
  ['compatible: expired', jwt({ exp: 1 }), failed('JWT_TIMESTAMP_CHECK_FAILED', Object)],
  [
    'rfc9701 6/1: not the client’s algorithm',
    jwt(),
    wrongAlg('ES256', 'client configuration'),
    { introspection_signed_response_alg: 'ES256' },
  ],
  ['rfc9701 6/1: the client’s algorithm', jwt(), undefined, { introspection_signed_response_alg: 'RS256' }],
  [
    'rfc9701 6/1: not an announced algorithm',
    jwt(),
    wrongAlg(['ES256'], 'authorization server metadata'),
    {},
    { introspection_signing_alg_values_supported: ['ES256'] },
  ],
  [
    'rfc9701 6/1: none, and nothing is configured',
    typed(signedType, unsigned({ alg: 'none', typ: 'token-introspection+jwt' }, claims())),
    failed('INVALID_RESPONSE', Object),
  ],
  ['rfc9701 5/p7: encrypted, without a decrypter', typed(signedType, 'a.b.c.d.e'), unsupported('a.b.c.d.e')],
]
for (const [title, response, refusal, own, as] of signedAnswers) {
  test(title, async () => {
    const run = () => process(response, own, as)
    if (refusal) await rejects(run, refusal)
    else assert.deepEqual(await run(), result)
  })
}

for (const token_introspection of [undefined, null, [], 'x', true]) {
  test(`rfc9701 5/4: token_introspection must not be ${JSON.stringify(token_introspection)}`, async () => {
    const response = jwt({ token_introspection })
    await rejects(() => process(response), failed('INVALID_RESPONSE', Object))
  })
}

test('rfc9701 5/p7, fapi2-ms 5.5.2/2: encrypted, with the signature verified', async () => {
  const inner = await jwt().text()
  const response = typed(signedType, 'a.b.c.d.e')
  await process(response, {}, {}, { [oauth.jweDecrypt]: async () => inner })
  const { options } = network(json({ keys: [rs256.jwk] }))
  await oauth.validateApplicationLevelSignature(server(), response, options)
})
