// The modules of the FAPI-CIBA plan, with poll and ping.
import assert from 'node:assert/strict'
import { missing } from 'relying/testing'
import type { Library } from '../../hostile/stage.ts'
import { testModules } from '../module.ts'
import { authenticate, decideAtThirdPoll } from './backchannel.ts'
import * as deviations from './deviations.ts'
import { modules, type Row } from './rows.ts'
import type { Suite } from './server.ts'
import { ciba, only } from './variants.ts'

const poll = only(ciba, 'mode', 'poll')
const ping = only(ciba, 'mode', 'ping')
const invalidPing = 'OperationProcessingError INVALID_REQUEST'

testModules(
  modules([
    inCiba('fapi-ciba 5.2.2/4: fapi-ciba-id1-client-test: everything is correct', () => {}),
    inCiba(
      'rfc6749 6/p5: fapi-ciba-id1-client-refresh-token-test: no access token is accepted before two refreshes',
      deviations.refusedUntilRefreshedTwice,
    ),
    inCiba(
      'oidc-core 3.1.3.7/3a: fapi-ciba-id1-client-valid-aud-as-array-test: `aud` is an array with only this client',
      deviations.audAsArray,
    ),
    inCiba(
      'rfc6749 5.1/5: fapi-ciba-id1-client-no-scope-in-token-endpoint-response-test: the response has neither scope nor expires_in',
      ({ server }) => {
        server.misbehave('token.scope', missing)
        server.misbehave('token.expires_in', missing)
      },
    ),
    {
      ...inCiba('ciba 7.3/3a: fapi-ciba-id1-client-respects-interval-test: the interval is 31 seconds', (suite) =>
        decideAtThirdPoll(suite, {}, 31),
      ),
      variants: poll,
    },
    {
      ...inCiba(
        'ciba 11/2: fapi-ciba-id1-client-slow-down-test: the second poll gets `slow_down`: from then on the interval is 10 seconds',
        (suite) => decideAtThirdPoll(suite, { 2: 'slow_down' }),
      ),
      variants: poll,
    },
    {
      ...inCiba(
        'ciba 7.3/1: fapi-ciba-id1-client-invalid-missing-authreqid-test: the acknowledgement has no `auth_req_id`',
        ({ server }) => server.misbehave('backchannel_authentication.auth_req_id', missing),
      ),
      last: 'backchannel_authentication',
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      ...inCiba(
        'ciba 7.3/2: fapi-ciba-id1-client-invalid-missing-expiresin-test: the acknowledgement has no `expires_in`',
        ({ server }) => server.misbehave('backchannel_authentication.expires_in', missing),
      ),
      last: 'backchannel_authentication',
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      ...inCiba('ciba 13/1: fapi-ciba-id1-client-invalid-unknown-user-id-test: the user is unknown', ({ server }) =>
        server.misbehave('backchannel_authentication.error', 'unknown_user_id'),
      ),
      last: 'backchannel_authentication',
      ends: 'ResponseBodyError RESPONSE_BODY_ERROR',
    },
    atThirdPoll(
      'ciba 11/p4: fapi-ciba-id1-client-invalid-request-test: the third poll gets `invalid_request`',
      'invalid_request',
    ),
    atThirdPoll('ciba 11/4: fapi-ciba-id1-client-invalid-access-denied-test: the user refuses', 'access_denied'),
    atThirdPoll('ciba 11/3: fapi-ciba-id1-client-invalid-expired-token-test: the user took too long', 'expired_token'),
    refused(
      'oidc-core 3.1.3.7/2: fapi-ciba-id1-client-invalid-iss-test: `iss` is longer by a digit',
      deviations.iss,
      'JWT_CLAIM_COMPARISON',
    ),
    refused(
      'oidc-core 3.1.3.7/3a: fapi-ciba-id1-client-invalid-aud-test: `aud` is another client',
      deviations.aud,
      'JWT_CLAIM_COMPARISON',
    ),
    refused(
      'oidc-core 3.1.3.7/3b: fapi-ciba-id1-client-invalid-secondary-aud-test: `aud` is an array of this client and another one, without `azp`',
      deviations.secondAud,
      'JWT_CLAIM_COMPARISON',
    ),
    refused(
      'oidc-core 3.1.3.7/6b: fapi-ciba-id1-client-invalid-signature-test: the signature has changed bits',
      deviations.brokenSignature,
      'INVALID_RESPONSE',
    ),
    refused(
      'fapi-ciba 7.10/3: fapi-ciba-id1-client-invalid-null-alg-test: the ID Token has `alg: none`',
      deviations.nullAlgorithm,
      'INVALID_RESPONSE',
    ),
    refused(
      'fapi-ciba 7.10/1: fapi-ciba-id1-client-invalid-alternate-alg-test: the ID Token is signed with RS256',
      deviations.alternateAlgorithm,
      'INVALID_RESPONSE',
    ),
    refused(
      'oidc-core 3.1.3.7/9: fapi-ciba-id1-client-invalid-expired-exp-test: `exp` is six minutes ago',
      deviations.expired,
      'JWT_TIMESTAMP_CHECK',
    ),
    refused(
      'oidc-core 3.1.3.7/3a: fapi-ciba-id1-client-invalid-missing-aud-test: there is no `aud`',
      deviations.without('aud'),
      'INVALID_RESPONSE',
    ),
    refused(
      'oidc-core 3.1.3.7/9: fapi-ciba-id1-client-invalid-missing-exp-test: there is no `exp`',
      deviations.without('exp'),
      'INVALID_RESPONSE',
    ),
    refused(
      'oidc-core 3.1.3.7/2: fapi-ciba-id1-client-invalid-missing-iss-test: there is no `iss`',
      deviations.without('iss'),
      'INVALID_RESPONSE',
    ),
    {
      ...inCiba(
        'oidc-core 3.1.3.7/10: fapi-ciba-id1-client-invalid-iat-is-week-in-past-test: the ID Token was issued a week ago',
        deviations.weekOld,
      ),
      last: 'token',
      ends: 'refused by the application',
    },
    inPing(
      'ciba 10.2/3b: fapi-ciba-id1-client-ping-with-invalid-bearer-token-test: the ping has another bearer token',
      ({ server }) => server.misbehave('ping.authorization'),
    ),
    inPing(
      'ciba 10.2/3a: fapi-ciba-id1-client-ping-without-bearer-token-test: the ping has no bearer token',
      ({ server }) => server.misbehave('ping.authorization', ''),
    ),
    inPing(
      'ciba 10.2/3a: fapi-ciba-id1-client-ping-with-wrong-auth-req-id-test: the ping is for another `auth_req_id`',
      ({ server }) => server.misbehave('ping.auth_req_id'),
    ),
    {
      ...inCiba('ciba 10.1.1/1: fapi-ciba-id1-client-ping-duplicate-notification-test: the ping is repeated', () => {}),
      variants: ping,
      conduct: async (library, suite) => {
        await authenticate(library, suite)
        const sent = suite.arrivals.length
        await suite.notify?.(suite.notification as Request)
        assert.deepEqual(suite.answers, [204, 204])
        assert.equal(suite.arrivals.length, sent)
      },
    },
  ]),
)

