import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { compactVerify } from 'jose'
import { decoded } from '../../test/fixtures/jwt.ts'
import { algorithms, keys } from '../../test/fixtures/keys.ts'
import { client, form, issuer, network, server } from '../../test/fixtures/parties.ts'
import { anotherClass } from '../../test/fixtures/realm.ts'
import { rejects, throws, unsupported, wrongType, wrongValue } from '../../test/fixtures/refusal.ts'
import { encodeFormComponent } from '../encoding/form.ts'
import * as oauth from '../index.ts'

type Sent = { body: Record<string, string>; authorization: string | undefined }

/** What a method adds to a request. */
async function use(auth: oauth.ClientAuth, own = client()): Promise<Sent> {
  const { sent, options } = network()
  await oauth.revocationRequest(server(), own, auth, 't', options)
  const { token: _, ...body } = Object.fromEntries(form(sent[0] ?? assert.fail()))
  return { body, authorization: sent[0]?.init.headers.authorization }
}

const id = { client_id: 'the client' }

test('oidc-core 9/2, 3.1.3.1/1, rfc6749 2.3.1/1, 2.3.1/2, 2.3.1/p3b: client_secret_post', async () => {
  const secret = 's3cret ü&='
  assert.deepEqual(await use(oauth.ClientSecretPost(secret)), {
    body: { ...id, client_secret: secret },
    authorization: undefined,
  })
})

test('oidc-core 9/5, rfc6749 3.2.1/p2: none', async () =>
  assert.deepEqual(await use(oauth.None()), { body: id, authorization: undefined }))

test('rfc8705 2/3: TLS client authentication', async () =>
  assert.deepEqual(await use(oauth.TlsClientAuth()), { body: id, authorization: undefined }))

const basics: [string, string, string][] = [
  ["client %&+-_.!~*'()", 's', 'client+%25%26%2B%2D%5F%2E%21%7E%2A%27%28%29:s'],
  ['a:b', 'c:d', 'a%3Ab:c%3Ad'],
  ['ü', '€𝄞', '%C3%BC:%E2%82%AC%F0%9D%84%9E'],
  ['https://rp.example/?a=b c', '"\\', 'https%3A%2F%2Frp%2Eexample%2F%3Fa%3Db+c:%22%5C'],
  ['0', 'AZaz09', '0:AZaz09'],
]
for (const [client_id, secret, credentials] of basics) {
  test(`rfc6749 2.3.1/p1, B/1: HTTP Basic of ${client_id}`, async () => {
    const { body, authorization } = await use(oauth.ClientSecretBasic(secret), client({ client_id }))
    assert.equal(authorization, `Basic ${Buffer.from(credentials).toString('base64')}`)
    assert.deepEqual(body, {})
  })
}

test('compatible: one method serves several clients', async () => {
  for (const auth of [oauth.ClientSecretBasic('s'), oauth.ClientSecretJwt('s'), oauth.ClientSecretPost('s')]) {
    const ids = ['a', 'b', 'a', 'a'].map(async (client_id) => {
      const { body, authorization } = await use(auth, client({ client_id }))
      const [id] = Buffer.from(authorization?.slice(6) ?? '', 'base64')
        .toString()
        .split(':')
      return id || body.client_id
    })
    assert.deepEqual(await Promise.all(ids), ['a', 'b', 'a', 'a'])
  }
})

test('difference 24: HTTP Basic credentials are encoded once for a client', async (t) => {
  const encode = t.mock.method(globalThis, 'btoa')
  const auth = oauth.ClientSecretBasic('s')
  for (const [client_id, count] of [
    ['a', 1],
    ['a', 1],
    ['b', 2],
  ] as const) {
    await use(auth, client({ client_id }))
    assert.equal(encode.mock.callCount(), count)
  }
})

test('rfc6749 2.2/2: an identifier and a secret of any size', async () => {
  const { authorization } = await use(oauth.ClientSecretBasic('b'.repeat(1e5)), client({ client_id: 'a'.repeat(1e5) }))
  assert.equal(Buffer.from(authorization?.slice(6) ?? '', 'base64').length, 2e5 + 1)
})

test('rfc6749 B/1: encoded text decodes as a form', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const encoded = encodeFormComponent(text)
      assert.match(encoded, /^([0-9A-Za-z+]|%[0-9A-F]{2})*$/)
      assert.equal(new URLSearchParams(`a=${encoded}`).get('a'), text)
    }),
  ))

for (const text of ['\ud800', 'a\udc00b', '\udfff\ud800']) {
  test(`misuse: a credential with a lone surrogate, ${JSON.stringify(text)}`, async () => {
    await rejects(() => use(oauth.ClientSecretBasic(text)), wrongValue)
    await rejects(() => use(oauth.ClientSecretBasic('s'), client({ client_id: text })), wrongValue)
  })
}

