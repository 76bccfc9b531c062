/**
 * Authorization responses: what the browser brings back.
 *
 * @see [RFC 6749, 4.1.2 - Authorization Response](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.2)
 * @see [RFC 9207 - OAuth 2.0 Authorization Server Issuer Identification](https://www.rfc-editor.org/rfc/rfc9207.html)
 * @module
 */
import { invalidData, invalidType } from '../errors/assertions.ts'
import { AuthorizationResponseError } from '../errors/authorization_response_error.ts'
import { INVALID_RESPONSE } from '../errors/codes.ts'
import { UnsupportedOperationError } from '../errors/unsupported_operation_error.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import { isPlatformObject } from '../platform/platform_object.ts'
import { checkState, type expectNoState, type skipStateCheck } from './state.ts'

const validated: WeakSet<object> = new WeakSet()

/** Whether `parameters` is an object that one of the `validate…Response` functions returned. */
export function isValidated(parameters: unknown): parameters is URLSearchParams {
  return validated.has(parameters as object)
}

/**
 * Validates an authorization response and returns its parameters.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param parameters The query of the redirect URI, or the whole URL.
 * @param expectedState The `state` of the authorization request; {@link expectNoState} or nothing when it had none; {@link skipStateCheck} to skip the check.
 * @returns The parameters. Pass this object itself, not a copy, to {@link authorizationCodeGrantRequest}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link AuthorizationResponseError} when the response is an error.
 * @throws {@link OperationProcessingError} `INVALID_RESPONSE`: a repeated parameter, a wrong or missing `iss` or `state`, or a JARM response.
 * @throws {@link UnsupportedOperationError} when the response carries tokens.
 * @see [RFC 6749, 4.1.2 - Authorization Response](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.2)
 * @see [RFC 9207, 2.4 - Validating the Issuer Identifier](https://www.rfc-editor.org/rfc/rfc9207.html#section-2.4)
 */
export function validateAuthResponse(
  as: AuthorizationServer,
  client: Client,
  parameters: URLSearchParams | URL,
  expectedState?: string | typeof expectNoState | typeof skipStateCheck,
): URLSearchParams {
  assertParties(as, client)
  return validateParameters(as, queryOf(parameters), expectedState, as.authorization_response_iss_parameter_supported)
}

/** Validates the parameters of an authorization response, however they arrived. `issRequired`: whether `iss` must be present. */
export function validateParameters(
  as: AuthorizationServer,
  parameters: URLSearchParams,
  expectedState: unknown,
  issRequired: unknown,
): URLSearchParams {
  if (single(parameters, 'response')) {
    throw invalidData('use validateJwtAuthResponse', INVALID_RESPONSE, { parameters })
  }
  const iss = single(parameters, 'iss')
  const state = single(parameters, 'state')
  // rfc9207 2.4/3a, 3/1: a server that announces `iss` must send it
  if (!iss && issRequired) {
    throw invalidData('"iss" is missing', INVALID_RESPONSE, { parameters })
  }
  // rfc9207 2.4/1, 2.4/2, 2.4/3b, rfc9700 2.1/1, 2.1/p4, 4.4.2/2, fapi2-sp 5.3.3.2/5: only the server that was asked may respond
  if (iss && iss !== as.issuer) {
    throw invalidData('"iss" is unexpected', INVALID_RESPONSE, {
      expected: as.issuer,
      parameters,
    })
  }
  checkState(state, expectedState, parameters)
  // rfc6749 4.1.2.1/1, 4.1.2.1/2, 4.1.2.1/3: the error carries everything that the server sent
  if (single(parameters, 'error')) {
    throw new AuthorizationResponseError('the server responded with an error', { cause: parameters })
  }
  // rfc9700 2.1.2/3: tokens in the front channel leak
  const tokens = ['id_token', 'token', 'access_token'].map((name) => single(parameters, name))
  if (tokens.some((value) => value !== undefined)) {
    throw new UnsupportedOperationError('tokens in an authorization response are not supported')
  }
  // rfc6749 4.1.2/p2a, 4.1.2/p2b: unknown parameters are left unchanged
  const result = new URLSearchParams(parameters)
  validated.add(result)
  return result
}

/** The query parameters of a URL, or the parameters that were passed. */
export function queryOf(parameters: URLSearchParams | URL): URLSearchParams {
  const query = isPlatformObject(parameters, 'URL') ? parameters.searchParams : parameters
  if (!isPlatformObject(query, 'URLSearchParams')) {
    throw invalidType('"parameters" must be a URLSearchParams or URL')
  }
  return query
}

/** The value of a parameter that must not be repeated; `undefined` when it is missing. */
export function single(parameters: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = parameters.getAll(name)
  // rfc6749 3.1/6
  if (more.length) {
    throw invalidData(`"${name}" is repeated`, INVALID_RESPONSE)
  }
  return value
}
