// The lines that all JWTs, or all responses of a kind, have in common.
import { type JwtPlace, missing } from 'relying/testing'
import { type Attack, attack, harmless, usual } from './attack.ts'
import type { FlowName } from './flows.ts'

export const labelled = harmless('JSON is read with any media type, because real servers need it')
export const longer = harmless('only white space; to limit the size of bodies, use a customFetch')

/** Strings that are not a JWT, wherever one is expected. */
export function forms(place: JwtPlace, on: readonly FlowName[]): Attack[] {
  return [
    ...(place === 'access_token' ? [] : [attack(`${place}.form`, 'encrypted', ['UNSUPPORTED_OPERATION', on])]),
    attack(`${place}.form`, 'two_parts', ['INVALID_RESPONSE', on]),
    attack(`${place}.form`, 'four_parts', ['INVALID_RESPONSE', on]),
    attack(`${place}.form`, 'not_base64url', ['PARSE_ERROR', on]),
    attack(`${place}.form`, 'not_json', ['PARSE_ERROR', on]),
    attack(`${place}.form`, 'header_array', ['INVALID_RESPONSE', on]),
    attack(`${place}.form`, 'payload_array', ['INVALID_RESPONSE', on]),
  ]
}

/** A JWT whose signature is always verified, and that has issuer, audience and times. */
export function signed(place: Exclude<JwtPlace, 'id_token'>, on: readonly FlowName[]): Attack[] {
  return [
    attack(`${place}.iss`, usual, ['JWT_CLAIM_COMPARISON', on]),
    attack(`${place}.iss`, 42, ['INVALID_RESPONSE', on]),
    attack(`${place}.aud`, usual, ['JWT_CLAIM_COMPARISON', on]),
    attack(`${place}.aud`, [], ['JWT_CLAIM_COMPARISON', on]),
    attack(`${place}.aud`, 42, ['INVALID_RESPONSE', on]),
    attack(`${place}.exp`, usual, ['JWT_TIMESTAMP_CHECK', on]),
    attack(`${place}.exp`, 'tomorrow', ['INVALID_RESPONSE', on]),
    attack(`${place}.nbf`, usual, ['JWT_TIMESTAMP_CHECK', on]),
    attack(`${place}.nbf`, 'tomorrow', ['INVALID_RESPONSE', on]),
    attack(`${place}.header`, usual, ['UNSUPPORTED_OPERATION', on]),
    attack(`${place}.header`, { kid: 'unknown' }, ['KEY_SELECTION', on]),
    attack(`${place}.header`, { kid: missing }, [harmless('exactly one key of the JWK Set fits'), on]),
    attack(`${place}.header`, { alg: 'PS256' }, [place === 'access_token' ? 'KEY_SELECTION' : 'INVALID_RESPONSE', on]),
    attack(`${place}.signature`, 'attacker', ['INVALID_RESPONSE', on]),
    attack(`${place}.signature`, 'embedded', ['INVALID_RESPONSE', on]),
    attack(`${place}.signature`, 'unpublished', ['KEY_SELECTION', on]),
    attack(`${place}.signature`, 'none', ['INVALID_RESPONSE', on]),
    attack(`${place}.signature`, 'stripped', ['INVALID_RESPONSE', on]),
    attack(`${place}.signature`, 'garbage', ['INVALID_RESPONSE', on]),
    attack(`${place}.signature`, 'malformed', ['PARSE_ERROR', on]).but(6, ['TypeError ERR_INVALID_ARG_VALUE', on]),
    attack(`${place}.signature`, 'public_key_as_secret', ['INVALID_RESPONSE', on]),
    attack(`${place}.signature`, 'client_secret', ['INVALID_RESPONSE', on]),
    attack(`${place}.signature`, 'claims_changed', ['INVALID_RESPONSE', on]),
    ...forms(place, on),
  ]
}

type Documents = 'discovery' | 'resource_metadata' | 'jwks' | 'userinfo'
type Answers =
  | 'pushed_authorization'
  | 'device_authorization'
  | 'backchannel_authentication'
  | 'registration'
  | 'introspection'

/** A JSON document: any status other than 200 is refused. UserInfo also looks for challenges. */
export function documents(place: Documents, on: readonly FlowName[]): Attack[] {
  const challenged = place === 'userinfo' ? 'WWW_AUTHENTICATE_CHALLENGE' : 'RESPONSE_IS_NOT_CONFORM'
  return [
    ...bodies(place, on),
    attack(`${place}.error`, usual, [challenged, on]),
    attack(`${place}.challenge`, usual, [challenged, on]),
  ]
}

