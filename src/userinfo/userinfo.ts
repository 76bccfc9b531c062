/**
 * UserInfo: claims about the user, from the server that authenticated them.
 *
 * @see [OpenID Connect Core 1.0, 5.3 - UserInfo Endpoint](https://openid.net/specs/openid-connect-core-1_0.html#UserInfo)
 * @module
 */
import type { DPoPRequestOptions } from '../dpop/dpop.ts'
import { assertString, invalidData } from '../errors/assertions.ts'
import { JSON_ATTRIBUTE_COMPARISON, JWT_USERINFO_EXPECTED } from '../errors/codes.ts'
import { getContentType } from '../http/media_type.ts'
import { assertMember } from '../http/members.ts'
import type { HttpRequestOptions } from '../http/options.ts'
import { enforcesHttps } from '../http/protocol.ts'
import { readJsonObject, unexpectedStatus } from '../http/response.ts'
import { assertResponse, assertUnread } from '../http/response_assertions.ts'
import { prepareHeaders } from '../http/send.ts'
import { challengeError } from '../http/www_authenticate.ts'
import { checkAudience, checkIssuer } from '../jose/claims.ts'
import { type JWEDecryptOptions, jweDecrypt } from '../jose/jwe_decrypt.ts'
import { algorithmRule, readJwt } from '../jose/jwt.ts'
import type { JsonObject, JsonValue } from '../json/json.ts'
import { rememberJwt } from '../message_signing/received_jwt.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { endpointUrl } from '../metadata/endpoint.ts'
import { assertParties } from '../metadata/parties.ts'
import { sendWithToken } from '../protected_resource/protected_resource_request.ts'

/**
 * Value for `expectedSubject` of {@link processUserInfoResponse}: the subject is not known yet and is not compared.
 *
 * Use it only if there is no ID Token to take `sub` from. If there is one, the comparison is what keeps out the claims of another user.
 */
export const skipSubjectCheck: unique symbol = Symbol()

/** Options of {@link userInfoRequest}. */
export interface UserInfoRequestOptions extends HttpRequestOptions<'GET'>, DPoPRequestOptions {}

/** A postal address, the `address` claim. */
export interface UserInfoAddress {
  /** The whole address, for display. */
  readonly formatted?: string
  /** Street and house number; may have several lines. */
  readonly street_address?: string
  /** City. */
  readonly locality?: string
  /** State, province or region. */
  readonly region?: string
  /** Postal code. */
  readonly postal_code?: string
  /** Country. */
  readonly country?: string
  readonly [claim: string]: JsonValue | undefined
}

/**
 * Claims about the user.
 *
 * @see [OpenID Connect Core 1.0, 5.1 - Standard Claims](https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims)
 */
export interface UserInfoResponse {
  /** Subject identifier: the user at this issuer. */
  readonly sub: string
  /** Full name. */
  readonly name?: string
  /** Given names. */
  readonly given_name?: string
  /** Family names. */
  readonly family_name?: string
  /** Middle names. */
  readonly middle_name?: string
  /** Casual name. */
  readonly nickname?: string
  /** Name that the user wants to be called by; not unique. */
  readonly preferred_username?: string
  /** URL of the profile page. */
  readonly profile?: string
  /** URL of the picture. */
  readonly picture?: string
  /** URL of the web page. */
  readonly website?: string
  /** E-mail address; not unique. */
  readonly email?: string
  /** Whether the e-mail address was verified. */
  readonly email_verified?: boolean
  /** Gender. */
  readonly gender?: string
  /** Birthday, `YYYY-MM-DD` or `YYYY`. */
  readonly birthdate?: string
  /** Time zone, for example `Europe/Paris`. */
  readonly zoneinfo?: string
  /** Language, as a BCP 47 tag. */
  readonly locale?: string
  /** Telephone number. */
  readonly phone_number?: string
  /** When the claims last changed, in seconds since the epoch. */
  readonly updated_at?: number
  /** Postal address. */
  readonly address?: UserInfoAddress
  readonly [claim: string]: JsonValue | undefined
}

/**
 * Asks for claims about the user: `GET` on `as.userinfo_endpoint`, with the access token.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param accessToken The access token.
 * @param options Abort signal, headers, `customFetch`, a {@link DPoP} handle.
 * @returns The `Response`, untouched; hand it to {@link processUserInfoResponse}.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `MISSING_SERVER_METADATA`, `INVALID_SERVER_METADATA`: `as.userinfo_endpoint` is missing or not a URL; `HTTP_REQUEST_FORBIDDEN`: it is not https; `REQUEST_PROTOCOL_FORBIDDEN`: `allowInsecureRequests` is set, and it is neither https nor http.
 * @throws Whatever `fetch` or the `customFetch` rejects with.
 * @see [OpenID Connect Core 1.0, 5.3.1](https://openid.net/specs/openid-connect-core-1_0.html#UserInfoRequest)
 */
