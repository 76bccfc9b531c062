// Where Nimbus leaves the specifications, and how the tests cope. Each entry is observed by at least one test: a newer Nimbus that
// mends it fails that test, and the entry goes.
import { deviationsOf } from '../independent_servers/deviations.mjs'

const DEVIATIONS = {
  'request-object-lists': {
    what: 'lists in a request object (`authorization_details`, several `resource`) are `invalid_request_object` (RFC 9396 3)',
    coping:
      '`[modifyAssertion]` writes `authorization_details` as text; more than one `resource` only without request object',
  },
  'pushed-error-status': {
    what: 'a pushed request object that is refused gets status 302, as at the authorization endpoint (RFC 9126 2.3: 400)',
    coping: 'RESPONSE_IS_NOT_CONFORM; the response is the cause, and its body names the error',
  },
  'denied-status': {
    what: 'the polls of a refused user get status 403 (CIBA 11, RFC 6749 5.2: 400)',
    coping: 'none needed: the error in the body is passed on',
  },
  'no-challenge': {
    what: 'HTTP Basic credentials that are refused get 401 without WWW-Authenticate (RFC 6749 5.2)',
    coping: 'none needed: the error in the body is passed on',
  },
  'actor-token': {
    what: '`actor_token` without its type crashes the reader, the type without it passes (RFC 8693 2.1: `invalid_request`)',
    coping: 'RESPONSE_IS_NOT_CONFORM, for the server here answers 500',
  },
  'ed25519-hash': {
    what: 'it computes no hash claim for the algorithm Ed25519 by that name, only for EdDSA (RFC 9864 2.2)',
    coping: 'none: a push and `code id_token` without their hashes are refused; register `EdDSA`',
  },
  'json-in-text': {
    what: 'it would write parameters that are JSON as texts into a request object (RFC 9396 3, FAPI-CIBA 5.2.2: as JSON)',
    coping: 'none needed: what has to be text, the server here makes text',
  },
  'parameters-beside': {
    what: 'parameters beside a signed CIBA request are let through (CIBA 7.1.1: there must be none)',
    coping: 'none needed: the server here lets those of the signed request count',
  },
  'acr-values': {
    what: 'as a client it would write `acr_values` once for each class (CIBA 7.1: one text); it reads the one text',
    coping: 'none needed: that is what it reads',
  },
}

export const { deviation, assertAllMet } = deviationsOf('Nimbus', DEVIATIONS)
