import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Response as OtherResponse } from 'undici'
import { client, json, server, typed } from '../../test/fixtures/parties.ts'
import {
  failed,
  type Refusal,
  rejection,
  rejects,
  throws,
  unsupported,
  wrongType,
  wrongValue,
} from '../../test/fixtures/refusal.ts'
import { idToken, idTokenClaims, tokenResponse } from '../../test/fixtures/tokens.ts'
import * as oauth from '../index.ts'
import { jweDecrypt } from '../jose/jwe_decrypt.ts'

const processors = {
  authorizationCode: oauth.processAuthorizationCodeResponse,
  refreshToken: oauth.processRefreshTokenResponse,
  clientCredentials: oauth.processClientCredentialsResponse,
  generic: oauth.processGenericTokenEndpointResponse,
  deviceCode: oauth.processDeviceCodeResponse,
  ciba: oauth.processBackchannelAuthenticationGrantResponse,
}
const process = (response: Response, options?: oauth.ProcessTokenResponseOptions) =>
  oauth.processRefreshTokenResponse(server(), client(), response, options)

for (const [name, processor] of Object.entries(processors)) {
  test(`rfc6749 5.1/p1, 5.1/2b, 5.1/p4a, rfc9396 7/1, oidc-core 3.1.3.5/1, fapi2-sp 5.3.3.1/6, rfc9700 2.2.2/1: a valid response, ${name}`, async () => {
    const more = {
      expires_in: 60,
      refresh_token: 'r',
      scope: '',
      authorization_details: [{ type: 'a' }],
      unknown: [null],
    }
    const tokens = await processor(server(), client(), tokenResponse(more))
    assert.deepEqual(tokens, { access_token: 's3cret', token_type: 'bearer', ...more })
    assert.equal(oauth.getValidatedIdTokenClaims(tokens), undefined)
  })

  test(`oidc-core 3.1.3.5/2, 12.2/8: the claims of an ID Token, ${name}`, async () => {
    const id_token = idToken()
    const response = tokenResponse({ id_token })
    const tokens = await processor(server(), client(), response)
    assert.equal(tokens.id_token, id_token)
    const claims = oauth.getValidatedIdTokenClaims(tokens)
    assert.deepEqual({ ...claims, iat: 0, exp: 0 }, { ...idTokenClaims(), iat: 0, exp: 0 })
    throws(() => oauth.getValidatedIdTokenClaims({ ...tokens }), wrongValue)
    throws(() => oauth.getValidatedIdTokenClaims(structuredClone(tokens)), wrongValue)
  })

  test(`rfc6749 5.2/p1, oidc-core 3.1.3.4/1: an error, a challenge, another status, ${name}`, async () => {
    const body = { error: 'invalid_grant' }
    const run = (response: Response) => () => processor(server(), client(), response)
    await rejects(run(json(body, 400)), { name: 'ResponseBodyError', code: 'OAUTH_RESPONSE_BODY_ERROR', cause: body })
    await rejects(run(json(body, 401, { 'www-authenticate': 'Basic' })), {
      name: 'WWWAuthenticateChallengeError',
      code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
      cause: [{ scheme: 'basic', parameters: {} }],
    })
    const created = json({}, 201)
    await rejects(run(created), failed('RESPONSE_IS_NOT_CONFORM', created))
  })

  test(`misuse: no response, or one that was already read, ${name}`, async () => {
    for (const none of [undefined, null, {}, new Request('https://a.example')]) {
      await rejects(() => processor(server(), client(), none as never), wrongType)
    }
    const read = tokenResponse()
    await read.text()
    await rejects(() => processor(server(), client(), read), wrongValue)
  })

  test(`difference 11: only own properties name token types, and handlers are awaited, ${name}`, async () => {
    const odd = (options?: oauth.ProcessTokenResponseOptions) =>
      processor(server(), client(), tokenResponse({ token_type: 'Constructor' }), options)
    const refusal = unsupported({ body: { access_token: 's3cret', token_type: 'constructor' } })
    await rejects(() => odd({ recognizedTokenTypes: {} }), refusal)
    await rejects(() => odd(), refusal)
    const mine = new Error('later')
    const recognizedTokenTypes = { constructor: () => Promise.reject(mine) } as never
    assert.equal(await rejection(() => odd({ recognizedTokenTypes }), { name: 'Error', code: undefined }), mine)
  })
}

