// The attack manual in executable form: every misbehaviour of the server, and how each flow that it affects ends.
//
// A line has the switch, its value, and the outcomes with their flows. An outcome is the code of an error, or
// `harmless` or `undetected` with a reason. `.but` names the numbered difference (UPGRADING.md) if npm oauth4webapi
// ends differently.
import { missing } from 'relying/testing'
import { type Attack, attack, attacks, harmless, undetected, usual } from './attack.ts'
import {
  answers,
  documents,
  forms,
  jwtAnswers,
  labelled,
  longer,
  notificationForms,
  signed,
} from './attack_families.ts'
import type { FlowName } from './flows.ts'
import * as groups from './groups.ts'

const { backchannel, browser, detached, device, except, hybrid, idToken, jwks, nonce, noNonce, once, polling, push } =
  groups
const { fresh, query, resourceServer, sentNonce, token, twice, unverified, userinfo, verified } = groups

const overTls = harmless(
  'TLS authenticates the response of the token endpoint (oidc-core 3.1.3.7/6), and the signature was not requested',
)
const itsWord = undetected('only this server says who the user is, and nothing contradicts it')
const notHere = harmless('the claim has no meaning in a token from this endpoint')
const noMaxAge = harmless('no maximum age was requested')
const optional = harmless('the member is optional')
const lenient = harmless('a number in another form, which real servers send')

const ciba = 'urn:openid:params:jwt:claim'

