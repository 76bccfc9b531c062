/**
 * Token introspection: what a token means, asked of the server that issued it.
 *
 * @see [RFC 7662 - OAuth 2.0 Token Introspection](https://www.rfc-editor.org/rfc/rfc7662.html)
 * @see [RFC 9701 - JSON Web Token (JWT) Response for OAuth Token Introspection](https://www.rfc-editor.org/rfc/rfc9701.html)
 * @module
 */
import { formBody, sendForm } from '../client_authentication/authenticated_form.ts'
import type { ClientAuth } from '../client_authentication/client_auth.ts'
import { assertString, invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE } from '../errors/codes.ts'
import { getContentType } from '../http/media_type.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { enforcesHttps } from '../http/protocol.ts'
import { assertResponse, assertUnread, expectStatus, readJsonObject } from '../http/response.ts'
import { checkAudience, checkIssuer, checkType, requireClaims } from '../jose/claims.ts'
import type { ConfirmationClaims } from '../jose/confirmation_claims.ts'
import { type JWEDecryptOptions, jweDecrypt } from '../jose/jwe_decrypt.ts'
import { algorithmRule, readJwt } from '../jose/jwt.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json.ts'
import { rememberJwt } from '../message_signing/received_jwt.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { resolveEndpoint } from '../metadata/endpoint.ts'
import { assertParties } from '../metadata/parties.ts'
import type { AuthorizationDetails } from '../token_endpoint/token_endpoint_response.ts'

/** Options of {@link introspectionRequest}. */
export interface IntrospectionRequestOptions extends HttpRequestOptions<'POST', URLSearchParams> {
  /** Further form parameters, for example `token_type_hint`. */
  additionalParameters?: URLSearchParams | Record<string, string> | string[][]
  /** Whether a signed response is asked for; by default when `client.introspection_signed_response_alg` is set. */
  requestJwtResponse?: boolean
}

/**
 * What a token means.
 *
 * @see [RFC 7662, 2.2 - Introspection Response](https://www.rfc-editor.org/rfc/rfc7662.html#section-2.2)
 */
export interface IntrospectionResponse {
  /** Whether the token is good now. */
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
  /** Name of the user, for people. */
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

/** Asks the introspection endpoint what a token means. */
export async function introspectionRequest(
  as: AuthorizationServer,
  client: Client,
  clientAuthentication: ClientAuth,
  token: string,
  options?: IntrospectionRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  assertString(token, '"token"')
  const url = resolveEndpoint(as, 'introspection_endpoint', client.use_mtls_endpoint_aliases, enforcesHttps(options))
  // rfc7662 2.1/1, 2.1/2, 2.1/p1, 2.1/p2, 4/5: in the body, and what the caller adds never overrides it
  const body = formBody(options?.additionalParameters)
  body.set('token', token)
  // rfc9701 4/1, fapi2-ms 5.5.2/1
  const signed = options?.requestJwtResponse ?? client.introspection_signed_response_alg
  const accept = signed ? signedMediaType : 'application/json'
  return sendForm({ as, client, clientAuthentication, url, body, accept }, options)
}

/** Checks the answer to an {@link introspectionRequest}; resolves with what the token means. */
export async function processIntrospectionResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options?: JWEDecryptOptions,
): Promise<IntrospectionResponse> {
  assertParties(as, client)
  assertResponse(response)
  await expectStatus(response, 200, 'Introspection Endpoint')
  const body =
    getContentType(response) === signedMediaType
      ? await readSignedResponse(as, client, response, options)
      : await readJsonObject(response)
  // rfc7662 2.2/1, 2.3/2
  if (typeof body.active !== 'boolean') {
    throw invalidData('"response" body "active" property must be a boolean', INVALID_RESPONSE, { body })
  }
  return body as unknown as IntrospectionResponse
}

async function readSignedResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options: JWEDecryptOptions | undefined,
): Promise<JsonObject> {
  assertUnread(response)
  const rule = algorithmRule(
    client.introspection_signed_response_alg,
    as.introspection_signing_alg_values_supported,
    'RS256',
  )
  const jwt = await readJwt(await response.text(), rule, client, options?.[jweDecrypt])
  // rfc9701 5/p1b, 8.1/1
  checkType(jwt, 'token-introspection+jwt')
  requireClaims(jwt, ['aud', 'iat', 'iss'])
  checkIssuer(as, jwt)
  checkAudience(client.client_id, jwt)
  rememberJwt(response, jwt.jwt)
  const { claims } = jwt
  if (!isJsonObject(claims.token_introspection)) {
    throw invalidData('JWT "token_introspection" claim must be a JSON object', INVALID_RESPONSE, { claims })
  }
  return claims.token_introspection
}
