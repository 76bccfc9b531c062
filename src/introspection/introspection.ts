/**
 * Token introspection: asks the server that issued a token what the token means.
 *
 * @see [RFC 7662 - OAuth 2.0 Token Introspection](https://www.rfc-editor.org/rfc/rfc7662.html)
 * @see [RFC 9701 - JSON Web Token (JWT) Response for OAuth Token Introspection](https://www.rfc-editor.org/rfc/rfc9701.html)
 * @module
 */
import { sendForm } from '../client_authentication/authenticated_form.ts'
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import { assertString, invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE } from '../errors/codes.ts'
import { getContentType } from '../http/media_type.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { readJsonObject, rejectStatus } from '../http/response.ts'
import { assertResponse, assertUnread } from '../http/response_assertions.ts'
import { checkAudience, checkIssuer, checkType, requireClaims } from '../jose/claims.ts'
import type { ConfirmationClaims } from '../jose/confirmation_claims.ts'
import { type JWEDecryptOptions, jweDecrypt } from '../jose/jwe_decrypt.ts'
import { algorithmRule, readJwt } from '../jose/jwt.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json.ts'
import { rememberJwt } from '../message_signing/received_jwt.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import type { AuthorizationDetails } from '../token_endpoint/token_endpoint_response.ts'

/** Options of {@link introspectionRequest}. */
export interface IntrospectionRequestOptions extends HttpRequestOptions<'POST', URLSearchParams> {
  /** Further form parameters, for example `token_type_hint`; they never override `token`. */
  additionalParameters?: URLSearchParams | Record<string, string> | string[][]
  /** Whether to ask for a signed response; by default only if `client.introspection_signed_response_alg` is set. */
  requestJwtResponse?: boolean
}

/**
 * What a token means.
 *
 * @see [RFC 7662, 2.2 - Introspection Response](https://www.rfc-editor.org/rfc/rfc7662.html#section-2.2)
 */
export interface IntrospectionResponse {
  /** Whether the token is currently valid. */
  readonly active: boolean
  /** The client that the token was issued to. */
  readonly client_id?: string
  /** Expiration, in seconds since the epoch. */
  readonly exp?: number
  /** Time of issue, in seconds since the epoch. */
  readonly iat?: number
  /** Session identifier. */
  readonly sid?: string
  /** Issuer. */
  readonly iss?: string
  /** Identifier of the token. */
  readonly jti?: string
  /** Human-readable name of the user. */
  readonly username?: string
  /** Audience. */
  readonly aud?: string | string[]
  /** Scope. */
  readonly scope?: string
  /** Subject. */
  readonly sub?: string
  /** Not before, in seconds since the epoch. */
  readonly nbf?: number
  /** Type of the token. */
  readonly token_type?: string
  /** What the token is bound to. */
  readonly cnf?: ConfirmationClaims
  /** Authorization details. */
  readonly authorization_details?: AuthorizationDetails[]
  readonly [claim: string]: JsonValue | undefined
}

const signedMediaType = 'application/token-introspection+jwt'

/**
 * Asks what a token means: sends `token` to `as.introspection_endpoint`.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param clientAuthentication How the client authenticates, for example {@link ClientSecretBasic}.
 * @param token The token.
 * @param options Abort signal, headers, `customFetch`, further form parameters, whether to ask for a signed response.
 * @returns The `Response`, untouched; hand it to {@link processIntrospectionResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: `as.introspection_endpoint` is missing or not a URL; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: `allowInsecureRequests` is set, and it is neither https nor http.
 * @throws Whatever `fetch`, the `customFetch` or the client authentication rejects with.
 * @see [RFC 7662, 2.1 - Introspection Request](https://www.rfc-editor.org/rfc/rfc7662.html#section-2.1)
 * @see [RFC 9701, 4 - Requesting a JWT Response](https://www.rfc-editor.org/rfc/rfc9701.html#section-4)
 */
