// The modules that the plans of FAPI 2 Security Profile and FAPI 2 Message Signing share, each in the variants of both.
import { missing } from 'relying/testing'
import { testModules } from '../module.ts'
import * as deviations from './deviations.ts'
import { modules } from './rows.ts'
import { only, plainOAuth, securityProfile, signedRequests, signedResponses } from './variants.ts'

const everywhere = [...securityProfile, ...signedRequests, ...signedResponses]
const queryResponses = only(everywhere, 'response', 'plain')
const dpop = only(everywhere, 'constraint', 'dpop')
const suite = 'https://suite.example/test/a/relying/'

testModules(
  modules([
    {
      title:
        'fapi2-sp 5.3.3.1/8: fapi2-security-profile-final-client-test-happy-path: everything is correct, and each proof needs a nonce, which is not announced',
      variants: [...everywhere, ...plainOAuth(everywhere)],
      ends: 'accepted',
    },
    {
      title:
        'fapi2-sp 5.3.3.1/1: fapi2-security-profile-final-client-test-happy-path-no-dpop-nonce: the same without nonces',
      variants: [...dpop, ...plainOAuth(dpop)],
      deviate: (suite) => {
        suite.nonces = false
      },
      ends: 'accepted',
    },
    {
      title:
        'fapi2-sp 5.3.3.1/7: fapi2-security-profile-final-client-test-happy-path-no-mtls-endpoint-aliases: endpoints that require a certificate have no aliases',
      variants: everywhere,
      aliases: false,
      ends: 'accepted',
    },
    {
      title: 'rfc9396 2/1: fapi2-security-profile-final-client-test-happy-path: with rich authorization requests',
      variants: [...everywhere, ...plainOAuth(everywhere)],
      deviate: (suite) => {
        suite.authorizationDetails = '[{"type":"account_information","actions":["list_accounts"]}]'
      },
      ends: 'accepted',
    },
    {
      title:
        'fapi2-sp 5.3.3.1/11: fapi2-security-profile-final-client-test-discovery-issuer-mismatch: the metadata has a longer issuer',
      variants: [...everywhere, ...plainOAuth(everywhere)],
      deviate: deviations.issuerMismatch,
      last: 'discovery',
      ends: 'OperationProcessingError JSON_ATTRIBUTE_COMPARISON',
    },
    {
      title: 'oidc-core 3.1.3.7/2: fapi2-security-profile-final-client-test-invalid-iss: `iss` is longer by a digit',
      variants: everywhere,
      deviate: deviations.iss,
      last: 'token',
      ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
    },
    {
      title: 'oidc-core 3.1.3.7/3a: fapi2-security-profile-final-client-test-invalid-aud: `aud` is another client',
      variants: everywhere,
      deviate: deviations.aud,
      last: 'token',
      ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
    },
    {
      title:
        'oidc-core 3.1.3.7/3b: fapi2-security-profile-final-client-test-invalid-secondary-aud: `aud` is an array of this client and another one, without `azp`',
      variants: everywhere,
      deviate: deviations.secondAud,
      last: 'token',
      ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
    },
    {
      title:
        'fapi2-sp 5.4.1/1.3: fapi2-security-profile-final-client-test-invalid-null-alg: the ID Token has `alg: none`',
      variants: everywhere,
      deviate: deviations.nullAlgorithm,
      last: 'token',
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title:
        'oidc-core 3.1.3.7/7: fapi2-security-profile-final-client-test-invalid-alternate-alg: the ID Token is signed with RS256, by a published key',
      variants: everywhere,
      deviate: deviations.alternateAlgorithm,
      last: 'token',
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title:
        'oidc-core 3.1.3.7/9: fapi2-security-profile-final-client-test-invalid-expired-exp: `exp` is six minutes ago',
      variants: everywhere,
      deviate: deviations.expired,
      last: 'token',
      ends: 'OperationProcessingError JWT_TIMESTAMP_CHECK',
    },
    {
      title: 'oidc-core 3.1.3.7/9: fapi2-security-profile-final-client-test-invalid-missing-exp: there is no `exp`',
      variants: everywhere,
      deviate: deviations.without('exp'),
      last: 'token',
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title: 'oidc-core 3.1.3.7/3a: fapi2-security-profile-final-client-test-invalid-missing-aud: there is no `aud`',
      variants: everywhere,
      deviate: deviations.without('aud'),
      last: 'token',
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title: 'oidc-core 3.1.3.7/2: fapi2-security-profile-final-client-test-invalid-missing-iss: there is no `iss`',
      variants: everywhere,
      deviate: deviations.without('iss'),
      last: 'token',
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title:
        'oidc-core 3.1.3.7/3a: fapi2-security-profile-final-client-test-valid-aud-as-array: `aud` is an array with only this client',
      variants: everywhere,
      deviate: deviations.audAsArray,
      ends: 'accepted',
    },
    {
      title:
        'oidc-core 3.1.3.7/11a: fapi2-security-profile-final-client-test-invalid-nonce: the nonce is a different one',
      variants: everywhere,
      deviate: deviations.nonce,
      last: 'token',
      ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
    },
    {
      title: 'oidc-core 3.1.3.7/11a: fapi2-security-profile-final-client-test-invalid-missing-nonce: there is no nonce',
      variants: everywhere,
      deviate: deviations.without('nonce'),
      last: 'token',
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title:
        'fapi2-sp 5.3.3.2/5: fapi2-security-profile-final-client-test-invalid-authorization-response-iss: `iss` in the callback is longer by a digit',
      variants: [...queryResponses, ...plainOAuth(queryResponses)],
      deviate: ({ server }) => server.misbehave('authorization_response.iss', `${suite}1`),
      last: 'authorization',
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title:
        'fapi2-sp 5.3.3.2/5: fapi2-security-profile-final-client-test-remove-authorization-response-iss: there is no `iss` in the callback',
      variants: [...queryResponses, ...plainOAuth(queryResponses)],
      deviate: ({ server }) => server.misbehave('authorization_response.iss', missing),
      last: 'authorization',
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title:
        'rfc6749 4.1.2/2: fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-state-fails: `state` is a different one',
      variants: [...everywhere, ...plainOAuth(everywhere)],
      deviate: ({ server }) => server.misbehave('authorization_response.state'),
      last: 'authorization',
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title:
        'rfc6749 4.1.2/2: fapi2-security-profile-final-client-test-ensure-authorization-response-with-invalid-missing-state-fails: there is no `state`',
      variants: [...everywhere, ...plainOAuth(everywhere)],
      deviate: ({ server }) => server.misbehave('authorization_response.state', missing),
      last: 'authorization',
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title:
        'rfc6749 5.1/3: fapi2-security-profile-final-client-test-token-endpoint-response-without-expires_in: the response has no expires_in',
      variants: [...everywhere, ...plainOAuth(everywhere)],
      deviate: ({ server }) => server.misbehave('token.expires_in', missing),
      ends: 'accepted',
    },
    {
      title:
        'rfc6749 5.1/2b: fapi2-security-profile-final-client-test-token-type-case-insensitivity: `token_type` has upper and lower case swapped',
      variants: [...everywhere, ...plainOAuth(everywhere)],
      deviate: deviations.tokenTypeInInvertedCase,
      ends: 'accepted',
    },
    {
      title:
        'rfc9449 9/1a: fapi2-security-profile-final-client-test-rs-dpop-auth-scheme-case-insensitivity: the challenge for a nonce has the scheme `dPoP`',
      variants: [...dpop, ...plainOAuth(dpop)],
      deviate: (suite) => {
        suite.scheme = 'dPoP'
      },
      ends: 'accepted',
    },
    {
      title:
        'fapi2-sp 5.3.3.1/6: fapi2-security-profile-final-client-refresh-token-test: no access token is accepted before two refreshes',
      variants: [...everywhere, ...plainOAuth(everywhere)],
      deviate: deviations.refusedUntilRefreshedTwice,
      ends: 'accepted',
    },
  ]),
)
