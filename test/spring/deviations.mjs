// How Spring Authorization Server (Spring Security 7.1.2) deviates from the specifications, and how the tests cope. At
// least one test observes each entry. When a newer version fixes one, that test fails, and the entry must be removed.
import { deviationsOf } from '../independent_servers/deviations.mjs'

const DEVIATIONS = {
  'id-token-algs': {
    what: 'the metadata lists only RS256, although ID Tokens may be signed with other algorithms (OIDC Discovery 3)',
    coping: 'the client says `id_token_signed_response_alg`; without, INVALID_RESPONSE',
  },
  'assertion-algs': {
    what: 'private_key_jwt is listed, but not its algorithms (RFC 8414 2: required in that case)',
    coping: 'none needed: the key determines the algorithm',
  },
  'assertion-replay': {
    what: 'a repeated assertion is accepted (RFC 7523 3/7 allows it)',
    coping: 'none needed: every request has its own assertion',
  },
  'no-challenge': {
    what: 'refused HTTP Basic credentials get 401 without WWW-Authenticate (RFC 6749 5.2)',
    coping: 'none needed: the error in the body is returned',
  },
  'no-credentials': {
    what: 'a client without credentials gets an empty 401 (RFC 6749 5.2: `invalid_client`)',
    coping: 'RESPONSE_IS_NOT_JSON; the response is the cause',
  },
  'certificate-and-challenge': {
    what: 'a token request with a code verifier is treated as a public client’s, whatever its certificate: `invalid_client`',
    coping: 'clients with certificates use `nopkce`, or another authentication method',
  },
  'max-age': {
    what: '`max_age` is ignored: an old sign-in suffices (OIDC Core 3.1.2.1)',
    coping: 'the ID Token is refused because of its `auth_time`',
  },
  'prompt-none': {
    what: '`prompt=none` without a session shows the login page (OIDC Core 3.1.2.1: `login_required`)',
    coping: 'none here: an iframe would have to time out',
  },
  'response-type': {
    what: 'an unknown response type gets a page with 400 (RFC 6749 4.1.2.1: `unsupported_response_type`)',
    coping: 'none here: there is no redirect',
  },
  'request-object': {
    what: 'the parameter `request` is ignored (OIDC Core 6.1: `request_not_supported`)',
    coping: 'send no request objects: their content is ignored',
  },
  'code-binding': {
    what: 'neither `dpop_jkt` nor the proof of a pushed request binds the code to the key (RFC 9449 10, 10.1)',
    coping: 'only PKCE protects the code',
  },
  'userinfo-challenge': {
    what: 'UserInfo refuses a revoked token, and one without `openid`, without WWW-Authenticate (RFC 6750 3)',
    coping: 'RESPONSE_IS_NOT_CONFORM; the response is the cause',
  },
  'spent-device-code': {
    what: 'a redeemed device code gets `access_denied` (RFC 6749 5.2: `invalid_grant`)',
    coping: 'none needed: the error code is returned unchanged',
  },
  'exchange-target': {
    what: '`audience` and `resource` of a token exchange are ignored (RFC 8693 2.2.2: `invalid_target`)',
    coping: 'check the `aud` of the issued token',
  },
  'exchange-type': {
    what: 'an unknown token type gets `unsupported_token_type` (RFC 8693 2.2.2: `invalid_request`)',
    coping: 'none needed: the error code is returned unchanged',
  },
  'registration-challenge': {
    what: 'registration refuses a used token, and one with another scope, without WWW-Authenticate (RFC 6750 3)',
    coping: 'none needed: the error in the body is returned',
  },
  'registration-error': {
    what: 'malformed metadata gets `invalid_request` (RFC 7591 3.2.2: `invalid_client_metadata`)',
    coping: 'none needed: the error code is returned unchanged',
  },
  'access-token-type': {
    what: 'JWT access tokens have no `typ` and no `client_id` (RFC 9068 2.1, 2.2)',
    coping: 'refused with INVALID_RESPONSE; a token customizer adds both',
  },
  'access-token-scope': {
    what: '`scope` of a JWT access token is an array (RFC 9068 2.2.3: one string)',
    coping: 'none: it is returned unchanged',
  },
}

export const { deviation, assertAllMet } = deviationsOf('Spring Authorization Server', DEVIATIONS)
