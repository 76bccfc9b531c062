import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose'
import { decoded, sha256 } from '../../test/fixtures/jwt.ts'
import { algorithms, keys } from '../../test/fixtures/keys.ts'
import { client, json, network, server } from '../../test/fixtures/parties.ts'
import { anotherClass } from '../../test/fixtures/realm.ts'
import { failed, rejects, throws, unsupported, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'

const resource = new URL('https://api.example:8443/a%20b/?query#fragment')
const handle = async (alg = 'ES256', options?: oauth.ModifyAssertionOptions) => oauth.DPoP({}, await keys(alg), options)

/** The proof that a request for that URL carries. */
async function proof(DPoP: oauth.DPoPHandle, url = resource, method = 'get', response = json({})): Promise<string> {
  const { sent, options } = network(response)
  await oauth.protectedResourceRequest('s3cret', method, url, undefined, undefined, { ...options, DPoP })
  return sent[0]?.init.headers.dpop as string
}

for (const alg of algorithms) {
  test(`rfc9449 4.2/1, 4.2/2, 4.2/3, 11.6/1: the proof verifies with the key in its header, ${alg}`, async () => {
    const { jwk } = await keys(alg)
    const jwt = await proof(await handle(alg))
    const { protectedHeader } = await jwtVerify(jwt, EmbeddedJWK, { typ: 'dpop+jwt', algorithms: [alg] })
    assert.deepEqual(protectedHeader, { alg, typ: 'dpop+jwt', jwk })
    assert.deepEqual(Object.keys(protectedHeader), ['alg', 'typ', 'jwk'])
  })

  test(`rfc9449 10/1, rfc7638 3/1, 3.3/1: the thumbprint of the key, ${alg}`, async () => {
    const { jwk } = await keys(alg)
    assert.equal(await (await handle(alg)).calculateThumbprint(), await calculateJwkThumbprint(jwk))
  })
}

test('rfc9449 4.2/5, 4.2/6, 4.2/7, 4.2/8: the payload', async (t) => {
  t.mock.method(Date, 'now', () => 1000_900)
  const { claims } = decoded(await proof(await handle()))
  const { jti, ...rest } = claims
  assert.match(jti as string, /^[\w-]{43}$/)
  const htu = 'https://api.example:8443/a%20b/'
  assert.deepEqual(rest, { iat: 1000, htm: 'GET', htu, ath: sha256('s3cret') })
  assert.deepEqual(Object.keys(claims), ['iat', 'jti', 'htm', 'htu', 'ath'])
})

test('rfc9449 2/2: no proof goes over plain HTTP', async () => {
  const plain = new URL('http://api.example/')
  const { sent, options } = network()
  const more = { ...options, DPoP: await handle() }
  const requests = [
    () => oauth.protectedResourceRequest('t', 'GET', plain, undefined, undefined, more),
    () => oauth.clientCredentialsGrantRequest(server({ token_endpoint: plain.href }), client(), oauth.None(), {}, more),
  ]
  for (const request of requests) await rejects(request, failed('HTTP_REQUEST_FORBIDDEN', plain))
  assert.equal(sent.length, 0)
})

test('rfc9449 4.2/4: no two proofs share a jti, sequential or concurrent, with or without a hook', async () => {
  const change = { [oauth.modifyAssertion]: () => {} }
  for (const DPoP of [await handle(), await handle('ES256', change)]) {
    const proofs = [
      await proof(DPoP),
      await proof(DPoP),
      ...(await Promise.all([proof(DPoP), proof(DPoP), proof(DPoP)])),
    ]
    proofs.push(await proof(DPoP))
    assert.equal(new Set(proofs.map((jwt) => decoded(jwt).claims.jti)).size, proofs.length)
  }
})

test('rfc9449 4/1, 4.2/4, 7.3/1: each request has its own proof', async () => {
  const DPoP = await handle()
  const ids = await Promise.all([1, 2, 3].map(async () => decoded(await proof(DPoP)).claims.jti))
  assert.equal(new Set(ids).size, 3)
})

test('compatible: the clock skew is read when the handle is created', async (t) => {
  t.mock.method(Date, 'now', () => 1000_000)
  const own = { [oauth.clockSkew]: 50 }
  const DPoP = oauth.DPoP(own, await keys('ES256'))
  own[oauth.clockSkew] = 0
  assert.equal(decoded(await proof(DPoP)).claims.iat, 1050)
})

test('rfc9449 5/1: a token request has no ath', async () => {
  const { sent, options } = network()
  await oauth.clientCredentialsGrantRequest(server(), client(), oauth.None(), {}, { ...options, DPoP: await handle() })
  const { claims } = decoded(sent[0]?.init.headers.dpop as string)
  assert.deepEqual(Object.keys(claims), ['iat', 'jti', 'htm', 'htu'])
  assert.deepEqual([claims.htm, claims.htu], ['POST', 'https://as.example/token'])
})

test('rfc9449 7/1b: alternating access tokens', async () => {
  const DPoP = await handle()
  const { sent, options } = network()
  const ask = (token: string) =>
    oauth.protectedResourceRequest(token, 'GET', resource, undefined, undefined, { ...options, DPoP })
  await Promise.all(['a', 'b', 'a', 'c'].map(ask))
  await ask('b')
  const shown = sent.map(({ init: { headers } }) => [headers.authorization, decoded(headers.dpop as string).claims.ath])
  for (const [authorization, ath] of shown) assert.equal(ath, sha256((authorization as string).slice(5)))
})

test('compatible: a proof replaces the caller’s own', async () => {
  const { sent, options } = network()
  const more = { ...options, DPoP: await handle(), headers: { DPoP: 'theirs' } }
  await oauth.clientCredentialsGrantRequest(server(), client(), oauth.None(), {}, more)
  assert.notEqual(sent[0]?.init.headers.dpop, 'theirs')
})

test('difference 15: a hook’s change to one proof does not affect the next', async () => {
  let calls = 0
  const modify = (header: Record<string, unknown>, payload: Record<string, unknown>) => {
    calls++
    assert.deepEqual(Object.keys(header), ['alg', 'typ', 'jwk'])
    assert.deepEqual(Object.keys(header.jwk as object).sort(), ['crv', 'kty', 'x', 'y'])
    header[`x${calls}`] = 1
    ;(header.jwk as Record<string, unknown>).x5c = []
    payload.extra = calls
    return Promise.reject(new Error('ignored')).catch(() => {})
  }
  const DPoP = await handle('ES256', { [oauth.modifyAssertion]: modify as never })
  const [one, two] = [decoded(await proof(DPoP)), decoded(await proof(DPoP))]
  assert.deepEqual([one.header.x1, one.claims.extra], [1, 1])
  assert.deepEqual([two.header.x1, two.header.x2, two.claims.extra], [undefined, 1, 2])
})

test('compatible: a hook can set alg to EdDSA', async () => {
  const modify = (header: Record<string, unknown>) => {
    header.alg = 'EdDSA'
  }
  const jwt = await proof(await handle('Ed25519', { [oauth.modifyAssertion]: modify as never }))
  await jwtVerify(jwt, EmbeddedJWK, { algorithms: ['EdDSA'] })
})

test('difference 24: the public key is exported once, even for several handles and concurrent calls', async (t) => {
  const pair = await oauth.generateKeyPair('ES256')
  const spy = t.mock.method(crypto.subtle, 'exportKey')
  const handles = [oauth.DPoP({}, pair), oauth.DPoP({}, pair)]
  await Promise.all(handles.flatMap((DPoP) => [proof(DPoP), proof(DPoP), DPoP.calculateThumbprint()]))
  assert.equal(spy.mock.callCount(), 1)
})

test('compatible: the alg of an AKP key is part of the key', async (t) => {
  const { privateKey } = await keys('ES256')
  const { publicKey } = await oauth.generateKeyPair('ES256')
  const jwk = { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AAAA' }
  const full = { ...jwk, ext: true, key_ops: ['verify'], priv: undefined }
  t.mock.method(crypto.subtle, 'exportKey', async () => full)
  const DPoP = oauth.DPoP({}, { privateKey, publicKey })
  assert.equal(await DPoP.calculateThumbprint(), sha256(JSON.stringify({ alg: 'ML-DSA-44', kty: 'AKP', pub: 'AAAA' })))
  assert.deepEqual(decoded(await proof(DPoP)).header.jwk, jwk)
})

test('rfc9449 11.4/2: the private key need not be extractable, but the public key must be', async () => {
  const { privateKey, jwk } = await keys('ES256')
  const pair = await oauth.generateKeyPair('ES256')
  assert.equal(pair.privateKey.extractable, false)
  await proof(oauth.DPoP({}, pair))
  const publicKey = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify'])
  throws(() => oauth.DPoP({}, { privateKey, publicKey }), wrongValue)
})

test('misuse: the key pair', async () => {
  const { privateKey, publicKey } = await keys('ES256')
  for (const none of [
    undefined,
    null,
    {},
    { publicKey },
    { privateKey: {}, publicKey },
    { privateKey },
    { privateKey, publicKey: 'x' },
  ]) {
    throws(() => oauth.DPoP({}, none as never), wrongType)
  }
  throws(() => oauth.DPoP({}, { privateKey: publicKey, publicKey: privateKey }), wrongValue)
  throws(() => oauth.DPoP({}, { privateKey, publicKey: privateKey }), wrongValue)
  throws(() => oauth.DPoP({}, { privateKey: publicKey, publicKey }), wrongValue)
})

test('rfc7518 3.3/2, 3.5/2: keys that are too weak', async () => {
  for (const recipe of ['weak RS256', 'weak PS256', 'SHA-1 RS256']) {
    const pair = await keys(recipe)
    const DPoP = oauth.DPoP({}, pair)
    await rejects(() => proof(DPoP), unsupported(pair.privateKey))
  }
})

test('misuse: a private key without the usage "sign"', async () => {
  const { privateKey, publicKey } = await keys('ES256')
  const idle = new Proxy(privateKey, {
    get: (key, name) => (name === 'usages' ? [] : Reflect.get(key, name, key)),
  })
  await rejects(() => proof(oauth.DPoP({}, { privateKey: idle, publicKey })), wrongValue)
})

test('difference 22: keys from another realm', async (t) => {
  const pair = await keys('ES256')
  anotherClass(t, 'CryptoKey')
  await jwtVerify(await proof(oauth.DPoP({}, pair)), EmbeddedJWK)
})

test('compatible: client and options may be empty', async () => {
  const pair = await keys('ES256')
  for (const args of [
    [{}, pair],
    [undefined, pair],
    [{}, pair, {}],
    [{}, pair, null],
  ]) {
    await proof(oauth.DPoP(...(args as [never, never, never])))
  }
})

test('compatible: the methods of the handle can be called directly', async () => {
  const DPoP = (await handle()) as oauth.DPoPHandle & {
    addProof(url: URL, headers: Headers, htm: string, accessToken?: string): Promise<void>
    cacheNonce(response: Response, url: URL): void
  }
  DPoP.cacheNonce(json({}, 200, { 'dpop-nonce': 'n' }), resource)
  const headers = new Headers({ dpop: 'old' })
  await DPoP.addProof(resource, headers, 'PUT', 's3cret')
  const { claims } = decoded(headers.get('dpop') as string)
  assert.deepEqual([claims.htm, claims.nonce, claims.ath], ['PUT', 'n', sha256('s3cret')])
})
