// The JARM modules of the FAPI 2 Message Signing plan.
import { missing } from 'relying/testing'
import { testModules } from '../module.ts'
import { encrypted } from './encryption.ts'
import { modules } from './rows.ts'
import { plainOAuth, signedResponses } from './variants.ts'

const variants = [...signedResponses, ...plainOAuth(signedResponses)]
const last = 'authorization'

testModules(
  modules([
    {
      title:
        'jarm 2.4/1: fapi2-security-profile-final-client-test-happy-path: for a client that is registered for encrypted responses',
      variants,
      deviate: encrypted,
      ends: 'accepted',
    },
    {
      title:
        'jarm 2.1/1: fapi2-security-profile-final-client-test-ensure-jarm-without-iss-fails: the response has no `iss`',
      variants,
      deviate: ({ server }) => server.misbehave('jarm.iss', missing),
      last,
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title:
        'jarm 2.4/2: fapi2-security-profile-final-client-test-ensure-jarm-with-invalid-iss-fails: `iss` of the response is longer by a digit',
      variants,
      deviate: ({ server, issuer }) => server.misbehave('jarm.iss', `${issuer}1`),
      last,
      ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
    },
    {
      title:
        'jarm 2.1/2: fapi2-security-profile-final-client-test-ensure-jarm-without-aud-fails: the response has no `aud`',
      variants,
      deviate: ({ server }) => server.misbehave('jarm.aud', missing),
      last,
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title:
        'jarm 2.4/3: fapi2-security-profile-final-client-test-ensure-jarm-with-invalid-aud-fails: the response is for another client',
      variants,
      deviate: ({ server }) => server.misbehave('jarm.aud', `${server.client.client_id}1`),
      last,
      ends: 'OperationProcessingError JWT_CLAIM_COMPARISON',
    },
    {
      title:
        'jarm 2.1/3: fapi2-security-profile-final-client-test-ensure-jarm-without-exp-fails: the response has no `exp`',
      variants,
      deviate: ({ server }) => server.misbehave('jarm.exp', missing),
      last,
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title:
        'jarm 2.4/4: fapi2-security-profile-final-client-test-ensure-jarm-with-expired-exp-fails: `exp` of the response is six minutes ago',
      variants,
      deviate: ({ server }) => server.misbehave('jarm.exp', server.clock.now() - 360),
      last,
      ends: 'OperationProcessingError JWT_TIMESTAMP_CHECK',
    },
    {
      title:
        'jarm 2.4/5a: fapi2-security-profile-final-client-test-ensure-jarm-with-invalid-sig-fails: the signature of the response is wrong',
      variants,
      deviate: ({ server }) => server.misbehave('jarm.signature', 'garbage'),
      last,
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
    {
      title:
        'jarm 2.4/5b: fapi2-security-profile-final-client-test-ensure-jarm-signature-is-not-none: the response has `alg: none`',
      variants,
      deviate: ({ server }) => server.misbehave('jarm.signature', 'none'),
      last,
      ends: 'OperationProcessingError INVALID_RESPONSE',
    },
  ]),
)
