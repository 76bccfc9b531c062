/** What a handle caches, and which members of a new key it puts into a proof. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decoded } from '../../test/fixtures/jwt.ts'
import { keys } from '../../test/fixtures/keys.ts'
import { network } from '../../test/fixtures/parties.ts'
import { modifyAssertion } from '../jose/modify_assertion.ts'
import { protectedResourceRequest } from '../protected_resource/protected_resource_request.ts'
import { DPoP, type DPoPHandle } from './dpop.ts'

async function proof(handle: DPoPHandle, token: string): Promise<string> {
  const { sent, options } = network()
  const more = { ...options, DPoP: handle }
  await protectedResourceRequest(token, 'GET', new URL('https://api.example'), undefined, undefined, more)
  return sent[0]?.init.headers.dpop as string
}

test('rfc9449 4.2/3, rfc7517 9.2/1: the jwk has only the required members of the key, for the hook as well', async () => {
  const { privateKey, jwk } = await keys('RS256')
  // a key that no other test uses, because public JWKs are cached by key
  const parameters = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const publicKey = await crypto.subtle.importKey('jwk', jwk, parameters, true, ['verify'])
  const { kty, n, e } = jwk
  let shown: unknown
  const look = (header: Record<string, unknown>) => {
    shown = { ...(header.jwk as object) }
  }
  const handle = DPoP({}, { privateKey, publicKey }, { [modifyAssertion]: look as never })
  assert.deepEqual(decoded(await proof(handle, 'a')).header.jwk, { kty, n, e })
  assert.deepEqual(shown, { kty, n, e })
})

test('difference 24: a token is hashed once as long as it stays the same', async (t) => {
  const handle = DPoP({}, await keys('ES256'))
  const digest = t.mock.method(crypto.subtle, 'digest')
  const first = decoded(await proof(handle, 'a')).claims.ath
  const before = digest.mock.callCount()
  assert.equal(decoded(await proof(handle, 'a')).claims.ath, first)
  assert.equal(digest.mock.callCount(), before)
  assert.notEqual(decoded(await proof(handle, 'b')).claims.ath, first)
})
