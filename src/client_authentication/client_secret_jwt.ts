import { assertString } from '../errors/assertions.ts'
import { type ModifyAssertionOptions, modifyAssertion } from '../jose/modify_assertion.ts'
import { compactJwt, encodePart, signingInput } from '../jose/sign_jwt.ts'
import { hmacSigner } from '../platform/signature.ts'
import { beginClientAssertion, setClientAssertion } from './client_assertion.ts'
import { builtIn, type ClientAuth } from './client_auth.ts'

/**
 * Authenticates the client with a JWT whose signature is an HMAC (HS256), with the client secret as key.
 *
 * @param clientSecret The client secret.
 * @param options A hook that modifies the assertion before it is signed (`modifyAssertion`).
 * @returns The method, to be passed as `clientAuthentication`.
 * @throws `TypeError` (`ERR_INVALID_ARG_TYPE`, `ERR_INVALID_ARG_VALUE`) when an argument is not as described.
 * @see [OpenID Connect Core 1.0, 9](https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication)
 * @see [RFC 7523, 2.2 - Using JWTs for Client Authentication](https://www.rfc-editor.org/rfc/rfc7523.html#section-2.2)
 */
export function ClientSecretJwt(clientSecret: string, options?: ModifyAssertionOptions): ClientAuth {
  assertString(clientSecret, '"clientSecret"')
  const modify = options?.[modifyAssertion]
  const signer = hmacSigner(clientSecret)
  // always the same, unless a hook may modify it
  let encodedHeader: string | undefined
  return builtIn(async (as, client, body) => {
    // oidc-core 9/3, rfc7523 3/9
    const header = { alg: 'HS256' }
    const payload = beginClientAssertion(as, client, body)
    encodedHeader ??= encodePart(header)
    modify?.(header, payload)
    const input = signingInput(modify ? header : encodedHeader, payload)
    setClientAssertion(body, compactJwt(input, await signer(input)))
  })
}
