// The cryptography of every supported algorithm: the runtime's WebCrypto verifies what the library signs, and the
// reverse. If a runtime has no ML-DSA, its own error must be rethrown.
import { deepEqual, equal, match, ok, rejects } from './assert.mjs'
import { check } from './check.mjs'
import * as oauth from './library.mjs'
import { as, client, idToken, json, jwks, keyPair, now, recording, serving } from './party.mjs'
import * as webCrypto from './web_crypto.mjs'

const { algorithms, decodeJwt, leftHalf, isPostQuantum, publicJwk, signJwt, tamper, thumbprint, verifiesJwt } =
  webCrypto

const clause = (alg) => {
  if (isPostQuantum(alg)) return 'jose-ml-dsa'
  if (alg === 'EdDSA') return 'rfc8037 3.1'
  return alg === 'Ed25519' ? 'rfc9864 2.2' : 'rfc7518 3.1'
}

/** The key determines the algorithm; `EdDSA` is only another name for Ed25519, which must be written by hand. */
const labelled = (alg) =>
  alg === 'EdDSA'
    ? {
        [oauth.modifyAssertion](header) {
          header.alg = 'EdDSA'
        },
      }
    : {}

for (const alg of Object.keys(algorithms)) {
  algorithm(alg, 'a key pair of its kind, the private key not extractable', async ({ privateKey, publicKey }) => {
    equal(privateKey.type, 'private')
    equal(publicKey.type, 'public')
    equal(privateKey.extractable, false)
    equal(publicKey.extractable, true)
    deepEqual([...privateKey.usages], ['sign'])
    deepEqual([...publicKey.usages], ['verify'])
    equal(privateKey.algorithm.name, algorithms[alg].key.name)
    equal(privateKey.algorithm.namedCurve, algorithms[alg].key.namedCurve)
    equal(privateKey.algorithm.hash?.name, algorithms[alg].key.hash)
    if (algorithms[alg].kty === 'RSA') equal(privateKey.algorithm.modulusLength, 2048)
  })

  algorithm(alg, 'private_key_jwt: WebCrypto verifies the client assertion', async ({ privateKey, publicKey }) => {
    const options = recording()
    const auth = oauth.PrivateKeyJwt({ key: privateKey, kid: 'k' }, labelled(alg))
    await oauth.clientCredentialsGrantRequest(as(), client(), auth, {}, options)
    const assertion = options.sent[0].body.get('client_assertion')
    const { header, payload } = decodeJwt(assertion)
    deepEqual(header, { alg, kid: 'k' })
    equal(payload.iss, 'client')
    equal(payload.sub, 'client')
    equal(payload.aud, 'https://as.example.test')
    equal(payload.exp - payload.iat, 60)
    match(payload.jti, /^[\w-]{43}$/)
    ok(await verifiesJwt(assertion, alg, publicKey), 'signature')
    ok(!(await verifiesJwt(tamper(assertion), alg, publicKey)), 'a changed signature verified')
  })

  algorithm(alg, 'rfc9101 4: WebCrypto verifies the request object', async ({ privateKey, publicKey }) => {
    const parameters = { scope: 'openid', max_age: '10' }
    const jwt = await oauth.issueRequestObject(as(), client(), parameters, privateKey, labelled(alg))
    const { header, payload } = decodeJwt(jwt)
    deepEqual(header, { alg, typ: 'oauth-authz-req+jwt' })
    equal(payload.max_age, 10)
    equal(payload.client_id, 'client')
    ok(await verifiesJwt(jwt, alg, publicKey), 'signature')
  })

  algorithm(alg, 'rfc9449 4.3: client and resource server agree on a proof and a token', async (pair) => {
    const proof = oauth.DPoP(client(), pair, labelled(alg))
    const jkt = await proof.calculateThumbprint()
    const body = {
      jti: 'x',
      client_id: 'client',
      cnf: { jkt },
      iss: as().issuer,
      sub: 'alice',
      aud: 'https://rs.example.test',
    }
    const times = { iat: now(), exp: now() + 60 }
    const token = await signJwt({ alg, typ: 'at+jwt', kid: alg }, { ...body, ...times }, pair.privateKey)
    const options = recording()
    const url = new URL('https://rs.example.test/thing?q=1#f')
    await oauth.protectedResourceRequest(token, 'GET', url, undefined, undefined, { ...options, DPoP: proof })
    const { headers } = options.sent[0]
    equal(headers.authorization, `DPoP ${token}`)
    const { header, payload } = decodeJwt(headers.dpop)
    deepEqual(header.jwk, await publicJwk(pair.publicKey))
    equal(payload.htu, 'https://rs.example.test/thing')
    ok(await verifiesJwt(headers.dpop, alg, pair.publicKey), 'the proof verifies')

    const set = serving(await jwks(alg))
    const validate = (request) => oauth.validateJwtAccessToken(as(), request, 'https://rs.example.test', set)
    equal((await validate(new Request(url, { headers }))).sub, 'alice')
    await rejects(validate(new Request(url, { headers, method: 'POST' })), { is: oauth.OperationProcessingError })
    const changed = { ...headers, dpop: tamper(headers.dpop) }
    await rejects(validate(new Request(url, { headers: changed })), { is: oauth.OperationProcessingError })
  })

  algorithm(alg, 'oidc-core 3.1.3.7/6: an ID Token verifies, a changed one is refused', async () => {
    const set = serving(await jwks(alg))
    const server = { ...as(), id_token_signing_alg_values_supported: [alg] }
    const good = await idToken(alg)
    for (const jwt of [good, tamper(good)]) {
      const response = json({ access_token: 'a', token_type: 'bearer', id_token: jwt })
      const result = await oauth.processAuthorizationCodeResponse(server, client(), response)
      equal(oauth.getValidatedIdTokenClaims(result).sub, 'alice')
      const verify = () => oauth.validateApplicationLevelSignature(server, response, set)
      if (jwt === good) await verify()
      else await rejects(verify, { is: oauth.OperationProcessingError, code: oauth.INVALID_RESPONSE })
    }
    equal(set.requests, 1, 'JWKS requests')
  })

  algorithm(alg, 'rfc7638 3: the thumbprint of the key', async (pair) => {
    const value = await oauth.DPoP(client(), pair).calculateThumbprint()
    equal(value, await thumbprint(await publicJwk(pair.publicKey)))
  })

  algorithm(alg, 'oidc-core 3.3.2.11: c_hash and s_hash', async (_, host) => {
    const server = { ...as(), id_token_signing_alg_values_supported: [alg] }
    // a runtime that signs ML-DSA but lacks its digest: the hash claims cannot be checked, and its own error must be
    // rethrown
    const hashless = isPostQuantum(alg) && !host.features.cshake
    const hash = async (text) => (hashless ? 'unknown' : leftHalf(alg, text))
    const good = { nonce: 'n', c_hash: await hash('code'), s_hash: await hash('state') }
    const set = serving(await jwks(alg))
    const validate = async (more) => {
      const fragment = new URLSearchParams({
        code: 'code',
        state: 'state',
        id_token: await idToken(alg, { ...good, ...more }),
      })
      const url = new URL(`https://rp.example.test/cb#${fragment}`)
      return oauth.validateDetachedSignatureResponse(server, client(), url, 'n', 'state', undefined, set)
    }
    if (hashless) return foreign(await rejects(validate))
    equal((await validate()).get('code'), 'code')
    for (const claim of ['c_hash', 's_hash']) {
      await rejects(validate({ [claim]: await hash('other') }), { code: oauth.JWT_CLAIM_COMPARISON })
    }
  })
}

/** @param {string} alg @param {string} title @param {(pair: CryptoKeyPair, host: import('./check.mjs').Host) => unknown} run */
function algorithm(alg, title, run) {
  check(`${clause(alg)} ${alg}: ${title}`, async (host) => {
    if (!isPostQuantum(alg) || host.features.mldsa) return run(await keyPair(alg), host)
    foreign(await rejects(() => oauth.generateKeyPair(alg)))
  })
}

/** An error of the runtime itself: not one of ours, and not about an argument. */
export function foreign(error) {
  for (const ours of [oauth.OperationProcessingError, oauth.UnsupportedOperationError]) {
    ok(!(error instanceof ours), `${error.name} is an error of the library`)
  }
  ok(!String(error.code).startsWith('ERR_INVALID_ARG'), 'an argument error')
  match(`${error.name} ${error.message}`, /NotSupported|unrecognized|unsupported|not implemented|unknown/i)
}
