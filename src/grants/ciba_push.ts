/**
 * Push: the authorization server delivers the tokens of a backchannel authentication. FAPI-CIBA forbids this mode.
 *
 * @see [CIBA Core 1.0, 10.3 - Push Callback](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#push_callback)
 * @module
 */
import { BackchannelAuthenticationError } from '../errors/backchannel_authentication_error.ts'
import { KEY_SELECTION } from '../errors/codes.ts'
import { OperationProcessingError } from '../errors/operation_processing_error.ts'
import { UnsupportedOperationError } from '../errors/unsupported_operation_error.ts'
import { assertMember } from '../http/members.ts'
import { assertHashClaim, checkHashClaim } from '../id_token/hash_claims.ts'
import { checkIssuedRecently } from '../id_token/id_token.ts'
import { expectClaim } from '../jose/claims.ts'
import type { JWEDecryptOptions } from '../jose/jwe_decrypt.ts'
import type { ValidateSignatureOptions } from '../jose/jwks.ts'
import type { Jwt, JwtHeader } from '../jose/jwt.ts'
import { issuerKey, verifySignature } from '../jose/verify.ts'
import type { JsonObject, JsonValue } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import { rememberClaims } from '../token_endpoint/id_token_claims.ts'
import { checkIdToken, checkMembers, checkTokenType } from '../token_endpoint/process_token_response.ts'
import type { TokenEndpointResponse } from '../token_endpoint/token_endpoint_response.ts'
import {
  type AuthenticNotification,
  type FindExpectedNotification,
  type RejectedNotification,
  receiveNotification,
  Unjudged,
} from './ciba_notification.ts'

/**
 * A valid push: the tokens, or the error that ended the authentication, and the HTTP response to send.
 *
 * @see [CIBA Core 1.0, 10.3 - Push Callback](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#push_callback)
 */
export type AcceptedPush =
  | {
      /** The authentication that the push belongs to. */
      readonly auth_req_id: string
      /** The tokens. `getValidatedIdTokenClaims` returns the claims of the ID Token. */
      readonly tokens: TokenEndpointResponse
      /** The HTTP response to send: 204. */
      readonly response: Response
      readonly error?: undefined
    }
  | {
      /** The authentication that the push belongs to. */
      readonly auth_req_id: string
      readonly tokens?: undefined
      /** The HTTP response to send: 204. */
      readonly response: Response
      /** The pushed error. */
      readonly error: BackchannelAuthenticationError
    }

/** Options of {@link validateBackchannelPush}. The HTTP options apply to the request for the JWK Set. */
export interface ValidateBackchannelPushOptions extends ValidateSignatureOptions, JWEDecryptOptions {}

const authReqIdClaim = 'urn:openid:params:jwt:claim:auth_req_id'
const refreshTokenHashClaim = 'urn:openid:params:jwt:claim:rt_hash'

/**
 * Validates a push: its bearer token, the ID Token and its signature, and the claims that bind the access token, the refresh token and
 * the `auth_req_id` to the ID Token. The result always has the HTTP response to send: 204 when the push is valid, including a pushed
 * error; 401 with a `Bearer` challenge when its bearer token is missing, unknown, or belongs to another authentication; 400, 405 or 415
 * when it is malformed or fails a check.
 *
 * FAPI-CIBA forbids this mode.
 *
 * @param as Authorization server metadata; its `jwks_uri` is fetched unless the keys are cached.
 * @param client The client.
 * @param request The request that arrived at the notification endpoint.
 * @param find Looks up the authentication by the SHA-256 of the bearer token. If it rejects, so does this function, with the same reason.
 * @param options The HTTP options for the JWK Set, and `jweDecrypt` for encrypted ID Tokens.
 * @returns For a valid push, the `auth_req_id`, the tokens or the pushed `error`, and the response to send;
 *   `getValidatedIdTokenClaims` returns the claims of the ID Token. Otherwise, without `auth_req_id`, the `error` that says why the push
 *   was refused, and the response to send.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws Whatever fetching the JWK Set rejects with. It says nothing about the push: respond with 503.
 * @throws Whatever `jweDecrypt` rejects with, because only you know whether the push is to blame. If it is, reject with an
 *   {@link OperationProcessingError}: it becomes the `error` of the result, with a 400 response.
 * @throws Whatever reading the body of `request` rejects with when the connection breaks. Nobody is left to respond to.
 * @see [CIBA Core 1.0, 10.3.1 - Successful Push Callback](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#successful_token_push)
 * @see [CIBA Core 1.0, 12 - Push Error Payload](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#push_error_payload)
 */