export async function introspectionRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  token: string,
  options?: IntrospectionRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  assertString(token, '"token"')
  // rfc9701 4/1, fapi2-ms 5.5.2/1, rfc9449 6.2/2b: without a DPoP proof
  const signed = options?.requestJwtResponse ?? client.introspection_signed_response_alg
  return sendForm(
    as,
    client,
    clientAuthentication,
    {
      endpoint: 'introspection_endpoint',
      parameters: options?.additionalParameters,
      // rfc7662 2.1/1, 2.1/2, 2.1/p1, 2.1/p2, 4/5: in the body, and the caller's parameters never override it
      own: { token },
      ...(signed && { accept: signedMediaType }),
    },
    options,
  )
}

/**
 * Checks the response to an {@link introspectionRequest} and resolves with what the token means.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param response What {@link introspectionRequest} resolved with; its body is consumed.
 * @param options Decryption of an encrypted response (`jweDecrypt`).
 * @returns What the token means; check `active` first. Plain JSON is accepted even if a signed response was asked for. {@link validateApplicationLevelSignature} verifies the signature, and throws if there is none.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link ResponseBodyError} when the response is an OAuth error; {@link WWWAuthenticateChallengeError} instead when the response carries challenges, for example with `invalid_client` after HTTP Basic.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: an unexpected status, for example a 5xx; `RESPONSE_IS_NOT_JSON`: the response is unsigned, its media type is not `application/json`, and its body is not JSON or its status is a 4xx; `PARSE_ERROR`: the body, or a part of the JWT, is not JSON although the media type promises it; `INVALID_RESPONSE`: a member is missing, of the wrong type or out of range, or a JWT fails a check.
 * @throws {@link OperationProcessingError} `JWT_CLAIM_COMPARISON`: a signed response has another issuer or audience; `JWT_TIMESTAMP_CHECK`: its `exp` has passed, or its `nbf` is in the future. The age of its `iat` is not checked.
 * @throws {@link UnsupportedOperationError} when the response is encrypted and no `jweDecrypt` is given, or has a `crit` header parameter.
 * @see [RFC 7662, 2.2 - Introspection Response](https://www.rfc-editor.org/rfc/rfc7662.html#section-2.2)
 * @see [RFC 9701, 5 - JWT Response](https://www.rfc-editor.org/rfc/rfc9701.html#section-5)
 */
export async function processIntrospectionResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options?: JWEDecryptOptions,
): Promise<IntrospectionResponse> {
  assertParties(as, client)
  assertResponse(response)
  // rfc7662 2.2/p1, 2.3/1
  if (response.status !== 200) {
    await rejectStatus(response)
  }
  // rfc9701 5/p1a, fapi2-ms 5.5.2/2
  const body =
    getContentType(response) === signedMediaType
      ? await readSignedResponse(as, client, response, options)
      : await readJsonObject(response)
  // rfc7662 2.2/1, 2.3/2
  if (typeof body.active !== 'boolean') {
    throw invalidData('response "active" must be a boolean', INVALID_RESPONSE, { body })
  }
  // rfc7662 2.2/p2, rfc8705 3.2/2, rfc9449 6.2/2a, rfc9396 9.2/1: with everything else that the server says about the token
  return body as unknown as IntrospectionResponse
}

async function readSignedResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options: JWEDecryptOptions | undefined,
): Promise<JsonObject> {
  assertUnread(response)
  // rfc9701 6/1
  const rule = algorithmRule(
    client.introspection_signed_response_alg,
    as.introspection_signing_alg_values_supported,
    'RS256',
  )
  // rfc9701 5/p7
  const jwt = await readJwt(await response.text(), rule, client, options?.[jweDecrypt])
  // rfc9701 5/p1b, 8.1/1
  checkType(jwt, 'token-introspection+jwt')
  // rfc9701 5/1, 5/2, 5/3
  requireClaims(jwt, ['aud', 'iat', 'iss'])
  checkIssuer(as, jwt)
  checkAudience(client.client_id, jwt)
  rememberJwt(response, jwt)
  const { claims } = jwt
  // rfc9701 5/4
  if (!isJsonObject(claims.token_introspection)) {
    throw invalidData('JWT "token_introspection" must be a JSON object', INVALID_RESPONSE, { claims })
  }
  return claims.token_introspection
}
