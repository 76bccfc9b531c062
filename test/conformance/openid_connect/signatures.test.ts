// Signatures of ID Tokens and the choice of the key: modules of the Basic, Hybrid, Form Post and Config plans.
import assert from 'node:assert/strict'
import * as jose from 'jose'
import type { TokenEndpointResponse } from 'relying'
import { missing } from 'relying/testing'
import { RefusedByTheApplication } from '../module.ts'
import { codes, hybrids, type Row, testRows } from './rows.ts'
import { otherKeys, type Suite, type SuiteOptions } from './suite.ts'

const rs256: SuiteOptions = { announces: { id_token_signing_alg_values_supported: ['RS256'] } }
const es256: SuiteOptions = { algorithms: ['ES256'], announces: { id_token_signing_alg_values_supported: ['ES256'] } }
const hs256: SuiteOptions = { announces: { id_token_signing_alg_values_supported: ['HS256'] } }
const none = { client: { id_token_signed_response_alg: 'none' } }
const hmac = { client: { id_token_signed_response_alg: 'HS256' } }

const rows: Row[] = [
  {
    title: 'oidc-core 3.1.3.7/7: oidcc-client-test-idtoken-sig-rs256: the ID Token is signed with RS256',
    options: rs256,
    ends: 'accepted',
  },
  {
    title: 'oidc-core 3.1.3.7/7: oidcc-client-test-idtoken-sig-rs256: the client is registered for RS256',
    on: ['code', 'code id_token'],
    options: rs256,
    wishes: { client: { id_token_signed_response_alg: 'RS256' } },
    ends: 'accepted',
  },
  {
    title: 'oidc-core 3.1.3.7/6b: oidcc-client-test-invalid-sig-rs256: the signature is invalid',
    options: rs256,
    arrange: ({ server }) => server.misbehave('id_token.signature', 'attacker'),
    ends: 'OperationProcessingError INVALID_RESPONSE',
  },
  {
    title:
      'oidc-core 3.1.3.7/6a: oidcc-client-test-invalid-sig-rs256: the application relies on TLS instead of the signature',
    on: ['code'],
    options: rs256,
    wishes: { trustsTls: true },
    arrange: ({ server }) => server.misbehave('id_token.signature', 'attacker'),
    ends: 'accepted',
  },
  {
    title: 'oidc-core 3.1.3.7/6b: oidcc-client-test-invalid-sig-es256: the signature is invalid',
    options: es256,
    arrange: ({ server }) => server.misbehave('id_token.signature', 'attacker'),
    ends: 'OperationProcessingError INVALID_RESPONSE',
  },
  {
    title: 'oidc-core 3.1.3.7/6b: oidcc-client-test-invalid-sig-es256: the signature is random octets',
    options: es256,
    arrange: ({ server }) => server.misbehave('id_token.signature', 'garbage'),
    ends: 'OperationProcessingError INVALID_RESPONSE',
  },
  {
    title:
      'oidc-core 3.1.3.7/6a: oidcc-client-test-invalid-sig-es256: the application relies on TLS instead of the signature',
    on: codes,
    options: es256,
    wishes: { trustsTls: true },
    arrange: ({ server }) => server.misbehave('id_token.signature', 'garbage'),
    ends: 'accepted',
  },
  {
    title: 'oidc-core 3.1.3.7/6b: oidcc-client-test-invalid-sig-hs256: the HMAC is made with another secret',
    options: hs256,
    wishes: hmac,
    arrange: ({ server }) => server.misbehave('id_token.signature', 'public_key_as_secret'),
    ends: 'UnsupportedOperationError UNSUPPORTED_OPERATION',
  },
  {
    title:
      'oidc-core 3.1.3.7/6a: oidcc-client-test-invalid-sig-hs256: the application relies on TLS instead of the HMAC',
    on: codes,
    options: hs256,
    wishes: { ...hmac, trustsTls: true },
    arrange: ({ server }) => server.misbehave('id_token.signature', 'public_key_as_secret'),
    ends: 'accepted',
  },
  {
    title: 'oidc-core 3.1.3.7/8: oidcc-client-test-invalid-sig-hs256: the application verifies the HMAC itself',
    on: codes,
    options: hs256,
    arrange: ({ server }) => server.misbehave('id_token.signature', 'public_key_as_secret'),
    wishes: { ...hmac, verify: verifyHmac },
    ends: 'refused by the application',
  },
  {
    title: 'oidc-core 3.1.3.7/8: oidcc-client-test: the application verifies a valid HMAC itself',
    on: codes,
    options: hs256,
    arrange: ({ server }) => server.misbehave('id_token.signature', 'client_secret'),
    wishes: { ...hmac, verify: verifyHmac },
    ends: 'accepted',
  },
  {
    title: 'oidc-core 2/p4b: oidcc-client-test-idtoken-sig-none: the ID Token of the token endpoint has no signature',
    on: ['code'],
    wishes: { ...none, trustsTls: true },
    arrange: ({ server }) => server.misbehave('id_token.signature', 'none'),
    ends: 'accepted',
  },
  {
    title: 'oidc-core 2/p4b: oidcc-client-test-idtoken-sig-none: only the server’s metadata allows none',
    on: ['code'],
    wishes: { trustsTls: true },
    arrange: ({ server }) => server.misbehave('id_token.signature', 'none'),
    ends: 'accepted',
  },
  {
    title: 'oidc-core 2/p4b: oidcc-client-test-idtoken-sig-none: neither metadata allows none',
    on: ['code'],
    options: es256,
    wishes: { trustsTls: true },
    arrange: ({ server }) => server.misbehave('id_token.signature', 'none'),
    ends: 'OperationProcessingError INVALID_RESPONSE',
  },
  {
    title:
      'oidc-core 2/p4b: oidcc-client-test-idtoken-sig-none: none through the browser, which the suite does not try',
    on: hybrids,
    wishes: none,
    arrange: ({ server }) => server.misbehave('id_token.signature', 'none'),
    ends: 'UnsupportedOperationError UNSUPPORTED_OPERATION',
  },
  {
    title:
      'oidc-core 10.1/1: oidcc-client-test-kid-absent-single-jwks: neither the ID Token nor the keys have a kid, and one key fits',
    options: { ...rs256, answers: { jwks: otherKeys(([, ...keys]) => keys.map(withoutName)) } },
    arrange: ({ server }) => server.misbehave('id_token.header', { kid: missing }),
    ends: 'accepted',
  },
  {
    title: 'rfc7517 4.5/1: oidcc-client-test-kid-absent-multiple-jwks: the same, but several keys fit',
    options: { ...rs256, answers: { jwks: otherKeys((keys) => keys.map(withoutName)) } },
    arrange: ({ server }) => server.misbehave('id_token.header', { kid: missing }),
    // the suite allows both: to refuse the token, or to try the keys one by one
    ends: 'OperationProcessingError KEY_SELECTION',
  },
  {
    title: 'rfc7517 5/4: oidcc-client-test-ignores-unparseable-key-in-jwks: two unusable keys',
    options: { answers: { jwks: otherKeys((keys) => [...keys, ...unusable]) } },
    ends: 'accepted',
  },
  {
    title: 'rfc7517 5/4: oidcc-client-test-ignores-unparseable-key-in-jwks: two unusable keys before the good ones',
    options: { answers: { jwks: otherKeys((keys) => [...unusable, ...keys]) } },
    ends: 'accepted',
  },
  {
    title:
      'rfc7517 5/4: oidcc-client-test-ignores-unparseable-key-in-jwks: two unusable keys, and neither keys nor token have a kid',
    options: { answers: { jwks: otherKeys(async (keys) => [...unusable, keys.at(-1)].map(withoutName)) } },
    arrange: ({ server }) => server.misbehave('id_token.header', { kid: missing }),
    ends: 'accepted',
  },
]

const unusable = [
  { kty: 'AKP', alg: 'ML-DSA-12', kid: 'of-an-unknown-parameter-set', use: 'sig', pub: 'AAAA' },
  { kty: 'of-no-known-type', alg: 'of-no-known-type', kid: 'of-no-known-type', use: 'sig' },
]

function withoutName(jwk: object | undefined): object {
  const { kid: _, ...rest } = { ...jwk } as { kid?: string }
  return rest
}

/** The key is the client secret. The library does not verify HMACs, but the application can. */
async function verifyHmac({ server, oauth }: Suite, response: TokenEndpointResponse): Promise<void> {
  assert.ok(oauth.getValidatedIdTokenClaims(response))
  const secret = new TextEncoder().encode(server.clientSecret)
  await jose.jwtVerify(response.id_token as string, secret, { algorithms: ['HS256'] }).catch(() => {
    throw new RefusedByTheApplication()
  })
}

testRows(rows)