const body = (more: object) => ({ access_token: 's3cret', token_type: 'bearer', ...more })
const members: [string, object, object | undefined][] = [
  ['rfc6749 5.1/1: access_token a number', { access_token: 1 }, { access_token: 1, token_type: 'Bearer' }],
  ['rfc6749 5.1/1: access_token null', { access_token: null }, { access_token: null, token_type: 'Bearer' }],
  ['rfc6749 5.1/1: access_token empty', { access_token: '' }, { access_token: '', token_type: 'Bearer' }],
  ['rfc6749 5.1/1: no access_token', { access_token: undefined }, { token_type: 'Bearer' }],
  ['rfc6749 5.1/2a: no token_type', { token_type: undefined }, { access_token: 's3cret' }],
  ['rfc6749 5.1/2a: token_type empty', { token_type: '' }, body({ token_type: '' })],
  ['rfc6749 5.1/2a: token_type an array', { token_type: ['Bearer'] }, body({ token_type: ['Bearer'] })],
  ['rfc6749 5.1/3: expires_in 0', { expires_in: 0 }, undefined],
  ['rfc6749 5.1/3: expires_in negative', { expires_in: -1 }, body({ expires_in: -1 })],
  ['rfc6749 5.1/3: expires_in null', { expires_in: null }, body({ expires_in: null })],
  ['difference 12: expires_in digits and letters', { expires_in: '3600abc' }, body({ expires_in: '3600abc' })],
  ['difference 12: expires_in an array', { expires_in: [10] }, body({ expires_in: [10] })],
  ['difference 12: expires_in an exponent', { expires_in: '1e3' }, body({ expires_in: '1e3' })],
  ['rfc6749 5.1/4: refresh_token null', { refresh_token: null }, body({ refresh_token: null })],
  ['rfc6749 5.1/4: refresh_token empty', { refresh_token: '' }, body({ refresh_token: '' })],
  ['rfc6749 5.1/5: scope empty', { scope: '' }, undefined],
  ['rfc6749 5.1/5: scope null', { scope: null }, body({ scope: null })],
  ['rfc6749 5.1/5: scope an array', { scope: ['a'] }, body({ scope: ['a'] })],
  ['oidc-core 3.1.3.5/2: id_token null', { id_token: null }, body({ id_token: null })],
  ['oidc-core 3.1.3.5/2: id_token empty', { id_token: '' }, body({ id_token: '' })],
  ['oidc-core 3.1.3.5/2: id_token an object', { id_token: {} }, body({ id_token: {} })],
  ['rfc9068 6/2: an access token is not parsed', { access_token: idToken({ exp: 0 }) }, undefined],
]
for (const [title, more, refused] of members) {
  test(title, async () => {
    if (refused) await rejects(() => process(tokenResponse({ ...more })), failed('INVALID_RESPONSE', { body: refused }))
    else await process(tokenResponse({ ...more }))
  })
}

test('difference 12: expires_in as a string of digits becomes a number', async () => {
  assert.equal((await process(tokenResponse({ expires_in: '3600' }))).expires_in, 3600)
})

test('compatible: members are checked in order, the token type last', async () => {
  const bad = {
    access_token: '',
    token_type: '',
    expires_in: 'x',
    refresh_token: '',
    scope: 1,
    id_token: '',
  } as Record<string, unknown>
  for (const name of ['access_token', 'token_type', 'expires_in', 'refresh_token', 'scope', 'id_token']) {
    const error = await rejection(() => process(json(bad)), failed('INVALID_RESPONSE', { body: structuredClone(bad) }))
    assert.match(error.message, new RegExp(`"${name}"`))
    if (name === 'access_token' || name === 'token_type') bad[name] = 'x'
    else delete bad[name]
  }
  await rejects(() => process(json(bad)), unsupported({ body: bad }))
})

