import { algorithmNameOf } from '../jose/algorithms.ts'
import { type ModifyAssertionOptions, modifyAssertion } from '../jose/modify_assertion.ts'
import { type PrivateKey, privateKeyOf } from '../jose/private_key.ts'
import { encodePart, signJwt } from '../jose/sign_jwt.ts'
import type { CryptoKey } from '../platform/crypto_key.ts'
import { beginClientAssertion, setClientAssertion } from './client_assertion.ts'
import { builtIn, type ClientAuth } from './client_auth.ts'

/**
 * Authenticates the client with a JWT that is signed with the client's private key.
 *
 * @param clientPrivateKey The private key, alone or with its key identifier.
 * @param options A hook that modifies the assertion before it is signed (`modifyAssertion`).
 * @returns The method, to be passed as `clientAuthentication`. A request that uses it rejects with a `TypeError`
 *   (`ERR_INVALID_ARG_VALUE`) if the private key lacks the usage `sign`, and with an {@link UnsupportedOperationError}
 *   if its algorithm is not supported or it is an RSA key of fewer than 2048 bits.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @see [OpenID Connect Core 1.0, 9](https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication)
 * @see [RFC 7523, 2.2 - Using JWTs for Client Authentication](https://www.rfc-editor.org/rfc/rfc7523.html#section-2.2)
 */
export function PrivateKeyJwt(clientPrivateKey: CryptoKey | PrivateKey, options?: ModifyAssertionOptions): ClientAuth {
  const { key, kid } = privateKeyOf(clientPrivateKey, '"clientPrivateKey.key"')
  // always the same, unless a hook may modify it
  let encodedHeader: string | undefined
  return builtIn(async (as, client, body) => {
    // oidc-core 9/4, 10.1/1, rfc7523 3/9, fapi1-baseline 5.2.4/1, fapi2-sp 5.3.3.1/2, rfc9700 2.5/2
    const header = { alg: algorithmNameOf(key), kid }
    const payload = beginClientAssertion(as, client, body)
    const modify = options?.[modifyAssertion]
    encodedHeader ??= encodePart(header)
    modify?.(header, payload)
    const signed = await signJwt(modify ? header : encodedHeader, payload, key)
    setClientAssertion(body, signed)
  })
}
