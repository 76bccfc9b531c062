import { ResponseBodyError } from '../errors/response_body_error.ts'
import { WWWAuthenticateChallengeError } from '../errors/www_authenticate_challenge_error.ts'

/**
 * Whether an error means that the server requires a nonce in the DPoP proof. The handle has already remembered the
 * nonce, so the same request made again carries it.
 *
 * @param err What a request or a `process…` function rejected with. For anything else the result is `false`.
 * @returns Whether to make the request again.
 * @see [RFC 9449, 8 - Authorization Server-Provided Nonce](https://www.rfc-editor.org/rfc/rfc9449.html#section-8)
 */
export function isDPoPNonceError(err: unknown): boolean {
  if (err instanceof WWWAuthenticateChallengeError) {
    // rfc9449 9/1: at a resource server
    return err.cause.some(({ scheme, parameters }) => scheme === 'dpop' && parameters.error === 'use_dpop_nonce')
  }
  // rfc9449 8/3: at the authorization server
  return err instanceof ResponseBodyError && err.error === 'use_dpop_nonce'
}