for (const [name, method] of Object.entries({
  ClientSecretPost: oauth.ClientSecretPost,
  ClientSecretBasic: oauth.ClientSecretBasic,
  ClientSecretJwt: oauth.ClientSecretJwt,
})) {
  test(`misuse: the secret, ${name}`, () => {
    for (const secret of [undefined, null, 1, {}, new Uint8Array(8)]) throws(() => method(secret as never), wrongType)
    throws(() => method(''), wrongValue)
  })
}

const bearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

function checkAssertion({ body, authorization }: Sent, header: object, now: number): void {
  assert.equal(authorization, undefined)
  assert.deepEqual(Object.keys(body), ['client_id', 'client_assertion_type', 'client_assertion'])
  assert.deepEqual([body.client_id, body.client_assertion_type], ['the client', bearer])
  const assertion = decoded(body.client_assertion as string)
  assert.deepEqual(assertion.header, header)
  const { jti, ...claims } = assertion.claims
  assert.match(jti as string, /^[\w-]{43}$/)
  const sub = 'the client'
  assert.deepEqual(claims, { aud: issuer, exp: now + 60, iat: now, nbf: now, iss: sub, sub })
  assert.deepEqual(Object.keys(assertion.claims), ['jti', 'aud', 'exp', 'iat', 'nbf', 'iss', 'sub'])
}

test('oidc-core 9/3, 9/3.1, 9/3.2, 9/3.3, 9/3.5, 9/3.6, rfc7523 2.2/1, 3/9, rfc7521 4.2/1, 4.2/2, 4.2/3, 4.2/p2: client_secret_jwt', async (t) => {
  t.mock.method(Date, 'now', () => 1000_999)
  const secret = 's3cret ü'
  const sent = await use(oauth.ClientSecretJwt(secret))
  checkAssertion(sent, { alg: 'HS256' }, 1000)
  const [input, signature] = (sent.body.client_assertion as string).split(/\.(?=[^.]*$)/) as [string, string]
  assert.equal(createHmac('sha256', secret).update(input).digest('base64url'), signature)
})

test('difference 24: the key of client_secret_jwt is created once, even with concurrent calls', async (t) => {
  const spy = t.mock.method(crypto.subtle, 'importKey')
  const auth = oauth.ClientSecretJwt('s3cret')
  await Promise.all([use(auth), use(auth)])
  await use(auth)
  // the build for Node needs none
  assert.ok(spy.mock.callCount() <= 1)
})

for (const alg of algorithms) {
  test(`oidc-core 9/4, 9/4.1, 9/4.2, 9/4.3, 9/4.5, 9/4.6, rfc7523 3/1, 3/2, 3/3, rfc7521 4.2/1, 4.2/2, 4.2/3, 4.2/p2: private_key_jwt, ${alg}`, async (t) => {
    t.mock.method(Date, 'now', () => 1000_000)
    const { privateKey, publicKey } = await keys(alg)
    const sent = await use(oauth.PrivateKeyJwt(privateKey))
    checkAssertion(sent, { alg }, 1000)
    await compactVerify(sent.body.client_assertion as string, publicKey, { algorithms: [alg] })
    checkAssertion(await use(oauth.PrivateKeyJwt({ key: privateKey, kid: 'k' })), { alg, kid: 'k' }, 1000)
    checkAssertion(await use(oauth.PrivateKeyJwt({ key: privateKey })), { alg }, 1000)
  })
}

test('rfc7523 3/7, rfc7519 4.1.7/1, oidc-core 9/3.4, 9/4.4: every assertion has its own jti', async () => {
  const { privateKey } = await keys('ES256')
  for (const auth of [oauth.PrivateKeyJwt(privateKey), oauth.ClientSecretJwt('s3cret')]) {
    const [one, two] = [await use(auth), await use(auth)]
    const jti = ({ body }: Sent) => decoded(body.client_assertion as string).claims.jti
    assert.notEqual(jti(one), jti(two))
  }
})

test('compatible: the client’s clock skew', async (t) => {
  t.mock.method(Date, 'now', () => 1000_000)
  const own = client({ [oauth.clockSkew]: -100 })
  checkAssertion(await use(oauth.ClientSecretJwt('s3cret'), own), { alg: 'HS256' }, 900)
})

test('rfc7523 3/1, 3/2, rfc7521 4.2/p2: body and assertion name the same client, even if the object changes meanwhile', async () => {
  const { privateKey } = await keys('RS256')
  for (const auth of [oauth.PrivateKeyJwt(privateKey), oauth.ClientSecretJwt('s3cret')]) {
    const own = client()
    const used = use(auth, own)
    own.client_id = 'another'
    const { body } = await used
    const { iss, sub } = decoded(body.client_assertion as string).claims
    assert.deepEqual([iss, sub], [body.client_id, body.client_id])
  }
})

