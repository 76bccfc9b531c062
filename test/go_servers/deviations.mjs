// How zitadel/oidc v3.51.17 and fosite v0.49.0 deviate from the specifications, and how the tests cope. At least one
// test observes each entry. When a newer version fixes one, that test fails, and the entry must be removed. Names begin
// with the library.
import { deviationsOf } from '../independent_servers/deviations.mjs'

const DEVIATIONS = {
  'zitadel-no-challenge': {
    what: 'refused HTTP Basic credentials get 401 without WWW-Authenticate (RFC 6749 5.2)',
    coping: 'none needed: the error in the body is returned',
  },
  'zitadel-assertion': {
    what: 'a refused client assertion gets `invalid_grant` (RFC 6749 5.2: `invalid_client`)',
    coping: 'none needed: the error code is returned unchanged',
  },
  'zitadel-client-credentials': {
    what: 'the client credentials grant knows secrets only, though discovery names `private_key_jwt` (RFC 7523 2.2)',
    coping: 'none: the error is `invalid_client`',
  },
  'zitadel-request-object': {
    what: 'a request object needs `response_type` beside it (RFC 9101 5 leaves that to the object)',
    coping: 'the parameters that OpenID Connect Core 6.1 requires are sent beside the object',
  },
  'zitadel-introspection': {
    what: 'introspection with a wrong secret gets plain text (RFC 7662 2.3)',
    coping: 'RESPONSE_IS_NOT_JSON with the response as its cause',
  },
  'zitadel-userinfo': {
    what: 'UserInfo refuses an invalid token with 401 and plain text, without WWW-Authenticate (RFC 6750 3)',
    coping: 'RESPONSE_IS_NOT_CONFORM with the response as its cause',
  },
  'zitadel-access-token-type': {
    what: 'JWT access tokens have the `typ` `JWT` (RFC 9068 2.1)',
    coping: 'refused with INVALID_RESPONSE; the client uses introspection',
  },
  'zitadel-device-code': {
    what: 'an unknown device code gets `access_denied` (RFC 8628 3.5: `invalid_grant`)',
    coping: 'none needed: the error code is returned unchanged',
  },
  'zitadel-device-secret': {
    what: 'a wrong secret at the device authorization endpoint gets `unauthorized_client` and 400 (RFC 8628 3.1: `invalid_client`)',
    coping: 'none needed: the error code is returned unchanged',
  },
  'zitadel-unknown-client': {
    what: 'an unknown client gets status 500 for a refresh or device authorization request (RFC 6749 5.2: `invalid_client`)',
    coping: 'RESPONSE_IS_NOT_CONFORM with the response as its cause',
  },
  'fosite-no-challenge': {
    what: 'refused HTTP Basic credentials get 401 without WWW-Authenticate (RFC 6749 5.2)',
    coping: 'none needed: the error in the body is returned',
  },
  'fosite-audience': {
    what: 'accepts only the token endpoint as the audience of a client assertion, not its own issuer (RFC 7523 3/3)',
    coping: '[modifyAssertion] writes the token endpoint',
  },
  'fosite-expired-assertion': {
    what: 'an expired assertion gets status 500 (RFC 6749 5.2: `invalid_client`)',
    coping: 'RESPONSE_IS_NOT_CONFORM with the response as its cause',
  },
  'fosite-replayed-assertion': {
    what: 'a repeated assertion gets `jti_known` (RFC 6749 5.2: `invalid_client`)',
    coping: 'none needed: the error code is returned unchanged',
  },
  'fosite-request-object': {
    what: 'a request object needs `response_type` beside it, even when pushed (RFC 9101 5, RFC 9126 3)',
    coping: 'the parameters that OpenID Connect Core 6.1 requires are sent beside the object',
  },
  'fosite-introspection': {
    what: 'introspection with a wrong secret gets `request_unauthorized` (RFC 7662 2.3: `invalid_client`)',
    coping: 'none needed: the error code is returned unchanged',
  },
  'fosite-revocation': {
    what: 'revoking the token of another client gets 200, and does nothing (RFC 7009 2.1: refused)',
    coping: 'none: the response is a success',
  },
  'fosite-refresh-scope': {
    what: 'refreshing with a scope that was not granted gets the granted scopes (RFC 6749 6: `invalid_scope`)',
    coping: 'none needed: the `scope` of the result has the granted scopes',
  },
  'fosite-state': {
    what: 'a state of less than eight characters gets a non-standard error, `invalid_state` (RFC 6749 4.1.2.1)',
    coping: 'generateRandomState generates longer ones; the error code is returned unchanged',
  },
  'fosite-access-token-audience': {
    what: 'a JWT access token has an empty array as `aud` unless the parameter `audience` is sent (RFC 9068 2.2)',
    coping: 'refused with JWT_CLAIM_COMPARISON; the client sends `audience`',
  },
}

export const { deviation, assertAllMet } = deviationsOf('go_servers', DEVIATIONS)
