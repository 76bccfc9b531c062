// Wrong claims in an ID Token: modules of the Basic, Hybrid and Form Post plans.
import { missing } from 'relying/testing'
import { codes, hybrids, type Row, testRows } from './rows.ts'
import { issuer } from './suite.ts'

const rows: Row[] = [
  {
    title: 'oidc-core 3.1.3.5/2, 3.3.2.8/3: oidcc-client-test: everything is correct',
    ends: 'accepted',
  },
  {
    title: 'oidc-core 3.1.3.7/2: oidcc-client-test-invalid-iss: iss of the ID Token is a character longer',
    arrange: ({ server }) => server.misbehave('id_token.iss', `${issuer}1`),
    ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
  },
  {
    title: 'oidc-core 2/2: oidcc-client-test-missing-sub: the ID Token has no sub',
    arrange: ({ server }) => server.misbehave('id_token.sub', missing),
    ends: 'OperationProcessingError INVALID_RESPONSE',
  },
  {
    title: 'oidc-core 3.1.3.7/3a: oidcc-client-test-invalid-aud: aud of the ID Token is a character longer',
    arrange: ({ server }) => server.misbehave('id_token.aud', 'test-client1'),
    ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
  },
  {
    title: 'oidc-core 2/3: oidcc-client-test-missing-aud: the ID Token has no aud',
    arrange: ({ server }) => server.misbehave('id_token.aud', missing),
    ends: 'OperationProcessingError INVALID_RESPONSE',
  },
  {
    title: 'oidc-core 2/5: oidcc-client-test-missing-iat: the ID Token has no iat',
    arrange: ({ server }) => server.misbehave('id_token.iat', missing),
    ends: 'OperationProcessingError INVALID_RESPONSE',
  },
  {
    title: 'oidc-core 3.1.3.7/11a: oidcc-client-test-nonce-invalid: the ID Token has another nonce',
    arrange: ({ server }) => server.misbehave('id_token.nonce', 'of-another-request'),
    ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
  },
  {
    title:
      'oidc-core 3.3.2.11/1: oidcc-client-test-nonce-unless-code-flow: the request must have a nonce, which the ID Token has',
    on: hybrids,
    ends: 'accepted',
  },
  {
    title: 'oidc-core 3.3.2.10/3: oidcc-client-test-invalid-chash: c_hash of the ID Token is that of another code',
    on: hybrids,
    arrange: ({ server }) => server.misbehave('id_token.c_hash', 'AAAAAAAAAAAAAAAAAAAAAA'),
    ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
  },
  {
    title: 'oidc-core 3.3.2.10/3: oidcc-client-test-invalid-chash: c_hash of the ID Token is a character longer',
    on: hybrids,
    arrange: ({ server }) => server.misbehave('id_token.c_hash', 'AAAAAAAAAAAAAAAAAAAAAA1'),
    ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
  },
  {
    title: 'oidc-core 3.3.2.11/3: oidcc-client-test-missing-chash: the ID Token has no c_hash',
    on: hybrids,
    arrange: ({ server }) => server.misbehave('id_token.c_hash', missing),
    ends: 'OperationProcessingError INVALID_RESPONSE',
  },
  {
    title:
      'oidc-core 3.3.2.1/1: oidcc-client-test: with an access token through the browser, as in code id_token token',
    on: hybrids,
    arrange: ({ server }) => server.misbehave('authorization_response.access_token', 'an-access-token'),
    ends: 'UnsupportedOperationError UNSUPPORTED_OPERATION',
    theirs: { difference: 2, ends: 'accepted' },
  },
  {
    title: 'oidc-core 3.3.2.1/1: oidcc-client-test: with an access token through the browser, as in code token',
    on: codes,
    arrange: ({ server }) => server.misbehave('authorization_response.access_token', 'an-access-token'),
    ends: 'UnsupportedOperationError UNSUPPORTED_OPERATION',
    sees: ['authorization'],
    theirs: { difference: 2, ends: 'accepted' },
  },
  {
    title: 'oidc-core 3.3.2.1/1: oidcc-client-test: with an ID Token and no code, as in id_token',
    on: codes,
    arrange: ({ server }) => {
      server.misbehave('authorization_response.code', missing)
      server.misbehave('authorization_response.id_token', 'an.id.token')
    },
    ends: 'UnsupportedOperationError UNSUPPORTED_OPERATION',
    sees: ['authorization'],
  },
]

testRows(rows)
