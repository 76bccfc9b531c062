// The modules of the FAPI 1 Advanced plan. With `code id_token` the ID Token is refused in the callback, with JARM in
// the token response.
import { missing } from 'relying/testing'
import { testModules } from '../module.ts'
import * as deviations from './deviations.ts'
import { encrypted, encryptedWithRsa15 } from './encryption.ts'
import { modules, type Row } from './rows.ts'
import { detachedSignature, fapi1Jarm, plainOAuth } from './variants.ts'

const everywhere = [...detachedSignature, ...fapi1Jarm, ...plainOAuth(fapi1Jarm)]
const inCallback = { variants: detachedSignature, last: 'authorization' } as const

testModules(
  modules([
    {
      title: 'fapi1-advanced 5.2.3.1/3: fapi1-advanced-final-client-test: everything is correct',
      variants: everywhere,
      ends: 'accepted',
    },
    {
      title:
        'fapi1-advanced 5.2.3/1: fapi1-advanced-final-client-test-happy-path-no-mtls-endpoint-aliases: endpoints that require a certificate have no aliases',
      variants: everywhere,
      aliases: false,
      ends: 'accepted',
    },
    {
      title:
        'fapi1-baseline 5.2.3/11: fapi1-advanced-final-client-test-discovery-issuer-mismatch: the metadata has a longer issuer',
      variants: everywhere,
      deviate: deviations.issuerMismatch,
      last: 'discovery',
      ends: 'OperationProcessingError JSON_ATTRIBUTE_COMPARISON',
    },
    {
      title: 'fapi1-advanced 5.2.3.1/5: fapi1-advanced-final-client-test-encrypted-idtoken: ID Tokens are encrypted',
      variants: detachedSignature,
      deviate: encrypted,
      ends: 'accepted',
    },
    {
      title:
        'fapi1-advanced 8.6.1/1: fapi1-advanced-final-client-test-encrypted-idtoken-usingrsa15: ID Tokens are encrypted with RSA1_5',
      ...inCallback,
      deviate: encryptedWithRsa15,
      ends: 'refused by the application',
    },
    {
      title: 'fapi1-advanced 5.2.3.1/4: fapi1-advanced-final-client-test-invalid-shash: `s_hash` is of another state',
      ...inCallback,
      deviate: ({ server }) => server.misbehave('id_token.s_hash'),
      ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
    },
    {
      title: 'fapi1-advanced 5.2.3.1/4: fapi1-advanced-final-client-test-invalid-missing-shash: there is no `s_hash`',
      ...inCallback,
      deviate: deviations.without('s_hash'),
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title: 'oidc-core 3.3.2.10/3: fapi1-advanced-final-client-test-invalid-chash: `c_hash` is of another code',
      ...inCallback,
      deviate: ({ server }) => server.misbehave('id_token.c_hash'),
      ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
    },
    {
      title:
        'oidc-core 3.1.3.7/10: fapi1-advanced-final-client-test-iat-is-week-in-past: the ID Token was issued a week ago',
      ...inCallback,
      deviate: deviations.weekOld,
      ends: 'OperationProcessingError JWT_TIMESTAMP_CHECK',
    },
    ...inBoth(
      'oidc-core 3.1.3.7/11a: fapi1-advanced-final-client-test-invalid-nonce: the nonce is a different one',
      deviations.nonce,
      'JWT_CLAIM_COMPARISON',
    ),
    ...inBoth(
      'oidc-core 3.1.3.7/2: fapi1-advanced-final-client-test-invalid-iss: `iss` is longer by a digit',
      deviations.iss,
      'JWT_CLAIM_COMPARISON',
    ),
    ...inBoth(
      'oidc-core 3.1.3.7/3a: fapi1-advanced-final-client-test-invalid-aud: `aud` is another client',
      deviations.aud,
      'JWT_CLAIM_COMPARISON',
    ),
    ...inBoth(
      'oidc-core 3.1.3.7/3b: fapi1-advanced-final-client-test-invalid-secondary-aud: `aud` is an array of this client and another one, without `azp`',
      deviations.secondAud,
      'JWT_CLAIM_COMPARISON',
    ),
    ...inBoth(
      'oidc-core 3.1.3.7/6b: fapi1-advanced-final-client-test-invalid-signature: the signature has changed bits',
      deviations.brokenSignature,
      'INVALID_RESPONSE',
    ),
    ...inBoth(
      'fapi1-advanced 8.6/3: fapi1-advanced-final-client-test-invalid-null-alg: the ID Token has `alg: none`',
      deviations.nullAlgorithm,
      'INVALID_RESPONSE',
    ),
    ...inBoth(
      'fapi1-advanced 8.6/1: fapi1-advanced-final-client-test-invalid-alternate-alg: the ID Token is signed with RS256',
      deviations.alternateAlgorithm,
      'INVALID_RESPONSE',
    ),
    ...inBoth(
      'oidc-core 3.1.3.7/9: fapi1-advanced-final-client-test-invalid-expired-exp: `exp` is six minutes ago',
      deviations.expired,
      'JWT_TIMESTAMP_CHECK',
    ),
    ...inBoth(
      'oidc-core 3.1.3.7/9: fapi1-advanced-final-client-test-invalid-missing-exp: there is no `exp`',
      deviations.without('exp'),
      'INVALID_RESPONSE',
    ),
    ...inBoth(
      'oidc-core 3.1.3.7/3a: fapi1-advanced-final-client-test-invalid-missing-aud: there is no `aud`',
      deviations.without('aud'),
      'INVALID_RESPONSE',
    ),
    ...inBoth(
      'oidc-core 3.1.3.7/2: fapi1-advanced-final-client-test-invalid-missing-iss: there is no `iss`',
      deviations.without('iss'),
      'INVALID_RESPONSE',
    ),
    ...inBoth(
      'oidc-core 3.1.3.7/11a: fapi1-advanced-final-client-test-invalid-missing-nonce: there is no nonce',
      deviations.without('nonce'),
      'INVALID_RESPONSE',
    ),
    {
      title:
        'oidc-core 3.1.3.7/3a: fapi1-advanced-final-client-test-valid-aud-as-array: `aud` is an array with only this client',
      variants: [...detachedSignature, ...fapi1Jarm],
      deviate: deviations.audAsArray,
      ends: 'accepted',
    },
    {
      title:
        'rfc6749 5.1/5: fapi1-advanced-final-client-test-no-scope-in-token-endpoint-response: the response has no scope',
      variants: everywhere,
      deviate: ({ server }) => server.misbehave('token.scope', missing),
      ends: 'accepted',
    },
    {
      title:
        'fapi1-baseline 5.2.3/10: fapi1-advanced-final-client-test-invalid-scope-in-token-endpoint-response: more scope is granted than requested',
      variants: everywhere,
      deviate: ({ server, variant }) =>
        server.misbehave('token.scope', `${variant.client === 'oidc' ? 'openid ' : ''}accounts payments`),
      last: 'token',
      ends: 'refused by the application',
    },
    {
      title:
        'oidc-core 3.1.3.8/1: fapi1-advanced-final-client-test-missing-athash: there is no `at_hash` (a module for other profiles)',
      variants: [...detachedSignature, ...fapi1Jarm],
      deviate: deviations.without('at_hash'),
      ends: 'accepted',
    },
    {
      title:
        'rfc6749 6/p5: fapi1-advanced-final-client-refresh-token-test: no access token is accepted before two refreshes',
      variants: everywhere,
      deviate: deviations.refusedUntilRefreshedTwice,
      ends: 'accepted',
    },
  ]),
)

/**
 * Faults of every ID Token: detected in the callback, or with JARM in the token response, where the first one arrives.
 */
function inBoth(title: string, deviate: Row['deviate'] & object, code: string): Row[] {
  const ends = `OperationProcessingError ${code}` as const
  return [
    { title, ...inCallback, deviate, ends },
    { title: `${title}, with JARM`, variants: fapi1Jarm, deviate, last: 'token', ends },
  ]
}
