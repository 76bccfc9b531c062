// How Keycloak 26.7.3 deviates from the specifications, and how the tests cope. At least one test observes each entry.
// When a newer Keycloak fixes one, that test fails, and the entry must be removed.
import { deviationsOf } from '../independent_servers/deviations.mjs'

const DEVIATIONS = {
  'requested-expiry': {
    what: '`requested_expiry` shortens the lifetime, but the response has the lifetime of the realm (CIBA 7.3)',
    coping: 'polling goes on until the lifetime of the realm is over',
  },
  'no-openid': {
    what: 'a CIBA request whose scope lacks `openid` is accepted, and gets no ID Token (CIBA 7.1, 10.1.1)',
    coping: 'buildBackchannelAuthenticationParameters refuses to build such a request',
  },
  'ed25519-name': {
    what: 'the JWS algorithm name Ed25519 (RFC 9864) is unknown, only EdDSA is',
    coping: '[modifyAssertion] writes EdDSA into the header',
  },
  'wrong-secret': {
    what: 'a wrong client secret gets `unauthorized_client` (RFC 6749 5.2: `invalid_client`)',
    coping: 'none needed: the error code is returned unchanged',
  },
  'no-challenge': {
    what: 'refused HTTP Basic credentials get 401 without WWW-Authenticate (RFC 6749 5.2)',
    coping: 'none needed: the error in the body is returned',
  },
  'proof-error': {
    what: 'a missing, replayed or wrong DPoP proof gets `invalid_request` (RFC 9449 5: `invalid_dpop_proof`)',
    coping: 'none needed: the error code is returned unchanged',
  },
  'access-token-type': {
    what: 'JWT access tokens have the `typ` `JWT` unless the client is set to `at+jwt` (RFC 9068 2.1)',
    coping: 'refused with INVALID_RESPONSE; the client is set to `at+jwt`',
  },
  'access-token-client-id': {
    what: 'JWT access tokens of a user have no `client_id`, only `azp` (RFC 9068 2.2)',
    coping: 'refused with INVALID_RESPONSE; a mapper in the client adds the claim',
  },
  'second-confirmation': {
    what: 'the `cnf` of a bound access token has a non-standard member beside `jkt` (RFC 7800 3.1 allows it)',
    coping: 'refused with UnsupportedOperationError, like any two confirmations, as in oauth4webapi',
  },
  'introspection-jwt': {
    what: 'a request for a signed introspection response gets plain JSON (RFC 9701 5)',
    coping: 'the JSON is read',
  },
  'unsigned-request': {
    what: 'its profile `fapi-2-dpop-message-signing` accepts an unsigned pushed request (FAPI 2 MS 5.3)',
    coping: 'sign it anyway',
  },
  'unknown-user': {
    what: 'an unknown user gets `invalid_request` (CIBA 13: `unknown_user_id`)',
    coping: 'none needed: the error code is returned unchanged',
  },
}

export const { deviation, assertAllMet } = deviationsOf('Keycloak', DEVIATIONS)
