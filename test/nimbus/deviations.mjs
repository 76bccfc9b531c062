// How Nimbus deviates from the specifications, and how the tests cope. At least one test observes each entry. When a
// newer Nimbus fixes one, that test fails, and the entry must be removed.
import { deviationsOf } from '../independent_servers/deviations.mjs'

const DEVIATIONS = {
  'request-object-lists': {
    what: 'arrays in a request object (`authorization_details`, several `resource`) get `invalid_request_object` (RFC 9396 3)',
    coping:
      '`[modifyAssertion]` writes `authorization_details` as a string; several `resource` only without a request object',
  },
  'pushed-error-status': {
    what: 'a refused pushed request object gets status 302, as at the authorization endpoint (RFC 9126 2.3: 400)',
    coping: 'RESPONSE_IS_NOT_CONFORM; the response is the cause, and its body has the error',
  },
  'denied-status': {
    what: 'polls after the user refuses get status 403 (CIBA 11, RFC 6749 5.2: 400)',
    coping: 'none needed: the error in the body is returned',
  },
  'no-challenge': {
    what: 'refused HTTP Basic credentials get 401 without WWW-Authenticate (RFC 6749 5.2)',
    coping: 'none needed: the error in the body is returned',
  },
  'actor-token': {
    what: '`actor_token` without its type crashes the parser, the type without the token passes (RFC 8693 2.1: `invalid_request`)',
    coping: 'RESPONSE_IS_NOT_CONFORM, because the test server answers 500',
  },
  'ed25519-hash': {
    what: 'it computes no hash claims under the algorithm name Ed25519, only under EdDSA (RFC 9864 2.2)',
    coping: 'none: a push and `code id_token` without their hashes are refused; register `EdDSA`',
  },
  'json-in-text': {
    what: 'as a client it would write JSON parameters as strings into a request object (RFC 9396 3, FAPI-CIBA 5.2.2: as JSON)',
    coping: 'none needed: the test server converts the values that must be strings',
  },
  'parameters-beside': {
    what: 'parameters beside a signed CIBA request are accepted (CIBA 7.1.1: there must be none)',
    coping: 'none needed: the test server uses those of the signed request',
  },
  'acr-values': {
    what: 'as a client it would repeat `acr_values` for each class (CIBA 7.1: one string); it reads the one string',
    coping: 'none needed: it reads the one string',
  },
}

export const { deviation, assertAllMet } = deviationsOf('Nimbus', DEVIATIONS)
