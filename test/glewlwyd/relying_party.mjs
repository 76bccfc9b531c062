// The one place where the library under test is imported, and what every flow needs of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as oauth from 'relying'
import { SECRET } from './clients.mjs'
import { trusting } from './server.mjs'

export { oauth }

/** A client of the tests: its metadata, its authentication and what it shows on the wire. */
export async function relyingParty(glewlwyd, { issuer = glewlwyd.issuer } = {}) {
  const http = { [oauth.customFetch]: glewlwyd.fetch }
  const as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, http))
  return {
    glewlwyd,
    as,
    http,
    basic: oauth.ClientSecretBasic(SECRET),
    /** Options for a client that shows a certificate at the mTLS endpoints. */
    mtls: (pair) => ({ [oauth.customFetch]: trusting(glewlwyd.certificates, pair) }),
    /** The private key of the clients as the library takes it. */
    key: (alg = 'ES256') => importKey(glewlwyd.keys.client[alg]),
  }
}

/** A test that says on one line what it did. */
export function flow(title, run) {
  test(title, async (t) => {
    await run(t)
    console.log(`✔ ${title}`)
  })
}

/** Verifies the signature of the ID Token (or other JWT) of a processed response, and hands back its claims. */
export async function signedClaims(party, response, result) {
  await oauth.validateApplicationLevelSignature(party.as, response, party.http)
  return oauth.getValidatedIdTokenClaims(result)
}

/** The error that the promise rejects with; its members must be those expected. */
export async function rejection(promise, expected) {
  let error
  try {
    await promise
  } catch (thrown) {
    error = thrown
  }
  assert.ok(error, 'was expected to reject')
  for (const [name, value] of Object.entries(expected)) {
    assert.deepEqual(error[name], value, `${name} of ${error.name} ${error.code} ${error.error ?? ''}`)
  }
  return error
}

/** How an answer of this status without a JSON body surfaces (deviation `empty-refusal`). */
export function emptyRefusal({ code, cause }, status) {
  return code === oauth.RESPONSE_IS_NOT_JSON && cause.status === status
}

/** Decrypts a compact JWE with the clients' RSA key, as `[jweDecrypt]` wants it. */
export function decrypter({ glewlwyd }) {
  return async (jwe) => {
    const { compactDecrypt, importJWK } = await import('jose')
    const { plaintext } = await compactDecrypt(
      jwe,
      await importJWK(glewlwyd.keys.client['RSA-OAEP-256'], 'RSA-OAEP-256'),
    )
    return new TextDecoder().decode(plaintext)
  }
}

const WEBCRYPTO = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
}

async function importKey({ kid, alg, use, ...jwk }) {
  return { kid, key: await crypto.subtle.importKey('jwk', jwk, WEBCRYPTO[alg], false, ['sign']) }
}