const idTokens = [
  attack('id_token.iss', usual, ['JWT_CLAIM_COMPARISON', idToken]),
  attack('id_token.iss', 'https://as.example/', ['JWT_CLAIM_COMPARISON', idToken]),
  attack('id_token.iss', 42, ['INVALID_RESPONSE', idToken]),
  attack('id_token.iss', missing, ['INVALID_RESPONSE', idToken]),
  attack('id_token.sub', usual, ['JSON_ATTRIBUTE_COMPARISON', twice], [itsWord, except(idToken, twice)]),
  attack('id_token.sub', missing, ['INVALID_RESPONSE', idToken]),
  attack('id_token.sub', '', ['INVALID_RESPONSE', idToken]).but(
    16,
    ['TypeError ERR_INVALID_ARG_VALUE', twice],
    ['undetected', except(idToken, twice)],
  ),
  attack('id_token.sub', 42, ['INVALID_RESPONSE', idToken]),
  attack('id_token.aud', usual, ['JWT_CLAIM_COMPARISON', idToken]),
  attack('id_token.aud', [], ['JWT_CLAIM_COMPARISON', idToken]),
  attack('id_token.aud', ['test-client'], [harmless('an array with one element means the same'), idToken]),
  attack('id_token.aud', ['test-client', 'another-client'], ['JWT_CLAIM_COMPARISON', idToken]),
  attack('id_token.aud', ['test-client', 42], ['INVALID_RESPONSE', idToken]).but(16, ['JWT_CLAIM_COMPARISON', idToken]),
  attack('id_token.aud', { id: 'test-client' }, ['INVALID_RESPONSE', idToken]),
  attack('id_token.aud', missing, ['INVALID_RESPONSE', idToken]),
  attack('id_token.azp', usual, [harmless('with a single audience azp is not checked'), idToken]),
  attacks([['id_token.aud', ['test-client', 'another-client']], ['id_token.azp']], ['JWT_CLAIM_COMPARISON', idToken]),
  attack('id_token.exp', usual, ['JWT_TIMESTAMP_CHECK', idToken]),
  attack('id_token.exp', missing, ['INVALID_RESPONSE', idToken]),
  attack('id_token.exp', 'tomorrow', ['INVALID_RESPONSE', idToken]),
  attack('id_token.exp', null, ['INVALID_RESPONSE', idToken]),
  attack('id_token.iat', usual, ['JWT_TIMESTAMP_CHECK', fresh], [harmless('not expired'), except(idToken, fresh)]),
  attack('id_token.iat', missing, ['INVALID_RESPONSE', idToken]),
  attack('id_token.iat', 'yesterday', ['INVALID_RESPONSE', idToken]),
  attack('id_token.nbf', usual, ['JWT_TIMESTAMP_CHECK', idToken]),
  attack('id_token.nbf', 'tomorrow', ['INVALID_RESPONSE', idToken]),
  attack('id_token.nonce', usual, ['JWT_CLAIM_COMPARISON', nonce], [notHere, noNonce]),
  attack('id_token.nonce', missing, ['INVALID_RESPONSE', sentNonce], [notHere, except(idToken, sentNonce)]),
  attack('id_token.nonce', '', ['JWT_CLAIM_COMPARISON', nonce], [notHere, noNonce]),
  attack(
    'id_token.auth_time',
    usual,
    ['JWT_TIMESTAMP_CHECK', ['everything']],
    [noMaxAge, except(idToken, 'everything')],
  ),
  attack(
    'id_token.auth_time',
    missing,
    ['INVALID_RESPONSE', ['everything']],
    [noMaxAge, except(idToken, 'everything')],
  ),
  attack('id_token.auth_time', -1, ['INVALID_RESPONSE', idToken]),
  attack('id_token.auth_time', 'now', ['INVALID_RESPONSE', idToken]),
  attack('id_token.c_hash', usual, ['JWT_CLAIM_COMPARISON', hybrid], [notHere, except(idToken, hybrid)]),
  attack('id_token.c_hash', missing, ['INVALID_RESPONSE', hybrid], [notHere, except(idToken, hybrid)]),
  attack('id_token.c_hash', 42, ['INVALID_RESPONSE', hybrid], [notHere, except(idToken, hybrid)]),
  attack('id_token.s_hash', usual, ['JWT_CLAIM_COMPARISON', hybrid], [notHere, except(idToken, hybrid)]),
  attack('id_token.s_hash', missing, ['INVALID_RESPONSE', detached], [optional, except(idToken, detached)]),
  attack('id_token.s_hash', 42, ['INVALID_RESPONSE', hybrid], [notHere, except(idToken, hybrid)]),
  attack('id_token.at_hash', usual, ['JWT_CLAIM_COMPARISON', push], [overTls, except(idToken, push)]),
  attack('id_token.at_hash', 42, ['INVALID_RESPONSE', push], [overTls, except(idToken, push)]),
  attack('id_token.at_hash', missing, ['INVALID_RESPONSE', push], [overTls, except(idToken, push)]),
  attack(`id_token.${ciba}:auth_req_id`, usual, ['JWT_CLAIM_COMPARISON', push], [notHere, except(idToken, push)]),
  attack(`id_token.${ciba}:auth_req_id`, missing, ['INVALID_RESPONSE', push], [notHere, except(idToken, push)]),
  attack(`id_token.${ciba}:rt_hash`, usual, ['JWT_CLAIM_COMPARISON', push], [notHere, except(idToken, push)]),
  attack(`id_token.${ciba}:rt_hash`, 42, ['INVALID_RESPONSE', push], [notHere, except(idToken, push)]),
  attack(`id_token.${ciba}:rt_hash`, missing, ['INVALID_RESPONSE', push], [notHere, except(idToken, push)]),
  attack('id_token.header', usual, ['UNSUPPORTED_OPERATION', idToken]),
  attack('id_token.header', { crit: ['b64'], b64: false }, ['UNSUPPORTED_OPERATION', idToken]),
  attack('id_token.header', { alg: 'RS256' }, ['INVALID_RESPONSE', idToken]),
  attack('id_token.header', { alg: missing }, ['INVALID_RESPONSE', idToken]),
  attack('id_token.header', { kid: 'unknown' }, ['KEY_SELECTION', verified], [overTls, unverified]),
  attack('id_token.header', { kid: missing }, [harmless('exactly one key of the JWK Set fits'), idToken]),
  attack('id_token.header', { jku: 'https://attacker.example/jwks' }, [
    harmless('the location of the keys comes from the metadata only'),
    idToken,
  ]),
  attack('id_token.header', { typ: 'at+jwt' }, [
    harmless('ID Tokens have no typ; audience and nonce distinguish them'),
    idToken,
  ]),
  attack('id_token.signature', 'attacker', ['INVALID_RESPONSE', verified], [overTls, unverified]),
  attack('id_token.signature', 'embedded', ['INVALID_RESPONSE', verified], [overTls, unverified]),
  attack('id_token.signature', 'unpublished', ['KEY_SELECTION', verified], [overTls, unverified]),
  attack('id_token.signature', 'none', ['INVALID_RESPONSE', idToken]),
  attack('id_token.signature', 'stripped', ['INVALID_RESPONSE', verified], [overTls, unverified]),
  attack('id_token.signature', 'garbage', ['INVALID_RESPONSE', verified], [overTls, unverified]),
  attack('id_token.signature', 'malformed', ['PARSE_ERROR', verified], [overTls, unverified]).but(6, [
    'TypeError ERR_INVALID_ARG_VALUE',
    verified,
  ]),
  attack('id_token.signature', 'public_key_as_secret', ['INVALID_RESPONSE', idToken]),
  attack('id_token.signature', 'client_secret', ['INVALID_RESPONSE', idToken]),
  attack('id_token.signature', 'claims_changed', ['INVALID_RESPONSE', verified], [overTls, unverified]),
  ...forms('id_token', idToken),
]

