// Where Spring Authorization Server (Spring Security 7.1.2) leaves the specifications, and how the tests cope. Each entry is
// observed by at least one test: a newer one that mends it fails that test, and the entry goes.
import { deviationsOf } from '../independent_servers/deviations.mjs'

const DEVIATIONS = {
  'id-token-algs': {
    what: 'the metadata lists RS256 alone, whatever else clients get their ID Tokens signed with (OIDC Discovery 3)',
    coping: 'the client says `id_token_signed_response_alg`; without, INVALID_RESPONSE',
  },
  'assertion-algs': {
    what: 'private_key_jwt is listed, but not its algorithms (RFC 8414 2: required then)',
    coping: 'none needed: the key decides',
  },
  'assertion-replay': {
    what: 'an assertion is taken twice (RFC 7523 3/7 lets it)',
    coping: 'none needed: every request has its own',
  },
  'no-challenge': {
    what: 'HTTP Basic credentials that are refused get 401 without WWW-Authenticate (RFC 6749 5.2)',
    coping: 'none needed: the error in the body is passed on',
  },
  'no-credentials': {
    what: 'a client that shows no credentials gets 401 with nothing in it (RFC 6749 5.2: `invalid_client`)',
    coping: 'RESPONSE_IS_NOT_JSON; the response is the cause',
  },
  'certificate-and-challenge': {
    what: 'a code request with a code verifier counts as that of a public client, whatever certificate is shown: `invalid_client`',
    coping: 'clients with certificates use `nopkce`, or another way to authenticate',
  },
  'max-age': {
    what: '`max_age` is ignored: an old sign-in suffices (OIDC Core 3.1.2.1)',
    coping: 'the ID Token is refused by its `auth_time`',
  },
  'prompt-none': {
    what: '`prompt=none` without a session shows the login page (OIDC Core 3.1.2.1: `login_required`)',
    coping: 'none here: an iframe would have to time out',
  },
  'response-type': {
    what: 'an unknown response type gets a page with 400 (RFC 6749 4.1.2.1: `unsupported_response_type`)',
    coping: 'none here: nothing comes back',
  },
  'request-object': {
    what: 'the parameter `request` is ignored (OIDC Core 6.1: `request_not_supported`)',
    coping: 'send no request objects: what is in them does not count',
  },
  'code-binding': {
    what: 'neither `dpop_jkt` nor the proof of a pushed request binds the code to the key (RFC 9449 10, 10.1)',
    coping: 'PKCE alone protects the code',
  },
  'userinfo-challenge': {
    what: 'UserInfo refuses a revoked token, and one without `openid`, without WWW-Authenticate (RFC 6750 3)',
    coping: 'RESPONSE_IS_NOT_CONFORM; the response is the cause',
  },
  'spent-device-code': {
    what: 'a device code that was redeemed gives `access_denied` (RFC 6749 5.2: `invalid_grant`)',
    coping: 'none needed: the error name is passed on as it comes',
  },
  'exchange-target': {
    what: '`audience` and `resource` of a token exchange are ignored (RFC 8693 2.2.2: `invalid_target`)',
    coping: 'look at the `aud` of what comes',
  },
  'exchange-type': {
    what: 'an unknown type of token gives `unsupported_token_type` (RFC 8693 2.2.2: `invalid_request`)',
    coping: 'none needed: the error name is passed on as it comes',
  },
  'registration-challenge': {
    what: 'registration refuses a spent token, and one of another scope, without WWW-Authenticate (RFC 6750 3)',
    coping: 'none needed: the error in the body is passed on',
  },
  'registration-error': {
    what: 'metadata that cannot be read give `invalid_request` (RFC 7591 3.2.2: `invalid_client_metadata`)',
    coping: 'none needed: the error name is passed on as it comes',
  },
  'access-token-type': {
    what: 'JWT access tokens have no `typ` and no `client_id` (RFC 9068 2.1, 2.2)',
    coping: 'refused with INVALID_RESPONSE; a token customizer writes both',
  },
  'access-token-scope': {
    what: '`scope` of a JWT access token is an array (RFC 9068 2.2.3: one text)',
    coping: 'none: it is handed on as it comes',
  },
}

export const { deviation, assertAllMet } = deviationsOf('Spring Authorization Server', DEVIATIONS)
