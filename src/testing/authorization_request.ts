/**
 * An authorization request, wherever it came from: the query, a pushed request, or a signed request object.
 *
 * @module
 */
import type { JsonObject, JsonValue } from '../json/json.ts'
import { parseUrl } from '../platform/url.ts'
import { authorizationDetailsIn } from './authorization_details.ts'
import type { RegisteredClient } from './clients.ts'
import { assertGrantType, required } from './incoming.ts'
import {
  assertAudience,
  assertRegisteredAlgorithm,
  assertUnseen,
  readReceived,
  verifyByClient,
} from './received_jwt.ts'
import { Refusal } from './refusal.ts'
import { resourcesIn } from './resource_indicators.ts'
import type { ServerState } from './state.ts'

export interface AuthorizationRequest {
  client: RegisteredClient
  redirectUri: string
  responseType: 'code' | 'code id_token'
  responseMode: 'query' | 'fragment' | 'form_post'
  /** whether the response is one JWT */
  jarm: boolean
  parameters: URLSearchParams
}

/** Where an authorization response goes, even if it is an error. */
export type ResponseTarget = Pick<
  AuthorizationRequest,
  'client' | 'redirectUri' | 'responseMode' | 'jarm' | 'parameters'
>

/** Follows `request_uri` (rfc9126) and `request` (rfc9101) to the parameters that count. */
export async function effectiveParameters(
  state: ServerState,
  client: RegisteredClient,
  parameters: URLSearchParams,
): Promise<URLSearchParams> {
  const requestUri = parameters.get('request_uri')
  if (requestUri !== null) {
    // rfc9101 5
    if (parameters.has('request')) {
      throw new Refusal('invalid_request', 'request and request_uri exclude each other')
    }
    const pushed = state.pushedRequests.get(requestUri)
    // rfc9126 4: once
    state.pushedRequests.delete(requestUri)
    if (!pushed || pushed.expiresAt <= state.clock.now() || pushed.parameters.get('client_id') !== client.client_id) {
      throw new Refusal('invalid_request_uri', 'request_uri is not known, not of this client, or expired')
    }
    return pushed.parameters
  }
  // rfc9126 5, 6
  if ([state.metadata, client].some((each) => each.require_pushed_authorization_requests === true)) {
    throw new Refusal('invalid_request', 'authorization requests are to be pushed')
  }
  return verifiedParameters(state, client, parameters)
}

/** The parameters of the request object if there is one, otherwise the parameters themselves. */
export async function verifiedParameters(
  state: ServerState,
  client: RegisteredClient,
  parameters: URLSearchParams,
): Promise<URLSearchParams> {
  const request = parameters.get('request')
  if (request === null) {
    if (state.metadata.require_signed_request_object === true || client.require_signed_request_object === true) {
      throw new Refusal('invalid_request', 'authorization requests are to be signed')
    }
    return parameters
  }
  const error = 'invalid_request_object'
  const claims = await requestObjectClaims(state, client, request, error, 'request_object_signing_alg')
  const inside = parametersFrom(claims)
  // rfc9101 5: the same client outside and inside
  if (inside.get('client_id') !== client.client_id) {
    throw new Refusal(error, 'client_id inside is another one')
  }
  // rfc9101 4
  if (inside.has('request') || inside.has('request_uri')) {
    throw new Refusal(error, 'a request object does not lead to another one')
  }
  return inside
}

// the metadata members that register the algorithm, and the `typ` of the request objects
const requestObjectTypes = {
  request_object_signing_alg: 'oauth-authz-req+jwt',
  backchannel_authentication_request_signing_alg: undefined,
} as const