test('compatible: modifyAssertion changes header and claims before they are signed; what it returns is ignored', async () => {
  const { privateKey, publicKey } = await keys('Ed25519')
  const modify = (header: Record<string, unknown>, claims: Record<string, unknown>) => {
    header.alg = 'EdDSA'
    header.typ = 'JWT'
    claims.aud = ['https://as.example/token']
    delete claims.nbf
    return 'ignored'
  }
  const options = { [oauth.modifyAssertion]: modify as never }
  for (const auth of [oauth.PrivateKeyJwt(privateKey, options), oauth.ClientSecretJwt('s3cret', options)]) {
    const { header, claims } = decoded((await use(auth)).body.client_assertion as string)
    assert.deepEqual(
      [header, claims.aud, 'nbf' in claims],
      [{ alg: 'EdDSA', typ: 'JWT' }, ['https://as.example/token'], false],
    )
  }
  const { client_assertion } = (await use(oauth.PrivateKeyJwt(privateKey, options))).body
  await compactVerify(client_assertion as string, publicKey, { algorithms: ['EdDSA'] })
})

test('misuse: the key of private_key_jwt', async () => {
  const { privateKey, publicKey } = await keys('ES256')
  for (const none of [undefined, null, {}, 'key', { key: {} }])
    throws(() => oauth.PrivateKeyJwt(none as never), wrongType)
  for (const wrong of [publicKey, { key: publicKey }, { key: privateKey, kid: '' }]) {
    throws(() => oauth.PrivateKeyJwt(wrong), wrongValue)
  }
  throws(() => oauth.PrivateKeyJwt({ key: privateKey, kid: 1 as never }), wrongType)
})

test('difference 22: a CryptoKey from another realm', async (t) => {
  const { privateKey } = await keys('ES256')
  anotherClass(t, 'CryptoKey')
  assert.ok(!(privateKey instanceof CryptoKey))
  const sent = await use(oauth.PrivateKeyJwt(privateKey))
  assert.equal(decoded(sent.body.client_assertion as string).header.alg, 'ES256')
})

test('rfc7518 3.3/2, 3.5/2: keys that are too weak or unsupported', async () => {
  for (const recipe of ['weak RS256', 'weak PS256', 'SHA-1 RS256']) {
    const { privateKey } = await keys(recipe)
    await rejects(() => use(oauth.PrivateKeyJwt(privateKey)), unsupported(privateKey))
  }
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])
  await rejects(() => use(oauth.PrivateKeyJwt(pair.privateKey)), unsupported(pair.privateKey))
})

test('misuse: a key without the usage "sign"', async () => {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const key = { algorithm: pair.privateKey.algorithm, type: 'private', usages: [] } as unknown as CryptoKey
  await rejects(
    () => use(oauth.PrivateKeyJwt(Object.setPrototypeOf(key, { [Symbol.toStringTag]: 'CryptoKey' }))),
    wrongValue,
  )
})

test('rfc9126 2/5, ciba 7.1/p2b, fapi2-sp 5.3.3.1/5: at every endpoint the audience of the assertion is the issuer', async () => {
  const { sent, options } = network()
  const auth = oauth.ClientSecretJwt('s3cret')
  await oauth.pushedAuthorizationRequest(server(), client(), auth, {}, options)
  await oauth.backchannelAuthenticationRequest(server(), client(), auth, {}, options)
  await oauth.clientCredentialsGrantRequest(server(), client(), auth, {}, options)
  for (const request of sent) {
    const { client_assertion } = Object.fromEntries(form(request))
    assert.equal(decoded(client_assertion as string).claims.aud, issuer)
  }
})

test('compatible: a method can be called by hand, with Headers', async () => {
  const [body, headers] = [new URLSearchParams(), new Headers()]
  await oauth.ClientSecretBasic('s')(server(), client(), body, headers)
  assert.equal(headers.get('authorization'), `Basic ${btoa('the+client:s')}`)
})

test('compatible: a header change in one assertion does not affect the next', async () => {
  const { privateKey } = await oauth.generateKeyPair('ES256')
  let calls = 0
  const modify = (header: Record<string, unknown>) => {
    calls++
    if (calls === 1) header.kid = 'changed'
  }
  const options = { [oauth.modifyAssertion]: modify as never }
  for (const method of [
    oauth.PrivateKeyJwt({ key: privateKey, kid: 'own' }, options),
    oauth.ClientSecretJwt('s3cret', options),
  ]) {
    calls = 0
    const kids: unknown[] = []
    for (let at = 0; at < 3; at++) {
      const body = new URLSearchParams()
      await method({ issuer: 'https://as.example' }, { client_id: 'c' }, body, new Headers())
      const [header] = (body.get('client_assertion') as string).split('.')
      kids.push(JSON.parse(Buffer.from(header as string, 'base64url').toString()).kid)
    }
    assert.equal(kids[0], 'changed')
    assert.notEqual(kids[1], 'changed')
    assert.equal(kids[1], kids[2])
  }
})