/** In every variant. The user decides at the third poll. */
function inCiba(title: string, deviate: (suite: Suite) => void): Row {
  return {
    title,
    variants: ciba,
    deviate: (suite) => {
      decideAtThirdPoll(suite)
      deviate(suite)
    },
    conduct: authenticate,
    oursOnly: true,
    ends: 'accepted',
  }
}

function refused(title: string, deviate: (suite: Suite) => void, code: string): Row {
  return { ...inCiba(title, deviate), last: 'token', ends: `OperationProcessingError ${code}` }
}

function atThirdPoll(title: string, error: string): Row {
  return {
    ...inCiba(title, (suite) => decideAtThirdPoll(suite, { 3: error })),
    variants: poll,
    last: 'token',
    ends: 'ResponseBodyError RESPONSE_BODY_ERROR',
    conduct: async (library, suite) => {
      const refusal = await authenticate(library, suite).catch((refusal) => refusal)
      assert.equal(refusal?.error, error)
      assert.equal(suite.arrivals.filter(({ endpoint }) => endpoint === 'token').length, 3)
      throw refusal
    },
  }
}

/** The response to the ping is 401, and no tokens are requested. */
function inPing(title: string, deviate: (suite: Suite) => void): Row {
  return {
    ...inCiba(title, deviate),
    variants: ping,
    last: 'backchannel_authentication',
    ends: invalidPing,
    conduct: (library: Library, suite: Suite) =>
      authenticate(library, suite).finally(() => assert.deepEqual(suite.answers, [401])),
  }
}