export async function validateBackchannelPush(
  as: AuthorizationServer,
  client: Client,
  request: Request,
  find: FindExpectedNotification,
  options?: ValidateBackchannelPushOptions,
): Promise<AcceptedPush | RejectedNotification> {
  assertParties(as, client)
  return receiveNotification(request, find, async (notification) => {
    const { auth_req_id, body } = notification
    const error = pushedError(body)
    return error ? { auth_req_id, error } : { auth_req_id, tokens: await readTokens(as, client, notification, options) }
  })
}

function pushedError(body: JsonObject): BackchannelAuthenticationError | undefined {
  if (body.error === undefined) {
    return undefined
  }
  // ciba 10.3.1/2, 12/1, 12/2, 12/4, 12/5, 12/6: the error carries everything that the server sent
  assertMember(body, 'error')
  return new BackchannelAuthenticationError('the authorization server pushed an error', {
    cause: body as { error: string; [member: string]: JsonValue | undefined },
  })
}

async function readTokens(
  as: AuthorizationServer,
  client: Client,
  { auth_req_id, body }: AuthenticNotification,
  options: ValidateBackchannelPushOptions | undefined,
): Promise<TokenEndpointResponse> {
  // ciba 10.3.1/3, 10.3.1/5
  assertMember(body, 'id_token')
  const required = [authReqIdClaim, 'at_hash', ...(body.refresh_token === undefined ? [] : [refreshTokenHashClaim])]
  const tokens = checkMembers(body)
  const idToken = await checkIdToken(as, client, body.id_token as string, options, { required })
  checkIssuedRecently(idToken.claims, client)
  // ciba 10.3.1/8
  expectClaim(idToken.claims, authReqIdClaim, auth_req_id)
  // ciba 10.3.1/7: what arrives at a public address is trusted only if its signature is valid
  await verifySignature(await keyOf(as, options, idToken.header), idToken.jwt)
  // ciba 10.3.1/9a
  await checkTokenHash(idToken, 'at_hash', body.access_token as string)
  if (body.refresh_token !== undefined) {
    // ciba 10.3.1/9b
    await checkTokenHash(idToken, refreshTokenHashClaim, body.refresh_token as string)
  }
  rememberClaims(tokens, idToken.claims)
  checkTokenType(tokens)
  return tokens
}

/** The key that verifies the signature. A push is sent once: it must not fail because of the server's JWK Set or a new key. */
async function keyOf(
  as: AuthorizationServer,
  options: ValidateBackchannelPushOptions | undefined,
  header: JwtHeader,
): Promise<CryptoKey> {
  try {
    // oidc-core 10.1.1/1: a missing key is fetched at once, because a sender who knows the bearer token is no stranger
    return await issuerKey(as, options, header, 0)
  } catch (error) {
    // an unsupported algorithm, or a key that the server does not have, is the push's own fault
    const own =
      error instanceof UnsupportedOperationError ||
      (error instanceof OperationProcessingError && error.code === KEY_SELECTION)
    throw own ? error : new Unjudged(error)
  }
}

async function checkTokenHash(idToken: Jwt, claim: string, token: string): Promise<void> {
  assertHashClaim(idToken, claim)
  await checkHashClaim(idToken, claim, token, {})
}
