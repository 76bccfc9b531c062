// How glewlwyd 2.7.5 deviates from the specifications, and how the tests cope. At least one test observes each entry.
// When a newer glewlwyd fixes one, that test fails, and the entry must be removed.
import { deviationsOf } from '../independent_servers/deviations.mjs'

const DEVIATIONS = {
  'assertion-audience': {
    what: 'a client assertion must name the token endpoint as its audience; the issuer (RFC 7523bis, FAPI 2) is refused',
    coping: '[modifyAssertion] sets `aud` to the token endpoint',
  },
  'basic-encoding': {
    what: 'client_secret_basic is not form-decoded (RFC 6749 2.3.1): a secret with - _ or . fails',
    coping: 'secrets of letters and digits only; client_secret_post for others',
  },
  'empty-refusal': {
    what: 'a failed client authentication gets 403 and no JSON body (RFC 6749 5.2: 401 or 400 and an error)',
    coping: 'the error is RESPONSE_IS_NOT_JSON',
  },
  'empty-refresh-refusal': {
    what: 'an invalid refresh token gets 400 and no JSON body (RFC 6749 5.2)',
    coping: 'the error is RESPONSE_IS_NOT_JSON',
  },
  'refused-code': {
    what: 'a wrong code verifier gives 403 `invalid_code` (RFC 7636 4.6, RFC 6749 5.2: 400 `invalid_grant`)',
    coping: 'none needed: any 4xx with an OAuth error in JSON is a ResponseBodyError',
  },
  'unknown-code': {
    what: 'a used or unknown device_code or auth_req_id gets `access_denied` (RFC 6749 5.2, CIBA 11: `invalid_grant`)',
    coping: 'none needed: the error code is returned unchanged',
  },
  'ed25519-name': {
    what: 'the JWS algorithm name Ed25519 (RFC 9864) is unknown, only EdDSA is',
    coping: '[modifyAssertion] of the DPoP handle writes EdDSA into the header',
  },
  'pushed-response-mode': {
    what: 'the response to a pushed request comes in the query, whatever its `response_mode` (RFC 9126 2.1)',
    coping: 'the plain response is validated; signed responses are tested without PAR',
  },
  'hybrid-in-query': {
    what: 'the response to a hybrid request without `response_mode` comes in the query, not the fragment (OIDC Core 3.3.2.5)',
    coping: '`response_mode=fragment`, or the query passed to the validator as URLSearchParams',
  },
  'introspection-audience': {
    what: 'the `aud` of a JWT introspection response is the audience of the token, not the caller (RFC 9701 5)',
    coping: 'refused with JWT_CLAIM_COMPARISON; the rest of the response is checked with that audience as the client',
  },
  'login-hint': {
    what: '`login_hint` must be a JSON object such as {"username":"user1"} (its format is the server\'s choice)',
    coping: 'the tests send that object',
  },
  'unknown-user': {
    what: 'an unknown user gets `invalid_request` (CIBA 13: `unknown_user_id`)',
    coping: 'none needed: the error code is returned unchanged',
  },
  'no-slow-down': {
    what: 'polling faster than the announced interval of 5 s never gets `slow_down` (CIBA 11)',
    coping: '`slow_down` is tested in the device grant; CIBA polls at once after the decision',
  },
  'proof-at-ciba': {
    what: 'a client registered for DPoP must also send a proof to the backchannel endpoint (RFC 9449 requires none)',
    coping: 'CIBA with DPoP is tested with a client that is not registered for bound tokens',
  },
  'silent-denial': {
    what: 'when the user denies, neither a ping nor a push error is sent (CIBA 10.2 and 12)',
    coping: 'a ping client learns of it by polling; a push client never does and must let the request expire',
  },
  'no-challenge': {
    what: 'UserInfo refuses with 401 and no WWW-Authenticate (RFC 6750 3, RFC 9449 7.1)',
    coping: 'the error is RESPONSE_IS_NOT_CONFORM',
  },
  'self-signed-refused': {
    what: 'self_signed_tls_client_auth fails over its own TLS (its documentation calls that untested)',
    coping: 'tested only against oidc-provider',
  },
  'registration-status': {
    what: 'a registration gets 200 (RFC 7591 3.2.1: 201)',
    coping: 'refused with RESPONSE_IS_NOT_CONFORM; accepted as a new Response with status 201',
  },
}

export const { deviation, assertAllMet } = deviationsOf('glewlwyd', DEVIATIONS)
