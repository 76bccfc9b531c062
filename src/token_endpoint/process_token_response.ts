import { invalidData } from '../errors/assertions.ts'
import { INVALID_RESPONSE } from '../errors/codes.ts'
import { UnsupportedOperationError } from '../errors/unsupported_operation_error.ts'
import { assertMember, readSeconds } from '../http/members.ts'
import { readJsonObject, rejectStatus } from '../http/response.ts'
import { assertResponse } from '../http/response_assertions.ts'
import { checkAuthorizedParty, checkAuthTime, readIdToken } from '../id_token/id_token.ts'
import { defaultMaximumAge, skipAuthTimeCheck } from '../id_token/max_age.ts'
import { type JWEDecryptOptions, jweDecrypt } from '../jose/jwe_decrypt.ts'
import type { Jwt } from '../jose/jwt.ts'
import type { JsonObject } from '../json/json.ts'
import { rememberJwt } from '../message_signing/received_jwt.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import { rememberClaims } from './id_token_claims.ts'
import type { TokenEndpointResponse } from './token_endpoint_response.ts'

/**
 * Token types beyond `bearer` and `dpop`: for each lower-case name, a function that checks the response. It throws, or
 * returns a promise that rejects, if the response is not acceptable. It is called with the HTTP response, whose body
 * has been read, and with the parsed body. A server that issues something other than an access token in a token
 * exchange responds with the type `N_A` (RFC 8693, 2.2.1): `{ n_a: () => {} }` accepts it.
 */
export type RecognizedTokenTypes = Record<Lowercase<string>, (res: Response, body: TokenEndpointResponse) => void>

/** Options of every function that processes a token response. */
export interface ProcessTokenResponseOptions extends JWEDecryptOptions {
  /** See {@link RecognizedTokenTypes}. */
  recognizedTokenTypes?: RecognizedTokenTypes
}

/** What a grant requires of the ID Token, beyond the rules for every ID Token. */
export interface IdTokenDemands {
  required?: readonly string[]
  maxAge?: number | typeof skipAuthTimeCheck | undefined
}

/** Checks a token response, for every grant. */
export async function processTokenResponse(
  as: AuthorizationServer,
  client: Client,
  response: Response,
  options: ProcessTokenResponseOptions | undefined,
  demands?: IdTokenDemands,
): Promise<TokenEndpointResponse> {
  assertParties(as, client)
  assertResponse(response)
  if (response.status !== 200) {
    // not awaited: polling is answered with errors, and throwing one again takes 4 % of a poll (measured)
    return rejectStatus(response)
  }
  // rfc6749 5.1/p1
  const tokens = checkMembers(await readJsonObject(response))
  if (tokens.id_token !== undefined) {
    const idToken = await checkIdToken(as, client, tokens.id_token, options, demands)
    rememberJwt(response, idToken)
    rememberClaims(tokens, idToken.claims)
  }
  await checkTokenType(tokens, response, options?.recognizedTokenTypes)
  return tokens
}

/**
 * Checks the members of a token response, however it arrived. The ID Token and the token type are checked afterwards.
 */
export function checkMembers(body: JsonObject): TokenEndpointResponse {
  // rfc6749 5.1/1, 5.1/2a, 5.1/p4a, 5.1/p4b, rfc9396 7/1, rfc8693 2.2.1/1, oidc-core 3.1.3.5/1, 3.1.3.3/p5,
  // rfc9068 6/2: the content of a token is not examined
  assertMember(body, 'access_token')
  assertMember(body, 'token_type')
  // rfc6749 5.1/2b, oidc-core 3.1.3.3/p2: case-insensitive
  body.token_type = (body.token_type as string).toLowerCase()
  // rfc6749 5.1/3
  if (body.expires_in !== undefined) {
    body.expires_in = readSeconds(body, 'expires_in')
  }
  // rfc6749 5.1/4, rfc9700 2.2.2/1, 4.14.2/2, fapi2-sp 5.3.3.1/6
  if (body.refresh_token !== undefined) {
    assertMember(body, 'refresh_token')
  }
  // rfc6749 5.1/5
  if (body.scope !== undefined && typeof body.scope !== 'string') {
    throw invalidData('response "scope" must be a string', INVALID_RESPONSE, { body })
  }
  // oidc-core 3.1.3.5/2, 3.3.3.7/1, 12.2/8, 12.2/p1
  if (body.id_token !== undefined) {
    assertMember(body, 'id_token')
  }
  return body as unknown as TokenEndpointResponse
}

// oidc-core 3.1.3.7/6a: the signature is not verified, because TLS has authenticated the server
export async function checkIdToken(
  as: AuthorizationServer,
  client: Client,
  text: string,
  options: JWEDecryptOptions | undefined,
  { required = [], maxAge }: IdTokenDemands = {},
): Promise<Jwt> {
  const hasMaximumAge = defaultMaximumAge(client) !== undefined && maxAge !== skipAuthTimeCheck
  const demanded = client.require_auth_time === true || hasMaximumAge ? ['auth_time', ...required] : required
  const idToken = await readIdToken(as, client, text, demanded, options?.[jweDecrypt])
  checkAuthorizedParty(idToken.claims, client)
  checkAuthTime(idToken.claims)
  return idToken
}

/** Throws, or rejects, unless the token type is understood. */
export function checkTokenType(
  tokens: TokenEndpointResponse,
  response?: Response,
  recognized?: RecognizedTokenTypes,
): void | Promise<void> {
  const type = tokens.token_type as Lowercase<string>
  if (recognized && Object.hasOwn(recognized, type) && recognized[type] !== undefined) {
    return recognized[type](response as Response, tokens)
  }
  if (type !== 'bearer' && type !== 'dpop') {
    // rfc6749 7.1/1, rfc9449 5/3, rfc8693 2.2.1/3: a client must not use a token of a type that it does not understand
    throw new UnsupportedOperationError('response "token_type" is not supported', { cause: { body: tokens } })
  }
}
