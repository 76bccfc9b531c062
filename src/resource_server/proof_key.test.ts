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

for (const alg of ['ES256', 'RS256']) {
  test(`difference 24: a proof with another's ${alg} key and a member "alg" that is null does not lock that key out`, async () => {
    const victim = await keys(alg, 'of another')
    const mine = boundToken()
    const spoilt = proofFor(mine, {}, { jwk: { ...victim.jwk, alg: null } })
    await rejects(validating({ headers: bound(mine, spoilt) }).run, failed('JWT_CLAIM_COMPARISON_FAILED', Object))
    const token = accessToken({ cnf: { jkt: await calculateJwkThumbprint(victim.jwk as never) } })
    const proof = proofFor(token, {}, {}, victim)
    assert.equal((await validating({ headers: bound(token, proof) }).run()).sub, 'alice')
  })
}

test('difference 24: a remembered key keeps nothing else of the JWK it came with', async () => {
  const prover = await keys('ES384', 'with extras')
  const token = accessToken({ cnf: { jkt: await calculateJwkThumbprint(prover.jwk as never) } })
  for (const more of [{ use: 'sig', kid: 'x', x5c: ['…'] }, {}, { key_ops: ['sign'], ext: false }]) {
    const proof = proofFor(token, {}, { jwk: { ...prover.jwk, ...more } }, prover)
    assert.equal((await validating({ headers: bound(token, proof) }).run()).sub, 'alice')
  }
})

test('rfc9449 4.3/9: a request without an absolute URL has nothing that "htu" could be compared with', async () => {
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