/** A JSON response that may be an OAuth error. */
export function answers(place: Answers, on: readonly FlowName[]): Attack[] {
  return [
    ...bodies(place, on),
    attack(`${place}.error`, usual, ['RESPONSE_BODY_ERROR temporarily_unavailable', on]),
    attack(`${place}.error`, { error: 'invalid_client', status: 401 }, ['RESPONSE_BODY_ERROR invalid_client', on]),
    attack(`${place}.error`, { error: 'server_error', status: 500 }, ['RESPONSE_IS_NOT_CONFORM', on]),
    attack(`${place}.error`, { error: 'invalid_request', content_type: 'text/html' }, ['RESPONSE_IS_NOT_JSON', on]),
    attack(`${place}.error`, { error: '' }, ['RESPONSE_IS_NOT_CONFORM', on]),
    attack(`${place}.challenge`, usual, ['WWW_AUTHENTICATE_CHALLENGE', on]),
    attack(`${place}.challenge`, 'Bearer realm="as', ['RESPONSE_IS_NOT_JSON', on]),
  ]
}

function bodies(place: Documents | Answers, on: readonly FlowName[]): Attack[] {
  const abandoned = attack(`${place}.body`, 'endless', [place === 'jwks' ? 'AbortError' : 'PARSE_ERROR', on])
  return [
    ...connections(place, on),
    attack(`${place}.body`, 'html', ['RESPONSE_IS_NOT_JSON', on]),
    attack(`${place}.body`, 'truncated', ['PARSE_ERROR', on]),
    attack(`${place}.body`, 'empty', ['PARSE_ERROR', on]),
    attack(`${place}.body`, 'null', ['INVALID_RESPONSE', on]),
    attack(`${place}.body`, 'array', ['INVALID_RESPONSE', on]),
    attack(`${place}.body`, 'string', ['INVALID_RESPONSE', on]),
    attack(`${place}.body`, 'mislabelled', [labelled, on]),
    attack(`${place}.body`, 'huge', [longer, on]),
    place === 'jwks' ? abandoned.but(19, ['PARSE_ERROR', on]) : abandoned,
    attack(`${place}.network`, 'reset', ['PARSE_ERROR', on]),
  ]
}

function connections(place: Documents | Answers, on: readonly FlowName[]): Attack[] {
  return [
    attack(`${place}.status`, usual, ['RESPONSE_IS_NOT_CONFORM', on]),
    attack(`${place}.status`, 204, ['RESPONSE_IS_NOT_CONFORM', on]),
    attack(`${place}.location`, usual, ['RESPONSE_IS_NOT_CONFORM', on]),
    attack(`${place}.network`, 'refused', ['TypeError', on]),
    attack(`${place}.network`, 'silent', ['AbortError', on]),
  ]
}

/** A response that is a JWT; `otherwise` is the outcome without it. */
export function jwtAnswers(place: 'userinfo' | 'introspection', on: readonly FlowName[], otherwise: string): Attack[] {
  const refused = place === 'userinfo' ? 'WWW_AUTHENTICATE_CHALLENGE' : 'RESPONSE_BODY_ERROR temporarily_unavailable'
  return [
    ...connections(place, on),
    attack(`${place}.error`, usual, [refused, on]),
    attack(`${place}.challenge`, usual, ['WWW_AUTHENTICATE_CHALLENGE', on]),
    attack(`${place}.body`, 'html', [otherwise, on]),
    attack(`${place}.body`, 'truncated', ['INVALID_RESPONSE', on]),
    attack(`${place}.body`, 'empty', ['INVALID_RESPONSE', on]),
    attack(`${place}.body`, 'null', ['INVALID_RESPONSE', on]),
    attack(`${place}.body`, 'array', ['PARSE_ERROR', on]),
    attack(`${place}.body`, 'string', ['INVALID_RESPONSE', on]),
    attack(`${place}.body`, 'mislabelled', [otherwise, on]),
    attack(`${place}.body`, 'huge', [longer, on]),
    attack(`${place}.body`, 'endless', ['AbortError', on]),
    attack(`${place}.network`, 'reset', ['TypeError', on]),
  ]
}

export function notificationForms(place: 'ping' | 'push', on: readonly FlowName[]): Attack[] {
  return [
    attack(`${place}.method`, usual, ['INVALID_REQUEST', on]),
    attack(`${place}.method`, 'GET', ['INVALID_REQUEST', on]),
    attack(`${place}.content_type`, usual, ['INVALID_REQUEST', on]),
    attack(`${place}.authorization`, usual, ['INVALID_REQUEST', on]),
    attack(`${place}.authorization`, missing, ['INVALID_REQUEST', on]),
    attack(`${place}.authorization`, 'Basic YTpi', ['INVALID_REQUEST', on]),
    attack(`${place}.authorization`, 'Bearer one, Bearer two', ['INVALID_REQUEST', on]),
    attack(`${place}.body`, 'empty', ['INVALID_REQUEST', on]),
    attack(`${place}.body`, 'truncated', ['INVALID_REQUEST', on]),
    attack(`${place}.body`, 'array', ['INVALID_REQUEST', on]),
    attack(`${place}.body`, 'html', ['INVALID_REQUEST', on]),
  ]
}
