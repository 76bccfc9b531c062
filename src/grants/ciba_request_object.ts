/**
 * Signed backchannel authentication requests.
 *
 * @see [CIBA Core 1.0, 7.1.1 - Signed Authentication Request](https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html#signed_auth_request)
 * @module
 */
import { parseJsonParameter, requestClaims } from '../authorization/request_object.ts'
import { invalidValue } from '../errors/assertions.ts'
import { algorithmNameOf } from '../jose/algorithms.ts'
import { type ModifyAssertionOptions, modifyAssertion } from '../jose/modify_assertion.ts'
import { type PrivateKey, privateKeyOf } from '../jose/private_key.ts'
import { type JwtPart, signJwt } from '../jose/sign_jwt.ts'
import type { AuthorizationServer } from '../metadata/authorization_server.ts'
import type { Client } from '../metadata/client.ts'
import { assertParties } from '../metadata/parties.ts'
import type { CryptoKey } from '../platform/crypto_key.ts'

/**
 * Issues a signed backchannel authentication request: all parameters as a JWT, to be sent as the only parameter, `request`, of
 * a `backchannelAuthenticationRequest`.
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
  const alg = algorithmNameOf(key)
  // ciba 4/3.3: the registered algorithm, where there is one
  const registered = client.backchannel_authentication_request_signing_alg
  if (registered !== undefined && registered !== alg) {
    throw invalidValue('"privateKey" does not fit "client.backchannel_authentication_request_signing_alg"')
  }
  // ciba 7.1.1/p2a, fapi-ciba 5.2.3.1/1: everything is inside; what identifies the client is `iss`
  const form = new URLSearchParams(parameters)
  form.delete('client_id')
  const claims = requestClaims(as, client, Object.fromEntries(form.entries()))
  convertParameters(claims)
  const header: JwtPart = { alg, kid }
  options?.[modifyAssertion]?.(header, claims)
  // ciba 7.1.1/p2b, 7.1.1/p4: never encrypted
  return signJwt(header, claims, key)
}

// ciba 7.1.1/p1, fapi-ciba 5.2.2/10, 5.3/1: parameters of extensions are what they are in JSON
function convertParameters(claims: JwtPart): void {
  for (const name of ['authorization_details', 'claims', 'request_context']) {
    const value = claims[name]
    if (typeof value === 'string') {
      claims[name] = parseJsonParameter(value, name)
    }
  }
}
