import { UnsupportedOperationError } from '../errors/unsupported_operation_error.ts'
import { sha256 } from '../platform/digest.ts'
import type { JWK } from './jwk.ts'

// rfc7638 3/1, 3.2/1, 3.2/2, 3.2.1/1, 3.3/1, rfc8037 2/p3: the required members of each key type, sorted by name
const requiredMembers: Map<unknown, (keyof JWK)[]> = new Map<unknown, (keyof JWK)[]>([
  ['EC', ['crv', 'kty', 'x', 'y']],
  ['OKP', ['crv', 'kty', 'x']],
  ['AKP', ['alg', 'kty', 'pub']],
  ['RSA', ['e', 'kty', 'n']],
])

/**
 * The SHA-256 thumbprint of a public JWK, as base64url.
 *
 * @see [RFC 7638, 3](https://www.rfc-editor.org/rfc/rfc7638.html#section-3)
 */
export async function jwkThumbprint(jwk: JWK): Promise<string> {
  const members = requiredMembers.get(jwk.kty)
  if (!members) {
    throw new UnsupportedOperationError('the key type is not supported', { cause: jwk })
  }
  // rfc7638 3/2, 3.3/1, rfc9449 6.1/1, 10/1: UTF-8, no white space
  return sha256(JSON.stringify(jwk, members))
}