/** JWTs whose signature is always verified. */
const jarm: FlowName[] = ['jarm']
const signedUserinfo: FlowName[] = ['signed userinfo']
const signedIntrospection: FlowName[] = ['signed introspection']

const otherJwts = [
  ...signed('jarm', jarm),
  attack('jarm.iss', missing, ['INVALID_RESPONSE', jarm]),
  attack('jarm.aud', missing, ['INVALID_RESPONSE', jarm]),
  attack('jarm.exp', missing, ['INVALID_RESPONSE', jarm]),

  ...signed('userinfo_jwt', signedUserinfo),
  attack('userinfo_jwt.iss', missing, [optional, signedUserinfo]),
  attack('userinfo_jwt.aud', missing, [optional, signedUserinfo]),
  attack('userinfo_jwt.iat', usual, ['INVALID_RESPONSE', signedUserinfo]),
  attack('userinfo_jwt.sub', usual, ['JSON_ATTRIBUTE_COMPARISON', signedUserinfo]),
  attack('userinfo_jwt.sub', missing, ['INVALID_RESPONSE', signedUserinfo]),

  ...signed('introspection_jwt', signedIntrospection),
  attack('introspection_jwt.iss', missing, ['INVALID_RESPONSE', signedIntrospection]),
  attack('introspection_jwt.aud', missing, ['INVALID_RESPONSE', signedIntrospection]),
  attack('introspection_jwt.iat', usual, ['INVALID_RESPONSE', signedIntrospection]),
  attack('introspection_jwt.iat', missing, ['INVALID_RESPONSE', signedIntrospection]),
  attack('introspection_jwt.token_introspection', usual, ['INVALID_RESPONSE', signedIntrospection]),
  attack('introspection_jwt.token_introspection', [], ['INVALID_RESPONSE', signedIntrospection]),
  attack('introspection_jwt.token_introspection', { active: 'yes' }, ['INVALID_RESPONSE', signedIntrospection]),
  attack('introspection_jwt.header', { typ: 'at+jwt' }, ['INVALID_RESPONSE', signedIntrospection]),
  attack('introspection_jwt.header', { typ: missing }, ['INVALID_RESPONSE', signedIntrospection]),

  ...signed('access_token', resourceServer),
  attack('access_token.iss', missing, ['INVALID_RESPONSE', resourceServer]),
  attack('access_token.aud', missing, ['INVALID_RESPONSE', resourceServer]),
  attack(
    'access_token.aud',
    ['https://rs.example/resource', 'https://other.example'],
    [harmless('one of them is this resource server'), resourceServer],
  ),
  attack('access_token.exp', missing, ['INVALID_RESPONSE', resourceServer]),
  attack('access_token.iat', usual, ['INVALID_RESPONSE', resourceServer]),
  attack('access_token.iat', missing, ['INVALID_RESPONSE', resourceServer]),
  attack('access_token.sub', usual, [itsWord, resourceServer]),
  attack('access_token.sub', missing, ['INVALID_RESPONSE', resourceServer]),
  attack('access_token.sub', 42, ['INVALID_REQUEST', resourceServer]),
  attack('access_token.jti', usual, ['INVALID_RESPONSE', resourceServer]),
  attack('access_token.jti', 42, ['INVALID_REQUEST', resourceServer]),
  attack('access_token.client_id', usual, ['INVALID_RESPONSE', resourceServer]),
  attack('access_token.client_id', 42, ['INVALID_REQUEST', resourceServer]),
  attack(
    'access_token.cnf',
    usual,
    ['INVALID_RESPONSE', ['resource server']],
    ['JWT_CLAIM_COMPARISON', ['resource server, dpop']],
  ),
  attack(
    'access_token.cnf',
    missing,
    ['INVALID_RESPONSE', ['resource server, dpop']],
    [harmless('a bearer token'), ['resource server']],
  ),
  attack('access_token.cnf', { 'x5t#S256': 'AAAA' }, ['UNSUPPORTED_OPERATION', resourceServer]),
  attack('access_token.cnf', { jkt: 'AAAA', 'x5t#S256': 'AAAA' }, ['UNSUPPORTED_OPERATION', resourceServer]),
  attack('access_token.cnf', 'AAAA', ['INVALID_REQUEST', resourceServer]),
  attack('access_token.header', { typ: 'JWT' }, ['INVALID_RESPONSE', resourceServer]),
  attack('access_token.header', { typ: missing }, ['INVALID_RESPONSE', resourceServer]),
]