export async function userInfoRequest(
  as: AuthorizationServer,
  client: Client,
  accessToken: string,
  options?: UserInfoRequestOptions,
): Promise<Response> {
  assertParties(as, client)
  // oidc-core 5.3/2
  const url = endpointUrl(as, 'userinfo_endpoint', client.use_mtls_endpoint_aliases, enforcesHttps(options))
  assertString(accessToken, '"accessToken"')
  const headers = prepareHeaders(options?.headers)
  headers.accept = client.userinfo_signed_response_alg ? 'application/jwt' : 'application/json, application/jwt'
  // oidc-core 5.3.1/2
  return sendWithToken(url, { duplex: undefined, body: null, headers, method: 'GET' }, accessToken, options)
}

/**
 * Checks the response to a {@link userInfoRequest} and resolves with the claims.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param expectedSubject The `sub` of the ID Token, or {@link skipSubjectCheck} if there is none.
 * @param response What {@link userInfoRequest} resolved with; its body is consumed.
 * @param options Decryption of an encrypted response (`jweDecrypt`).
 * @returns The claims. {@link validateApplicationLevelSignature} verifies the signature of a signed response.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link WWWAuthenticateChallengeError} when the response carries challenges.
 * @throws {@link OperationProcessingError} `RESPONSE_IS_NOT_CONFORM`: the status is not 200; `RESPONSE_IS_NOT_JSON`: the body is not JSON, and the media type is neither `application/json` nor `application/jwt`; `PARSE_ERROR`: the body, or a part of the JWT, is not JSON although the media type promises it; `INVALID_RESPONSE`: `sub` is missing or not a string, or a JWT fails a check.
 * @throws {@link OperationProcessingError} `JSON_ATTRIBUTE_COMPARISON`: the subject is not the expected one; `JWT_USERINFO_EXPECTED`: the client registered for signed responses, but this one is not a JWT; `JWT_CLAIM_COMPARISON`, `JWT_TIMESTAMP_CHECK`: a claim of a JWT fails its check.
 * @throws {@link OperationProcessingError} without a code: the response is a JWT, and neither `client.userinfo_signed_response_alg` nor `as.userinfo_signing_alg_values_supported` says how it is signed.
 * @throws {@link UnsupportedOperationError} when the response is encrypted and no `jweDecrypt` is given, or has a `crit` header parameter.
 * @see [OpenID Connect Core 1.0, 5.3.2](https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse)
 */
export async function processUserInfoResponse(
  as: AuthorizationServer,
  client: Client,
  expectedSubject: string | typeof skipSubjectCheck,
  response: Response,
  options?: JWEDecryptOptions,
): Promise<UserInfoResponse> {
  assertParties(as, client)
  assertResponse(response)
  // oidc-core 5.3.3/1
  const challenged = challengeError(response)
  if (challenged) {
    throw challenged
  }
  if (response.status !== 200) {
    throw unexpectedStatus(response)
  }
  assertUnread(response)
  const body = await readClaims(as, client, response, options)
  // oidc-core 5.3.2/4: `sub` is always there
  assertMember(body, 'sub')
  if (expectedSubject !== skipSubjectCheck) {
    assertString(expectedSubject, '"expectedSubject"')
    // oidc-core 5.3.2/5: it must be the subject of the ID Token
    if (body.sub !== expectedSubject) {
      throw invalidData('response "sub" is unexpected', JSON_ATTRIBUTE_COMPARISON, {
        expected: expectedSubject,
        body,
        attribute: 'sub',
      })
    }
  }
  return body as unknown as UserInfoResponse
}

async function readClaims(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options: JWEDecryptOptions | undefined,
): Promise<JsonObject> {
  // oidc-core 5.3.2/1, 5.3.2/6, 5.3.2/7a: JSON, or the JWT that was registered
  if (getContentType(response) !== 'application/jwt') {
    if (client.userinfo_signed_response_alg) {
      throw invalidData('response must be a JWT', JWT_USERINFO_EXPECTED, response)
    }
    return readJsonObject(response)
  }
  const rule = algorithmRule(client.userinfo_signed_response_alg, as.userinfo_signing_alg_values_supported, undefined)
  // oidc-core 5.3.2/7b, 5.3.4/2
  const jwt = await readJwt(await response.text(), rule, client, options?.[jweDecrypt])
  // oidc-core 5.3.2/8: a signed response should have both; each is checked if present
  if (jwt.claims.aud !== undefined) {
    checkAudience(client.client_id, jwt)
  }
  if (jwt.claims.iss !== undefined) {
    checkIssuer(as, jwt)
  }
  rememberJwt(response, jwt)
  return jwt.claims
}
