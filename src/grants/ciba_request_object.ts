/**
 * Signed backchannel authentication requests.
 *
 * @see [CIBA Core 1.0, 7.1.1 - Signed Authentication Request](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#signed_auth_request)
 * @module
 */
import { convertParameters, parseJsonParameter, requestClaims } from '../authorization/request_object.ts'
import { formBody } from '../client_authentication/authenticated_form.ts'
import { invalidValue } from '../errors/assertions.ts'
import { algorithmNameOf, findAlgorithm } from '../jose/algorithms.ts'
import { type ModifyAssertionOptions, modifyAssertion } from '../jose/modify_assertion.ts'
import { type PrivateKey, privateKeyOf } from '../jose/private_key.ts'
import { type JwtPart, signJwt } from '../jose/sign_jwt.ts'
import { isJsonObject } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import type { CryptoKey } from '../platform/crypto_key.ts'

/**
 * Issues a signed backchannel authentication request: a JWT with all parameters. Send it as `request`, the only parameter of a
 * `backchannelAuthenticationRequest`. It is valid for one minute.
 *
 * Parameters that carry JSON (`authorization_details`, `claims`, `request_context`) become JSON values, and a repeated `resource`
 * becomes an array.
 *
 * @param as Authorization server metadata; its issuer identifier becomes the audience.
 * @param client The client. If it has a `backchannel_authentication_request_signing_alg`, the key must fit that algorithm.
 * @param parameters What `buildBackchannelAuthenticationParameters` returned, or form parameters in any shape.
 * @param privateKey The private key to sign with, and its key identifier if the client has registered several keys.
 * @param options `modifyAssertion`: changes the header and the claims before they are signed.
 * @returns The compact JWS.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described, a parameter other than
 *   `resource` is repeated, or the key does not fit the registered algorithm or, if none is registered, any of
 *   `as.backchannel_authentication_request_signing_alg_values_supported`.
 * @throws {@link OperationProcessingError} `PARSE_ERROR` when a parameter that must be JSON is not.
 * @throws {@link UnsupportedOperationError} when there is no JWS algorithm for the key.
 * @see [CIBA Core 1.0, 7.1.1 - Signed Authentication Request](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#signed_auth_request)
 * @see [FAPI-CIBA, 5.2.2](https://openid.net/specs/openid-financial-api-ciba-ID1.html#authorization-server)
 */
export async function issueBackchannelAuthenticationRequestObject(
  as: AuthorizationServer,
  client: Client,
  parameters: URLSearchParams | Record<string, string> | string[][],
  privateKey: CryptoKey | PrivateKey,
  options?: ModifyAssertionOptions,
): Promise<string> {
  assertParties(as, client)
  const { key, kid } = privateKeyOf(privateKey, '"privateKey.key"')
  const alg = requestAlgorithm(as, client, key)
  // ciba 7.1.1/p2a, fapi-ciba 5.2.3.1/1: everything is inside the JWT, where `iss` identifies the client
  const form = formBody(parameters)
  form.delete('client_id')
  assertNothingTwice(form)
  const claims = requestClaims(as, client, Object.fromEntries(form.entries()))
  // ciba 7.1.1/p1: parameters of extensions become JSON values
  convertParameters(form, claims)
  convertRequestContext(claims)
  const header: JwtPart = { alg, kid }
  options?.[modifyAssertion]?.(header, claims)
  // ciba 7.1.1/p2b, 7.1.1/p4: never encrypted
  return signJwt(header, claims, key)
}

/** The key's algorithm, under the name with which it was registered. */
function requestAlgorithm(as: AuthorizationServer, client: Client, key: CryptoKey): string {
  const alg = algorithmNameOf(key)
  // ciba 4/3.3, 4/2.3: the registered algorithm if there is one, otherwise one that the server accepts
  const registered = client.backchannel_authentication_request_signing_alg
  const taken = as.backchannel_authentication_request_signing_alg_values_supported
  const names = registered !== undefined ? [registered] : Array.isArray(taken) ? taken : [alg]
  const name = names.includes(alg) ? alg : names.find((name) => findAlgorithm(name) === findAlgorithm(alg))
  if (name === undefined) {
    throw invalidValue(
      registered !== undefined
        ? '"privateKey" does not fit "client.backchannel_authentication_request_signing_alg"'
        : '"privateKey" fits none of "as.backchannel_authentication_request_signing_alg_values_supported"',
    )
  }
  return name as string
}

// a claim has one value, so one of two parameters would be lost
function assertNothingTwice(form: URLSearchParams): void {
  for (const name of form.keys()) {
    if (name !== 'resource' && form.getAll(name).length > 1) {
      throw invalidValue('"parameters" must not include a parameter twice')
    }
  }
}

// fapi-ciba 5.2.2/10, 5.3/1: an object
function convertRequestContext(claims: JwtPart): void {
  if (claims.request_context !== undefined) {
    claims.request_context = parseJsonParameter(claims.request_context as string, 'request_context')
    if (!isJsonObject(claims.request_context)) {
      throw invalidValue('"request_context" must be a JSON object')
    }
  }
}