const everything: FlowName[] = ['everything']
const pushed: FlowName[] = ['pushed']
const registration: FlowName[] = ['registration']
const introspection: FlowName[] = ['introspection']
const revocation: FlowName[] = ['revocation']
const resources: FlowName[] = ['resource', 'resource, dpop']
const plainUserinfo = except(userinfo, 'signed userinfo')
const secondAnswers: FlowName[] = ['dpop', ...polling]

const metadata = [
  ...documents('discovery', everything),
  attack('discovery.issuer', usual, ['JSON_ATTRIBUTE_COMPARISON', everything]),
  // the same URL, but from then on the issuer must be the same string
  attack('discovery.issuer', 'https://as.example/', ['INVALID_RESPONSE', everything]),
  attack('discovery.issuer', 'https://as.example/tenant', ['JSON_ATTRIBUTE_COMPARISON', everything]),
  attack('discovery.issuer', 'as.example', ['INVALID_RESPONSE', everything]).but(7, [
    'TypeError ERR_INVALID_URL',
    everything,
  ]),
  attack('discovery.issuer', missing, ['INVALID_RESPONSE', everything]),
  attack('discovery.jwks_uri', usual, ['HTTP_REQUEST_FORBIDDEN', everything]),
  attack('discovery.jwks_uri', 'file:///etc/passwd', ['HTTP_REQUEST_FORBIDDEN', everything]),
  // the endpoint is requested: a customFetch may restrict the allowed addresses
  attack('discovery.jwks_uri', 'https://internal.example/jwks', ['RESPONSE_IS_NOT_CONFORM', everything]),
  attack('discovery.jwks_uri', missing, ['MISSING_SERVER_METADATA', everything]),
  attack('discovery.token_endpoint', usual, ['HTTP_REQUEST_FORBIDDEN', everything]),
  attack('discovery.token_endpoint', '/token', ['INVALID_SERVER_METADATA', everything]),
  attack('discovery.token_endpoint', '', ['INVALID_SERVER_METADATA', everything]),
  attack('discovery.token_endpoint', 42, ['INVALID_SERVER_METADATA', everything]),
  attack('discovery.token_endpoint', missing, ['MISSING_SERVER_METADATA', everything]),

  ...documents('resource_metadata', ['resource metadata']),
  attack('resource_metadata.resource', usual, ['JSON_ATTRIBUTE_COMPARISON', ['resource metadata']]),
  attack('resource_metadata.resource', 'https://rs.example/resource/', [
    'JSON_ATTRIBUTE_COMPARISON',
    ['resource metadata'],
  ]),
  attack('resource_metadata.resource', missing, ['INVALID_RESPONSE', ['resource metadata']]),

  ...documents('jwks', jwks),
  attack('jwks.keys', 'empty', ['KEY_SELECTION', jwks]),
  attack('jwks.keys', 'outdated', ['KEY_SELECTION', jwks]),
  attack('jwks.keys', 'attacker', ['INVALID_RESPONSE', jwks]),
  attack('jwks.keys', 'anonymous', ['KEY_SELECTION', jwks]),
  attack('jwks.keys', 'duplicate', ['KEY_SELECTION', jwks]),
  attack('jwks.keys', 'private', ['INVALID_RESPONSE', jwks]).but(4, ['SyntaxError', jwks]),
  attack('jwks.keys', 'for_encryption', ['KEY_SELECTION', jwks]),
  attack('jwks.keys', 'for_another_algorithm', ['KEY_SELECTION', jwks]),
  attack('jwks.keys', 'malformed', ['INVALID_RESPONSE', jwks]).but(4, ['DataError', jwks]),
  attack('jwks.keys', 'not_objects', ['INVALID_RESPONSE', jwks]),
  attack('jwks.keys', 'not_an_array', ['INVALID_RESPONSE', jwks]),
]

