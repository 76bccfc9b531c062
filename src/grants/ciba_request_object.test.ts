import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import { decoded } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { client, issuer, server } from '../../test/fixtures/parties.ts'
import { failed, type Refusal, rejects, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { modifyAssertion } from '../jose/modify_assertion.ts'
import { issueBackchannelAuthenticationRequestObject as issue } from './ciba_request_object.ts'

const own = await keys('ES256')
const least = { scope: 'openid', login_hint: 'alice' }
const issued = async (parameters: unknown, of: Record<string, unknown> = {}, by = {}, key = own.privateKey) =>
  issue(server(by), client(of), parameters as never, key)

test('ciba 7.1.1/p1, 7.1.1/p2a, 7.1.1/1, 7.1.1/2, fapi-ciba 5.2.3.1/1: all parameters become claims, with unchanged strings', async () => {
  const { claims } = decoded(await issued({ ...least, requested_expiry: '120', binding_message: 'é', client_id: 'x' }))
  const { jti, exp, iat, nbf, ...rest } = claims
  assert.deepEqual(rest, {
    ...least,
    requested_expiry: '120',
    binding_message: 'é',
    aud: issuer,
    iss: 'the client',
  })
})

test('ciba 7.1.1/3, 7.1.1/4, 7.1.1/5, fapi-ciba 5.2.2/9: valid for one minute from now', async (t) => {
  t.mock.method(Date, 'now', () => 1_700_000_000_999)
  const { exp, iat, nbf } = decoded(await issued(least)).claims
  assert.deepEqual({ exp, iat, nbf }, { exp: 1_700_000_060, iat: 1_700_000_000, nbf: 1_700_000_000 })
})

test('ciba 7.1.1/6: each request object has its own jti', async () => {
  const [one, other] = [decoded(await issued(least)).claims.jti, decoded(await issued(least)).claims.jti]
  assert.equal(typeof one, 'string')
  assert.notEqual(one, other)
})

for (const alg of ['ES256', 'PS256', 'RS256', 'Ed25519']) {
  test(`ciba 7.1.1/p2b, 7.1.1/p4, fapi-ciba 7.10/1, 7.10/3: signed with ${alg}, not encrypted`, async () => {
    const { privateKey, jwk } = await keys(alg)
    const jws = await issued(least, {}, {}, privateKey)
    const parts = jws.split('.')
    assert.equal(parts.length, 3)
    assert.equal(decoded(jws).header.alg, alg)
    const key = createPublicKey({ key: jwk as never, format: 'jwk' })
    const options = alg === 'PS256' ? { padding: 6, saltLength: 32 } : { dsaEncoding: 'ieee-p1363' as const }
    const signature = Buffer.from(parts[2] as string, 'base64url')
    const digest = alg === 'Ed25519' ? null : 'sha256'
    assert.ok(verify(digest, Buffer.from(jws.slice(0, jws.lastIndexOf('.'))), { key, ...options }, signature))
  })
}

test('ciba 7.1.1/p1, fapi-ciba 5.2.2/10, 5.3/1, rfc9396 2/1, 3/1: strings of JSON become JSON values', async () => {
  const parameters = {
    ...least,
    request_context: '{"lat":1}',
    authorization_details: '[{"type":"payment"}]',
    claims: '{"id_token":{"acr":null}}',
  }
  const { request_context, authorization_details, claims } = decoded(await issued(parameters)).claims
  assert.deepEqual(request_context, { lat: 1 })
  assert.deepEqual(authorization_details, [{ type: 'payment' }])
  assert.deepEqual(claims, { id_token: { acr: null } })
})

test('rfc8707 2/3: several resources', async () => {
  const form = new URLSearchParams(least)
  form.append('resource', 'https://a.example')
  form.append('resource', 'https://b.example')
  assert.deepEqual(decoded(await issued(form)).claims.resource, ['https://a.example', 'https://b.example'])
})

const registered = 'backchannel_authentication_request_signing_alg'
const taken = `${registered}_values_supported`
const algorithms: [string, object, object, boolean][] = [
  ['4/3.3: the registered algorithm', { [registered]: 'ES256' }, {}, true],
  ['4/3.3: another algorithm is registered', { [registered]: 'PS256' }, {}, false],
  ['4/2.3: an algorithm that the server accepts', {}, { [taken]: ['PS256', 'ES256'] }, true],
  ['4/2.3: an algorithm that the server does not accept', {}, { [taken]: ['PS256'] }, false],
  ['4/2.3: no algorithm is registered or listed', {}, {}, true],
]
for (const [title, of, by, fits] of algorithms) {
  test(`ciba ${title}`, async () => {
    const run = () => issued(least, of as Record<string, unknown>, by)
    if (fits) assert.equal(decoded(await run()).header.alg, 'ES256')
    else await rejects(run, wrongValue)
  })
}

test('oidc-core 10.1/1: kid names the key, if the key has one', async () => {
  assert.equal('kid' in decoded(await issued(least)).header, false)
  const named = await issue(server(), client(), least, { key: own.privateKey, kid: 'k' })
  assert.equal(decoded(named).header.kid, 'k')
})

test('compatible: modifyAssertion can change header and claims', async () => {
  const changed = (header: Record<string, unknown>, claims: Record<string, unknown>) => {
    header.typ = 'JWT'
    claims.exp = 1
  }
  const jws = await issue(server(), client(), least, own.privateKey, { [modifyAssertion]: changed as never })
  assert.deepEqual([decoded(jws).header.typ, decoded(jws).claims.exp], ['JWT', 1])
})

const listed = 'backchannel_authentication_request_signing_alg_values_supported'
const names: [string, string[] | undefined, string | undefined, string][] = [
  ['its own name if the server lists it', ['EdDSA', 'Ed25519'], undefined, 'Ed25519'],
  ['the older name if the server lists no other', ['ES256', 'EdDSA'], undefined, 'EdDSA'],
  ['the registered name', ['Ed25519'], 'EdDSA', 'EdDSA'],
  ['its own name if nothing is configured', undefined, undefined, 'Ed25519'],
]
for (const [title, taken, registered, expected] of names) {
  test(`ciba 4/2.3, 4/3.3: an algorithm with two names is called by ${title}`, async () => {
    const { privateKey } = await keys('Ed25519')
    const party = client(registered ? { backchannel_authentication_request_signing_alg: registered } : {})
    const jws = await issue(server(taken ? { [listed]: taken } : {}), party, least, privateKey)
    assert.equal(decoded(jws).header.alg, expected)
  })
}

test('ciba 4/2.3: a key for an algorithm that the server does not accept', async () => {
  await rejects(() => issue(server({ [listed]: ['PS256'] }), client(), least, own.privateKey), wrongValue)
})

const twice = new URLSearchParams('scope=openid&login_hint=a&login_hint=b')
const refusals: [string, unknown, Refusal][] = [
  ['ciba 7.1.1/p2a: a repeated parameter, one of which would be lost', twice, wrongValue],
  [
    'fapi-ciba 5.3/1: a request_context that is not JSON',
    { ...least, request_context: '{' },
    failed('PARSE_ERROR', SyntaxError),
  ],
  ['fapi-ciba 5.3/1: a request_context that is not an object', { ...least, request_context: '"text"' }, wrongValue],
  ['rfc9396 2/1: authorization_details that are not an array', { ...least, authorization_details: '{}' }, wrongValue],
]
for (const [title, parameters, refusal] of refusals) {
  test(title, () => rejects(() => issued(parameters), refusal))
}

test('misuse: not a private key', async () => {
  await rejects(() => issued(least, {}, {}, own.publicKey), wrongValue)
  await rejects(() => issued(least, {}, {}, {} as CryptoKey), wrongType)
})
