// Where zitadel/oidc v3.51.17 and fosite v0.49.0 leave the specifications, and how the tests cope. Each entry is observed by at least one
// test: a newer version that mends one of them fails that test, and the entry goes. Names begin with the library.
import { deviationsOf } from '../independent_servers/deviations.mjs'

const DEVIATIONS = {
  'zitadel-no-challenge': {
    what: 'HTTP Basic credentials that are refused get 401 without WWW-Authenticate (RFC 6749 5.2)',
    coping: 'none needed: the error in the body is passed on',
  },
  'zitadel-assertion': {
    what: 'a client assertion that is refused gives `invalid_grant` (RFC 6749 5.2: `invalid_client`)',
    coping: 'none needed: the error name is passed on as it comes',
  },
  'zitadel-client-credentials': {
    what: 'the client credentials grant knows secrets only, though discovery names `private_key_jwt` (RFC 7523 2.2)',
    coping: 'none: `invalid_client` is passed on',
  },
  'zitadel-request-object': {
    what: 'a request object needs `response_type` beside it (RFC 9101 5 leaves that to the object)',
    coping: 'the parameters that OpenID Connect Core 6.1 wants are sent beside the object',
  },
  'zitadel-introspection': {
    what: 'introspection with a wrong secret is answered with plain text (RFC 7662 2.3)',
    coping: 'RESPONSE_IS_NOT_JSON with the response as its cause',
  },
  'zitadel-userinfo': {
    what: 'UserInfo answers a token that is none with 401 and plain text, without WWW-Authenticate (RFC 6750 3)',
    coping: 'RESPONSE_IS_NOT_CONFORM with the response as its cause',
  },
  'zitadel-access-token-type': {
    what: 'JWT access tokens have the type `JWT` (RFC 9068 2.1)',
    coping: 'refused with INVALID_RESPONSE; the client asks by introspection',
  },
  'zitadel-device-code': {
    what: 'an unknown device code gives `access_denied` (RFC 8628 3.5: `invalid_grant`)',
    coping: 'none needed: the error name is passed on as it comes',
  },
  'zitadel-device-secret': {
    what: 'a wrong secret at the device authorization endpoint gives `unauthorized_client` and 400 (RFC 8628 3.1: `invalid_client`)',
    coping: 'none needed: the error name is passed on as it comes',
  },
  'zitadel-unknown-client': {
    what: 'an unknown client that refreshes, or starts a device, is answered with status 500 (RFC 6749 5.2: `invalid_client`)',
    coping: 'RESPONSE_IS_NOT_CONFORM with the response as its cause',
  },
  'fosite-no-challenge': {
    what: 'HTTP Basic credentials that are refused get 401 without WWW-Authenticate (RFC 6749 5.2)',
    coping: 'none needed: the error in the body is passed on',
  },
  'fosite-audience': {
    what: 'takes only the token endpoint as audience of a client assertion, not its own issuer (RFC 7523 3/3)',
    coping: '[modifyAssertion] writes the token endpoint',
  },
  'fosite-expired-assertion': {
    what: 'an assertion that has expired is answered with status 500 (RFC 6749 5.2: `invalid_client`)',
    coping: 'RESPONSE_IS_NOT_CONFORM with the response as its cause',
  },
  'fosite-replayed-assertion': {
    what: 'an assertion that was used before gives `jti_known` (RFC 6749 5.2: `invalid_client`)',
    coping: 'none needed: the error name is passed on as it comes',
  },
  'fosite-request-object': {
    what: 'a request object needs `response_type` beside it, also when pushed (RFC 9101 5, RFC 9126 3)',
    coping: 'the parameters that OpenID Connect Core 6.1 wants are sent beside the object',
  },
  'fosite-introspection': {
    what: 'introspection with a wrong secret gives `request_unauthorized` (RFC 7662 2.3: `invalid_client`)',
    coping: 'none needed: the error name is passed on as it comes',
  },
  'fosite-revocation': {
    what: 'revoking the token of another client is answered with 200, and does nothing (RFC 7009 2.1: refused)',
    coping: 'none: a success is all that can be seen',
  },
  'fosite-refresh-scope': {
    what: 'refreshing with a scope that was not granted is answered with the granted ones (RFC 6749 6: `invalid_scope`)',
    coping: 'none needed: `scope` of the result says what was granted',
  },
  'fosite-state': {
    what: 'a state of less than eight characters is refused with an error of its own, `invalid_state` (RFC 6749 4.1.2.1)',
    coping: 'generateRandomState makes longer ones; the error name is passed on as it comes',
  },
  'fosite-access-token-audience': {
    what: 'a JWT access token has the empty list as audience unless the parameter `audience` was sent (RFC 9068 2.2)',
    coping: 'refused with JWT_CLAIM_COMPARISON; the client sends `audience`',
  },
}

export const { deviation, assertAllMet } = deviationsOf('go_servers', DEVIATIONS)