const tokens = [
  attack('token.access_token', usual, ['INVALID_RESPONSE', token]),
  attack('token.access_token', '', ['INVALID_RESPONSE', token]),
  attack('token.access_token', 42, ['INVALID_RESPONSE', token]),
  attack('token.token_type', usual, ['UNSUPPORTED_OPERATION', token]),
  attack('token.token_type', 'constructor', ['UNSUPPORTED_OPERATION', token]),
  attack('token.token_type', missing, ['INVALID_RESPONSE', token]),
  attack('token.token_type', 'BEARER', [harmless('token types are case-insensitive'), token]),
  attack('token.expires_in', usual, ['INVALID_RESPONSE', token]),
  attack('token.expires_in', '300', [lenient, token]),
  attack('token.expires_in', -1, ['INVALID_RESPONSE', token]),
  attack('token.expires_in', '1e3', ['INVALID_RESPONSE', token]).but(12, ['fine', token]),
  attack('token.expires_in', missing, [optional, token]),
  attack('token.refresh_token', usual, ['INVALID_RESPONSE', token]),
  attack('token.refresh_token', null, ['INVALID_RESPONSE', token]),
  attack('token.refresh_token', missing, [optional, token]),
  attack('token.scope', usual, ['INVALID_RESPONSE', token]),
  attack('token.scope', null, ['INVALID_RESPONSE', token]),
  attack('token.scope', '', [harmless('no scope was granted'), token]),
  attack('token.id_token', usual, ['INVALID_RESPONSE', nonce], [optional, except(token, nonce)]),
  attack('token.id_token', '', ['INVALID_RESPONSE', token]),
  attack('token.id_token', null, ['INVALID_RESPONSE', token]),
  attack('token.status', usual, ['RESPONSE_IS_NOT_CONFORM', [...once, 'dpop']], ['POLLING_EXPIRED', polling]),
  attack('token.status', 201, ['RESPONSE_IS_NOT_CONFORM', token]),
  attack('token.status', 204, ['RESPONSE_IS_NOT_CONFORM', token]),
  attack('token.error', usual, ['RESPONSE_BODY_ERROR temporarily_unavailable', token]),
  attack(
    'token.error',
    'slow_down',
    ['RESPONSE_BODY_ERROR slow_down', [...once, 'dpop']],
    ['POLLING_EXPIRED', polling],
  ),
  attack(
    'token.error',
    'authorization_pending',
    ['RESPONSE_BODY_ERROR authorization_pending', [...once, 'dpop']],
    ['POLLING_EXPIRED', polling],
  ),
  attack('token.error', 'access_denied', ['RESPONSE_BODY_ERROR access_denied', token]),
  attack('token.error', 'expired_token', ['RESPONSE_BODY_ERROR expired_token', token]),
  attack('token.error', { error: 'invalid_client', status: 401 }, ['RESPONSE_BODY_ERROR invalid_client', token]),
  attack(
    'token.error',
    { error: 'server_error', status: 500 },
    ['RESPONSE_IS_NOT_CONFORM', [...once, 'dpop']],
    ['POLLING_EXPIRED', polling],
  ),
  attack('token.error', { error: 'invalid_grant', content_type: 'text/html' }, ['RESPONSE_IS_NOT_JSON', token]),
  attack('token.error', { error: '' }, ['RESPONSE_IS_NOT_CONFORM', token]),
  attacks(
    [['token.error', 'slow_down', 3]],
    [harmless('polling slows down by five seconds each time, and goes on'), polling],
  ),
  attacks([['token.status', 503, 2]], [harmless('the wait doubles each time, and polling goes on'), polling]),
  attacks(
    [['token.error', { error: 'x', status: 503, headers: { 'retry-after': '60' } }, 1]],
    [harmless('polling goes on a minute later'), polling],
  ),
  attacks([['token.network', 'refused', 3]], [harmless('the wait doubles each time, and polling goes on'), polling]),
  attack('token.body', 'html', ['RESPONSE_IS_NOT_JSON', token]),
  attack('token.body', 'truncated', ['PARSE_ERROR', once], ['RESPONSE_IS_NOT_CONFORM', secondAnswers]),
  attack('token.body', 'empty', ['PARSE_ERROR', once], ['RESPONSE_IS_NOT_CONFORM', secondAnswers]),
  attack('token.body', 'null', ['INVALID_RESPONSE', once], ['RESPONSE_IS_NOT_CONFORM', secondAnswers]),
  attack('token.body', 'array', ['INVALID_RESPONSE', once], ['RESPONSE_IS_NOT_CONFORM', secondAnswers]),
  attack('token.body', 'string', ['INVALID_RESPONSE', once], ['RESPONSE_IS_NOT_CONFORM', secondAnswers]),
  attack('token.body', 'mislabelled', [labelled, once], ['RESPONSE_IS_NOT_JSON', secondAnswers]),
  attack('token.body', 'huge', [longer, token]),
  attack('token.body', 'endless', ['PARSE_ERROR', once], ['RESPONSE_IS_NOT_CONFORM', secondAnswers]),
  attack('token.challenge', usual, ['WWW_AUTHENTICATE_CHALLENGE', token]),
  attack('token.challenge', 'Basic realm="as"', ['WWW_AUTHENTICATE_CHALLENGE', token]),
  attack('token.challenge', 'Bearer realm="as', ['RESPONSE_IS_NOT_JSON', token]),
  attack('token.location', usual, ['RESPONSE_IS_NOT_CONFORM', token]),
  attack('token.network', 'refused', ['TypeError', [...once, 'dpop']], ['POLLING_EXPIRED', polling]),
  attack('token.network', 'reset', ['PARSE_ERROR', once], ['RESPONSE_IS_NOT_CONFORM', secondAnswers]),
  attack('token.network', 'silent', ['AbortError', [...once, 'dpop']], ['POLLING_EXPIRED', polling]),
]

