import assert from 'node:assert/strict'
import { test } from 'node:test'
import { calculateJwkThumbprint } from 'jose'
import {
  accessToken,
  audience,
  bound,
  boundToken,
  own,
  proofFor,
  validating,
} from '../../test/fixtures/access_token.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { json, network, server } from '../../test/fixtures/parties.ts'
import { failed, rejects, wrongValue } from '../../test/fixtures/refusal.ts'
import * as oauth from '../index.ts'
import { proofKey } from './proof_key.ts'

for (const alg of ['ES256', 'RS256']) {
  test(`difference 24: a proof with somebody else's ${alg} key and "alg": null does not block that key`, async () => {
    const victim = await keys(alg, 'of another')
    const mine = boundToken()
    const spoilt = proofFor(mine, {}, { jwk: { ...victim.jwk, alg: null } })
    await rejects(validating({ headers: bound(mine, spoilt) }).run, failed('JWT_CLAIM_COMPARISON_FAILED', Object))
    const token = accessToken({ cnf: { jkt: await calculateJwkThumbprint(victim.jwk as never) } })
    const proof = proofFor(token, {}, {}, victim)
    assert.equal((await validating({ headers: bound(token, proof) }).run()).sub, 'alice')
  })
}

test('difference 24: a cached key keeps no other members of its JWK', async () => {
  const prover = await keys('ES384', 'with extras')
  const token = accessToken({ cnf: { jkt: await calculateJwkThumbprint(prover.jwk as never) } })
  for (const more of [{ use: 'sig', kid: 'x', x5c: ['…'] }, {}, { key_ops: ['sign'], ext: false }]) {
    const proof = proofFor(token, {}, { jwk: { ...prover.jwk, ...more } }, prover)
    assert.equal((await validating({ headers: bound(token, proof) }).run()).sub, 'alice')
  }
})

test('rfc9449 4.3/9: a request without an absolute URL has nothing to compare "htu" with', async () => {
  class RelativeRequest {
    headers: Headers
    method = 'GET'
    url = '/path'
    constructor(headers: Record<string, string>) {
      this.headers = new Headers(headers)
    }
    get [Symbol.toStringTag]() {
      return 'Request'
    }
  }
  const token = boundToken()
  for (const htu of ['/path', 'no URL', 'https://api.example/path']) {
    const request = new RelativeRequest(bound(token, proofFor(token, { htu }))) as unknown as Request
    const { options } = network(json({ keys: [own.jwk] }))
    await rejects(() => oauth.validateJwtAccessToken(server(), request, audience, options), wrongValue)
  }
})

const madeUp = (name: string) => ({ kty: 'OKP', crv: 'Ed25519', x: name })

test('difference 24: the latest 500 keys are cached, and no more', async () => {
  const first = await proofKey(madeUp('first of 500'))
  for (let at = 1; at < 500; at++) await proofKey(madeUp(`one of 500: ${at}`))
  assert.equal(await proofKey(madeUp('first of 500')), first)
  await proofKey(madeUp('one too many'))
  assert.notEqual(await proofKey(madeUp('first of 500')), first)
})

test('difference 24: an oversized or private key is not cached, and evicts no other', async () => {
  const known = await proofKey(madeUp('small'))
  /** A key whose JSON has that length. */
  const ofLength = (length: number) => {
    const rest = JSON.stringify({ e: 'AQAB', kty: 'RSA', n: '' }).length
    return { e: 'AQAB', kty: 'RSA', n: 'A'.repeat(length - rest) }
  }
  const atMost = ofLength(4095)
  assert.equal(await proofKey(atMost), await proofKey({ ...atMost }))
  for (const jwk of [ofLength(4096), ofLength(5000), { ...madeUp('private'), d: 's3cret' }]) {
    for (let at = 0; at < 300; at++) assert.notEqual(await proofKey(jwk), await proofKey({ ...jwk }))
  }
  for (let at = 0; at < 500; at++) await proofKey({ ...ofLength(4096), e: String(at).padStart(4, '0') })
  assert.equal(await proofKey(madeUp('small')), known)
})

test('difference 24: a cached key is a copy: later changes to the JWK do not affect it', async () => {
  const { jwk } = await keys('Ed25519', 'to be copied')
  const header: Record<string, string> = { ...jwk }
  await proofKey(header)
  header.x = 'AAAA'
  const { x } = await crypto.subtle.exportKey('jwk', await (await proofKey(jwk)).key('Ed25519'))
  assert.equal(x, jwk.x)
})
