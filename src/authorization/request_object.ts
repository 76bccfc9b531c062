/**
 * Signed authorization requests.
 *
 * @see [RFC 9101 - The OAuth 2.0 Authorization Framework: JWT-Secured Authorization Request (JAR)](https://www.rfc-editor.org/rfc/rfc9101.html)
 * @module
 */
import { formBody } from '../client_authentication/authenticated_form.ts'
import { assertNumber, invalidData, invalidValue } from '../errors/assertions.ts'
import { PARSE_ERROR } from '../errors/codes.ts'
import { algorithmNameOf } from '../jose/algorithms.ts'
import { type ModifyAssertionOptions, modifyAssertion } from '../jose/modify_assertion.ts'
import { type PrivateKey, privateKeyOf } from '../jose/private_key.ts'
import { type JwtPart, signJwt } from '../jose/sign_jwt.ts'
import { isJsonObject, type JsonValue } from '../json/json.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import { currentTime } from '../metadata/time.ts'
import type { CryptoKey } from '../platform/crypto_key.ts'
import { randomString } from '../platform/random.ts'

/**
 * Issues a request object: the parameters of an authorization request as a signed JWT, for the `request` parameter.
 *
 * @param as Authorization server metadata.
 * @param client The client.
 * @param parameters Parameters of the authorization request. `max_age`, `claims` and `authorization_details` become JSON values, and a repeated `resource` becomes an array.
 * @param privateKey The private key to sign with, alone or with its key identifier.
 * @param options A hook that changes the JWT before it is signed (`modifyAssertion`).
 * @returns The request object, a compact JWS that is valid for 60 seconds.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @throws {@link OperationProcessingError} `PARSE_ERROR`: `claims` or `authorization_details` is not JSON.
 * @throws {@link UnsupportedOperationError} when the key cannot sign with a supported algorithm.
 * @see [RFC 9101, 4 - Request Object](https://www.rfc-editor.org/rfc/rfc9101.html#section-4)
 */
export async function issueRequestObject(
  as: AuthorizationServer,
  client: Client,
  parameters: URLSearchParams | Record<string, string> | string[][],
  privateKey: CryptoKey | PrivateKey,
  options?: ModifyAssertionOptions,
): Promise<string> {
  assertParties(as, client)
  const form = formBody(parameters)
  const { key, kid } = privateKeyOf(privateKey, '"privateKey.key"')
  form.set('client_id', client.client_id)
  const claims = requestClaims(as, client, Object.fromEntries(form.entries()))
  convertParameters(form, claims)
  // rfc9101 10.1/1, 10.8/3, 4/6, rfc8725 3.11/1: an explicit type, so that it is not mistaken for another kind of JWT
  const header: JwtPart = { alg: algorithmNameOf(key), typ: 'oauth-authz-req+jwt', kid }
  options?.[modifyAssertion]?.(header, claims)
  // rfc9101 5/p3, 4/1b, fapi2-ms 5.3.2/1
  return signJwt(header, claims, key)
}

/** The claims of a signed request: its parameters, and those of the JWT itself. It is valid for one minute. */
export function requestClaims(as: AuthorizationServer, client: Client, parameters: JwtPart): JwtPart {
  const now = currentTime(client)
  return {
    // rfc9101 4/1a, fapi1-advanced 5.2.3/8: all parameters
    ...parameters,
    // ciba 7.1.1/6
    jti: randomString(),
    // rfc9101 4/2b, fapi1-advanced 5.2.3/10, fapi2-ms 5.3.2/2, ciba 7.1.1/1: the authorization server
    aud: as.issuer,
    // ciba 7.1.1/3, 7.1.1/4, 7.1.1/5, fapi-ciba 5.2.2/9, fapi1-advanced 5.2.3/11, 5.2.3/14, fapi2-ms 5.3.2/3, 5.3.2/4: valid for one minute
    exp: now + 60,
    iat: now,
    nbf: now,
    // rfc9101 4/2a, 10.8/2, ciba 7.1.1/2: the client is not the `sub`
    iss: client.client_id,
  }
}

/** Converts the parameters that are numbers, arrays or objects to JSON values. */
// rfc9101 4/1c, rfc9396 2/1, 3/1
export function convertParameters(form: URLSearchParams, claims: JwtPart): void {
  const resources = form.getAll('resource')
  if (resources.length > 1) {
    claims.resource = resources
  }
  const maxAge = form.get('max_age')
  if (maxAge !== null) {
    claims.max_age = Number.parseInt(maxAge, 10)
    assertNumber(claims.max_age, '"max_age"', false)
  }
  const claimsRequest = form.get('claims')
  if (claimsRequest !== null) {
    claims.claims = parseJsonParameter(claimsRequest, 'claims')
    if (!isJsonObject(claims.claims)) {
      throw invalidValue('"claims" must be a JSON object')
    }
  }
  const details = form.get('authorization_details')
  if (details !== null) {
    claims.authorization_details = parseJsonParameter(details, 'authorization_details')
    if (!Array.isArray(claims.authorization_details)) {
      throw invalidValue('"authorization_details" must be a JSON array')
    }
  }
}

/** The JSON value of a parameter. */
export function parseJsonParameter(text: string, name: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch (cause) {
    throw invalidData(`"${name}" is not JSON`, PARSE_ERROR, cause)
  }
}