const otherAnswers = [
  ...answers('pushed_authorization', pushed),
  attack('pushed_authorization.request_uri', usual, ['INVALID_RESPONSE', pushed]),
  attack('pushed_authorization.request_uri', '', ['INVALID_RESPONSE', pushed]),
  attack('pushed_authorization.request_uri', 42, ['INVALID_RESPONSE', pushed]),
  attack('pushed_authorization.expires_in', usual, ['INVALID_RESPONSE', pushed]),
  attack('pushed_authorization.expires_in', '60', [lenient, pushed]),
  attack('pushed_authorization.expires_in', -1, ['INVALID_RESPONSE', pushed]),
  attack('pushed_authorization.status', 200, ['RESPONSE_IS_NOT_CONFORM', pushed]),

  ...answers('device_authorization', device),
  attack('device_authorization.device_code', usual, ['INVALID_RESPONSE', device]),
  attack('device_authorization.user_code', usual, ['INVALID_RESPONSE', device]),
  attack('device_authorization.verification_uri', usual, ['INVALID_RESPONSE', device]),
  attack('device_authorization.verification_uri_complete', usual, ['INVALID_RESPONSE', device]),
  attack('device_authorization.verification_uri_complete', missing, [optional, device]),
  attack('device_authorization.expires_in', usual, ['INVALID_RESPONSE', device]),
  attack(
    'device_authorization.expires_in',
    0,
    ['POLLING_EXPIRED', ['device polling']],
    [harmless('only the polling loop uses the interval'), ['device']],
  ),
  attack('device_authorization.interval', usual, ['INVALID_RESPONSE', device]),
  attack('device_authorization.interval', '5', [lenient, device]).but(12, ['INVALID_RESPONSE', device]),
  attack('device_authorization.interval', missing, [harmless('five seconds'), device]),

  ...answers('backchannel_authentication', backchannel),
  attack('backchannel_authentication.auth_req_id', usual, ['INVALID_RESPONSE', backchannel]),
  attack('backchannel_authentication.expires_in', usual, ['INVALID_RESPONSE', backchannel]),
  attack('backchannel_authentication.interval', usual, ['INVALID_RESPONSE', backchannel]),
  attack('backchannel_authentication.interval', '5', [lenient, backchannel]).but(12, ['INVALID_RESPONSE', backchannel]),
  attack('backchannel_authentication.interval', missing, [harmless('five seconds'), backchannel]),

  ...answers('registration', registration),
  attack('registration.client_id', usual, ['INVALID_RESPONSE', registration]),
  attack('registration.client_secret', usual, ['INVALID_RESPONSE', registration]),
  attack('registration.client_secret', missing, [harmless('the client has no secret'), registration]),
  attack('registration.client_secret_expires_at', usual, ['INVALID_RESPONSE', registration]),
  attack('registration.client_secret_expires_at', -1, ['INVALID_RESPONSE', registration]),
  attack('registration.client_secret_expires_at', '0', [lenient, registration]).but(12, [
    'INVALID_RESPONSE',
    registration,
  ]),
  attack('registration.status', 200, ['RESPONSE_IS_NOT_CONFORM', registration]),

  ...answers('introspection', introspection),
  ...jwtAnswers('introspection', signedIntrospection, 'RESPONSE_IS_NOT_JSON'),
  attack(
    'introspection.active',
    usual,
    ['INVALID_RESPONSE', introspection],
    [harmless('the claims are those of the JWT'), signedIntrospection],
  ),
  attack(
    'introspection.active',
    'true',
    ['INVALID_RESPONSE', introspection],
    [harmless('the claims are those of the JWT'), signedIntrospection],
  ),

  attack('revocation.status', usual, ['RESPONSE_IS_NOT_CONFORM', revocation]),
  attack('revocation.status', 204, ['RESPONSE_IS_NOT_CONFORM', revocation]),
  attack('revocation.error', usual, ['RESPONSE_BODY_ERROR temporarily_unavailable', revocation]),
  attack('revocation.challenge', usual, ['WWW_AUTHENTICATE_CHALLENGE', revocation]),
  attack('revocation.location', usual, ['RESPONSE_IS_NOT_CONFORM', revocation]),
  attack('revocation.network', 'refused', ['TypeError', revocation]),
  attack('revocation.network', 'reset', [harmless('only the status matters'), revocation]),
  attack('revocation.network', 'silent', ['AbortError', revocation]),

  ...documents('userinfo', plainUserinfo),
  ...jwtAnswers('userinfo', signedUserinfo, 'JWT_USERINFO_EXPECTED'),
  attack(
    'userinfo.sub',
    usual,
    ['JSON_ATTRIBUTE_COMPARISON', plainUserinfo],
    [harmless('the claims are those of the JWT'), signedUserinfo],
  ),
  attack(
    'userinfo.sub',
    missing,
    ['INVALID_RESPONSE', plainUserinfo],
    [harmless('the claims are those of the JWT'), signedUserinfo],
  ),
  attack(
    'userinfo.sub',
    42,
    ['INVALID_RESPONSE', plainUserinfo],
    [harmless('the claims are those of the JWT'), signedUserinfo],
  ),

  attack('resource.error', usual, ['WWW_AUTHENTICATE_CHALLENGE', resources]),
  attack('resource.challenge', usual, ['WWW_AUTHENTICATE_CHALLENGE', resources]),
  attack('resource.challenge', 'Bearer, DPoP error="use_dpop_nonce"', ['WWW_AUTHENTICATE_CHALLENGE', resources]),
  attack('resource.network', 'refused', ['TypeError', resources]),
  attack('resource.network', 'reset', ['TypeError', resources]),
  attack('resource.network', 'silent', ['AbortError', resources]),
]