/** The claims of a signed request of a client: rfc9101 6, ciba 7.1.1. */
export async function requestObjectClaims(
  state: ServerState,
  client: RegisteredClient,
  text: string,
  error: string,
  member: keyof typeof requestObjectTypes,
): Promise<JsonObject> {
  const jwt = await readReceived(state, text, error, state.metadata[`${member}_values_supported`])
  const type = requestObjectTypes[member]
  const { iss, exp } = jwt.claims
  if ((type !== undefined && jwt.header.typ !== type) || iss !== client.client_id || typeof exp !== 'number') {
    throw new Refusal(error, 'typ, iss and exp must be right')
  }
  assertRegisteredAlgorithm(jwt, client[member], error)
  assertAudience(jwt, [state.metadata.issuer], error)
  await verifyByClient(jwt, client, error)
  assertUnseen(state, jwt, client.client_id, error)
  return jwt.claims
}

/** The claims of a request object as parameters; values that are not strings become JSON. */
export function parametersFrom(claims: JsonObject): URLSearchParams {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(claims)) {
    const values = name === 'resource' && Array.isArray(value) ? value : [value]
    for (const each of values as JsonValue[]) {
      parameters.append(name, typeof each === 'string' ? each : JSON.stringify(each))
    }
  }
  return parameters
}

const responseModes = /^(?:(query|fragment|form_post)(?:\.jwt)?|jwt)$/

/** Where the response goes. An error that is found before this is known is not sent to the client: rfc6749 4.1.2.1. */
export function responseTarget(client: RegisteredClient, parameters: URLSearchParams): ResponseTarget {
  const redirectUri =
    client.redirect_uris.length === 1
      ? (parameters.get('redirect_uri') ?? (client.redirect_uris[0] as string))
      : required(parameters, 'redirect_uri')
  if (!client.redirect_uris.includes(redirectUri) || !parseUrl(redirectUri)) {
    throw new Refusal('invalid_request', 'redirect_uri is not registered')
  }
  const mode = parameters.get('response_mode') ?? ''
  const usual = parameters.get('response_type') === 'code id_token' ? 'fragment' : 'query'
  const [, plain = usual] = responseModes.exec(mode) ?? []
  return {
    client,
    redirectUri,
    responseMode: plain as AuthorizationRequest['responseMode'],
    jarm: mode.endsWith('jwt'),
    parameters,
  }
}

/** The server must support what the request asks for. */
export function checkRequest(target: ResponseTarget): AuthorizationRequest {
  const { client, parameters, responseMode } = target
  const responseType = parameters.get('response_type')
  if (responseType !== 'code' && responseType !== 'code id_token') {
    throw new Refusal('unsupported_response_type', 'response_type is not supported')
  }
  // rfc6749 4.1.2.1
  assertGrantType(client, 'authorization_code')
  if (Array.isArray(client.response_types) && !client.response_types.includes(responseType)) {
    throw new Refusal('unauthorized_client', 'the client is not registered for this response_type')
  }
  const challenge = parameters.get('code_challenge')
  // rfc7636 4.2, 4.4.1, rfc9700 2.1.1
  const isProtected =
    challenge === null
      ? client.token_endpoint_auth_method !== 'none'
      : parameters.get('code_challenge_method') === 'S256' && /^[\w-]{43}$/.test(challenge)
  if (!isProtected) {
    throw new Refusal('invalid_request', 'a code_challenge by the method S256 is needed')
  }
  if (responseType === 'code id_token') {
    // oidc-core 3.3.2.11, oauth-multiple-response-types 5
    if (!parameters.get('nonce') || !hasOpenidScope(parameters) || responseMode === 'query') {
      throw new Refusal('invalid_request', 'an ID Token needs a nonce, the scope openid, and no query')
    }
  }
  const mode = parameters.get('response_mode')
  if (mode && !responseModes.test(mode)) {
    throw new Refusal('invalid_request', 'response_mode is not supported')
  }
  resourcesIn(parameters)
  authorizationDetailsIn(parameters)
  return { ...target, responseType }
}

export function hasOpenidScope(parameters: URLSearchParams): boolean {
  return parameters.get('scope')?.split(' ').includes('openid') === true
}
