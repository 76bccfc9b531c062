import assert from 'node:assert/strict'
import { test } from 'node:test'
import { part, signed } from '../../test/fixtures/jwt.ts'
import { algorithms, keys } from '../../test/fixtures/keys.ts'
import { json, network, server } from '../../test/fixtures/parties.ts'
import { failed, rejection, rejects, unsupported } from '../../test/fixtures/refusal.ts'
import { verifyIssuerSignature, verifySignature } from './verify.ts'

const verify = (jwt: string, header: object, jwks: unknown[]) => {
  const { options, sent } = network(json({ keys: jwks }))
  return { run: () => verifyIssuerSignature(server(), options, { header: header as never, jwt }), sent }
}

for (const alg of algorithms) {
  test(`rfc7515 5.2/8: a signature made elsewhere with ${alg}`, async () => {
    const own = await keys(alg)
    const jwt = signed(own, { sub: 'alice' })
    await verify(jwt, { alg }, [own.jwk]).run()
    await verifySignature(own.publicKey, jwt)
    const others = verify(jwt.slice(0, -4) + (jwt.endsWith('AAAA') ? 'BBBB' : 'AAAA'), { alg }, [own.jwk])
    const error = await rejection(others.run, failed('INVALID_RESPONSE', Object))
    const cause = error.cause as { key: CryptoKey; data: Uint8Array; signature: Uint8Array; algorithm: unknown }
    assert.deepEqual(Object.keys(cause), ['key', 'data', 'signature', 'algorithm'])
    assert.equal(cause.key.type, 'public')
    assert.equal(Buffer.from(cause.data).toString(), jwt.slice(0, jwt.lastIndexOf('.')))
  })
}

test('rfc9864 4.1.2/1: EdDSA', async () => {
  const own = await keys('Ed25519')
  await verify(signed(own, {}, { alg: 'EdDSA' }), { alg: 'EdDSA' }, [own.jwk]).run()
})

for (const alg of ['ES256', 'PS256', 'RS256', 'Ed25519']) {
  test(`rfc8725 3.3/1: somebody else’s signature, ${alg}`, async () => {
    const [own, other] = [await keys(alg), await keys('ES384')]
    const foreign = await keys('ES256', 'of somebody else')
    for (const signer of [other, alg === 'ES256' ? foreign : other]) {
      const { run } = verify(signed(signer, {}, { alg }), { alg }, [own.jwk])
      await rejection(run, failed('INVALID_RESPONSE', Object))
    }
  })
}

test('rfc7515 5.2/8: the signature is verified over the received octets', async () => {
  const own = await keys('ES256')
  const [header, , signature] = signed(own, { a: 1 }).split('.')
  const { run } = verify(`${header}.${part('{ "a": 1 }')}.${signature}`, { alg: 'ES256' }, [own.jwk])
  await rejection(run, failed('INVALID_RESPONSE', Object))
})

test('difference 6: a signature that is not base64url has its own error', async () => {
  const { publicKey, jwk } = await keys('ES256')
  for (const signature of ['!', 'AAAAA', 'ü']) {
    await rejects(() => verifySignature(publicKey, `e30.e30.${signature}`), failed('PARSE_ERROR', TypeError))
    await rejects(verify(`e30.e30.${signature}`, { alg: 'ES256' }, [jwk]).run, failed('PARSE_ERROR', TypeError))
  }
})

test('rfc7515 5.2/8: an empty signature', async () => {
  const { publicKey } = await keys('ES256')
  await rejection(() => verifySignature(publicKey, 'e30.e30.'), {
    ...failed('INVALID_RESPONSE'),
    cause: Object,
  } as never)
})

for (const alg of [undefined, 'none', 'HS256', 'ES256K', 'toString']) {
  test(`rfc7518 3.6/2, rfc8725 3.2/3: ${alg} is refused before any key is fetched`, async () => {
    const { run, sent } = verify('e30.e30.', { alg }, [])
    await rejects(run, unsupported({ alg }))
    assert.equal(sent.length, 0)
  })
}

for (const weak of ['RS256', 'PS256']) {
  test(`rfc7518 3.3/2, 3.5/2: a ${weak} key of 1024 bits verifies nothing`, async () => {
    const { jwk, alg } = await keys(`weak ${weak}`)
    const strong = await keys(weak)
    const error = await rejection(verify(signed(strong, {}), { alg }, [jwk]).run, {
      ...unsupported(),
      cause: CryptoKey,
    })
    assert.equal((error.cause as CryptoKey).type, 'public')
  })
}