const plain = except(browser, hybrid)
const announced = except(query, 'openid code, no iss')

const authorizationResponses = [
  attack('authorization_response.code', usual, ['INVALID_RESPONSE', browser]),
  attack('authorization_response.code', '', ['INVALID_RESPONSE', browser]),
  attack('authorization_response.code', ['one', 'two'], ['INVALID_RESPONSE', browser]),
  attack(
    'authorization_response.code',
    'made-up',
    ['RESPONSE_BODY_ERROR invalid_grant', plain],
    ['JWT_CLAIM_COMPARISON', hybrid],
  ),
  attack('authorization_response.state', usual, ['INVALID_RESPONSE', browser]),
  attack('authorization_response.state', missing, ['INVALID_RESPONSE', browser]),
  attack('authorization_response.state', ['one', 'two'], ['INVALID_RESPONSE', browser]),
  attack(
    'authorization_response.iss',
    usual,
    ['INVALID_RESPONSE', except(browser, 'jarm')],
    [harmless('only the issuer of the JWT counts'), jarm],
  ),
  attack(
    'authorization_response.iss',
    missing,
    ['INVALID_RESPONSE', announced],
    [harmless('iss was not announced, or the JWT has it'), except(browser, announced)],
  ),
  attack(
    'authorization_response.iss',
    ['https://as.example', 'https://attacker.example'],
    ['INVALID_RESPONSE', except(browser, 'jarm')],
    [harmless('only the issuer of the JWT counts'), jarm],
  ),
  attack('authorization_response.error', usual, ['AUTHORIZATION_RESPONSE_ERROR access_denied', browser]),
  attack(
    'authorization_response.error',
    ['one', 'two'],
    ['INVALID_RESPONSE', except(browser, 'jarm')],
    [harmless('an array is not a parameter'), jarm],
  ),
  attack('authorization_response.response', usual, ['INVALID_RESPONSE', browser]),
  attack(
    'authorization_response.response',
    '',
    [harmless('empty'), except(browser, 'jarm')],
    ['INVALID_RESPONSE', jarm],
  ),
  attack('authorization_response.response', ['one', 'two'], ['INVALID_RESPONSE', browser]),
  attack('authorization_response.id_token', usual, ['UNSUPPORTED_OPERATION', plain], ['INVALID_RESPONSE', hybrid]),
  attack(
    'authorization_response.id_token',
    ['one', 'two'],
    ['INVALID_RESPONSE', except(browser, 'jarm')],
    [harmless('an array is not a parameter'), jarm],
  ),
  attack(
    'authorization_response.id_token',
    missing,
    [harmless('the response has none'), plain],
    ['INVALID_RESPONSE', hybrid],
  ),
  attack('authorization_response.token', usual, ['UNSUPPORTED_OPERATION', browser]),
  attack('authorization_response.access_token', usual, ['UNSUPPORTED_OPERATION', browser]).but(2, ['fine', browser]),
  attack(
    'authorization_response.mix_up',
    usual,
    ['INVALID_RESPONSE', except(announced)],
    ['JWT_CLAIM_COMPARISON', ['jarm']],
    ['INVALID_RESPONSE', hybrid],
    [
      // nothing in the response shows it: the code goes to the wrong server, which does not know it
      'RESPONSE_BODY_ERROR invalid_grant',
      ['openid code, no iss'],
    ],
  ),
  attack(
    'authorization_response.injected_code',
    usual,
    ['RESPONSE_BODY_ERROR invalid_grant', except(plain, 'openid code, no PKCE')],
    ['JWT_CLAIM_COMPARISON', ['openid code, no PKCE', ...hybrid]],
  ),
  // PKCE that is not checked does not protect: only the nonce remains
  attacks(
    [['authorization_response.injected_code'], ['server.code_verifier']],
    ['JWT_CLAIM_COMPARISON', except(plain, 'code', 'openid code, no nonce')],
    [
      undetected('neither PKCE nor a nonce detects the other code: send a nonce, or choose a server that checks PKCE'),
      ['code', 'openid code, no nonce'],
    ],
  ),
  attack('server.code_verifier', usual, [harmless('harmless unless a code is injected'), browser]),
]