const types: [string, object | undefined, Refusal | undefined][] = [
  ['Bearer', undefined, undefined],
  ['DPoP', undefined, undefined],
  ['BEARER', {}, undefined],
  ['N_A', { n_a: () => {} }, undefined],
  ['N_A', { N_A: () => {} }, unsupported({ body: body({ token_type: 'n_a' }) })],
  ['N_A', { n_a: undefined }, unsupported({ body: body({ token_type: 'n_a' }) })],
  ['mac', undefined, unsupported({ body: body({ token_type: 'mac' }) })],
  ['toString', {}, unsupported({ body: body({ token_type: 'tostring' }) })],
  ['__proto__', {}, unsupported({ body: body({ token_type: '__proto__' }) })],
]
for (const [token_type, recognizedTokenTypes, refusal] of types) {
  test(`rfc6749 7.1/1, oidc-core 3.1.3.3/p2, rfc8693 2.2.1/3: token type ${token_type}, recognized ${Object.keys(recognizedTokenTypes ?? {})}`, async () => {
    const run = () => process(tokenResponse({ token_type }), { recognizedTokenTypes } as never)
    if (refusal) await rejects(run, refusal)
    else assert.equal((await run()).token_type, token_type.toLowerCase())
  })
}

test('compatible: a handler is called as a member of recognizedTokenTypes', async () => {
  const seen: unknown[] = []
  const recognizedTokenTypes = {
    mac() {
      seen.push(this)
    },
  }
  await process(tokenResponse({ token_type: 'MAC' }), { recognizedTokenTypes })
  assert.deepEqual(seen, [recognizedTokenTypes])
  assert.equal(seen[0], recognizedTokenTypes)
})

test('compatible: a handler gets the response and the tokens, also for bearer; its result is ignored', async () => {
  const seen: unknown[] = []
  const response = tokenResponse()
  const bearer = (...args: unknown[]) => {
    seen.push(args)
    return 'ignored'
  }
  const tokens = await process(response, { recognizedTokenTypes: { bearer } as never })
  assert.deepEqual(seen, [[response, tokens]])
  const mine = new RangeError('not this one')
  const dpop = () => {
    throw mine
  }
  const run = () => process(tokenResponse({ token_type: 'DPoP' }), { recognizedTokenTypes: { dpop } })
  assert.equal(await rejection(run, { name: 'RangeError', code: undefined }), mine)
})

test('compatible: a response of undici; any media type', async () => {
  const theirs = new OtherResponse(JSON.stringify(body({})))
  assert.equal((await process(theirs as unknown as Response)).token_type, 'bearer')
  assert.equal((await process(typed('text/html', JSON.stringify(body({}))))).token_type, 'bearer')
})

test('rfc7519 7.2/8, oidc-core 2/p4c: an encrypted ID Token', async () => {
  const inner = idToken()
  const encrypted = () => tokenResponse({ id_token: 'a.b.c.d.e' })
  await rejects(() => process(encrypted()), unsupported('a.b.c.d.e'))
  const tokens = await process(encrypted(), { [jweDecrypt]: async () => inner })
  assert.equal(tokens.id_token, 'a.b.c.d.e')
  assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, 'alice')
})

test('compatible: getValidatedIdTokenClaims accepts only processed responses', () => {
  const none = { access_token: 'a', token_type: 'bearer' } as const
  assert.equal(oauth.getValidatedIdTokenClaims(none), undefined)
  assert.equal(oauth.getValidatedIdTokenClaims({ ...none, id_token: '' }), undefined)
  throws(() => oauth.getValidatedIdTokenClaims({ ...none, id_token: idToken() }), wrongValue)
})

test('rfc6749 5.1/p4b: members named like an object’s methods, and a large token', async () => {
  const text = `{"access_token":"${'a'.repeat(1e6)}","token_type":"Bearer","__proto__":{"expires_in":1},"toString":1}`
  const tokens = await process(json(text))
  assert.equal(tokens.expires_in, undefined)
  assert.equal(tokens.access_token.length, 1e6)
})
