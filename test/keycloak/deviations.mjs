// Where Keycloak 26.7.3 leaves the specifications, and how the tests cope. Each entry is observed by at least one test:
// a newer Keycloak that mends one of them fails that test, and the entry goes.
import { deviationsOf } from '../independent_servers/deviations.mjs'

const DEVIATIONS = {
  'requested-expiry': {
    what: '`requested_expiry` shortens what it keeps, but its answer names the lifetime of the realm (CIBA 7.3)',
    coping: 'polling goes on until the lifetime of the realm is over',
  },
  'no-openid': {
    what: 'a CIBA request whose scope lacks `openid` is taken, and answered without an ID Token (CIBA 7.1, 10.1.1)',
    coping: 'buildBackchannelAuthenticationParameters refuses to put such a request together',
  },
  'ed25519-name': {
    what: 'the JWS algorithm name Ed25519 (RFC 9864) is unknown, only EdDSA is',
    coping: '[modifyAssertion] writes EdDSA into the header',
  },
  'wrong-secret': {
    what: 'a wrong client secret gives `unauthorized_client` (RFC 6749 5.2: `invalid_client`)',
    coping: 'none needed: the error name is passed on as it comes',
  },
  'no-challenge': {
    what: 'HTTP Basic credentials that are refused get 401 without WWW-Authenticate (RFC 6749 5.2)',
    coping: 'none needed: the error in the body is passed on',
  },
  'proof-error': {
    what: 'a missing, replayed or wrong DPoP proof gives `invalid_request` (RFC 9449 5: `invalid_dpop_proof`)',
    coping: 'none needed: the error name is passed on as it comes',
  },
  'access-token-type': {
    what: 'JWT access tokens have the type `JWT` unless the client is set to `at+jwt` (RFC 9068 2.1)',
    coping: 'refused with INVALID_RESPONSE; the client is set to `at+jwt`',
  },
  'access-token-client-id': {
    what: 'JWT access tokens that a user is behind have no `client_id`, only `azp` (RFC 9068 2.2)',
    coping: 'refused with INVALID_RESPONSE; a mapper in the client writes the claim',
  },
  'second-confirmation': {
    what: 'the `cnf` of a bound access token has a member of its own beside `jkt` (RFC 7800 3.1 lets it)',
    coping: 'refused with UnsupportedOperationError: two confirmations are, as in oauth4webapi',
  },
  'introspection-jwt': {
    what: 'a signed introspection answer is asked for, and plain JSON comes (RFC 9701 5)',
    coping: 'the JSON is read',
  },
  'unsigned-request': {
    what: 'its profile `fapi-2-dpop-message-signing` takes a pushed request that is not signed (FAPI 2 MS 5.3)',
    coping: 'sign it all the same',
  },
  'unknown-user': {
    what: 'an unknown user gives `invalid_request` (CIBA 13: `unknown_user_id`)',
    coping: 'none needed: the error name is passed on as it comes',
  },
}

export const { deviation, assertAllMet } = deviationsOf('Keycloak', DEVIATIONS)