const wholeServer = [
  attack(
    'server.clock',
    usual,
    ['JWT_TIMESTAMP_CHECK', [...idToken, ...resourceServer]],
    [
      harmless('nothing in the response expires'),
      ['code', 'client credentials', 'signed introspection', 'signed userinfo'],
    ],
  ),
  attack('server.clock', 3600, [harmless('tokens with times in the future are valid until they expire'), idToken]),
  attack(
    'server.dpop_nonce',
    usual,
    ['RESPONSE_BODY_ERROR use_dpop_nonce', ['dpop']],
    ['WWW_AUTHENTICATE_CHALLENGE', ['resource, dpop']],
  ),
]

const ping: FlowName[] = ['ping']
const notifications = [
  ...notificationForms('ping', ping),
  attack('ping.auth_req_id', usual, ['INVALID_REQUEST', ping]),
  attack('ping.auth_req_id', missing, ['INVALID_REQUEST', ping]),
  attack('ping.auth_req_id', 42, ['INVALID_REQUEST', ping]),
  ...notificationForms('push', push),
  attack('push.auth_req_id', usual, ['INVALID_REQUEST', push]),
  attack('push.auth_req_id', missing, ['INVALID_REQUEST', push]),
  attack('push.access_token', usual, ['JWT_CLAIM_COMPARISON', push]),
  attack('push.access_token', missing, ['INVALID_RESPONSE', push]),
  attack('push.refresh_token', usual, ['JWT_CLAIM_COMPARISON', push]),
  attack('push.refresh_token', missing, [harmless('the member is optional'), push]),
  attack('push.token_type', usual, ['UNSUPPORTED_OPERATION', push]),
  attack('push.token_type', missing, ['INVALID_RESPONSE', push]),
  attack('push.expires_in', usual, ['INVALID_RESPONSE', push]),
  attack('push.id_token', usual, ['INVALID_RESPONSE', push]),
  attack('push.id_token', '', ['INVALID_RESPONSE', push]),
  attack('push.error', usual, ['BACKCHANNEL_AUTHENTICATION_ERROR access_denied', push]),
  attack('push.error', 'transaction_failed', ['BACKCHANNEL_AUTHENTICATION_ERROR transaction_failed', push]),
  attack('push.error', '', ['INVALID_RESPONSE', push]),
]

/** The whole table. */
export const table: readonly Attack[] = [
  ...idTokens,
  ...otherJwts,
  ...metadata,
  ...tokens,
  ...otherAnswers,
  ...authorizationResponses,
  ...wholeServer,
  ...notifications,
]
